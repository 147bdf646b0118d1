import { printable } from "../domain";
import { withStore } from "../operations";
import {
  adoptingStack,
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
import { observing } from "./read-metabase";
import { UsageError } from "./usage-error";

interface DiscoverOptions extends Omit<MetabaseOptions, "stack"> {
  readonly stack: string;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
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
    .addHelpText(
      "after",
      `\nWithout --path, the metabase that the stack's file names is read.\n${examples(
        "npx iis-identity discover --stack web01 --path web01/MetaBase.xml --machine WEB01",
        "npx iis-identity discover --stack web01 --dry-run",
      )}`,
    )
    .action(async ({ stack, yes = false, dryRun = false, ...where }: DiscoverOptions) => {
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
      const target = await adoptingStack(stack, named, surroundings);
      await withStore(target.settings, async (store) => {
        if (target.declares) {
          requireDeclared(target, await store.observe({ locations: [] }));
          stdout.write(
            `${target.file} already declares every identity of this metabase. Nothing was written.\nNext: ${suggestedPulumi(["preview"], stack)}\n`,
          );
          ends(exitCode.done);
          return;
        }
        stderr.write(announcement(store.name, target, dryRun));
        if (asks && !(await confirm(surroundings, "Go on?"))) {
          stderr.write("Nothing was read, and nothing was written.\n");
          ends(exitCode.error);
          return;
        }
        const snapshot = await observing(store, { locations: [], reveal: true }, surroundings);
        const plan = await planAdoption(target, snapshot, surroundings);
        if (dryRun) stdout.write(settingsText(plan.fileSettings));
        else await writeAdoption(target, snapshot, plan, surroundings, tell);
        stdout.write(discovered({ ...plan, ...target, machine: snapshot.machine, dryRun }));
        ends(exitCode.done);
      });
    });
};
