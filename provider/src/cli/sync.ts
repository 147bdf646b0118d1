import { Argument, Option } from "commander";
import {
  IdentityError,
  kinds,
  mayHold,
  parseLocation,
  propertyTable,
  type Kind,
  type ObservedKey,
  type Secret,
  type Snapshot,
} from "../domain";
import {
  complusRefusal,
  effectsRefusal,
  findTargets,
  planAccount,
  unknownLocation,
  type AccountPlan,
  type DesiredAccount,
  type FoundTargets,
} from "../drift";
import { openStore, type Store } from "../stores";
import { isThere } from "./adsutil-find";
import { examples, newCommand, type CommandMaker } from "./command-line";
import { exitCode, type ExitCode } from "./exit-code";
import { addMetabaseOptions, metabaseOf, type MetabaseOptions } from "./metabase-options";
import { withProgress } from "./progress";
import { readPassword, requirePasswordSource } from "./read-password";
import type { Surroundings } from "./surroundings";
import { noCopy, withOptionHint } from "./sync-error";
import { syncJson, syncText, type SyncReport } from "./sync-report";
import { writeCopies } from "./sync-write";
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

/** `sync`: every copy of one account's password, shown and, with `--apply`, rewritten. */
export const syncCommand: CommandMaker = ({ surroundings, ends }) => {
  const command = newCommand("sync", surroundings)
    .description(
      "Shows what it takes to give every copy of an account its new password, and writes it with --apply.",
    )
    .addArgument(new Argument("<kind>", "Anonymous, WAM or UNC; case does not matter"))
    .addArgument(new Argument("<user>", "the account: x, .\\x, and with --machine NAME NAME\\x are one"))
    .option("--apply", "write it; a backup of the metabase is made first")
    .option("--password-stdin", "take the new password from standard input, less one final line break")
    .option(
      "--rename-from <name>",
      "a name the account had before: its copies get the new name, too",
      severally,
    )
    .option("--alias <name>", "another spelling of the account: found, and left as spelled", severally)
    .option("--under <path>", "only at and beneath this key, such as W3SVC/1")
    .addOption(
      new Option("--unused <what>", "copies on pools that run as another identity").choices([
        "keep",
        "rewrite",
      ]),
    )
    .option("--accept-effects", "let half pairs of other accounts get a new other half")
    .addOption(
      new Option("--complus <word>", "your word that you will run synciwam.vbs afterwards").choices([
        "acknowledged",
      ]),
    )
    .option("--json", "the same for machines")
    .option("--iis-stopped", "your word that IIS is stopped, for a file that lies where a live one does")
    // A password in the third place, as in the batch script, gets an answer of its own.
    .allowExcessArguments(true);
  return addMetabaseOptions(command)
    .addHelpText(
      "after",
      `
The new password is asked for twice, unseen, or read from standard input. A dry run needs it as well, to tell which
copies differ. It is never taken from the command line, where others could see it.
${examples(
  "npx iis-identity sync Anonymous IUSR_WEB01 --path MetaBase.xml",
  "npx iis-identity sync Anonymous IUSR_WEB01 --apply --path MetaBase.xml",
  'npx iis-identity sync WAM "FARM\\svc-new" --rename-from "FARM\\svc-old" --path MetaBase.xml',
)}
From a file: put < password.txt behind it (cmd.exe, sh), or Get-Content -Raw password.txt | before it (PowerShell),
with --password-stdin.
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
      const store = openStore(await metabaseOf(options, surroundings));
      try {
        ends(await sync(store, kind, desired, options, surroundings));
      } finally {
        await store.close();
      }
    });
};

function desiredAccount(kind: Kind, userName: string, options: SyncOptions): DesiredAccount {
  const { renameFrom: formerNames = [], alias: aliases = [] } = options;
  if ([userName, ...formerNames, ...aliases].includes("")) {
    throw new UsageError("an account's name is empty");
  }
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
  account: DesiredAccount,
  options: SyncOptions,
  surroundings: Surroundings,
): Promise<ExitCode> {
  const { stdout, stderr } = surroundings;
  const observe = (): Promise<Snapshot> =>
    withProgress(surroundings, `Reading ${store.name}`, () => store.observe({ locations: [account.under] }));
  // What is wrong before a password is known is told before anybody types it.
  copiesIn(await observe(), kind, account);
  const password = await readPassword(surroundings, options.passwordStdin === true);
  if (password === undefined) {
    stderr.write("No password was given, and nothing was written.\n");
    return exitCode.error;
  }
  const planned = planOn(await observe(), kind, account, password);
  const { snapshot, plan, desired } = planned;
  const report: SyncReport = {
    store: store.name,
    kind,
    snapshot,
    desired,
    plan,
    accepted: options.acceptEffects === true,
  };
  const show = (text: string): void => {
    stdout.write(text);
  };
  if (plan.drifted.length === 0) {
    show(options.json === true ? syncJson(report, []) : syncText(report, surroundings).inStep);
    return exitCode.done;
  }
  if (options.apply !== true) {
    show(options.json === true ? syncJson(report, undefined) : syncText(report, surroundings).dryRun);
    await requireWritable(store, planned, options);
    return exitCode.findings;
  }
  if (options.json !== true) show(syncText(report, surroundings).plan);
  const { results, error } = await withProgress(surroundings, `Writing ${store.name}`, () =>
    writeCopies(store, async () => {
      const again = planOn(await store.observe({ locations: [account.under] }), kind, account, password);
      requireAccepted(again.plan, options);
      await requireWritable(store, again, options);
      return again.plan;
    }),
  );
  for (const { result } of results) {
    if (result.outcome === "written") for (const line of result.warnings ?? []) stderr.write(`${line}\n`);
  }
  show(options.json === true ? syncJson(report, results) : syncText(report, surroundings).outcome(results));
  if (error !== undefined) throw error;
  return results.some(({ result }) => result.outcome === "failed") ? exitCode.error : exitCode.done;
}

interface Planned {
  readonly snapshot: Snapshot;
  readonly desired: DesiredAccount;
  readonly plan: AccountPlan;
}

function planOn(snapshot: Snapshot, kind: Kind, account: DesiredAccount, password: Secret): Planned {
  const desired = { ...copiesIn(snapshot, kind, account).desired, password };
  try {
    return { snapshot, desired, plan: planAccount(snapshot, desired, []) };
  } catch (error) {
    throw withOptionHint(error);
  }
}

/**
 * Finds the copies. A former name or an alias that no copy holds plays no part from here on: what was typed may not be a
 * name at all, and is never printed.
 *
 * @throws IdentityError E_NO_COPY, E_AMBIGUOUS, E_UNKNOWN_LOCATION
 */
function copiesIn(
  snapshot: Snapshot,
  kind: Kind,
  account: DesiredAccount,
): { readonly desired: DesiredAccount; readonly found: FoundTargets } {
  const found = findTargets(snapshot, account);
  const [doubtful] = found.ambiguous.filter((key) => mayBeCopy(key, kind));
  if (doubtful !== undefined) {
    throw new IdentityError({
      code: "E_AMBIGUOUS",
      location: doubtful.location,
      message: doubtful.ambiguous ?? "What counts here can't be understood in one way.",
      hint: "Leave one of them in the metabase, or use --under to name a key beside it.",
    });
  }
  const holders = [...found.targets, ...found.unused];
  if (!isThere(snapshot, account.under)) throw unknownLocation(snapshot, account.under);
  if (holders.length === 0) throw noCopy(snapshot, kind, account);
  const held = holders.some(({ match }) => match === "former");
  return { found, desired: held ? account : { ...account, formerNames: [] } };
}

/** It holds a half of this kind, or could: an element that contradicts itself may mean another kind than it seems. */
function mayBeCopy({ keyType, own }: ObservedKey, kind: Kind): boolean {
  const pair = own[kind];
  const { userName, password } = propertyTable[kind];
  return (
    pair?.userName !== undefined ||
    pair?.password !== undefined ||
    mayHold(keyType, userName) ||
    mayHold(keyType, password)
  );
}

function requireAccepted({ effects }: AccountPlan, { acceptEffects }: SyncOptions): void {
  const refusal = effectsRefusal(effects, acceptEffects === true, undefined);
  if (refusal !== undefined) throw withOptionHint(refusal);
}

async function requireWritable(
  store: Store,
  { snapshot, plan }: Planned,
  { complus }: SyncOptions,
): Promise<void> {
  for (const { change } of plan.drifted) {
    const refusal =
      complusRefusal(snapshot, change, complus === "acknowledged") ?? (await store.refusal(change));
    if (refusal !== undefined) throw withOptionHint(refusal);
  }
}
