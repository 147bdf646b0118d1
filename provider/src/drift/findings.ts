import {
  accountNameFault,
  halfName,
  holdsHalf,
  isBuiltIn,
  isManaged,
  needsNoPassword,
  placeName,
  printable,
  type Kind,
  type Location,
  type ObservedKey,
  type OwnPair,
  type PlaceFinding,
  type Snapshot,
  type UnmanagedAccount,
} from "../domain";
import { isTemplate, isUnused } from "./account-targets";
import { quoteName } from "./describe";
import { isEmpty } from "./difference";
import { betterThanStored } from "./end-state";
import { isOfPart } from "./missing-above";
import { passwordSync } from "./password-sync";
import { storedAs } from "./stored-as";
import { storedCopies } from "./stored-copies";
import { storedCredentials, type StoredCredential } from "./stored-credentials";
import { viewWith, type View } from "./view";
import { templateWarning, warningsOf } from "./warnings";

/** A fault at one place that is worth a look, declared there or not. Never holds a password. */
export interface Finding {
  /** `undefined` for a place that the metabase names and does not have. */
  readonly location: Location | undefined;
  /** As people know the place. */
  readonly place: string;
  /** `undefined` where the whole key is meant. */
  readonly kind: Kind | undefined;
  /** One clause, the same for every key that has the same fault. */
  readonly finding: string;
  /** True beneath Info/Templates: what new sites are made from. */
  readonly template: boolean;
}

/** Looks through a whole metabase: the warnings of its credentials, half pairs, blank and differing passwords. */
export function findingsOf(
  snapshot: Snapshot,
  credentials: readonly StoredCredential[] = storedCredentials(snapshot),
): readonly Finding[] {
  const view = viewWith(snapshot, []);
  const clear = credentials.filter(({ key }) => key.ambiguous === undefined);
  const about = (credential: StoredCredential, text: string | undefined): readonly Finding[] =>
    text === undefined ? [] : [found(credential.key, credential.kind, text)];
  return [
    ...snapshot.keys.flatMap((key) =>
      key.ambiguous === undefined
        ? []
        : [found(key, undefined, `can't be read in one way: ${key.ambiguous}`)],
    ),
    ...snapshot.keys.flatMap((key) => leftOn(view, key)),
    ...(snapshot.findings?.() ?? []).map(foundByFormat),
    ...clear.flatMap((credential) => aboutOne(view, credential).flatMap((text) => about(credential, text))),
    ...differing(view, credentials),
    ...(snapshot.unmanaged ?? []).map(notManaged),
    ...clear.flatMap((credential) => about(credential, betterThanStored(view, credential))),
  ];
}

/** Only at the key that sets it. Credentials that IIS bypasses because of it have a warning of their own. */
function leftOn(view: View, key: ObservedKey): readonly Finding[] {
  if (key.settings?.AnonymousPasswordSync === undefined || passwordSync(view, key) !== "may-fail") return [];
  const text =
    "AnonymousPasswordSync is on, as an upgrade from IIS 5 leaves it: anonymous logons may fail for it (401.1, KB 909887)";
  return [found(key, undefined, text)];
}

function foundByFormat({ location, name, text, hint }: PlaceFinding): Finding {
  const finding = `${text} ${hint.replace(/\.$/, "")}`;
  return { location, place: printable(name), kind: undefined, finding, template: false };
}

function notManaged({ location, name, element, userName }: UnmanagedAccount): Finding {
  const account = userName === undefined ? "" : `, of ${quoteName(userName)}`;
  const finding = `${printable(element)} holds a password${account}, which is not managed here: change it by hand`;
  return { location, place: printable(name), kind: undefined, finding, template: false };
}

function found(key: ObservedKey, kind: Kind | undefined, finding: string): Finding {
  const { location } = key;
  return { location, place: placeName(key), kind, finding, template: isTemplate(location) };
}

