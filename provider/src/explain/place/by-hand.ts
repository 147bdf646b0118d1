import {
  mayHold,
  needsNoPassword,
  printable,
  propertyTable,
  foldCase,
  parseLocation,
  type Location,
  type Snapshot,
} from "../../domain";
import { complusStep, viewWith } from "../../drift";
import type { ExplainedCredential } from "./explain-place";
import { tokenCache } from "../status/next-step";
import { worldOf } from "./world";

/** How to change a place's credentials without Pulumi: lines for people. */
export interface ByHand {
  readonly credential: ExplainedCredential["kind"];
  /** The key where both halves are to be set. */
  readonly location: Location;
  /** For cmd.exe on the server, with a placeholder where the password goes; none where it would change the names. */
  readonly commands: readonly string[];
  /** Where IIS Manager has the same. */
  readonly manager: string;
  readonly after: readonly string[];
}

const adsutil = "cscript //nologo %SystemDrive%\\Inetpub\\AdminScripts\\adsutil.vbs";

/** Said once above all commands. */
export const handWarning =
  "adsutil puts the password on the command line: others can see it while it runs, it stays in the window's history and in audit logs, and % ^ & and quotes may be mangled. IIS Manager does none of that.";

/** The change by hand for each credential that IIS uses there and that has a password. */
export function changesByHand(
  snapshot: Snapshot,
  credentials: readonly ExplainedCredential[],
): readonly ByHand[] {
  return credentials.flatMap((credential) => {
    const { kind, userName, used } = credential;
    if (used === false || userName === null || userName === "" || needsNoPassword(userName)) return [];
    const location = decidingKey(credential);
    const path = location.slice("/LM/".length);
    const { userName: name, password } = propertyTable[kind];
    const keyType = snapshot.key(location)?.keyType ?? "";
    // A mail server's type has the name alone.
    const isNameOnly = mayHold(keyType, name) && !mayHold(keyType, password);
    const settings: readonly (readonly [property: string, value: string])[] = [
      [name.name, userName],
      ...(isNameOnly ? [] : [[password.name, "THE-PASSWORD"] as const]),
    ];
    return [
      {
        credential: kind,
        location,
        commands:
          canBeGiven(path) && canBeGiven(userName)
            ? settings.map(
                ([property, value]) => `${adsutil} SET ${quoted(`${path}/${property}`)} "${value}"`,
              )
            : [],
        manager: managerPath(snapshot, credential, location),
        after: afterwards(snapshot, credential, location),
      },
    ];
  });
}

/** Of two keys that give a half each, the lower one: there both have to stand. */
function decidingKey({ location, userNameFrom, passwordFrom }: ExplainedCredential): Location {
  const from = [userNameFrom, passwordFrom].map((one) =>
    one === null ? "" : one === "own" ? location : one,
  );
  const [lowest = location] = from.sort((left, right) => right.length - left.length);
  return parseLocation(lowest);
}

function managerPath(snapshot: Snapshot, { kind }: ExplainedCredential, location: Location): string {
  const isFtp = foldCase(location).startsWith("/LM/MSFTPSVC");
  const key = snapshot.key(location);
  const where = `Properties of ${location}`;
  switch (kind) {
    case "anonymous":
      if (isFtp) return `${where} > Security Accounts`;
      if (!foldCase(location).startsWith("/LM/W3SVC")) return where;
      return `${where} > ${key !== undefined && foldCase(key.keyType) === "IISWEBFILE" ? "File" : "Directory"} Security > Anonymous access and authentication control > Edit`;
    case "wam":
      if (foldCase(location) === "/LM/W3SVC/APPPOOLS") {
        return "Properties of the folder Application Pools > Identity";
      }
      return foldCase(location).startsWith("/LM/W3SVC/APPPOOLS/")
        ? `Application Pools > ${printable(location.slice(location.lastIndexOf("/") + 1))} > Properties > Identity`
        : "no page of it shows this pair";
    case "unc":
      return `${where} > Virtual Directory or Home Directory > Connect As`;
  }
}

function afterwards(
  snapshot: Snapshot,
  { kind, location }: ExplainedCredential,
  changed: Location,
): readonly string[] {
  const inherited =
    changed === location ? [] : [`This also changes every key that inherits from ${changed}.`];
  const world = worldOf(viewWith(snapshot, []), location);
  if (kind !== "wam") return [...inherited, tokenCache(world)];
  return [
    ...inherited,
    world === "pools"
      ? "The change recycles the pools that use it at once. A pool that IIS stopped stays stopped until you start it."
      : complusStep,
  ];
}

/** What cmd.exe and a script's arguments hand over as it stands, in quotes, and a terminal shows as it is. */
function canBeGiven(text: string): boolean {
  return printable(text) === text && !/["%]|\\$/.test(text);
}

function quoted(text: string): string {
  return /[\s&|<>^()!,;=]/.test(text) ? `"${text}"` : text;
}
