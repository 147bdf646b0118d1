import { InvalidArgumentError, Option, type Command } from "commander";
import type * as config from "../config";
import { fieldOf } from "../domain";
import type * as stack from "../stack";
import { everyStore, storeOf, type MetabaseSettings, type StoreOption, type StoreOptions } from "../stores";
import type { Surroundings } from "./surroundings";
import { UsageError } from "./usage-error";

/** Which metabase, as a command line says it. */
export type MetabaseOptions = StoreOptions & { readonly store?: string; readonly stack?: string };

type Described = (typeof everyStore)[number];

/** Adds the options that say which metabase. */
export function addMetabaseOptions(command: Command): Command {
  return addStoreOptions(command, ["stack"]).option(
    "--stack <name>",
    "the metabase of a stack of the Pulumi project in this folder",
  );
}

/** Adds the options that say how a metabase is reached. @param conflicting options that say it already */
export function addStoreOptions(command: Command, conflicting: readonly string[]): Command {
  const [, ...others] = everyStore;
  const meanings = others.map(({ name, reaches }) => `${name} is ${reaches.one}`);
  command.addOption(
    new Option("--store <store>", `how the metabase is reached; ${meanings.join(", ")}`)
      .choices(everyStore.map(({ name }) => name))
      .conflicts([...conflicting]),
  );
  for (const option of everyOption()) {
    const beside = everyStore
      .map(optionsOf)
      .filter((options) => options.includes(option))
      .flat();
    const elsewhere = everyStore.flatMap(optionsOf).filter((other) => !beside.includes(other));
    const excluded = [...(option.excludes ?? []), ...elsewhere.map(({ name }) => name)];
    command.addOption(made(option).conflicts([...conflicting, ...excluded]));
  }
  return command;
}

/** Adds the options that let this one command do what the settings do not allow. */
export function addPermissions(command: Command): Command {
  for (const store of everyStore)
    for (const option of store.commandLine.permissions) command.addOption(made(option));
  return command;
}

/** Permissions that were given but have no effect on this metabase, each in a sentence. */
export function idlePermissions(settings: MetabaseSettings, options: MetabaseOptions): readonly string[] {
  const own = storeOf(settings);
  return everyStore
    .filter((store) => store !== own)
    .flatMap(({ commandLine }) => commandLine.permissions.filter((option) => isGiven(option, options)))
    .map((option) => `${nameOf(option)} has no effect on ${own.reaches.one}`);
}

/**
 * The settings of the metabase that a command line names; a relative path starts at the current folder. On Windows, a
 * command line that names none means the IIS of this machine.
 *
 * @throws UsageError where it names none or names it wrongly; IdentityError E_STACK, E_INPUT
 */
export async function metabaseOf(
  options: MetabaseOptions,
  surroundings: Surroundings,
): Promise<MetabaseSettings> {
  if (options.stack !== undefined) {
    const { readStackMetabase } = require("../stack") as typeof stack;
    const metabase = await readStackMetabase(surroundings, options.stack);
    return storeOf(metabase).commandLine.permitted(metabase, options);
  }
  const { name, commandLine } = oneStore(options, surroundings);
  const plain = commandLine.plain?.(options, surroundings.cwd());
  if (plain !== undefined) return plain;
  const { metabaseSettings, readWith } = require("../config") as typeof config;
  const settings = { store: name, ...commandLine.settings(options, surroundings.cwd()) };
  const found = readWith(metabaseSettings, settings, "");
  if (found.value !== undefined) return found.value;
  const mistakes = found.mistakes.map(({ path: at, problem }) => `${optionOf(at)} ${problem}`);
  throw new UsageError(mistakes.join("; "));
}

/**
 * The options that say which metabase, as they were given: they led to one, so they are not a secret in the wrong
 * place.
 */
export function givenMetabaseOptions(
  options: MetabaseOptions,
): readonly (readonly [option: string, value: string])[] {
  const stores = everyOption().map((option) => [option.name, nameOf(option)] as const);
  return [["stack", "--stack"] as const, ["store", "--store"] as const, ...stores].flatMap(
    ([name, option]) => {
      const value = fieldOf(options, name);
      return typeof value === "string" || typeof value === "number" ? [[option, String(value)] as const] : [];
    },
  );
}

/** The option that gives a setting. */
function optionOf(path: string): string {
  const setting = path.replace(/^\./, "");
  const given = everyStore.flatMap(optionsOf).find(({ name, gives = [name] }) => gives.includes(setting));
  return given === undefined ? `--${setting}` : nameOf(given);
}

/** The store that is meant, if every option that was given is one of its own. @throws UsageError if not */
function oneStore(options: MetabaseOptions, surroundings: Surroundings): Described {
  const meant = meantStore(options, surroundings);
  const own = optionsOf(meant);
  const foreign = everyStore.find((store) => givenOf(store, options).some((option) => !own.includes(option)));
  if (foreign !== undefined) {
    const names = optionsOf(foreign).map(nameOf);
    throw new UsageError(
      `${names.slice(0, -1).join(", ")} and ${names.at(-1) ?? ""} are for ${foreign.reaches.one}; ${meant.reaches.one} is named like ${meant.commandLine.example}`,
    );
  }
  for (const option of givenOf(meant, options)) {
    const fault = option.fault?.(String(fieldOf(options, option.name)));
    if (fault !== undefined) throw new UsageError(`${nameOf(option)} ${fault}`);
  }
  return meant;
}

function meantStore(options: MetabaseOptions, { platform }: Surroundings): Described {
  const found =
    options.store === undefined
      ? (everyStore.find((store) => givenOf(store, options).some(({ implies }) => implies === true)) ??
        everyStore.find(({ commandLine }) => commandLine.isUsual(platform)))
      : everyStore.find(({ name }) => name === options.store);
  if (found !== undefined) return found;
  const ways = everyStore.map(({ commandLine }) => commandLine.example);
  throw new UsageError(`say which metabase: ${ways.join(", ")}, or --stack NAME`);
}

/** Those of all stores; what names several stores is there once. */
function everyOption(): readonly StoreOption[] {
  return [...new Set(everyStore.flatMap(optionsOf))];
}

function optionsOf({ commandLine }: Described): readonly StoreOption[] {
  return commandLine.options;
}

function givenOf(store: Described, options: MetabaseOptions): readonly StoreOption[] {
  return optionsOf(store).filter((option) => isGiven(option, options));
}

function isGiven({ name }: StoreOption, options: MetabaseOptions): boolean {
  return fieldOf(options, name) !== undefined;
}

/** Its form on the command line: `--path`. */
function nameOf({ flags }: StoreOption): string {
  return flags.split(" ")[0] ?? flags;
}

function made({ flags, description, unit }: StoreOption): Option {
  const option = new Option(flags, description);
  if (unit === undefined) return option;
  return option.argParser((text) => {
    const number = Number(text);
    if (Number.isInteger(number) && number > 0) return number;
    throw new InvalidArgumentError(`It must be a whole number of ${unit}.`);
  });
}
