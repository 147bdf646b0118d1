import { isDeepStrictEqual } from "node:util";
import { generatedPasswordShape } from "../../config";
import type { Compared } from "../host/methods";
import type { Properties } from "../host/properties";

const declared = Object.keys(generatedPasswordShape);

/** Serves the engine's diff: another setting makes another password. */
export function diffPassword(olds: Properties, news: Properties): Compared {
  const changed = declared.filter((name) => !isDeepStrictEqual(olds[name], news[name]));
  return { changes: changed.length > 0, replaces: changed };
}
