import { resolve } from "node:path";
import { Option, type Command } from "commander";
import { metabaseSettings, readWith, type MetabaseSettings } from "../config";
import { readStackMetabase } from "./stack-configuration";
import type { Surroundings } from "./surroundings";
import { UsageError } from "./usage-error";

/** Which metabase, as a command line says it. */
export interface MetabaseOptions {
  readonly path?: string;
  readonly store?: string;
  readonly machine?: string;
  readonly iisStopped?: boolean;
  readonly stack?: string;
}

/** Adds the options that say which metabase. */
export function addMetabaseOptions(command: Command): Command {
  return addStoreOptions(command, ["stack"]).option(
    "--stack <name>",
    "the metabase of a stack of the Pulumi project in this folder",
  );
}

/** Adds the options that say how a metabase is reached. */
export function addStoreOptions(command: Command, conflicting: string[]): Command {
  return command
    .addOption(new Option("--path <file>", "a MetaBase.xml that no running IIS owns").conflicts(conflicting))
    .addOption(new Option("--store <store>", "how it is reached: file").conflicts(conflicting))
    .addOption(
      new Option("--machine <name>", "the server's name, so that NAME\\x equals x in a file").conflicts(
        conflicting,
      ),
    );
}

/**
 * The settings of the metabase that a command line names; a relative path counts from the current folder.
 *
 * @throws UsageError where it names none or names it wrongly; IdentityError E_STACK, E_INPUT
 */
export async function metabaseOf(
  options: MetabaseOptions,
  surroundings: Surroundings,
): Promise<MetabaseSettings> {
  const { path, store, machine, iisStopped, stack } = options;
  if (stack !== undefined) {
    const { metabase } = await readStackMetabase(surroundings, stack);
    return iisStopped === true && metabase.store === "file" ? { ...metabase, iisStopped } : metabase;
  }
  if (path === undefined && store === undefined) {
    throw new UsageError("say which metabase: --path FILE, or --stack NAME");
  }
  const found = readWith(
    metabaseSettings,
    {
      store: store ?? "file",
      ...(path === undefined ? {} : { path: resolve(surroundings.cwd(), path) }),
      ...(machine === undefined ? {} : { machine }),
      ...(iisStopped === undefined ? {} : { iisStopped }),
    },
    "",
  );
  if (found.value !== undefined) return found.value;
  const mistakes = found.mistakes.map(({ path: at, problem }) => `${at.replace(".", "--")} ${problem}`);
  throw new UsageError(mistakes.join("; "));
}
