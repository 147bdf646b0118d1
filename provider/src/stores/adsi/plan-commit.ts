import type { AgentRequest } from "../../agent";
import type { Change } from "../../domain";
import { decideOnce, type Decision, type Repeated } from "../decide-change";
import { expectedFingerprint } from "./observed-key";

/** How many backups of our name stay on a server. */
const keptBackups = 10;

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

/**
 * Makes one batch of the changes of one commit: a backup if none was made yet, every change, then one save. The agent
 * compares before it writes; whatever the changes alone decide is decided here.
 */
export function planCommit(
  changes: readonly Change[],
  decide: (change: Change) => Decision,
  isBackedUp: (change: Change) => boolean,
): CommitPlan {
  const decisions = decideOnce(changes, decide);
  const writes = changes.flatMap((change, index) =>
    decisions[index]?.outcome === "write" ? [{ change, index }] : [],
  );
  if (writes.length === 0) return { requests: [], decisions, asked: [], backup: undefined, save: undefined };
  const backedUp = writes.every(({ change }) => isBackedUp(change));
  const first: readonly AgentRequest[] = backedUp
    ? []
    : [{ type: "backup", name: "iis-identity", keep: keptBackups }];
  return {
    requests: [...first, ...writes.map(({ change }) => applyRequest(change)), { type: "save" }],
    decisions,
    asked: writes.map(({ change, index }, at) => ({ change, index, request: first.length + at })),
    backup: backedUp ? undefined : 0,
    save: first.length + writes.length,
  };
}

function applyRequest({ location, kind, expected, userName, password }: Change): AgentRequest {
  return {
    type: "apply",
    location,
    kind,
    expected: {
      userName: expected.userName?.value,
      password: expectedFingerprint(expected.password),
    },
    ...(userName === undefined ? {} : { userName }),
    ...(password === undefined ? {} : { password }),
  };
}
