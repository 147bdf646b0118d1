import { foldCase, mayHold, printable, propertyTable, type Location, type Snapshot } from "../../domain";
import { whatWasRead } from "../../drift";
import type { HandChange, Words } from "./words";

const adsutil = "cscript //nologo %SystemDrive%\\Inetpub\\AdminScripts\\adsutil.vbs";

/** IIS 4 to 6: locations, properties, adsutil, and the pages of IIS Manager 6. */
export const metabaseWords: Words = {
  reading: "the metabase",
  readingOf: whatWasRead,
  place: "key",
  roles: {
    anonymous: "as anonymous user",
    wam: "as WAM (application pool) identity",
    unc: "as UNC user",
  },
  settings: {},
  localFolder: { says: "a local folder: no UNC user is used", usesUser: false },
  passedOn: "the visitor's own credentials are passed on to the share",
  better: {},
  nameOf: (_, location) => location,
  typeOf: ({ keyType }) => keyType,
  served: (_, { location }, path) => `${path} is served by ${location}, the longest key that exists.`,
  hand: {
    warning:
      "adsutil puts the password on the command line: others can see it while it runs, it stays in the window's history and in audit logs, and % ^ & and quotes may be mangled. IIS Manager does none of that.",
    commands,
    manager,
    notes: {},
  },
};

/** For cmd.exe, with a placeholder where the password goes. */
function commands(snapshot: Snapshot, { kind, userName, location }: HandChange): readonly string[] {
  const path = location.slice("/LM/".length);
  if (!canBeGiven(path) || !canBeGiven(userName)) return [];
  const { userName: name, password } = propertyTable[kind];
  const keyType = snapshot.key(location)?.keyType ?? "";
  // A mail server's type has the name alone.
  const isNameOnly = mayHold(keyType, name) && !mayHold(keyType, password);
  const settings: readonly (readonly [property: string, value: string])[] = [
    [name.name, userName],
    ...(isNameOnly ? [] : [[password.name, "THE-PASSWORD"] as const]),
  ];
  return settings.map(([property, value]) => `${adsutil} SET ${quoted(`${path}/${property}`)} "${value}"`);
}

/** What cmd.exe and a script's arguments hand over as it stands, in quotes, and a terminal shows as it is. */
function canBeGiven(text: string): boolean {
  return printable(text) === text && !/["%]|\\$/.test(text);
}

function quoted(text: string): string {
  return /[\s&|<>^()!,;=]/.test(text) ? `"${text}"` : text;
}

function manager(snapshot: Snapshot, { kind, location }: HandChange): string {
  const where = `Properties of ${location}`;
  switch (kind) {
    case "anonymous":
      if (foldCase(location).startsWith("/LM/MSFTPSVC")) return `${where} > Security Accounts`;
      if (!foldCase(location).startsWith("/LM/W3SVC")) return where;
      return `${where} > ${isFile(snapshot, location) ? "File" : "Directory"} Security > Anonymous access and authentication control > Edit`;
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

function isFile(snapshot: Snapshot, location: Location): boolean {
  return foldCase(snapshot.key(location)?.keyType ?? "") === "IISWEBFILE";
}
