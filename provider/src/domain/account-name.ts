import { foldCase } from "./fold-case";
import { replaceUnseen } from "./printable";

/**
 * Characters that no account's own name may contain: Microsoft's sAMAccountName attribute and USER_INFO structures list
 * the same.
 */
const notInNames = /["/\\[\]:;|=,+*?<>]/;

/**
 * Characters that a principal's name may not contain before its `@`: fewer, because that part is as free as an address.
 */
const notInPrincipals = /["\\[\]:;,<>]/;

// Control characters, what breaks a line (U+2028 and U+2029 are "\L" and "\P" in YAML), and halves of characters.
const neverInNames = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u;

const characterNames: Readonly<Record<string, string>> = {
  "\0": "a null character",
  "\u0007": "a bell",
  "\b": "a backspace",
  "\t": "a tab",
  "\n": "a line feed",
  "\v": "a vertical tab",
  "\f": "a form feed",
  "\r": "a carriage return",
  "\u001b": "an escape",
  "\u2028": "a line separator",
  "\u2029": "a paragraph separator",
};

/** Longest names: of a local account (SAM), of any account and of a principal (directory schema), of a domain (DNS). */
const longest = { local: 20, account: 256, principal: 1024, domain: 255 };

/** Domains whose accounts Windows makes from names of pools and services, which may contain more than a user's name. */
const virtualDomains: ReadonlySet<string> = new Set(["IIS APPPOOL", "NT SERVICE"]);

/** How a name with a backslash is written, for hints. */
export const accountNameHint =
  "Write a name such as FARM\\test in single quotes in YAML ('FARM\\test'), or with two backslashes in double quotes and in TypeScript (\"FARM\\\\test\").";

/**
 * Why no Windows account can have this name, in a clause such as
 * `contains U+0009 (a tab), which no account's name can contain`; `undefined` for a name that an account may have.
 * Forms: `x`, `.\x`, `DOMAIN\x`, `x@domain`. Blanks and dots inside, letters of any script and `$` at the end are
 * allowed; so is a domain's account of more than 20 characters.
 *
 * @returns a text without any part of the name but single characters
 */
export function accountNameFault(name: string): string | undefined {
  const never = neverInNames.exec(name)?.[0];
  if (never !== undefined) return `contains ${characterName(never)}, which no account's name can contain`;
  const cut = name.indexOf("\\");
  if (cut < 0) return name.includes("@") ? principalFault(name) : userFault(name, longest.local);
  const [before, user] = [name.slice(0, cut), name.slice(cut + 1)];
  if (before === "") return "begins with a backslash: the domain before it is missing";
  if (user === "") return "ends in a backslash: the account after it is missing";
  if (user.includes("\\")) return "contains more than one backslash";
  return domainFault(before) ?? accountFault(before, user);
}

function accountFault(before: string, user: string): string | undefined {
  if (virtualDomains.has(foldCase(before))) return blankFault(user, account);
  return userFault(user, before === "." ? longest.local : longest.account);
}

function userFault(user: string, most: number): string | undefined {
  if (user.endsWith(".")) return "ends in a dot, as no account's name can";
  return partFault(user, account, notInNames, most);
}

function domainFault(name: string): string | undefined {
  if (/^\.{2,}$/.test(name)) return "has nothing but dots before its backslash";
  return partFault(name, domain, notInNames, longest.domain);
}

function principalFault(name: string): string | undefined {
  const at = name.lastIndexOf("@");
  const [user, suffix] = [name.slice(0, at), name.slice(at + 1)];
  if (user === "") return "begins with @: the account before it is missing";
  if (suffix === "") return "ends in @: the domain after it is missing";
  return (
    partFault(suffix, domain, notInNames, longest.domain) ??
    partFault(user, account, notInPrincipals, longest.principal - suffix.length - 1)
  );
}

const account = "account";
const domain = "domain";
type Part = typeof account | typeof domain;

function partFault(text: string, part: Part, refused: RegExp, most: number): string | undefined {
  const character = refused.exec(text)?.[0];
  if (character !== undefined) return `contains ${signOf(character)}, which no ${part}'s name can contain`;
  if (text.length > most) return `is too long: its ${part} has more than ${String(most)} characters`;
  return blankFault(text, part);
}

/** Any kind of blank, because none of them is visible at an end. */
function blankFault(text: string, part: Part): string | undefined {
  if (/^\s/.test(text)) return `has a blank before its ${part}`;
  return /\s$/.test(text) ? `has a blank after its ${part}` : undefined;
}

function signOf(character: string): string {
  return character === '"' ? "a double quote" : `"${character}"`;
}

function characterName(character: string): string {
  const code = codeOf(character);
  if (/\p{Cs}/u.test(character)) return `${code} (half of a character)`;
  return `${code} (${characterNames[character] ?? "a control character"})`;
}

function codeOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}

const otherBlanks = /(?! )\p{Zs}/gu;

/**
 * A name as people can compare it. Characters that can't be seen, and any blank but the plain one, are shown as
 * `<U+0009>`, in characters that no account's name contains; a backslash as in `\u0009` would look like a domain's.
 */
export function visibleName(name: string): string {
  const shown = (character: string): string => `<${codeOf(character)}>`;
  return replaceUnseen(name, shown).replace(otherBlanks, shown);
}
