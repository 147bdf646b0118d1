import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { safeLoad } from "js-yaml";
import { fieldOf } from "pulumi-iis-identity/config";

/** Which stack file to look into. */
export interface StackFile {
  /** The folder of the project's Pulumi.yaml. */
  readonly folder: string;
  readonly project: string;
  readonly stack: string;
}

/**
 * Tells which items of a list have a password in clear in the stack's own file. The engine can't tell: to it the whole
 * list is secret as soon as one item of it is. How a password is to be generated is none.
 *
 * @param list the full name of the setting: `iis-identity:identities`
 * @returns positions in the list; none where the file can't be found or read, or belongs to another project: a
 * configuration may come from elsewhere, and a file that Pulumi itself can't read never gets here.
 */
export function clearPasswords({ folder, project, stack }: StackFile, list: string): ReadonlySet<number> {
  const settings = load(path.join(folder, "Pulumi.yaml"));
  if (fieldOf(settings, "name") !== project) return new Set();
  const configFolder = fieldOf(settings, "stackConfigDir");
  const file = path.join(
    folder,
    typeof configFolder === "string" ? configFolder : "",
    `Pulumi.${stack}.yaml`,
  );
  const config = fieldOf(load(file), "config");
  const items = fieldOf(config, list) ?? fieldOf(config, list.replace(":", ":config:"));
  if (!Array.isArray(items)) return new Set();
  const positions = Array.from<unknown>(items).flatMap((item, index) =>
    standsInClear(fieldOf(item, "password")) ? [index] : [],
  );
  return new Set(positions);
}

function standsInClear(password: unknown): boolean {
  return (
    password !== undefined &&
    fieldOf(password, "secure") === undefined &&
    fieldOf(password, "generate") === undefined
  );
}

function load(file: string): unknown {
  if (!existsSync(file)) return undefined;
  try {
    return safeLoad(readFileSync(file, "utf8"));
  } catch {
    // The parser's error shows the line, and with it perhaps a password.
    return undefined;
  }
}
