import { classifyPassword, foldCase, kinds, type Location, type PlaceFinding } from "../domain";
import type { AppHostContent, Scope } from "./apphost-document";
import { isServer } from "./content-builder";
import { serverName, type Located } from "./locate";
import { locksAbove } from "./locks";
import type { Level, LevelCredential } from "./level";

/**
 * Findings about places: why a credential may not be written there, or why IIS does not serve them at all. What is
 * ambiguous is not among them. In the order of the levels, then of the file.
 */
export function placeFindings(document: AppHostContent, located: Located): readonly PlaceFinding[] {
  const { levels, orphans } = located;
  return [
    ...lockedHalves(levels),
    ...document.scopes.flatMap(tagFindings),
    ...levels.flatMap((level) => sealedFindings(level, document.providers)),
    ...orphans.map(({ path }) =>
      finding(
        undefined,
        path,
        "Its location tag belongs to a site that is not in the file, and counts for nothing.",
        "Remove the tag, or correct its path.",
      ),
    ),
    ...document.leftovers.map(({ path, property }) =>
      finding(
        undefined,
        path,
        `${property} is left over from a metabase, in customMetadata, where nothing is encrypted.`,
        "Delete it with adsutil.vbs through Metabase Compatibility; customMetadata is not for editing.",
      ),
    ),
  ];
}

const finding = (location: Location | undefined, name: string, text: string, hint: string): PlaceFinding => ({
  location,
  name,
  text,
  hint,
});

/** Levels that set a half which one above them locks: IIS refuses the whole place, even where the values are equal. */
function lockedHalves(levels: readonly Level[]): readonly PlaceFinding[] {
  return levels.flatMap((level) => {
    const { location, name, anonymous } = level;
    const broken = locksAbove(level).filter((half) => anonymous?.[half] !== undefined);
    if (broken.length === 0) return [];
    const text = `It sets ${broken.join(" and ")}, which a level above locks: IIS answers 500.19 there (0x80070021).`;
    return [finding(location, name, text, "Remove the value there, or the lock above.")];
  });
}

/** Attributes of a location tag that would hold for a section put into it. */
function tagFindings({ tag, path, anonymous }: Scope): readonly PlaceFinding[] {
  if (tag === undefined || anonymous.length === 0) return [];
  const name = isServer(path) ? serverName : path;
  const of = (attribute: string): string => foldCase(tag.attributes.text(attribute) ?? "");
  const found = [
    of("overrideMode") === "" || of("overrideMode") === "INHERIT" ? undefined : "overrideMode",
    of("allowOverride") === "" ? undefined : "allowOverride",
    of("inheritInChildApplications") === "" || of("inheritInChildApplications") === "TRUE"
      ? undefined
      : "inheritInChildApplications",
  ].filter((attribute) => attribute !== undefined);
  return found.map((attribute) =>
    finding(
      undefined,
      name,
      `Its location tag has ${attribute}, which holds for each section in it.`,
      "Keep a credential in a location tag of its own, with the same path.",
    ),
  );
}

function sealedFindings(level: Level, providers: readonly string[]): readonly PlaceFinding[] {
  const { location, name } = level;
  return kinds.flatMap((kind) => {
    const credential = level[kind];
    if (credential === undefined || !isSealed(credential)) return [];
    const found: PlaceFinding[] = [];
    const provider = /^\[enc:([^:]*):/.exec(credential.password?.text ?? "")?.[1] ?? "";
    if (!providers.includes(provider))
      found.push(
        finding(
          location,
          name,
          `The password of ${credential.name} is encrypted by a provider that configProtectedData does not list: IIS can't read it (500.19).`,
          "Set the password again on this server, or remove it.",
        ),
      );
    if (kind !== "anonymous" && credential.userName?.text === "")
      found.push(
        finding(
          location,
          name,
          `${credential.name} has an encrypted password under an empty user name: it is not a credential, and breaks the place where the key is missing (500.19).`,
          "Remove both attributes.",
        ),
      );
    return found;
  });
}

function isSealed({ password }: LevelCredential): boolean {
  return password?.text.startsWith("[enc:") === true && classifyPassword(password.text).state === "opaque";
}
