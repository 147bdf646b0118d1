import { folded, parseConfiguration } from "./apphost-tree";
import { levelsOf, type KeyType, type Level, type LevelAt } from "./apphost-levels";

/** A row of `find --json` over an applicationHost.config. */
export interface Row {
  readonly location: string;
  readonly name: string;
  readonly keyType: KeyType;
  readonly kind: Level["kind"];
  readonly userName: string | null;
  /** `own`, the canonical location of a level above, `default` for the schema's IUSR, or null. */
  readonly userNameFrom: string | null;
  readonly passwordState: "set" | "empty" | "absent" | "sealed" | "sealed-empty" | "unreadable";
  readonly passwordFrom: string | null;
}

/** A value as it counts at a level, nothing, or what nobody can tell. */
type Effective = { readonly value: string; readonly from: string } | "absent" | "unclear";

const own = (level: Level, attribute: string): string | undefined => level.elements[0]?.attributes[attribute];

function effective(at: LevelAt, level: Level, attribute: string, schema?: string): Effective {
  if (level.unclear) return "unclear";
  const value = own(level, attribute);
  if (value !== undefined) return { value, from: "own" };
  for (const location of level.chain) {
    const above = at(level.kind, location);
    if (above === undefined) continue;
    if (above.unclear) return "unclear";
    const inherited = own(above, attribute);
    if (inherited === undefined) continue;
    if (above.keptToApplication === true && above.application !== level.application) return "unclear";
    return { value: inherited, from: above.location };
  }
  return schema === undefined ? "absent" : { value: schema, from: "default" };
}

function stateOf(password: string): Row["passwordState"] {
  if (password === "") return "empty";
  if (!/^\[enc:[^]*:enc\]$/.test(password)) return "set";
  return /^\[enc:(?:[^:]*:)?:enc\]$/.test(password) ? "sealed-empty" : "sealed";
}

function rowsAt(at: LevelAt, level: Level): readonly Row[] {
  const { location, name, keyType, kind, elements, elsewhere } = level;
  const key = { location, name, keyType, kind };
  const sets = elements.some(({ attributes }) => "userName" in attributes || "password" in attributes);
  if (!sets && !elsewhere) return [];
  const userName = effective(at, level, "userName", kind === "anonymous" ? "IUSR" : undefined);
  const password = effective(at, level, "password");
  if (userName === "unclear" || password === "unclear")
    return [{ ...key, userName: null, userNameFrom: null, passwordState: "unreadable", passwordFrom: null }];
  if (userName === "absent" || (userName.value === "" && kind !== "anonymous")) return [];
  const ofUser = { ...key, userName: userName.value, userNameFrom: userName.from };
  return password === "absent"
    ? [{ ...ofUser, passwordState: "absent", passwordFrom: null }]
    : [{ ...ofUser, passwordState: stateOf(password.value), passwordFrom: password.from }];
}

/**
 * The rows that `find --json` has to give for the text of an applicationHost.config: a second reading of what the documents
 * say, on another parser, that shares no line with the product.
 *
 * One row for each element of the three kinds with an own user name or password, empty ones included:
 *
 * - anonymous: own, the nearest tag above by whole segments of the path, the server (root, or a tag with path "", "." or
 *   none), the schema's IUSR; each half for itself. Always listed, also where the user name that counts is empty.
 * - wam: own, applicationPoolDefaults. unc: own, the application's, the site's, all sites' virtualDirectoryDefaults. Not
 *   listed where the user name that counts is absent or empty, at the defaults neither.
 *
 * Where the documents leave it open, these are our readings:
 *
 * - What is ambiguous is listed where it sets a half, with null, null, `unreadable`, null, and so is each row that takes a
 *   half from there, even though its other half is clear; a row with two own halves is clear. That is what `find --json`
 *   makes of an ambiguous key of a metabase.
 * - Ambiguous are: one section twice for one place (the server's inside and outside of a tag included), two elements of one
 *   site name or id, application, pool, address of a virtual directory, processModel or defaults of one parent, with all that
 *   belongs to them, and a path in a spelling that IIS never writes (an empty segment, a backslash, `.` or `..` after the
 *   site's name), at the place that it seems to mean.
 * - configSource and childSource make the section's own level ambiguous, and it is listed although the file shows no half of
 *   it. Of `sites` and `applicationPools` it is the level of their defaults.
 * - What an application takes from a tag above it that says inheritInChildApplications="false" and sets the half is unclear.
 *   Within the tag's own application it counts as usual.
 * - Locks and override modes change nothing in what is stored, and no row.
 * - `name` is the path that a location tag would have, with the site's name as the site itself spells it: `Site/app/dir`; for
 *   defaults that of their parent, for what belongs to the server ""; for a pool its name.
 * - A sealed value stays `sealed` under an empty user name: its length tells nothing. `[enc:PROVIDER::enc]` is
 *   `sealed-empty`. IIS 6's forms of a hidden password (exported, masked, sealed) are plain text here.
 *
 * @throws Error where the text is not well-formed
 */
export function resolveConfiguration(text: string): readonly Row[] {
  const { levels, at } = levelsOf(parseConfiguration(text));
  return levels.flatMap((level) => rowsAt(at, level));
}

/** The identity type that counts at a pool; null where nobody can tell. From IIS 7.5 on the schema's is the pool's own. */
export function poolIdentities(text: string): readonly {
  readonly location: string;
  readonly identityType: string | null;
  readonly from: string | null;
}[] {
  const { levels, at } = levelsOf(parseConfiguration(text));
  return levels
    .filter(({ kind }) => kind === "wam")
    .map((level) => {
      const type = effective(at, level, "identityType", "ApplicationPoolIdentity");
      const { location } = level;
      return typeof type === "string"
        ? { location, identityType: null, from: null }
        : { location, identityType: type.value, from: type.from };
    });
}

/** Rows for a comparison: sorted, with locations and native names in one case, since IIS compares them so. */
export function comparableRows(rows: readonly Row[]): readonly Row[] {
  const from = (text: string | null): string | null => (text?.startsWith("/") === true ? folded(text) : text);
  return rows
    .map((row) => ({
      ...row,
      location: folded(row.location),
      name: folded(row.name),
      userNameFrom: from(row.userNameFrom),
      passwordFrom: from(row.passwordFrom),
    }))
    .sort((a, b) => (`${a.location} ${a.kind}` < `${b.location} ${b.kind}` ? -1 : 1));
}
