import { existsSync } from "node:fs";
import { InvalidArgumentError, type Command } from "commander";
import { isIdentityError, printable } from "../domain";
import { expiredBackups, listBackups, readWhole, removeBackups, withLock, type Backup } from "../io";
import { maxMetabaseBytes } from "../document";
import { readOnce } from "../operations";
import { storeOf } from "../stores";
import { listing, listJson, listText } from "./backups-list";
import { showPair, type FileBackups, type ShowOptions } from "./backups-show";
import { examples, newCommand, type CommandMaker, type Run } from "./command-line";
import { exitCode } from "./exit-code";
import { addMetabaseOptions, metabaseOf, type MetabaseOptions } from "./metabase-options";
import { json } from "./output";
import { withProgress } from "./progress";
import type { Surroundings } from "./surroundings";
import { table } from "./table";
import { UsageError } from "./usage-error";
import { windowsCopies, windowsCopiesText } from "./windows-copies";

interface BackupsOptions extends MetabaseOptions {
  readonly json?: boolean;
}

interface PruneOptions extends MetabaseOptions {
  readonly keep?: number;
  readonly maxAgeDays?: number;
  readonly apply?: boolean;
}

/** `backups`: the old versions of a metabase, all of which hold credentials. Nothing is ever restored. */
export const backupsCommand: CommandMaker = (run) => {
  const command = newCommand("backups", run.surroundings)
    .description(
      "Lists, checks and prunes the backups of a metabase, and compares one pair. Restores nothing.",
    )
    .addHelpText(
      "after",
      examples(
        "npx iis-identity backups list --path MetaBase.xml",
        "npx iis-identity backups prune --keep 1 --apply --path MetaBase.xml",
      ),
    );
  for (const make of [list, check, prune, show]) command.addCommand(make(run));
  return command;
};

function subcommand(name: string, surroundings: Surroundings): Command {
  return newCommand(name, surroundings).showHelpAfterError(`(iis-identity backups ${name} --help shows how)`);
}

/** @throws UsageError for a running IIS; IdentityError E_STACK, E_INPUT */
async function fileOf(options: MetabaseOptions, surroundings: Surroundings): Promise<FileBackups> {
  const settings = await metabaseOf(options, surroundings);
  const found = storeOf(settings).backups?.(settings);
  if (found !== undefined) return found;
  throw new UsageError(
    "these are the backups of a file: use --path FILE; those of a running IIS are listed by iisback.vbs /list on it",
  );
}

function list({ surroundings, ends }: Run): Command {
  const command = subcommand("list", surroundings)
    .description("our backups of a metabase, newest first, and where Windows keeps other old copies")
    .option("--json", "the same for machines");
  return addMetabaseOptions(command)
    .addHelpText("after", examples("npx iis-identity backups list --path MetaBase.xml"))
    .action(async (options: BackupsOptions) => {
      const { path, policy } = await fileOf(options, surroundings);
      const found = await listBackups(path, policy);
      const windows = await windowsCopies(path);
      if (options.json === true) {
        surroundings.stdout.write(json({ ...listJson(found), windows }));
      } else {
        const parts = [...listText(path, found), windowsCopiesText(windows)];
        surroundings.stdout.write(parts.join("\n"));
      }
      ends(exitCode.done);
    });
}

function check({ surroundings, ends }: Run): Command {
  const command = subcommand("check", surroundings).description(
    "reads each backup as a metabase and reports which can't be read; exit code 3 if one of this file can't",
  );
  return addMetabaseOptions(command)
    .addHelpText("after", examples("npx iis-identity backups check --path MetaBase.xml"))
    .action(async (options: MetabaseOptions) => {
      const { path, policy, read } = await fileOf(options, surroundings);
      const { own, replaced, unclaimed } = await listBackups(path, policy);
      // A mistyped path has no backups either.
      if (own.length + replaced.length === 0) await readWhole(path, maxMetabaseBytes);
      const rows: (readonly string[])[] = [];
      let broken = 0;
      for (const backup of [...own, ...replaced, ...unclaimed]) {
        const { name, path } = backup;
        const failure = await withProgress(surroundings, `Reading ${printable(name)}`, () =>
          failureOf(path, read),
        );
        const isOurs = !unclaimed.includes(backup);
        if (failure !== undefined && isOurs) broken += 1;
        rows.push([name, failure ?? "can be read", ...(isOurs ? [] : ["of which file is not known"])]);
      }
      surroundings.stdout.write(rows.length === 0 ? "There is no backup.\n" : table(rows));
      ends(broken === 0 ? exitCode.done : exitCode.findings);
    });
}

