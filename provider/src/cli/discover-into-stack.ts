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
import type { Run } from "./command-line";
import { confirm } from "./confirm";
import { announcement, discovered } from "./discover-report";
import { exitCode } from "./exit-code";
import { metabaseOf, type MetabaseOptions } from "./metabase-options";
import { withProgress } from "./progress";
import { observing, readMetabase } from "./read-metabase";
import { UsageError } from "./usage-error";

/** The options of `discover`, as commander gives them. */
export interface DiscoverOptions extends Omit<MetabaseOptions, "stack"> {
  readonly stack: string;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly from?: string;
  readonly fromMachine?: string;
}

/**
 * Reads the metabase and writes its identities into the stack's file, or tells what it would write.
 *
 * @throws UsageError, IdentityError as the store and the stack do
 */
export async function discoverIntoStack(
  { stack, yes = false, dryRun = false, from, fromMachine, ...where }: DiscoverOptions,
  { surroundings, ends }: Run,
): Promise<void> {
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
  if (from === undefined && fromMachine !== undefined) throw new UsageError("--from-machine needs --from");
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
}
