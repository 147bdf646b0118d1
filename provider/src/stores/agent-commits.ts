import type { RunBatch } from "../agent";
import { locationKey, type Change, type LocationKey, type ObservedKey } from "../domain";
import { unanswered, type AgentErrors } from "./agent-errors";
import { CommitQueue, type Gather } from "./commit-queue";
import { resultsOf, type Decision } from "./decide-change";
import { planCommit, type CommitPlan, type CommitRequests } from "./plan-commit";
import { settleCommit, settleDoubt } from "./settle-commit";
import type { ChangeResult } from "./store";

/** What is particular to one store that writes through an agent. */
interface AgentWriting<Reading> {
  readonly errors: AgentErrors;
  /** What is known of the server when a commit begins. */
  read(): Promise<Reading>;
  decide(reading: Reading, change: Change): Decision;
  requests(reading: Reading): CommitRequests;
  /** Which of the server's files a backup must contain for this change. */
  fileToBackUp(reading: Reading, change: Change): string;
  /** Reads in another process what these changes were to write, by location; what can't be read is left out. */
  lookAgain(changes: readonly Change[]): Promise<ReadonlyMap<LocationKey, ObservedKey>>;
  /** These changes were written, or were so already. `stale`: what is known of the server is out of date. */
  done(reading: Reading, changes: readonly Change[], stale: boolean): void;
}

/** In milliseconds. */
const longestGathering = 2000;

/**
 * Writes changes through an agent, in one script-host process for all that wait. An answer that came counts; what is in doubt
 * is read again.
 */
export class AgentCommits<Reading> {
  readonly #queue = new CommitQueue<Change, ChangeResult>((gather) => this.#commit(gather));
  readonly #key: string;
  readonly #backedUp = new Set<string>();

  /** @param key of the fingerprints, in hexadecimal */
  constructor(
    private readonly writing: AgentWriting<Reading>,
    private readonly runBatch: RunBatch,
    key: string,
  ) {
    this.#key = key;
  }

  /** @returns one result for each change, in order */
  submit(changes: readonly Change[]): Promise<readonly ChangeResult[]> {
    return this.#queue.submit(changes);
  }

  /** Resolves when nothing is being committed any more. */
  idle(): Promise<void> {
    return this.#queue.idle();
  }

  async #commit(gather: Gather<Change>): Promise<readonly ChangeResult[]> {
    const { writing } = this;
    const reading = await writing.read();
    let plan: CommitPlan | undefined;
    const startedAt = performance.now();
    const result = await this.runBatch(
      this.#key,
      () => {
        plan = planCommit(
          gather(),
          (change) => writing.decide(reading, change),
          (change) => this.#backedUp.has(writing.fileToBackUp(reading, change)),
          writing.requests(reading),
        );
        return plan.requests;
      },
      // Waiting for more changes costs no more than starting one more process for them.
      () => this.#queue.gathered(Math.min(performance.now() - startedAt, longestGathering)),
    );
    if (plan === undefined) throw result.error ?? unanswered();

    const { settled, backedUp, warnings, stale } = settleCommit(plan, result, writing.errors);
    if (backedUp)
      for (const { change } of plan.asked) this.#backedUp.add(writing.fileToBackUp(reading, change));
    const inDoubt = plan.asked.filter((_, index) => settled[index]?.outcome === "doubt");
    const now: Awaited<ReturnType<typeof writing.lookAgain>> =
      inDoubt.length === 0 ? new Map() : await writing.lookAgain(inDoubt.map(({ change }) => change));
    const results = new Map<number, ChangeResult>();
    for (const [at, { change, index }] of plan.asked.entries()) {
      const each = settled[at];
      if (each === undefined) continue;
      const known =
        each.outcome === "doubt" ? settleDoubt(change, each, now.get(locationKey(change.location))) : each;
      results.set(index, known.outcome === "written" ? withWarnings(known, warnings) : known);
    }
    const done = plan.asked.filter(({ index }) => results.get(index)?.outcome !== "failed");
    writing.done(
      reading,
      done.map(({ change }) => change),
      stale,
    );
    return resultsOf(
      plan.decisions,
      (index) => results.get(index) ?? { outcome: "failed", error: unanswered() },
    );
  }
}

function withWarnings(
  written: Extract<ChangeResult, { outcome: "written" }>,
  warnings: readonly string[],
): ChangeResult {
  const all = [...(written.warnings ?? []), ...warnings];
  return all.length === 0 ? written : { ...written, warnings: all };
}
