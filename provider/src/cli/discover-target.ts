import { credentialKey, IdentityError, isIdentityError, kinds, parseLocation } from "../domain";
import {
  accountsSetting,
  fieldOf,
  identitiesSetting,
  metabaseSetting,
  type MetabaseSettings,
} from "../config";
import { adoptAll } from "../drift";
import { readProject, stackFilePath } from "../stack";
import type { Store } from "../stores";
import { metabaseEntry } from "./adopted-section";
import { metabaseOf, type MetabaseOptions } from "./metabase-options";
import { metabaseIn, projectFile, readConfiguration, valueOf } from "./stack-configuration";
import type { Entry } from "./stack-file";
import { suggestedPulumi } from "./suggested-command";
import type { Surroundings } from "./surroundings";

/** The stack that is to adopt, and the metabase. */
export interface Target {
  readonly stack: string;
  /** Of Pulumi.yaml. */
  readonly folder: string;
  readonly file: string;
  readonly settings: MetabaseSettings;
  /** What the file has to say of the metabase; `undefined` where it says so already. */
  readonly entry: Entry | undefined;
  /** Whether the stack declares something already. */
  readonly declares: boolean;
  /** The configuration, without its secrets. */
  readonly values: unknown;
}

/** @throws UsageError, IdentityError E_STACK, E_INPUT */
export async function targetOf(
  stack: string,
  given: MetabaseOptions,
  surroundings: Surroundings,
): Promise<Target> {
  const project = readProject(projectFile(surroundings, stack));
  const { folder } = project;
  const file = stackFilePath(project, stack);
  const values = await readConfiguration(surroundings, folder, stack, "without secrets");
  const declares = [identitiesSetting, accountsSetting].some((name) => {
    const value = valueOf(values, name);
    return fieldOf(values, name) !== undefined && !(Array.isArray(value) && value.length === 0);
  });
  if (valueOf(values, metabaseSetting) === undefined) {
    const settings = await metabaseOf(given, surroundings);
    return { stack, folder, file, settings, entry: metabaseEntry(settings, folder), declares, values };
  }
  const settings = metabaseIn(values, folder);
  await requireSame(stack, settings, given, surroundings);
  return { stack, folder, file, settings, entry: undefined, declares, values };
}

/** @throws IdentityError E_INPUT where the command line names another metabase than the stack */
async function requireSame(
  stack: string,
  settings: MetabaseSettings,
  given: MetabaseOptions,
  surroundings: Surroundings,
): Promise<void> {
  if (Object.keys(given).length === 0) return;
  if (settings.store === "file") {
    const { path, machine } = settings;
    const told = { path, ...(machine === undefined ? {} : { machine }) };
    const also = await metabaseOf({ ...told, ...given }, surroundings);
    if (also.store === "file" && also.path === path && also.machine === machine) return;
  }
  throw new IdentityError({
    code: "E_INPUT",
    message: `The stack ${stack} says in its setting ${metabaseSetting} which metabase it means.`,
    hint: "Leave the options out that name a metabase, or change that setting first.",
  });
}

/**
 * A stack that declares everything that stands in the metabase is told so; nothing is compared but places, so that no
 * password is read.
 *
 * @throws IdentityError E_INPUT where it declares something else: what people wrote is not written over
 */
export async function alreadyDeclared({ values, stack, file }: Target, store: Store): Promise<string> {
  const items = valueOf(values, identitiesSetting);
  const declared = new Set(Array.isArray(items) ? Array.from<unknown>(items).flatMap(claimOf) : []);
  const { adopted } = adoptAll(await store.observe({ locations: [] }));
  if (adopted.every((each) => declared.has(credentialKey(each)))) {
    return `${file} declares every identity of this metabase already. Nothing was written.\nNext: ${suggestedPulumi(["preview"], stack)}\n`;
  }
  throw new IdentityError({
    code: "E_INPUT",
    message: `The stack ${stack} declares identities or accounts already, and they are not written over.`,
    hint: `Take ${identitiesSetting} and ${accountsSetting} out of ${file} first, or let another stack adopt.`,
  });
}

function claimOf(item: unknown): readonly string[] {
  const location = fieldOf(item, "location");
  const kind = kinds.find((each) => each === (fieldOf(item, "kind") ?? "anonymous"));
  if (typeof location !== "string" || kind === undefined) return [];
  try {
    return [credentialKey({ kind, location: parseLocation(location) })];
  } catch (error) {
    if (isIdentityError(error)) return [];
    throw error;
  }
}
