import { isDeepStrictEqual } from "node:util";
import { credentialKey, IdentityError, isIdentityError, resolveLocation, type Snapshot } from "../domain";
import {
  accountsSetting,
  claimedCredential,
  fieldOf,
  identitiesSetting,
  metabaseSetting,
  nativeIn,
  type MetabaseSettings,
} from "../config";
import type { Adoption } from "../drift";
import { storeOf, type StoreOptions } from "../stores";
import { readProject, stackFilePath } from "./project";
import type { PulumiEnvironment } from "./pulumi-child";
import { metabaseIn, projectFile, readConfiguration, valueOf } from "./stack-configuration";
import type { Entry } from "./stack-file";

/** The stack that is to adopt, and the metabase. */
export interface AdoptingStack {
  readonly stack: string;
  /** Of Pulumi.yaml. */
  readonly folder: string;
  readonly file: string;
  readonly settings: MetabaseSettings;
  /** What the file has to say about the metabase; `undefined` if it already says so. */
  readonly entry: Entry | undefined;
  /** Whether the stack declares something already. */
  readonly declares: boolean;
  /** The configuration, without its secrets. */
  readonly values: unknown;
}

/** The metabase that somebody named besides the stack, if any. */
interface NamedMetabase {
  readonly isNamed: boolean;
  /** For what was left out, the known value counts. */
  settings(known: StoreOptions): Promise<MetabaseSettings>;
}

/** @throws IdentityError E_STACK, E_INPUT, and what `named` throws */
export async function adoptingStack(
  stack: string,
  named: NamedMetabase,
  around: PulumiEnvironment,
): Promise<AdoptingStack> {
  const project = readProject(projectFile(around, stack));
  const { folder } = project;
  const file = stackFilePath(project, stack);
  const values = await readConfiguration(around, folder, stack, "without secrets");
  const declares = [identitiesSetting, accountsSetting].some((name) => {
    const value = valueOf(values, name);
    return fieldOf(values, name) !== undefined && !(Array.isArray(value) && value.length === 0);
  });
  if (valueOf(values, metabaseSetting) === undefined) {
    const settings = await named.settings({});
    return {
      stack,
      folder,
      file,
      settings,
      entry: { fields: storeOf(settings).written(settings, folder) },
      declares,
      values,
    };
  }
  const settings = metabaseIn(values, folder);
  await requireSame(stack, { settings, folder }, named);
  return { stack, folder, file, settings, entry: undefined, declares, values };
}

/** @throws IdentityError E_INPUT where the command line names another metabase than the stack */
async function requireSame(
  stack: string,
  { settings, folder }: Pick<AdoptingStack, "settings" | "folder">,
  named: NamedMetabase,
): Promise<void> {
  if (!named.isNamed) return;
  const known = storeOf(settings).commandLine.again?.(settings);
  if (known !== undefined) {
    const also = await named.settings(known);
    const [one, other] = [settings, also].map((each) => storeOf(each).written(each, folder));
    if (also.store === settings.store && isDeepStrictEqual(one, other)) return;
  }
  throw new IdentityError({
    code: "E_INPUT",
    message: `The setting ${metabaseSetting} of the stack ${stack} already names a metabase.`,
    hint: "Leave out the options that name a metabase, or change that setting first.",
  });
}

/**
 * Checks that a stack that already declares something declares everything that it would adopt. Only places are compared.
 *
 * @throws IdentityError E_INPUT if it declares something else: what people wrote is not overwritten
 */
export function requireDeclared(
  { values, stack, file }: AdoptingStack,
  snapshot: Snapshot,
  { adopted }: Adoption,
): void {
  const items = valueOf(values, identitiesSetting);
  const declared = new Set(
    Array.isArray(items) ? Array.from<unknown>(items).flatMap((item) => claimOf(snapshot, item)) : [],
  );
  if (adopted.every((each) => declared.has(credentialKey(each)))) return;
  throw new IdentityError({
    code: "E_INPUT",
    message: `The stack ${stack} already declares identities or accounts, which are not overwritten.`,
    hint: `First remove ${identitiesSetting} and ${accountsSetting} from ${file}, or let another stack adopt.`,
  });
}

function claimOf(snapshot: Snapshot, item: unknown): readonly string[] {
  const claimed = claimedCredential(item);
  if (claimed === undefined) return [];
  const { written = claimed.location } = nativeIn(item, "location");
  try {
    return [credentialKey({ ...claimed, location: resolveLocation(snapshot, written, claimed.kind) })];
  } catch (error) {
    if (isIdentityError(error)) return [];
    throw error;
  }
}
