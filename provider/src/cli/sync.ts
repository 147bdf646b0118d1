import { Argument, Option } from "commander";
import type { MetabaseSettings } from "../config";
import {
  accountNameFault,
  kinds,
  once,
  parseLocation,
  printable,
  resolveLocation,
  type Kind,
  type Snapshot,
} from "../domain";
import { effectsRefusal, type DesiredAccount } from "../drift";
import { reviewChanges, withStore, writeDrifted } from "../operations";
import type { Store } from "../stores";
import { examples, newCommand, type CommandMaker } from "./command-line";
import { exitCode, type ExitCode } from "./exit-code";
import {
  addMetabaseOptions,
  addPermissions,
  idlePermissions,
  metabaseOf,
  type MetabaseOptions,
} from "./metabase-options";
import { withProgress } from "./progress";
import { observing } from "./read-metabase";
import { readPassword, requirePasswordSource } from "./read-password";
import type { Surroundings } from "./surroundings";
import { impossibleName, withOptionHint } from "./sync-error";
import { copiesIn, planOn, type Planned } from "./sync-plan";
import { syncJson, syncText, type SyncReport } from "./sync-report";
import { UsageError } from "./usage-error";

interface SyncOptions extends MetabaseOptions {
  readonly renameFrom?: readonly string[];
  readonly alias?: readonly string[];
  readonly under?: string;
  readonly unused?: "keep" | "rewrite";
  readonly acceptEffects?: boolean;
  readonly complus?: "acknowledged";
  readonly passwordStdin?: boolean;
  readonly apply?: boolean;
  readonly json?: boolean;
}

const severally = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

/** `sync`: shows every copy of one account's password, and rewrites it with `--apply`. */
export const syncCommand: CommandMaker = ({ surroundings, ends }) => {
  const command = newCommand("sync", surroundings)
    .description(
      "Gives every copy of an account its new password: shows what differs, and writes it with --apply.",
    )
    .addArgument(new Argument("<kind>", "Anonymous, WAM or UNC; case does not matter"))
    .addArgument(new Argument("<user>", "the account: x, .\\x, and with --machine NAME NAME\\x are one"))
    .option("--apply", "write the changes, after a backup of the metabase")
    .option("--password-stdin", "read the new password from standard input, without one final line break")
    .option(
      "--rename-from <name>",
      "a former name of the account: its copies also get the new name",
      severally,
    )
    .option("--alias <name>", "another spelling of the account: found, and kept as spelled", severally)
    .option("--under <path>", "only at and beneath this key, such as W3SVC/1")
    .addOption(
      new Option("--unused <what>", "rewrite: also copies on pools that run as another identity").choices([
        "keep",
        "rewrite",
      ]),
    )
    .option("--accept-effects", "let half pairs of other accounts get a new other half")
    .addOption(
      new Option("--complus <word>", "you confirm that you will run synciwam.vbs afterwards").choices([
        "acknowledged",
      ]),
    )
    .option("--json", "the same for machines")
    // A password in the third place, as in the batch script, gets an answer of its own.
    .allowExcessArguments(true);
  return addMetabaseOptions(addPermissions(command))
    .addHelpText(
      "after",
      `
The new password is asked for twice, unseen, or read from standard input. A run without --apply needs it too, to find which
copies differ. It is never taken from the command line, where others could see it.
${examples(
  "npx iis-identity sync Anonymous IUSR_WEB01 --path MetaBase.xml",
  "npx iis-identity sync Anonymous IUSR_WEB01 --apply --path MetaBase.xml",
  'npx iis-identity sync WAM "FARM\\svc-new" --rename-from "FARM\\svc-old" --path MetaBase.xml',
)}
From a file, in cmd.exe and sh: --password-stdin < password.txt. In PowerShell, type the password: what
PowerShell pipes to a program is not always what the file contains.
`,
    )
    .action(async (kindTyped: string, userName: string, options: SyncOptions) => {
      if (command.args.length > 2) {
        throw new UsageError(
          "sync takes a kind and an account; a password is never taken from the command line: leave it out",
        );
      }
      const kind = kinds.find((each) => each === kindTyped.toLowerCase());
      if (kind === undefined) throw new UsageError("the kind is Anonymous, WAM or UNC");
      const desired = desiredAccount(kind, userName, options);
      requirePasswordSource(surroundings, options.passwordStdin === true);
      const settings = await metabaseOf(options, surroundings);
      for (const note of idleOptions(kind, settings, options)) surroundings.stderr.write(`note: ${note}\n`);
      ends(await withStore(settings, (store) => sync(store, kind, desired, options, surroundings)));
    });
};

/**
 * Options that have no effect here, or another one than they seem to, each in a sentence: somebody may rely on them.
 */
