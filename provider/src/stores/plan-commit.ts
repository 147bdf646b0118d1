import type { AgentRequest } from "../agent";
import type { Change } from "../domain";
import { decideOnce, type Decision, type Repeated } from "./decide-change";

/** Of backups on a server: their name, and how many of that name stay there. */
export const serverBackups = { name: "iis-identity", keep: 10 } as const;

/** What one batch is asked to do, and for whom. */
export interface CommitPlan {
  readonly requests: readonly AgentRequest[];
  readonly decisions: readonly (Decision | Repeated)[];
  /** What the agent is asked to write: the place in the list of changes, and in the list of requests. */
  readonly asked: readonly { readonly change: Change; readonly index: number; readonly request: number }[];
  /** The backup's place in the requests, if they contain one. */
  readonly backup: number | undefined;
  readonly save: number | undefined;
}

/** What one store asks its agent to write a commit. */
export interface CommitRequests {
  readonly backup: AgentRequest;
  readonly change: (change: Change) => AgentRequest;
  /** Behind all changes, where what they wrote has to be saved. */
  readonly save?: AgentRequest;
}

/**
 * Makes one batch of the changes of one commit: a backup if none was made yet, then every change. The agent compares
 * before it writes; whatever the changes alone decide is decided here.
 */
export function planCommit(
  changes: readonly Change[],
  decide: (change: Change) => Decision,
  isBackedUp: (change: Change) => boolean,
  ask: CommitRequests,
): CommitPlan {
  const decisions = decideOnce(changes, decide);
  const writes = changes.flatMap((change, index) =>
    decisions[index]?.outcome === "write" ? [{ change, index }] : [],
  );
  if (writes.length === 0) return { requests: [], decisions, asked: [], backup: undefined, save: undefined };
  const backedUp = writes.every(({ change }) => isBackedUp(change));
  const first = backedUp ? [] : [ask.backup];
  return {
    requests: [...first, ...writes.map(({ change }) => ask.change(change)), ...(ask.save ? [ask.save] : [])],
    decisions,
    asked: writes.map(({ change, index }, at) => ({ change, index, request: first.length + at })),
    backup: backedUp ? undefined : 0,
    save: ask.save && first.length + writes.length,
  };
}
