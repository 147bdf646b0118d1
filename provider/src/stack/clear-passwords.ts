import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { fieldOf, type ClearPassword } from "../config";
import { isIdentityError } from "../domain";
import { findProjectFile, readProject, readText, stackFilePath, type Project } from "./project";
import { readYaml } from "./read-yaml";

/** Which configuration a program got. */
interface HandedOver {
  /** The folder of the project's file, or one beneath. */
  readonly from: string;
  readonly project: string;
  readonly stack: string;
  /** What PULUMI_OPTION_CONFIG_FILE says: the same as --config-file. */
  readonly configFile: string | undefined;
}

/**
 * Finds the items of a list whose password is in clear in the file that the list came from. The engine can't know that:
 * to it the whole list is secret as soon as one item is. Nor does it say which file that was. So the stack's own file
 * is read, and it counts only if it agrees with what the program got, item by item: encrypted values stand for texts,
 * of their length if that can be seen. If a file beside it says the same with a password in clear, that file may be the
 * source just as well.
 *
 * @param list the full name of the setting: `iis-identity:identities`
 * @param text the setting's text as Pulumi passed it
 */
export function clearPasswords(place: HandedOver, list: string, text: string): readonly ClearPassword[] {
  const items = itemsOf(text);
  if (!items.some(hasPassword)) return [];
  const untold = (why: string): readonly ClearPassword[] => items.map(() => ({ untold: why }));
  const project = projectOf(place);
  if (typeof project === "string") return untold(project);
  const own = stackFilePath(project, place.stack);
  const kept = listIn(readText(own), list, project.name);
  if (kept === undefined) return untold(`${basename(own)} can't be read, or has no such list`);
  if (!says(kept, text) && !says(kept, items)) return untold(`the list is not the one in ${basename(own)}`);
  const files = filesBeside(project, own);
  if (files === undefined) return untold("the folder of the stacks' files can't be listed");
  const others = files.flatMap((file) => {
    const said = readText(file);
    // Most files are ruled out without being parsed.
    if (!mayDeclarePassword.test(said)) return [];
    const other = listIn(said, list, project.name);
    return says(other, items) ? [{ file, other }] : [];
  });
  return items.map((_, index) => {
    if (isClear(kept, index)) return true;
    const beside = others.find(({ other }) => isClear(other, index));
    return beside === undefined ? false : { untold: `${basename(beside.file)} has the same list in clear` };
  });
}

function itemsOf(text: string): readonly unknown[] {
  try {
    const items: unknown = JSON.parse(text);
    return Array.isArray(items) ? items : [];
  } catch {
    return [];
  }
}

function hasPassword(item: unknown): boolean {
  const password = fieldOf(item, "password");
  return typeof password === "string" && password !== "";
}

/**
 * The project that the program belongs to.
 *
 * @returns why that can't be known, if so
 */
function projectOf({ from, project: name, configFile }: HandedOver): Project | string {
  if (configFile !== undefined && configFile !== "") return "PULUMI_OPTION_CONFIG_FILE names a file";
  const file = findProjectFile(from);
  if (file === undefined) return "there is no project file here or above";
  try {
    const project = readProject(file);
    return project.name === name ? project : `${basename(file)} here belongs to another project`;
  } catch (error) {
    if (!isIdentityError(error)) throw error;
    return `${basename(file)} can't be read`;
  }
}

/** The setting in a stack's file; `undefined` if it is not there, or is there twice. */
function listIn(text: string, list: string, project: string): unknown {
  const config = fieldOf(readYaml(text), "config");
  const settings = Object.entries(typeof config === "object" && config !== null ? config : {});
  const found = settings.filter(([name]) => fullName(name, project) === list);
  return found.length === 1 ? found[0]?.[1] : undefined;
}

/** `list` is `PROJECT:list`, and `a:config:list` an older spelling of `a:list`. */
function fullName(name: string, project: string): string {
  return name.includes(":") ? name.replace(/^([^:]*):config:/, "$1:") : `${project}:${name}`;
}

function filesBeside({ folder, file, stackFolder }: Project, own: string): readonly string[] | undefined {
  try {
    return [...new Set([folder, stackFolder])]
      .flatMap((at) => readdirSync(at).map((name) => join(at, name)))
      .filter((path) => /\.(?:json|ya?ml)$/i.test(path) && path !== own && path !== file);
  } catch {
    return undefined;
  }
}

/** The setting's name, or an escape, which may spell it. */
const mayDeclarePassword = /password|\\/;

/** True if a file's value is what the program got, as far as that can be known without the key. */
function says(kept: unknown, handed: unknown): boolean {
  const cipher = cipherOf(kept);
  if (cipher !== undefined) return typeof handed === "string" && isLongAs(cipher, handed);
  if (Array.isArray(kept) || Array.isArray(handed)) {
    if (!Array.isArray(kept) || !Array.isArray(handed) || kept.length !== handed.length) return false;
    return kept.every((each, index) => says(each, handed[index]));
  }
  if (typeof kept !== "object" || kept === null) return kept === handed;
  if (typeof handed !== "object" || handed === null) return false;
  const [names, others] = [Object.keys(kept), Object.keys(handed)];
  return (
    names.length === others.length && names.every((name) => says(fieldOf(kept, name), fieldOf(handed, name)))
  );
}

/** What Pulumi reads as an encrypted value. */
function cipherOf(kept: unknown): string | undefined {
  const cipher = fieldOf(kept, "secure");
  return typeof cipher === "string" && Object.keys(kept ?? {}).length === 1 ? cipher : undefined;
}

/** AES-GCM, which all but Pulumi's own service encrypt with, shows a text's length: `v1:nonce:text and tag`. */
function isLongAs(cipher: string, text: string): boolean {
  const [, encrypted] = /^v1:[\w+/=]+:([\w+/=]+)$/.exec(cipher) ?? [];
  return encrypted === undefined || Buffer.from(encrypted, "base64").length - 16 === Buffer.byteLength(text);
}

/**
 * True if an item has a password of its own that is not encrypted. A password that is to be generated does not count.
 */
function isClear(list: unknown, index: number): boolean {
  const password = fieldOf(Array.isArray(list) ? list[index] : undefined, "password");
  return (
    password !== undefined && cipherOf(password) === undefined && fieldOf(password, "generate") === undefined
  );
}
