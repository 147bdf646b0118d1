import { isAbsolute, resolve } from "node:path";
import { InvalidArgumentError, Option, type Command } from "commander";
import { metabaseSettings, readWith, type MetabaseSettings } from "../config";
import { readStackMetabase } from "../stack";
import type { Surroundings } from "./surroundings";
import { UsageError } from "./usage-error";

/** Which metabase, as a command line says it. */
export interface MetabaseOptions {
  readonly path?: string;
  readonly store?: string;
  readonly machine?: string;
  readonly server?: string;
  readonly ssh?: string;
  readonly scriptHost?: string;
  readonly timeout?: number;
  readonly throughCompatibility?: boolean;
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

const live = ["server", "ssh", "scriptHost", "timeout"];

/** Adds the options that say how a metabase is reached. */
export function addStoreOptions(command: Command, conflicting: string[]): Command {
  const told = command
    .addOption(
      new Option("--path <file>", "a MetaBase.xml that no running IIS owns").conflicts([
        ...conflicting,
        ...live,
      ]),
    )
    .addOption(
      new Option("--store <store>", "how the metabase is reached; adsi is a running IIS")
        .choices(["file", "adsi"])
        .conflicts(conflicting),
    )
    .addOption(
      new Option("--machine <name>", "the server's name, so that NAME\\x equals x in a file").conflicts([
        ...conflicting,
        ...live,
      ]),
    );
  return addLiveOptions(told, conflicting);
}

/** Adds the options for a running IIS. */
function addLiveOptions(command: Command, conflicting: string[]): Command {
  return command
    .addOption(
      new Option("--server <name>", "a running IIS that this machine reaches directly").conflicts([
        ...conflicting,
        "ssh",
      ]),
    )
    .addOption(
      new Option("--ssh <host>", "a running IIS that is reached by SSH: HOST or USER@HOST").conflicts(
        conflicting,
      ),
    )
    .addOption(new Option("--script-host <program>", "a program instead of cscript").conflicts(conflicting))
    .addOption(
      new Option("--timeout <seconds>", "for how long the script may say nothing")
        .argParser(seconds)
        .conflicts(conflicting),
    );
}

/**
 * The settings of the metabase that a command line names; a relative path counts from the current folder. On Windows a
 * command line that names none means the IIS of this machine.
 *
 * @throws UsageError where it names none or names it wrongly; IdentityError E_STACK, E_INPUT
 */
export async function metabaseOf(
  options: MetabaseOptions,
  surroundings: Surroundings,
): Promise<MetabaseSettings> {
  const { stack } = options;
  if (stack !== undefined) {
    return withWords(await readStackMetabase(surroundings, stack), options);
  }
  const found = readWith(metabaseSettings, settingsOf(options, surroundings), "");
  if (found.value !== undefined) return found.value;
  const mistakes = found.mistakes.map(({ path: at, problem }) => `${optionOf(at)} ${problem}`);
  throw new UsageError(mistakes.join("; "));
}

/** Options whose names are not those of the settings that they give. */
const optionNames: Readonly<Record<string, string>> = {
  timeoutSeconds: "--timeout",
  "transport.host": "--ssh",
  "transport.user": "--ssh",
  "transport.scriptHost": "--script-host",
};

function optionOf(path: string): string {
  const setting = path.replace(/^\./, "");
  return optionNames[setting] ?? `--${setting}`;
}

/** A stack's metabase, with what somebody says of it for this once. */
function withWords(
  metabase: MetabaseSettings,
  { iisStopped, throughCompatibility }: MetabaseOptions,
): MetabaseSettings {
  switch (metabase.store) {
    case "file":
      return iisStopped === true ? { ...metabase, iisStopped } : metabase;
    case "adsi":
      return throughCompatibility === true ? { ...metabase, throughCompatibility } : metabase;
  }
}

function settingsOf(options: MetabaseOptions, surroundings: Surroundings): unknown {
  const { path, machine, iisStopped, server, timeout, throughCompatibility } = options;
  const store = options.store ?? impliedStore(options, surroundings);
  if (store !== "adsi") {
    if (isLive(options) || timeout !== undefined) {
      throw new UsageError(
        "--ssh, --server, --script-host and --timeout are for a running IIS, not for files",
      );
    }
    return {
      store,
      ...(path === undefined ? {} : { path: isAbsolute(path) ? path : resolve(surroundings.cwd(), path) }),
      ...(machine === undefined ? {} : { machine }),
      ...(iisStopped === undefined ? {} : { iisStopped }),
    };
  }
  if (path !== undefined || machine !== undefined) {
    throw new UsageError("--path and --machine are for files: name a running IIS with --ssh or --server");
  }
  return {
    store,
    transport: transportOf(options),
    ...(server === undefined ? {} : { server }),
    ...(timeout === undefined ? {} : { timeoutSeconds: timeout }),
    ...(throughCompatibility === undefined ? {} : { throughCompatibility }),
  };
}

function isLive({ server, ssh, scriptHost }: MetabaseOptions): boolean {
  return server !== undefined || ssh !== undefined || scriptHost !== undefined;
}

function impliedStore(options: MetabaseOptions, { platform }: Surroundings): string {
  if (options.path !== undefined) return "file";
  if (isLive(options) || platform === "win32") return "adsi";
  throw new UsageError("say which metabase: --path FILE, --ssh HOST, or --stack NAME");
}

function transportOf({ ssh, scriptHost }: MetabaseOptions): unknown {
  const program = scriptHost === undefined ? {} : { scriptHost };
  if (ssh === undefined) return { type: "local", ...program };
  if (/^[^:]*:\d*$/.test(ssh)) {
    throw new UsageError(
      "--ssh takes no port: set the port for that host in your SSH configuration (Host, Port)",
    );
  }
  const cut = ssh.lastIndexOf("@");
  const user = cut < 0 ? {} : { user: ssh.slice(0, cut) };
  return { type: "ssh", host: ssh.slice(cut + 1), ...user, ...program };
}

function seconds(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new InvalidArgumentError("It must be a whole number of seconds.");
}
