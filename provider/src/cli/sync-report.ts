import { counted, grouped, placeName, printable, type Kind, type Snapshot } from "../domain";
import {
  complusEffect,
  complusRefusal,
  complusStep,
  describeAccountDifference,
  describeDifference,
  listed,
  quoteName,
  relatedCredentials,
  reportAccount,
  type AccountDifference,
  type AccountReport,
  type StoredCredential,
} from "../drift";
import type { Outcome } from "../operations";
import { json, styled } from "./output";
import type { Styled } from "./surroundings";
import type { Planned } from "./sync-plan";
import { table } from "./table";

/** Everything from which `sync` makes its output. */
export interface SyncReport extends Planned {
  readonly store: string;
  readonly kind: Kind;
  /** Earlier plans, which this one replaces because something was changed meanwhile. */
  readonly earlier?: readonly Pick<SyncReport, "snapshot" | "plan">[];
  /** Whether effects on half pairs of other accounts are accepted. */
  readonly accepted: boolean;
  /** The store's warnings about the changes. */
  readonly storeWarnings: readonly string[];
}

/** Text for people, piece by piece. */
type Pieces = readonly (string | Styled)[];

interface SyncText {
  /** Nothing differs. */
  readonly inStep: Pieces;
  /** What would be written, and how to do it, unless it would be refused. */
  readonly dryRun: (refused: boolean) => Pieces;
  /** What will be written. */
  readonly plan: Pieces;
  /** What was written, after the plan. */
  readonly outcome: (results: readonly Outcome<AccountDifference>[]) => Pieces;
}

/** The answer for people. */
export function syncText(report: SyncReport): SyncText {
  const { store, kind, snapshot, desired, plan, accepted } = report;
  const shown = reportAccount(snapshot, plan, desired.userName);
  const section = (title: string, lines: readonly string[]): Pieces =>
    lines.length === 0
      ? []
      : [styled("bold", title), `\n${lines.map((line) => `  ${printable(line)}\n`).join("")}`];
  const states = [
    ...(plan.drifted.length === 0 ? [] : [`${String(plan.drifted.length)} to be written`]),
    ...(plan.leftDiffering.length === 0
      ? []
      : [`${String(plan.leftDiffering.length)} left although it differs`]),
  ];
  const copies = `${counted(plan.targets.length, "copy", "copies")} of the account (${kind}) in ${printable(store)}, ${
    states.length === 0 ? "all in step" : states.join(", ")
  }`;
  const refused = plan.effects.othersHalves.length > 0 && !accepted;
  const steps = complusSteps(snapshot, plan.drifted);
  const apply = refused ? "--apply --accept-effects" : "--apply";
  const change = [
    ...section(copies, shown.drifted.map(describeAccountDifference)),
    ...section("What this does to others", [
      ...shown.effects,
      ...report.storeWarnings,
      ...steps,
      ...(refused ? ["--apply refuses this without --accept-effects"] : []),
    ]),
  ];
  const left = section("Seen and left alone", leftAlone(report, shown));
  return {
    inStep: [styled("bold", copies), "\n", ...left, "Nothing was written.\n"],
    dryRun: (refusedAtAll) => [
      ...change,
      ...left,
      `Nothing was written.${refusedAtAll ? "" : ` The same with ${apply} writes it, after a backup.`}\n`,
    ],
    plan: change,
    outcome: (results) => {
      const rows = results.map(({ difference: { target, differences }, result }) => [
        `  ${result.outcome}`,
        placeName(target.key),
        differences.map(({ property }) => property).join(", "),
        ...(result.outcome === "failed" ? [result.error.message] : []),
      ]);
      const written = results.filter(({ result }) => result.outcome === "written").length;
      const failed = results.filter(({ result }) => result.outcome === "failed").length;
      return [
        styled("bold", "What was done"),
        `\n${table(rows)}`,
        ...left,
        `${counted(written, "copy", "copies")} written`,
        failed === 0 ? ".\n" : `, ${String(failed)} failed: run the same command again.\n`,
        ...nextAfter(snapshot, results).map((step) => `${step}\n`),
      ];
    },
  };
}

