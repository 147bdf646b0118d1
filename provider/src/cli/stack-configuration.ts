import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
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
} from "../config";
import type { Surroundings } from "./surroundings";

/** Where a stack's project is, and what its configuration says. */
export interface StackMetabase {
  /** The folder of Pulumi.yaml: relative paths of the configuration count from it. */
  readonly folder: string;
  readonly metabase: MetabaseSettings;
}

/**
 * Reads how a stack reaches its metabase. No secret is asked for, so no passphrase is needed.
 *
 * @throws IdentityError E_STACK, E_INPUT
 */
export async function readStackMetabase(surroundings: Surroundings, stack: string): Promise<StackMetabase> {
  const folder = projectFolder(surroundings, stack);
  const values = await configuration(surroundings, folder, stack, []);
  const found = readWith(metabaseSettings, valueOf(values, metabaseSetting), metabaseSetting);
  if (found.value === undefined) throw mistakesError(found.mistakes);
  return { folder, metabase: atHome(folder, found.value) };
}

/** What a stack declares, passwords included. @throws IdentityError E_STACK, E_INPUT with every mistake */
export async function readStackSection(
  surroundings: Surroundings,
  stack: string,
): Promise<{ readonly folder: string; readonly section: Section }> {
  const folder = projectFolder(surroundings, stack);
  const values = await configuration(surroundings, folder, stack, ["--show-secrets"]);
  const { section, mistakes } = parseSection({
    metabase: valueOf(values, metabaseSetting),
    identities: valueOf(values, identitiesSetting),
    accounts: valueOf(values, accountsSetting),
    setting: (name) => {
      const text = fieldOf(fieldOf(values, name), "value");
      const secret = fieldOf(fieldOf(values, name), "secret") === true;
      return typeof text === "string" ? { text, secret } : undefined;
    },
    // The program refuses those; here they only answer a question.
    clearPassword: () => false,
  });
  if (section === undefined) throw mistakesError(mistakes);
  return { folder, section: { ...section, metabase: atHome(folder, section.metabase) } };
}

/** The folder of Pulumi.yaml, from here upwards, as Pulumi itself finds it. @throws IdentityError E_STACK */
export function projectFolder(surroundings: Pick<Surroundings, "cwd">, stack: string): string {
  for (let at = resolve(surroundings.cwd()); ; at = dirname(at)) {
    if (["Pulumi.yaml", "Pulumi.yml"].some((name) => existsSync(join(at, name)))) return at;
    if (dirname(at) === at) throw noStack(stack, "There is no Pulumi.yaml here or above.");
  }
}

function atHome(folder: string, metabase: MetabaseSettings): MetabaseSettings {
  return metabase.store === "file" ? { ...metabase, path: resolve(folder, metabase.path) } : metabase;
}

/** A setting's value, structured ones parsed. */
function valueOf(values: unknown, name: string): unknown {
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

/** Runs the CLI as a child. Its output may hold secrets, so that no error repeats any of it. */
async function configuration(
  { env }: Surroundings,
  folder: string,
  stack: string,
  more: readonly string[],
): Promise<unknown> {
  const args = ["config", "--json", "--stack", stack, "--non-interactive", ...more];
  const text = await new Promise<string>((done, fail) => {
    const options = { cwd: folder, env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" }, maxBuffer: 64 << 20 };
    execFile("pulumi", args, options, (error, stdout) => {
      if (error === null) done(stdout);
      else if (error.code === "ENOENT") fail(noStack(stack, "There is no pulumi on PATH."));
      else fail(noStack(stack, "The Pulumi CLI did not show its configuration."));
    });
  });
  try {
    return JSON.parse(text);
  } catch {
    throw noStack(stack, "The Pulumi CLI answered something else than its configuration.");
  }
}

function noStack(stack: string, why: string): IdentityError {
  return new IdentityError({
    code: "E_STACK",
    message: `The configuration of the stack ${stack} could not be read. ${why}`,
    hint: `Run pulumi config --stack ${stack} in the same folder until it answers.`,
  });
}
