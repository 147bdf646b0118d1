import {
  grouped,
  isAtOrBeneath,
  parentLocation,
  printable,
  type Location,
  type Snapshot,
  type UnmanagedAccount,
} from "../domain";
import { firstAndMore, quoteName } from "./describe";

/**
 * The accounts that a metabase names outside of the three kinds, at a location and beneath it: they are never changed.
 *
 * @param isAccount recognises the names of the account; if left out, every account is meant
 */
export function unmanagedAccounts(
  { unmanaged = [] }: Snapshot,
  under: Location | undefined,
  isAccount?: (userName: string) => boolean,
): readonly UnmanagedAccount[] {
  const isAll = under === undefined || parentLocation(under) === undefined;
  return unmanaged.filter(
    ({ location, userName, account = userName }) =>
      (isAll || (location !== undefined && isAtOrBeneath(location, under))) &&
      (isAccount === undefined || (account !== undefined && isAccount(account))),
  );
}

/** Which element at which place holds whose password, in a clause. */
export function describeUnmanaged({ element, name, userName }: UnmanagedAccount): string {
  const account = userName === undefined ? "" : ` of ${quoteName(userName)}`;
  return `${printable(element)} at ${printable(name)} holds a password${account}: change it by hand`;
}

/** A sentence for each element that names an account and has to be changed by hand when its password is rotated. */
export function unmanagedNotes(
  snapshot: Snapshot,
  isAccount: (userName: string) => boolean,
): readonly string[] {
  const found = grouped(unmanagedAccounts(snapshot, undefined, isAccount), ({ element }) => element);
  const unknown = snapshot.unmanagedUnknown === undefined ? [] : [snapshot.unmanagedUnknown];
  const notes = [...found].map(([element, accounts]) => {
    const places = firstAndMore(accounts.map(({ name }) => printable(name)));
    const what = element.endsWith("odbcLogging") ? "a database login of that name" : "the account";
    return `${printable(element)} at ${places} names ${what} with a password: it is not managed here, change it by hand`;
  });
  return [...notes, ...unknown];
}
