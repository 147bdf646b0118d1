import type { Change } from "../../provider/src/domain";
import type { ChangeResult, Store } from "../../provider/src/stores";

/** What a store reports of a commit. */
export interface Told {
  /** Of each change, or of the whole commit. */
  readonly outcomes: readonly string[];
  /** Outcomes that a second look told. */
  readonly lookedAt: number;
}

export async function apply(store: Store, all: readonly Change[]): Promise<Told> {
  try {
    const results = await store.apply(all);
    const lookedAt = results.filter(
      (result) =>
        result.outcome === "written" && result.warnings?.some((each) => each.includes("was read again")),
    ).length;
    return { outcomes: results.map(outcomeOf), lookedAt };
  } catch (error) {
    return { outcomes: [Reflect.get(Object(error), "code") as string], lookedAt: 0 };
  }
}

function outcomeOf(result: ChangeResult): string {
  return result.outcome === "failed" ? result.error.code : result.outcome;
}
