import { parse } from "yaml";

/**
 * For every call of the YAML package: it warns of what it finds odd, and its warnings show the line. (`silent` would
 * also hide errors.)
 */
export const quietly = { logLevel: "error" } as const;

/** The data of a YAML or JSON text, read as Pulumi reads it; `undefined` where it can't be. Nothing of it is printed. */
export function readYaml(text: string): unknown {
  try {
    return parse(text, { ...quietly, merge: true });
  } catch {
    // The error's text shows the line, too.
    return undefined;
  }
}
