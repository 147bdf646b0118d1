import { canonicalAccount, counted, grouped, kinds, once, printable, type Snapshot } from "../../domain";
import { listed, type StoredCopies } from "../../drift";
import { wordsOf } from "../words/words";

/** Where an account is stored, kind by kind, and whether its copies agree: a sentence each. */
export function explainAccount(
  snapshot: Snapshot,
  { userName, copies, byPassword }: StoredCopies,
): readonly string[] {
  const name = printable(userName);
  const { nameOf, roles } = wordsOf(snapshot);
  return [
    ...kinds.flatMap((kind) => {
      const places = copies.flatMap((copy) =>
        copy.kind === kind ? [nameOf(snapshot, copy.key.location, kind)] : [],
      );
      if (places.length === 0) return [];
      return [
        `The account ${name} is stored ${roles[kind]} at ${counted(places.length, "place", "places")}: ${listed(places)}.`,
      ];
    }),
    ...(byPassword.length > 1
      ? [`Its copies hold ${String(byPassword.length)} different passwords: all but one are wrong.`]
      : []),
  ];
}

/** Where else an account is named, in elements that no resource and no `sync` changes. */
export function explainUnmanaged(snapshot: Snapshot, userName: string): readonly string[] {
  const found = unmanagedIn(snapshot).get(canonicalAccount(userName, snapshot.machine)) ?? [];
  if (found.length === 0) return [];
  const places = found.map(({ name, element }) =>
    name === "" ? element : `${printable(name)} (${element})`,
  );
  return [
    `The account ${printable(userName)} is named at ${counted(places.length, "place", "places")} that no resource manages: ${listed(places)}.`,
  ];
}

const unmanagedIn = once(({ unmanaged = [], machine }: Snapshot) =>
  grouped(unmanaged, ({ userName = "", account = userName }) => canonicalAccount(account, machine)),
);