/** Why a file can't be read as a metabase; `undefined` where it can. */
async function failureOf(path: string, read: FileBackups["read"]): Promise<string | undefined> {
  try {
    read((await readWhole(path, maxMetabaseBytes)).bytes);
    return undefined;
  } catch (error) {
    if (!isIdentityError(error)) throw error;
    return `${error.code}: ${error.rule}`;
  }
}

function prune({ surroundings, ends }: Run): Command {
  const command = subcommand("prune", surroundings)
    .description("shows which backups a policy no longer keeps, and removes them with --apply")
    .option("--keep <count>", "how many of the newest stay; default: the stack's setting, or 3", atLeastOne)
    .option("--max-age-days <days>", "how long they stay; default: the stack's setting, or 30", atLeastOne)
    .option("--apply", "remove them");
  return addMetabaseOptions(command)
    .addHelpText(
      "after",
      `\nThe newest and the newest that can be read always stay, and nothing is removed while the metabase itself can't be read: one of its backups may
then be the last good version.\n${examples(
        "npx iis-identity backups prune --path MetaBase.xml",
        "npx iis-identity backups prune --keep 1 --apply --path MetaBase.xml",
      )}`,
    )
    .action(async (options: PruneOptions) => {
      const { stdout, stderr } = surroundings;
      const metabase = await fileOf(options, surroundings);
      const { path, policy } = metabase;
      const { keep = policy.keep, maxAgeDays = policy.maxAgeDays } = options;
      const expired = async (): Promise<readonly Backup[]> => {
        // If the metabase itself can't be read, one of its backups may be the last good version.
        await readOnce(metabase.at(path), { locations: [] });
        const { own } = await listBackups(path, policy);
        const gone = expiredBackups(own, { keep, maxAgeDays });
        return withoutLastGood(own, gone, metabase.read);
      };
      const found = await expired();
      if (found.length === 0) {
        stdout.write("There is no backup to remove.\n");
        ends(exitCode.done);
        return;
      }
      if (options.apply !== true) {
        stdout.write(
          `To be removed:\n${listing(found)}Nothing was removed. The same command with --apply removes them.\n`,
        );
        ends(exitCode.findings);
        return;
      }
      // A write that fails removes its backup again: under its lock no write is in progress.
      const warn = (warning: string): void => {
        stderr.write(`${printable(warning)}\n`);
      };
      const work = async (): Promise<{ removed: readonly Backup[]; warnings: readonly string[] }> => {
        const now = await expired();
        const failed = await removeBackups(now);
        return { removed: now.filter(({ path }) => !existsSync(path)), warnings: failed };
      };
      const { removed, warnings } = await withLock(path, work, { warn });
      warnings.forEach(warn);
      if (removed.length > 0) stdout.write(`Removed:\n${listing(removed)}`);
      ends(warnings.length === 0 ? exitCode.done : exitCode.error);
    });
}

/**
 * What may be removed of what has expired: never the newest backup that can be read. @param own newest first
 */
async function withoutLastGood(
  own: readonly Backup[],
  gone: readonly Backup[],
  read: FileBackups["read"],
): Promise<readonly Backup[]> {
  if (gone.length === 0) return gone;
  for (const each of own) {
    if ((await failureOf(each.path, read)) === undefined) return gone.filter((expired) => expired !== each);
  }
  return gone;
}

function atLeastOne(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError("It must be a whole number, at least 1.");
  return Number(text);
}

function show({ surroundings, ends }: Run): Command {
  const command = subcommand("show", surroundings)
    .description(
      "one user name as a backup holds it, and whether its password is the one that counts now; shows no password",
    )
    .requiredOption("--backup <name>", "a name that `backups list` shows")
    .requiredOption("--location <path>", "a key, such as W3SVC/1/ROOT")
    .requiredOption("--kind <kind>", "anonymous, wam or unc");
  return addMetabaseOptions(command)
    .addHelpText(
      "after",
      examples(
        "npx iis-identity backups show --backup MetaBase.xml.20260131T235959999Z.bak --location W3SVC --kind anonymous --path MetaBase.xml",
      ),
    )
    .action(async (options: ShowOptions & MetabaseOptions) => {
      surroundings.stdout.write(await showPair(options, await fileOf(options, surroundings)));
      ends(exitCode.done);
    });
}
