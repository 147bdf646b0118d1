import { printable, type Snapshot } from "../domain";
import { withStore } from "../operations";
import {
  adoptingStack,
  adoptionOf,
  planAdoption,
  requireDeclared,
  settingsText,
  suggestedPulumi,
  writeAdoption,
  type Tell,
} from "../stack";
import { examples, newCommand, type CommandMaker } from "./command-line";
import { confirm } from "./confirm";
import { announcement, discovered } from "./discover-report";
import { exitCode } from "./exit-code";
import { addStoreOptions, metabaseOf, type MetabaseOptions } from "./metabase-options";
import { withProgress } from "./progress";
import { observing, readMetabase } from "./read-metabase";
import { UsageError } from "./usage-error";

interface DiscoverOptions extends Omit<MetabaseOptions, "stack"> {
  readonly stack: string;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly from?: string;
  readonly fromMachine?: string;
}

/** `discover`: writes what a metabase holds into a stack's file, so that the stack adopts it as it is. */
export const discoverCommand: CommandMaker = ({ surroundings, ends }) => {
  const command = newCommand("discover", surroundings)
    .description(
      "Writes every identity of a metabase into a stack's file as it is: the next preview shows no drift.",
    )
    .requiredOption("--stack <name>", "a stack of the Pulumi project in this folder");
  return addStoreOptions(command, [])
    .option("--yes", "go on without asking")
    .option("--dry-run", "show what would be written, and write nothing")
    .option(
      "--from <file>",
      "the MetaBase.xml of an IIS 6 whose identities a server of IIS 7 or later is to have",
    )
    .option("--from-machine <name>", "the name of the server that this MetaBase.xml belongs to")
    .addHelpText(
      "after",
      `\nWithout --path, the metabase that the stack's file names is read.\n${examples(
        "npx iis-identity discover --stack web01 --path web01/MetaBase.xml --machine WEB01",
        "npx iis-identity discover --stack web01 --dry-run",
        "npx iis-identity discover --stack web10 --path web10/applicationHost.config --from web01/MetaBase.xml --from-machine WEB01",
      )}`,
    )
    .action(async ({ stack, yes = false, dryRun = false, from, fromMachine, ...where }: DiscoverOptions) => {
      const { stdin, stdout, stderr } = surroundings;
      const tell: Tell = {
        line: (sentence) => {
          stderr.write(`${printable(sentence)}\n`);
        },
        while: (what, work) => withProgress(surroundings, what, work),
      };
      const asks = !yes && !dryRun;
      if (asks && stdin.isTTY !== true) {
        throw new UsageError("there is no terminal to ask on: use --yes or --dry-run");
      }
      const named = {
        isNamed: Object.keys(where).length > 0,
        settings: (known: MetabaseOptions) => metabaseOf({ ...known, ...where }, surroundings),
      };
      if (from === undefined && fromMachine !== undefined)
        throw new UsageError("--from-machine needs --from");
      const source =
        from === undefined
          ? undefined
          : await metabaseOf(
              { path: from, ...(fromMachine === undefined ? {} : { machine: fromMachine }) },
              surroundings,
            );
      const readOld = async (): Promise<Snapshot | undefined> =>
        source && readMetabase(source, { locations: [], reveal: true }, surroundings);
      const target = await adoptingStack(stack, named, surroundings);
      await withStore(target.settings, async (store) => {
        if (target.declares) {
          const snapshot = await store.observe({ locations: [] });
          requireDeclared(target, snapshot, adoptionOf({ snapshot, old: await readOld() }));
          stdout.write(
            `${target.file} already declares every identity of ${source === undefined ? "this metabase" : "that metabase that can be carried over"}. Nothing was written.\nNext: ${suggestedPulumi(["preview"], stack)}\n`,
          );
          ends(exitCode.done);
          return;
        }
        const read = from === undefined ? store.name : `file ${printable(from)}`;
        stderr.write(announcement(read, target, dryRun));
        if (asks && !(await confirm(surroundings, "Go on?"))) {
          stderr.write("Nothing was read, and nothing was written.\n");
          ends(exitCode.error);
          return;
        }
        const snapshot = await observing(store, { locations: [], reveal: true }, surroundings);
        const plan = await planAdoption(target, { snapshot, old: await readOld() }, surroundings);
        if (dryRun) stdout.write(settingsText(plan.fileSettings));
        else await writeAdoption(target, snapshot, plan, surroundings, tell);
        stdout.write(discovered({ ...plan, ...target, machine: snapshot.machine, dryRun }));
        ends(exitCode.done);
      });
    });
};
