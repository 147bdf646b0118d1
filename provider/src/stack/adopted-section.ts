import { identitiesSetting, metabaseSetting, type IdentityDeclaration, type Section } from "../config";
import {
  IdentityError,
  parseLocation,
  printable,
  resolveLocation,
  type Location,
  type Secret,
  type Snapshot,
} from "../domain";
import {
  describeUnmanaged,
  desiredOf,
  explained,
  planCredential,
  type Adopted,
  type Adoption,
} from "../drift";
import type { Entry, FileSetting } from "./stack-file";

/** What a stack's file has to contain to adopt a metabase. */
export function adoptedSettings(
  adoption: Adoption,
  metabase: Entry | undefined,
  nameOf: (password: Secret | undefined) => string | undefined,
): Readonly<Record<string, FileSetting>> {
  const { adopted, leftOut, byHand } = adoption;
  return {
    ...(metabase === undefined ? {} : { [metabaseSetting]: metabase }),
    [identitiesSetting]: {
      items: adopted.map((each) => itemOf(each, nameOf(each.password))),
      comments: [
        ...leftOut.map((each) => `left out: ${shownPlace(each)} ${each.kind}: ${each.reason}`),
        ...byHand.map((each) => `not managed: ${describeUnmanaged(each)}`),
      ],
    },
  };
}

/** The location, with the place's own name where it has one. */
function shownPlace({ location, place }: Pick<Adopted, "location" | "place">): string {
  return printable(location) === place ? place : `${printable(location)} (${place})`;
}

function itemOf(each: Adopted, from?: string): Entry {
  const { kind, location, place, userName, passwordless, identityType, unmanaged, note } = each;
  const said = [
    ...(printable(location) === place ? [] : [place]),
    ...(unmanaged === undefined ? [] : [`password not managed: ${explained(unmanaged)}`]),
    ...(note === undefined ? [] : [note]),
  ];
  return {
    fields: {
      ...(kind === "anonymous" ? {} : { kind }),
      location: shortest(location),
      ...(userName === "" ? { poolIdentity: true } : { userName }),
      ...(identityType === undefined ? {} : { identityType }),
      ...(from === undefined ? {} : { passwordFrom: from }),
      ...(passwordless && userName !== "" ? { passwordless } : {}),
    },
    comment: said.length === 0 ? undefined : said.join("; "),
  };
}

/** Without `/LM/`, if that means the same. */
function shortest(location: Location): string {
  const short = location.slice("/LM/".length);
  return short !== "" && parseLocation(short) === location ? short : location;
}

/**
 * Checks a section against what was to be adopted: the same identities, each of them in sync where all were.
 *
 * @throws IdentityError E_VERIFY
 */
export function requireAdopted(snapshot: Snapshot, { adopted, inSync }: Adoption, section: Section): void {
  const same =
    section.accounts.length === 0 &&
    section.identities.length === adopted.length &&
    adopted.every((each, index) => {
      const found = section.identities[index];
      if (found === undefined || !isSame(snapshot, each, found)) return false;
      return !inSync || planCredential(snapshot, desiredOf(each), []).state === "in-sync";
    });
  if (same) return;
  throw new IdentityError({
    code: "E_VERIFY",
    message: "What the stack would declare is not exactly what the metabase holds, so nothing is declared.",
    hint: "Report it with the layout of the metabase, without its values.",
  });
}

function isSame(snapshot: Snapshot, wanted: Adopted, found: IdentityDeclaration): boolean {
  const { kind, location, userName, passwordless, identityType } = desiredOf(wanted);
  return (
    found.kind === kind &&
    resolveLocation(snapshot, found.written ?? found.location, kind) === location &&
    found.userName === userName &&
    found.passwordless === passwordless &&
    found.identityType === identityType &&
    found.generate === undefined &&
    found.password?.reveal() === wanted.password?.reveal()
  );
}
