import { foldCase, isTrue, type ObservedKey } from "../../domain";
import type { View } from "../../drift";
import { untold } from "./unclear";

const anonymousFlag = 1;

const logonMethods: Readonly<Record<string, string>> = {
  "0": "interactively: the account needs the right to log on locally",
  "1": "as a batch job: the account needs that right",
  "2": "over the network: the account needs the right to access this computer from the network",
  "3": "over the network with the password in clear: the account needs the right to access this computer from the network",
};

/** Whether requests without credentials are let in at a key, and in which way IIS logs the anonymous user on. */
export function usesAnonymous(
  view: View,
  key: ObservedKey,
): { readonly used: boolean | null; readonly says: readonly string[] } {
  const isFtp = /^\/LM\/MSFTPSVC(?:\/|$)/.test(foldCase(key.location));
  const name = isFtp ? "AllowAnonymous" : "AuthFlags";
  const why = untold(view, key, name);
  if (why !== undefined) return why;
  const flags = view.effectiveSetting(key.location, name);
  const allowed =
    flags === undefined ? undefined : isFtp ? isTrue(flags.value) : allowsAnonymous(flags.value);
  if (allowed === false && flags !== undefined) {
    const where = flags.from === key.location ? "here" : `at ${flags.from}`;
    return {
      used: false,
      says: [
        `Anonymous access is off (${name} ${where}): visitors log on with accounts of their own, and the stored one is not used.`,
      ],
    };
  }
  const isWeb = foldCase(key.location).startsWith("/LM/W3SVC");
  const method = isWeb ? view.effectiveSetting(key.location, "LogonMethod") : undefined;
  const how = method === undefined ? undefined : logonMethods[method.value.trim()];
  return {
    used: allowed ?? null,
    says: how === undefined ? [] : [`IIS logs it on ${how} (LogonMethod).`],
  };
}

/** AuthFlags as a file has them, by words, or as ADSI gives them, a number. */
function allowsAnonymous(flags: string): boolean {
  const text = flags.trim();
  if (/^\d+$/.test(text)) return (Number(text) & anonymousFlag) !== 0;
  return text.split("|").some((flag) => foldCase(flag.trim()) === "AUTHANONYMOUS");
}
