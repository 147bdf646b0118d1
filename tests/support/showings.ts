import { format, inspect } from "node:util";
import { serialize } from "node:v8";
import type { Evidence } from "./canary";

/** Every way in which a value could be printed, stored or sent by somebody who holds it and does not look closely. */
export function showings(name: string, value: unknown): readonly Evidence[] {
  const ways: Readonly<Record<string, () => string | Buffer>> = {
    inspect: () => inspect(value, { depth: Infinity }),
    "inspect, hidden and getters": () =>
      inspect(value, { depth: Infinity, showHidden: true, getters: true, showProxy: true }),
    "inspect, plain": () => inspect(value, { depth: Infinity, customInspect: false }),
    JSON: () => `(${JSON.stringify(value)})`,
    String: () => String(value),
    template: () => `(${value as string})`,
    concatenation: () => "(" + (value as string),
    "log formats": () => format("%s %d %i %f %j %o %O %c", ...Array<unknown>(8).fill(value)),
    clone: () => inspect(structuredClone(value), { depth: Infinity, showHidden: true }),
    serialisation: () => serialize(value),
    "own properties": () => inspect(ownProperties(value), { depth: Infinity }),
    stack: () => (value instanceof Error ? String(value.stack) : ""),
    cause: () => (value instanceof Error ? inspect(value.cause, { depth: Infinity }) : ""),
  };
  return Object.entries(ways).map(([channel, show]) => {
    try {
      return { channel, name, content: show() };
    } catch (error) {
      // What can't be cloned or serialised says why, which is shown just the same.
      return { channel, name, content: inspect(error) };
    }
  });
}

function ownProperties(value: unknown): readonly unknown[] {
  if (typeof value !== "object" || value === null) return [value];
  return Reflect.ownKeys(value).map((key) => [key, Reflect.get(value, key) as unknown]);
}
