import { classifyPassword, foldCase, kinds, type Location, type PlaceRemark } from "../domain";
import type { AppHostContent, Scope } from "./apphost-document";
import { isServer } from "./content-builder";
import { serverName, type Located } from "./locate";
import { locksAbove } from "./locks";
import type { Level, LevelCredential } from "./tree";

/**
 * What decides about a place whether a credential may be written there, or whether IIS serves it at all, besides what is
 * ambiguous. In the order of the levels, then of the file.
 */
export function remarksOf(document: AppHostContent, located: Located): readonly PlaceRemark[] {
  const { levels, orphans } = located;
  return [
    ...lockedHalves(levels),
    ...document.scopes.flatMap(tagRemarks),
    ...levels.flatMap((level) => sealedRemarks(level, document.providers)),
    ...orphans.map(({ path }) =>
      remark(
        undefined,
        path,
        "Its location tag belongs to a site that is not in the file, and counts for nothing.",
        "Remove the tag, or correct its path.",
      ),
    ),
    ...document.leftovers.map(({ path, property }) =>
      remark(
        undefined,
        path,
        `${property} is left over from a metabase, in customMetadata, where nothing is encrypted.`,
        "Delete it with adsutil.vbs through Metabase Compatibility; customMetadata is not for editing.",
      ),
    ),
  ];
}

const remark = (location: Location | undefined, name: string, text: string, hint: string): PlaceRemark => ({
  location,
  name,
  text,
  hint,
});

/** Levels that set a half which one above them locks: IIS refuses the whole place, even where the values are equal. */
function lockedHalves(levels: readonly Level[]): readonly PlaceRemark[] {
  const locks = locksAbove(levels);
  return levels.flatMap(({ location, name, credentials }) => {
    const locked = locks.get(location) ?? [];
    const broken = locked.filter((half) => credentials.anonymous?.[half] !== undefined);
    if (broken.length === 0) return [];
    const text = `It sets ${broken.join(" and ")}, which a level above locks: IIS answers 500.19 there (0x80070021).`;
    return [remark(location, name, text, "Remove the value there, or the lock above.")];
  });
}

/** What a section would take on that is put into the tag. */
function tagRemarks({ tag, path, anonymous }: Scope): readonly PlaceRemark[] {
  if (tag === undefined || anonymous.length === 0) return [];
  const name = isServer(path) ? serverName : path;
  const of = (attribute: string): string => foldCase(tag.attributes.get(attribute)?.text ?? "");
  const found = [
    of("overrideMode") === "" || of("overrideMode") === "INHERIT" ? undefined : "overrideMode",
    of("allowOverride") === "" ? undefined : "allowOverride",
    of("inheritInChildApplications") === "" || of("inheritInChildApplications") === "TRUE"
      ? undefined
      : "inheritInChildApplications",
  ].filter((attribute) => attribute !== undefined);
  return found.map((attribute) =>
    remark(
      undefined,
      name,
      `Its location tag has ${attribute}, which holds for each section in it.`,
      "Keep a credential in a location tag of its own, with the same path.",
    ),
  );
}

function sealedRemarks(
  { location, name, credentials }: Level,
  providers: readonly string[],
): readonly PlaceRemark[] {
  return kinds.flatMap((kind) => {
    const credential = credentials[kind];
    if (credential === undefined || !isSealed(credential)) return [];
    const found: PlaceRemark[] = [];
    const provider = /^\[enc:([^:]*):/.exec(credential.password?.text ?? "")?.[1] ?? "";
    if (!providers.includes(provider))
      found.push(
        remark(
          location,
          name,
          `The password of ${credential.name} is encrypted by a provider that configProtectedData does not list: IIS can't read it (500.19).`,
          "Set the password again on this server, or remove it.",
        ),
      );
    if (kind !== "anonymous" && credential.userName?.text === "")
      found.push(
        remark(
          location,
          name,
          `${credential.name} has an encrypted password under an empty user name: it is no credential, and breaks the place where the key is missing (500.19).`,
          "Remove both attributes.",
        ),
      );
    return found;
  });
}

function isSealed({ password }: LevelCredential): boolean {
  return password?.text.startsWith("[enc:") === true && classifyPassword(password.text).state === "opaque";
}