function idleOptions(kind: Kind, settings: MetabaseSettings, options: SyncOptions): readonly string[] {
  const { complus, renameFrom = [] } = options;
  const faults = renameFrom.flatMap((name) => accountNameFault(name) ?? []);
  return [
    ...faults.map((fault) => `a name of --rename-from ${fault}: it is looked for as it was typed`),
    ...idlePermissions(settings, options),
    ...(complus !== undefined && kind !== "wam" ? ["--complus has an effect only on the kind WAM"] : []),
  ];
}

function desiredAccount(kind: Kind, userName: string, options: SyncOptions): DesiredAccount {
  const { renameFrom: formerNames = [], alias: aliases = [] } = options;
  if ([userName, ...formerNames, ...aliases].includes("")) {
    throw new UsageError("an account's name is empty");
  }
  if ([userName, ...formerNames, ...aliases].some((name) => name.includes("\ufffd"))) {
    throw new UsageError("an account's name did not arrive as it was typed: use a terminal that uses UTF-8");
  }
  const fault = [userName, ...aliases].map(accountNameFault).find((each) => each !== undefined);
  if (fault !== undefined) throw impossibleName(fault);
  return {
    userName,
    kinds: [kind],
    under: parseLocation(options.under ?? "LM"),
    aliases,
    formerNames,
    rewriteUnused: options.unused === "rewrite",
  };
}

async function sync(
  store: Store,
  kind: Kind,
  typed: DesiredAccount,
  options: SyncOptions,
  surroundings: Surroundings,
): Promise<ExitCode> {
  const { stdout, stderr } = surroundings;
  const query = { locations: [typed.under] };
  const observe = (): Promise<Snapshot> => observing(store, query, surroundings);
  // Errors that need no password are reported before anybody types one.
  const first = await observe();
  const under = resolveLocation(first, options.under ?? "LM");
  const account = { ...typed, under };
  // What was decided on a reading holds as long as that does.
  const copiesOf = once((snapshot: Snapshot) => copiesIn(snapshot, kind, account));
  copiesOf(first);
  const password = await readPassword(surroundings, options.passwordStdin === true);
  if (password === undefined) {
    stderr.write("No password was given, and nothing was written.\n");
    return exitCode.error;
  }
  const planOf = once((snapshot: Snapshot) => planOn(snapshot, copiesOf(snapshot), password));
  const review = once(({ snapshot: found, plan: { drifted } }: Planned) =>
    reviewChanges(store, found, drifted, options.complus),
  );
  const textOf = once(syncText);
  const planned = planOf(await observe());
  const { plan } = planned;
  const { refusal, notWritten, storeWarnings } = await review(planned);
  const report: SyncReport = {
    store: store.name,
    kind,
    ...planned,
    accepted: options.acceptEffects === true,
    storeWarnings: [
      ...storeWarnings,
      ...(notWritten === undefined ? [] : [`--apply is refused: ${withOptionHint(notWritten).message}`]),
    ],
  };
  if (plan.drifted.length === 0) {
    stdout.write(...(options.json === true ? [syncJson(report, [])] : textOf(report).inStep));
    return exitCode.done;
  }
  if (options.apply !== true) {
    const { dryRun } = textOf(report);
    stdout.write(
      ...(options.json === true
        ? [syncJson(report, undefined)]
        : dryRun((refusal ?? notWritten) !== undefined)),
    );
    if (refusal !== undefined) throw withOptionHint(refusal);
    return exitCode.findings;
  }
  if (options.json !== true) stdout.write(...textOf(report).plan);
  const plans: Planned[] = [];
  const { results, error } = await withProgress(surroundings, `Writing ${store.name}`, () =>
    writeDrifted(store, async () => {
      const again = planOf(await store.observe(query));
      const refused =
        effectsRefusal(again.plan.effects, options.acceptEffects === true, undefined) ??
        (await review(again).then((reviewed) => reviewed.refusal ?? reviewed.notWritten));
      if (refused !== undefined) throw withOptionHint(refused);
      plans.push(again);
      return again.plan;
    }),
  );
  // The same report: its text is made already.
  const isAsShown = plans.length === 1 && plans[0] === planned;
  const outcome: SyncReport = isAsShown
    ? report
    : { ...report, ...plans.at(-1), earlier: plans.slice(0, -1) };
  for (const { result } of results) {
    if (result.outcome !== "failed")
      for (const line of result.warnings ?? []) stderr.write(`${printable(line)}\n`);
  }
  stdout.write(...(options.json === true ? [syncJson(outcome, results)] : textOf(outcome).outcome(results)));
  if (error !== undefined) throw error;
  return results.some(({ result }) => result.outcome === "failed") ? exitCode.error : exitCode.done;
}