/** The answer for machines. `results` are left out if nothing was to be applied. */
export function syncJson(
  report: SyncReport,
  results: readonly Outcome<AccountDifference>[] | undefined,
): string {
  const { kind, snapshot, desired, plan } = report;
  const shown = reportAccount(snapshot, plan, desired.userName);
  const planned = [...(report.earlier ?? []), report].map((each) =>
    reportAccount(each.snapshot, each.plan, desired.userName),
  );
  const written = (results ?? []).map(({ difference }) => difference);
  const differences = new Map(
    [...plan.drifted, ...written].map((each) => [each.target.key.location, each.differences]),
  );
  const left = new Set(plan.leftDiffering.map(({ key }) => key.location));
  const outcomes = new Map(
    (results ?? []).map(({ difference, result }) => [difference.target.key.location, result]),
  );
  const targets = new Map(
    [...plan.targets, ...written.map(({ target }) => target)].map((target) => [target.key.location, target]),
  );
  const copies = [...targets.values()].map((target) => {
    const { location } = target.key;
    const result = outcomes.get(location);
    return {
      location,
      template: target.template,
      foundBy: target.match === "former" ? "former name" : target.match,
      differences: (differences.get(location) ?? []).map(describeDifference),
      state: result?.outcome ?? (differences.has(location) || left.has(location) ? "differs" : "in step"),
      ...(result?.outcome === "failed"
        ? { error: { code: result.error.code, message: result.error.message } }
        : {}),
    };
  });
  const next = results === undefined ? complusSteps(snapshot, plan.drifted) : nextAfter(snapshot, results);
  const answer = {
    kind,
    copies,
    effects: [...new Set([...planned.flatMap(({ effects }) => effects), ...report.storeWarnings])],
    recycles: [...new Set(planned.flatMap(({ recycles }) => recycles))],
    leftAlone: leftAlone(report, shown),
    ...(next.length === 0 ? {} : { next }),
  };
  return json(answer);
}

/** What has to run on the server after these changes: COM+ holds a copy that can't be reached from here. */
function complusSteps(snapshot: Snapshot, changes: readonly AccountDifference[]): readonly string[] {
  const concerns = changes.some(
    ({ change }) => complusRefusal(snapshot, change, false)?.code === "E_COMPLUS",
  );
  return concerns ? [`${complusStep.replace(/\.$/, "")}; ${complusEffect}.`] : [];
}

function nextAfter(snapshot: Snapshot, results: readonly Outcome<AccountDifference>[]): readonly string[] {
  return complusSteps(
    snapshot,
    results.flatMap(({ difference, result }) => (result.outcome === "written" ? [difference] : [])),
  );
}

/** The end of every answer: what was left alone, though one may think that it was done as well. */
function leftAlone({ snapshot, desired }: SyncReport, shown: AccountReport): readonly string[] {
  const { sameAccount, twins, namesakes } = relatedCredentials(snapshot, desired);
  const ways = snapshot.machine === undefined ? "--alias or --machine" : "--alias";
  return [
    ...shown.notes,
    ...lines("the same account", sameAccount),
    ...lines("a related account with a password of its own", twins),
    ...lines(`another spelling (where it is the same account, say so with ${ways})`, namesakes),
    ...shown.warnings.map((warning) => `warning: ${warning}`),
  ];
}

/** One line for each kind and name. */
function lines(what: string, credentials: readonly StoredCredential[]): readonly string[] {
  const headOf = ({ kind, effective }: StoredCredential): string =>
    `${what}, ${kind} ${quoteName(effective?.userName?.value ?? "")}`;
  return [...grouped(credentials, headOf)].map(
    ([head, those]) => `${head}: ${listed(those.map(({ key }) => placeName(key)))}`,
  );
}
