import { isBuiltIn, isManaged, type Kind, type ObservedKey, type Snapshot } from "../../domain";
import { listed, passwordState, type EffectivePair, type PasswordState, type View } from "../../drift";
import { copiesOf, otherThan } from "./copies-of";
import { wordsOf } from "../words/words";
import { setAt } from "./use";

const noPassword: ReadonlySet<PasswordState> = new Set(["absent", "empty", "sealed-empty"]);

/** What is known of a credential beyond its halves. */
interface Circumstance {
  /** Whether keys above it are not in the file. */
  readonly isPart: boolean;
  /** Whether IIS logs on with it there, as far as it can be told. */
  readonly isUsed: boolean;
}

/** What IIS would log on with, and from where the halves come. */
export function whatIsUsed(
  snapshot: Snapshot,
  kind: Kind,
  { userName, password }: EffectivePair,
  key: ObservedKey,
  { isPart, isUsed }: Circumstance,
): string {
  if (userName === undefined && isPart) {
    return "No user name is set here, and the keys above are not in this file: who counts can't be told.";
  }
  if (userName === undefined || userName.value === "") {
    const effect = kind === "unc" ? wordsOf(snapshot).passedOn : "IIS has no account to log on with";
    return userName === undefined
      ? `No user name is set here or above: ${effect}.`
      : `An empty user name is ${setAt(snapshot, userName.from, key, kind)}, which hides any above: ${effect}.`;
  }
  const name = `${isUsed ? "IIS uses" : "What counts there is"} ${userName.value}`;
  const where = setAt(snapshot, userName.from, key, kind);
  const isWithout = noPassword.has(passwordState({ effective: { userName, password } }));
  if (isBuiltIn(userName.value) || (isManaged(userName.value) && isWithout)) return `${name}, ${where}.`;
  if (password === undefined) {
    return isPart
      ? `${name}, ${where}. Which password it takes can't be told: none is set here, and the keys above are not in this file.`
      : `${name}, ${where}, without a password.`;
  }
  return userName.from === password.from
    ? `${name} with the password, both ${where}.`
    : `${name}, ${where}, with the password ${setAt(snapshot, password.from, key, kind)}: two halves of different ${wordsOf(snapshot).place}s.`;
}

/** What can't be seen of the password from here, or is wrong with it by itself. */
export function unseen(userName: string, state: PasswordState, isPart: boolean): readonly string[] {
  if (userName !== "" && isBuiltIn(userName))
    return ["A built-in account: it has no password, and none can be wrong."];
  if (isManaged(userName) && noPassword.has(state)) {
    const stored = isPart && state === "absent" ? "" : ", and IIS stores none";
    return [`A managed account: Windows keeps its password${stored}.`];
  }
  switch (state) {
    case "sealed":
      return [
        "The password is sealed: it can't be read or compared from here, only set again through IIS itself.",
      ];
    case "exported":
      return ["The password was exported without its key: IIS can't log on with it. Set it again."];
    case "masked":
      return [
        "The password is ten asterisks, which a tool shows instead of one. It was written by mistake: set it again.",
      ];
    case "unreadable":
      return [
        "The password can't be read: it is sealed for another machine, or is not text. IIS can't log on with it.",
      ];
    case "empty":
    case "sealed-empty":
      return userName === ""
        ? []
        : ["The password is empty: Windows refuses such a logon unless a policy allows it."];
    case "absent":
    case "set":
      return [];
  }
}

/** Where else the account is stored, and which of those copies hold another password than the one that counts here. */
export function otherCopies(
  { snapshot }: View,
  userName: string,
  { password }: EffectivePair,
): readonly string[] {
  const { nameOf } = wordsOf(snapshot);
  const stored = userName === "" ? undefined : copiesOf(snapshot, userName);
  if (stored === undefined || stored.copies.length < 2) return [];
  const { count, first } = otherThan(stored, password?.value);
  return [
    `The account is stored at ${String(stored.copies.length)} places.`,
    ...(count === 0
      ? []
      : [
          `${String(count)} of them ${count === 1 ? "holds" : "hold"} another password than the one that counts here: ${listed(
            first.map(({ key, kind }) => nameOf(snapshot, key.location, kind)),
            count,
          )}.`,
        ]),
  ];
}
