import { visibleName, type Location, type Snapshot, type UnmanagedAccount } from "../../domain";
import { foundCredential, type StoredCredential } from "../../drift";
import { table } from "../table";

/** A table of a metabase: its locations, and where each half comes from. */
export function longTable(found: readonly StoredCredential[], user: string | undefined): string {
  if (found.length === 0) {
    return user === undefined
      ? "No credential is set there.\n"
      : "No credential of that account is set there.\n";
  }
  const head = ["location", "key type", "kind", "user", "user from", "password", "password from"];
  const rows = found.map((credential) => {
    const told = foundCredential(credential);
    return [
      told.location,
      told.keyType === "" ? "-" : told.keyType,
      told.kind,
      shownName(credential),
      told.userNameFrom ?? "-",
      told.passwordState,
      told.passwordFrom ?? "-",
    ];
  });
  return table(rows, head);
}

function shownName({ effective }: StoredCredential): string {
  if (effective === undefined) return "(can't be told)";
  if (effective.userName === undefined) return "(none)";
  return effective.userName.value === "" ? "(empty)" : visibleName(effective.userName.value);
}

/** A table of an applicationHost.config, in its own words: places by their names, and the elements that hold the credentials. */
export function nativeTable(
  snapshot: Snapshot,
  found: readonly StoredCredential[],
  user: string | undefined,
): string {
  if (found.length === 0) return longTable(found, user);
  const head = ["place", "element", "user", "user from", "password", "password from"];
  const rows = found.map((credential) => {
    const told = foundCredential(credential);
    const isPoolIdentity = told.kind === "anonymous" && told.userName === "";
    return [
      told.name ?? told.location,
      told.keyType,
      isPoolIdentity ? "(the pool's identity)" : shownName(credential),
      placeOf(snapshot, told.userNameFrom),
      told.passwordState,
      placeOf(snapshot, told.passwordFrom),
    ];
  });
  return table(rows, head);
}

function placeOf(snapshot: Snapshot, from: "own" | Location | null): string {
  if (from === null) return "-";
  return from === "own" ? from : (snapshot.key(from)?.name ?? from);
}

/** A table of it; nothing where there is none. */
export function unmanagedTable(found: readonly UnmanagedAccount[]): string {
  if (found.length === 0) return "";
  const rows = found.map(({ name, element, userName, passwordState }) => [
    name === "" ? "-" : name,
    element,
    userName === undefined ? "(none)" : visibleName(userName),
    passwordState,
  ]);
  return `\nNot managed: no resource and no sync changes these.\n${table(rows, ["place", "element", "user", "password"])}`;
}

/** One of it as `find --json` prints it: with a null as its kind. */
export function unmanagedJson({
  location,
  name,
  element,
  userName,
  passwordState,
}: UnmanagedAccount): object {
  return {
    location: location ?? null,
    name,
    keyType: element,
    kind: null,
    userName: userName ?? null,
    userNameFrom: userName === undefined ? null : "own",
    passwordState,
    passwordFrom: "own",
  };
}
