import {
  foldCase,
  isTrue,
  schemaDefault,
  type Kind,
  type Location,
  type ObservedKey,
  type SettingName,
  type Snapshot,
} from "../../domain";
import { isOfPart, type View } from "../../drift";
import { settingWord, wordsOf } from "../words/words";

/** Whether IIS logs on with a stored account at a place, `null` where that can't be told; and why, a sentence each. */
export interface Use {
  readonly used: boolean | null;
  readonly says: readonly string[];
}

type Place = Pick<ObservedKey, "location">;

/** A setting whose value can't be read; `undefined` where it can. */
export function unclear(view: View, { location }: Place, name: SettingName): Use | undefined {
  const key = view.unclearSetting(location, name);
  if (key === undefined) return undefined;
  const at = wordsOf(view.snapshot).nameOf(view.snapshot, key.location);
  return {
    used: null,
    says: [`${settingWord(view.snapshot, name)} can't be read at ${at}, nor what it decides.`],
  };
}

/** The same for one that only a key above can set, which is not in the file. */
export function untold(view: View, place: Place, name: SettingName): Use | undefined {
  const isSet = view.setting(place.location, name) !== undefined;
  if (isSet || !isOfPart(view.snapshot, place.location)) return unclear(view, place, name);
  return { used: null, says: [`${name} is not set here, and the keys above are not in this file.`] };
}

const anonymousFlag = 1;

/** By number, as a metabase has them, and by name, as IIS 7 and later do. */
const logonMethods: ReadonlyMap<string, string> = new Map(
  (
    [
      ["INTERACTIVE", "interactively: the account needs the right to log on locally"],
      ["BATCH", "as a batch job: the account needs that right"],
      ["NETWORK", "over the network: the account needs the right to access this computer from the network"],
      [
        "CLEARTEXT",
        "over the network with the password in clear: the account needs the right to access this computer from the network",
      ],
    ] as const
  ).flatMap(([name, how], index) => [
    [name, how],
    [String(index), how],
  ]),
);

/** In which way IIS logs a stored account on, where that is set. */
function logon(view: View, { location }: Place, name: SettingName): readonly string[] {
  const how = logonMethods.get(foldCase(view.setting(location, name)?.trim() ?? ""));
  return how === undefined ? [] : [`IIS logs it on ${how} (${settingWord(view.snapshot, name)}).`];
}

/** Whether requests without credentials are let in at a key, and in which way IIS logs the anonymous user on. */
export function anonymousUse(view: View, key: ObservedKey): Use {
  const { snapshot } = view;
  const isFlag = snapshot.locate !== undefined || /^\/LM\/MSFTPSVC(?:\/|$)/.test(foldCase(key.location));
  const name = isFlag ? "AllowAnonymous" : "AuthFlags";
  const why = untold(view, key, name);
  if (why !== undefined) return why;
  const flags = view.effectiveSetting(key.location, name);
  if (flags !== undefined && !(isFlag ? isTrue(flags.value) : allowsAnonymous(flags.value))) {
    const says = `Anonymous access is off (${settingWord(snapshot, name)}, ${setAt(snapshot, flags.from, key)}): visitors log on with accounts of their own, and the stored one is not used.`;
    return { used: false, says: [says] };
  }
  const isWeb = foldCase(key.location).startsWith("/LM/W3SVC");
  return { used: flags === undefined ? null : true, says: isWeb ? logon(view, key, "LogonMethod") : [] };
}

/** AuthFlags as a file has them, by words, or as ADSI gives them, a number. */
function allowsAnonymous(flags: string): boolean {
  const text = flags.trim();
  if (/^\d+$/.test(text)) return (Number(text) & anonymousFlag) !== 0;
  return text.split("|").some((flag) => foldCase(flag.trim()) === "AUTHANONYMOUS");
}

/** Whether the user of a folder is used: up to IIS 6 only where it is one of another machine. */
export function uncUse(view: View, key: ObservedKey): Use {
  const { snapshot } = view;
  const { localFolder } = wordsOf(snapshot);
  if (key.elements?.unc === "virtualDirectoryDefaults")
    return { used: null, says: ["Virtual directories that set no user of their own inherit this one."] };
  const why = untold(view, key, "Path");
  if (why !== undefined) return why;
  const path = view.effectiveSetting(key.location, "Path");
  const word = settingWord(snapshot, "Path");
  if (path === undefined) return { used: null, says: [`No ${word} is set here or above.`] };
  // \\server\share, but not \\?\C:\… and \\.\…, which are of this machine.
  const isShare = /^[\\/]{2}(?:\?\\UNC\\|[^\\/?.])/i.test(path.value.trim());
  const what = isShare ? "a share" : localFolder.says;
  return {
    used: isShare || localFolder.usesUser,
    says: [
      `${word}, ${setAt(snapshot, path.from, key)}, is ${what}.`,
      ...logon(view, key, "DirectoryLogonMethod"),
    ],
  };
}

/** `set here`, or where else; of a credential, by which element there. */
export function setAt(snapshot: Snapshot, from: Location, { location }: Place, kind?: Kind): string {
  if (from === location) return "set here";
  return `${from === schemaDefault ? "given by" : "set at"} ${wordsOf(snapshot).nameOf(snapshot, from, kind)}`;
}
