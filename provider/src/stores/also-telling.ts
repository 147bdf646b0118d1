import { alsoSaying } from "../io";
import type { ChangeResult } from "./store";

/** The results, the first of which also reports what concerns all of them. */
export function alsoTelling(
  results: readonly ChangeResult[],
  sentences: readonly string[],
): readonly ChangeResult[] {
  const [first, ...others] = results;
  if (first === undefined || sentences.length === 0) return results;
  const telling: ChangeResult =
    first.outcome === "failed"
      ? { ...first, error: alsoSaying(first.error, sentences) }
      : { ...first, warnings: [...(first.warnings ?? []), ...sentences] };
  return [telling, ...others];
}
