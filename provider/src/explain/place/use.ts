import { foldCase, isTrue, type ObservedKey, type SettingName } from "../../domain";
import { isOfPart, type View } from "../../drift";

/** Whether IIS logs on with a stored account at a place, `null` where that can't be told; and why, a sentence each. */
export interface Use {
  readonly used: boolean | null;
  readonly says: readonly string[];
}

type Place = Pick<ObservedKey, "location">;

/** A setting whose value can't be read; `undefined` where it can. */
export function unclear(view: View, { location }: Place, name: SettingName): Use | undefined {
  const key = view.unclearSetting(location, name);
  return key && { used: null, says: [`${name} can't be read at ${key.location}, nor what it decides.`] };
}

/** The same for one that only a key above can set, which is not in the file. */
export function untold(view: View, place: Place, name: SettingName): Use | undefined {
  const isSet = view.setting(place.location, name) !== undefined;
  if (isSet || !isOfPart(view.snapshot, place.location)) return unclear(view, place, name);
  return { used: null, says: [`${name} is not set here, and the keys above are not in this file.`] };
}

const anonymousFlag = 1;

const logonMethods: Readonly<Record<string, string>> = {
  "0": "interactively: the account needs the right to log on locally",
  "1": "as a batch job: the account needs that right",
  "2": "over the network: the account needs the right to access this computer from the network",
  "3": "over the network with the password in clear: the account needs the right to access this computer from the network",
};

/** Whether requests without credentials are let in at a key, and in which way IIS logs the anonymous user on. */
export function anonymousUse(view: View, key: ObservedKey): Use {
  const isFtp = /^\/LM\/MSFTPSVC(?:\/|$)/.test(foldCase(key.location));
  const name = isFtp ? "AllowAnonymous" : "AuthFlags";
  const why = untold(view, key, name);
  if (why !== undefined) return why;
  const flags = view.effectiveSetting(key.location, name);
  if (flags !== undefined && !(isFtp ? isTrue(flags.value) : allowsAnonymous(flags.value))) {
    const says = `Anonymous access is off (${name}, ${setAt(flags.from, key)}): visitors log on with accounts of their own, and the stored one is not used.`;
    return { used: false, says: [says] };
  }
  const isWeb = foldCase(key.location).startsWith("/LM/W3SVC");
  const method = isWeb ? view.setting(key.location, "LogonMethod") : undefined;
  const how = method === undefined ? undefined : logonMethods[method.trim()];
  return {
    used: flags === undefined ? null : true,
    says: how === undefined ? [] : [`IIS logs it on ${how} (LogonMethod).`],
  };
}

/** AuthFlags as a file has them, by words, or as ADSI gives them, a number. */
function allowsAnonymous(flags: string): boolean {
  const text = flags.trim();
  if (/^\d+$/.test(text)) return (Number(text) & anonymousFlag) !== 0;
  return text.split("|").some((flag) => foldCase(flag.trim()) === "AUTHANONYMOUS");
}

/** Whether a key shows a folder of another machine: only there a UNC user is used. */
export function uncUse(view: View, key: ObservedKey): Use {
  const why = untold(view, key, "Path");
  if (why !== undefined) return why;
  const path = view.effectiveSetting(key.location, "Path");
  if (path === undefined) return { used: null, says: ["No Path is set here or above."] };
  // \\server\share, but not \\?\C:\… and \\.\…, which are of this machine.
  const used = /^[\\/]{2}(?:\?\\UNC\\|[^\\/?.])/i.test(path.value.trim());
  const what = used ? "a share" : "a local folder: no UNC user is used";
  return { used, says: [`Path, ${setAt(path.from, key)}, is ${what}.`] };
}

/** `set here`, or where else. */
export function setAt(from: string, { location }: Place): string {
  return from === location ? "set here" : `set at ${from}`;
}