function aboutOne(view: View, credential: StoredCredential): readonly string[] {
  const { key, kind, own, effective } = credential;
  if (effective === undefined) return ["what counts is unclear: a key above can't be read in one way"];
  const userName = effective.userName?.value ?? "";
  const stored = own.password?.value;
  return [
    impossibleName(own),
    halfPair(view, credential),
    blank(credential, userName),
    unusable(own),
    // A sealed password is normal in a healthy metabase; the others are findings of `unusable`.
    ...warnings(view, { key, kind, userName, password: stored?.state === "opaque" && !isEmpty(stored) }),
  ].filter((text) => text !== undefined);
}

function warnings(view: View, credential: Parameters<typeof warningsOf>[1]): readonly string[] {
  return warningsOf(view, credential).filter((warning) => warning !== templateWarning);
}

function impossibleName({ userName }: OwnPair): string | undefined {
  const fault =
    userName === undefined || userName.value === "" ? undefined : accountNameFault(userName.value);
  return fault === undefined ? undefined : `no Windows account can have its user name: it ${fault}`;
}

/** One half is the key's own; the other is an ancestor's, or missing, or set by a key that is not in the file. */
function halfPair({ snapshot }: View, { key, kind, own, effective }: StoredCredential): string | undefined {
  const [name, password] = [halfName(key, kind, "userName"), halfName(key, kind, "password")];
  const level = key.elements === undefined ? "key" : "level";
  const withoutName = snapshot.withoutName?.[kind];
  const userName = effective?.userName?.value;
  if (userName === "" && withoutName === "pool identity") {
    return own.password === undefined || isEmpty(own.password.value)
      ? undefined
      : `${password} under an empty userName, which is the pool's identity: it is not used`;
  }
  const unknown = (mine: string, other: string): string =>
    `half a pair: its own ${mine}; which ${other} it inherits is not known, because the keys above are not in the file`;
  const isPart = isOfPart(snapshot, key.location);
  if (storedAs(userName, own.password?.value, withoutName) !== "credential") {
    return isPart && userName === undefined
      ? unknown(password, name)
      : `${password} without any ${name}, own or inherited`;
  }
  if (own.userName === undefined) {
    return own.password === undefined
      ? undefined
      : `half a pair: its own ${password} with the ${name} of a ${level} above`;
  }
  if (own.password !== undefined || isBuiltIn(own.userName.value)) return undefined;
  const inherited = effective?.password?.value;
  if (isManaged(own.userName.value) && (inherited === undefined || isEmpty(inherited))) return undefined;
  if (!holdsHalf(key, kind, "password")) {
    return `a half pair that can't be repaired: a key of type ${key.keyType} holds no ${password}`;
  }
  if (inherited !== undefined) return `half a pair: its own ${name} with the ${password} of a ${level} above`;
  if (isPart) return unknown(name, password);
  // `warningsOf` says it of a UNC user.
  return kind === "unc" ? undefined : `${name} without any ${password}, own or inherited`;
}

function blank({ kind, own: { password } }: StoredCredential, userName: string): string | undefined {
  // `warningsOf` says it of a UNC user.
  if (kind === "unc") return undefined;
  if (password === undefined || !isEmpty(password.value) || userName === "" || needsNoPassword(userName))
    return undefined;
  return "an empty password: Windows refuses such a logon unless a policy allows it";
}

function unusable({ password }: OwnPair): string | undefined {
  if (password?.value.state !== "opaque") return undefined;
  switch (password.value.reason) {
    case "exported":
    case "masked":
    case "unreadable":
      return `the password is ${password.value.reason}: IIS can't log on with it`;
    case "sealed":
    case "sealed-empty":
      return undefined;
  }
}

/** Copies of one account that do not hold what most of its copies hold. */
function differing(view: View, credentials: readonly StoredCredential[]): readonly Finding[] {
  const used = credentials.filter((credential) => !isUnused(view, credential));
  return [...storedCopies(view.snapshot, used).values()].flatMap(({ userName, byPassword }) => {
    const [most, second] = byPassword;
    if (most === undefined || second === undefined) return [];
    const isTie = most.length === second.length;
    const text = isTie
      ? `copies of ${quoteName(userName)} hold different passwords, none of them most often`
      : `another password than most copies of ${quoteName(userName)}`;
    return (isTie ? byPassword : byPassword.slice(1)).flat().map(({ key, kind }) => found(key, kind, text));
  });
}
