import { dirname } from "node:path";
import { IdentityError } from "../domain";
import {
  accountsSetting,
  fieldOf,
  identitiesSetting,
  metabaseSetting,
  metabaseSettings,
  mistakesError,
  parseSection,
  readWith,
  type MetabaseSettings,
  type Section,
  type SettingLookup,
} from "../config";
import { storeOf } from "../stores";
import { findProjectFile } from "./project";
import { isStackName, runPulumi, stackError, type PulumiEnvironment } from "./pulumi-child";

/**
 * Reads how a stack reaches its metabase. No secret is asked for, so no passphrase is needed.
 *
 * @throws IdentityError E_STACK, E_INPUT
 */
export async function readStackMetabase(around: PulumiEnvironment, stack: string): Promise<MetabaseSettings> {
  const folder = dirname(projectFile(around, stack));
  return metabaseIn(await readConfiguration(around, folder, stack, "without secrets"), folder);
}

/** How a configuration reaches its metabase, with a path that counts from the project's folder. @throws IdentityError E_INPUT */
export function metabaseIn(values: unknown, folder: string): MetabaseSettings {
  const found = readWith(metabaseSettings, valueOf(values, metabaseSetting), metabaseSetting);
  if (found.value === undefined) throw mistakesError(found.mistakes);
  return storeOf(found.value).countedFrom(folder, found.value);
}

/** What a stack declares, passwords included. @throws IdentityError E_STACK, E_INPUT with every mistake */
export async function readStackSection(around: PulumiEnvironment, stack: string): Promise<Section> {
  const folder = dirname(projectFile(around, stack));
  const section = sectionOf(await readConfiguration(around, folder, stack, "with secrets"));
  const metabase = storeOf(section.metabase).countedFrom(folder, section.metabase);
  return { ...section, metabase };
}

/** What a configuration declares; a relative path is left as it is. @throws IdentityError E_INPUT with every mistake */
export function sectionOf(values: unknown): Section {
  const { section, mistakes } = parseSection({
    metabase: valueOf(values, metabaseSetting),
    identities: valueOf(values, identitiesSetting),
    accounts: valueOf(values, accountsSetting),
    setting: (name) => textSetting(values, name),
    // The program refuses those; here they only serve to answer a question.
    clearPassword: () => false,
  });
  if (section === undefined) throw mistakesError(mistakes);
  return section;
}

/** A setting that holds one text. */
export function textSetting(values: unknown, name: string): ReturnType<SettingLookup> {
  const text = fieldOf(fieldOf(values, name), "value");
  const secret = fieldOf(fieldOf(values, name), "secret") === true;
  return typeof text === "string" ? { text, secret } : undefined;
}

/** The project's file, from here upwards, as Pulumi itself finds it. @throws IdentityError E_STACK */
export function projectFile(around: Pick<PulumiEnvironment, "cwd">, stack: string): string {
  const file = findProjectFile(around.cwd());
  if (file !== undefined) return file;
  throw new IdentityError({
    code: "E_STACK",
    message: `${notRead(stack)} There is no Pulumi.yaml here or above.`,
    hint: "Run the command in the project's folder.",
  });
}

/** A setting's value, structured ones parsed; `undefined` where it is not set, or secret and not asked for. */
export function valueOf(values: unknown, name: string): unknown {
  const setting = fieldOf(values, name);
  const structured = fieldOf(setting, "objectValue");
  if (structured !== undefined) return structured;
  const text = fieldOf(setting, "value");
  if (typeof text !== "string") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Every setting of a stack by its full name, as the Pulumi CLI shows them. @throws IdentityError E_STACK */
export async function readConfiguration(
  around: Pick<PulumiEnvironment, "env" | "platform">,
  folder: string,
  stack: string,
  which: "with secrets" | "without secrets",
): Promise<unknown> {
  const secrets = which === "with secrets" ? ["--show-secrets"] : [];
  const failure = notRead(stack);
  const args = ["config", "--json", ...secrets];
  const text = await runPulumi(around, { folder, stack, args, failure });
  try {
    return JSON.parse(text);
  } catch {
    throw stackError({ failure, stack }, "other");
  }
}

function notRead(stack: string): string {
  return `The configuration of the stack${isStackName(stack) ? ` ${stack}` : ""} could not be read.`;
}
