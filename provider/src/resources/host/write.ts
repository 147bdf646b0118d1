import { halfName, placeName, type IdentityError } from "../../domain";
import type { AccountDifference } from "../../drift";
import { failureOf, writeDrifted, type Outcome, type Outcomes } from "../../operations";
import { printLine } from "./diagnostics";
import { engineWaits, updateBegins, updateEnds } from "./engine-waits";
import type { OpenMetabase } from "./metabases";

type Planning<Difference extends Outcome["difference"]> = () => Promise<{
  readonly drifted: readonly Difference[];
}>;

/**
 * Writes what differs; changes that are submitted at the same time share a commit.
 *
 * @returns what became of it, with the store's warnings printed
 * @throws IdentityError as `writeDrifted` does
 */
export async function write<Difference extends Outcome["difference"]>(
  { store }: OpenMetabase,
  plan: Planning<Difference>,
): Promise<Outcomes<Difference>> {
  const outcomes = await asUpdate(() =>
    writeDrifted(store, async () => {
      const planned = await plan();
      if (planned.drifted.length > 0) await engineWaits();
      return planned;
    }),
  );
  for (const { result } of outcomes.results) {
    if (result.outcome !== "failed") result.warnings?.forEach(printLine);
  }
  return outcomes;
}

async function asUpdate<Result>(work: () => Promise<Result>): Promise<Result> {
  updateBegins();
  try {
    return await work();
  } finally {
    updateEnds();
  }
}

/** The same, if one failure is all there is. @throws IdentityError that failure */
export async function writeOrFail(
  metabase: OpenMetabase,
  plan: Planning<Outcome["difference"]>,
): Promise<void> {
  const failure = failureOf(await write(metabase, plan));
  if (failure !== undefined) throw failure;
}

/** What became of each credential of a resource, one line each, without any value. */
export function outcomeLines(
  { results }: Outcomes<AccountDifference>,
  resourceName: string,
): readonly string[] {
  return results.map(({ difference: { change, target }, result }) => {
    const { key } = target;
    const halves = (["userName", "password"] as const).filter((half) => change[half] !== undefined);
    const names = halves.map((half) => halfName(key, change.kind, half));
    const outcome = result.outcome === "failed" ? notDone(result.error) : "done";
    return `${resourceName}: ${placeName(key)} ${names.join(", ")}: ${outcome}`;
  });
}

function notDone({ code }: IdentityError): string {
  return code === "E_IN_DOUBT" ? "in doubt" : `not done, ${code}`;
}
