import { existsSync } from "node:fs";
import * as path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import {
  accountsSetting,
  identitiesSetting,
  metabaseSetting,
  mistakesError,
  parseSection,
  type Section,
} from "pulumi-iis-identity/config";
import { clearPasswords } from "./clear-passwords";

/**
 * Reads and validates the stack's configuration as a whole. Passwords are plain texts here, since a list that Pulumi
 * hands over as a secret could not be looped over: whoever declares one marks it as secret again.
 *
 * @throws pulumi.RunError, which Pulumi prints without a stack
 */
export function readSection(): Section {
  const stackFile = { folder: projectFolder(), project: pulumi.getProject(), stack: pulumi.getStack() };
  const inClear = new Map(
    [identitiesSetting, accountsSetting].map((list) => [list, clearPasswords(stackFile, list)]),
  );
  const { section, mistakes } = parseSection({
    metabase: structured(metabaseSetting),
    identities: structured(identitiesSetting),
    accounts: structured(accountsSetting),
    setting: (name) => {
      const text = pulumi.runtime.getConfig(name);
      return text === undefined ? undefined : { text, secret: isSecret(name) };
    },
    clearPassword: (list, index) => !isSecret(list) || inClear.get(list)?.has(index) === true,
  });
  if (section === undefined) throw new pulumi.RunError(mistakesError(mistakes).message);
  return section;
}

/** Not through Config.getObject: its error shows the value that it could not read. */
function structured(name: string): unknown {
  const text = pulumi.runtime.getConfig(name);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Pulumi keeps this question out of its types. Without an answer nothing counts as secret, so that all is refused. */
function isSecret(name: string): boolean {
  const ask: unknown = Reflect.get(pulumi.runtime, "isConfigSecret");
  return typeof ask === "function" && Reflect.apply(ask, undefined, [name]) === true;
}

/** The folder of Pulumi.yaml: an inline program is told none, and may run in it. */
function projectFolder(): string {
  const told = pulumi.getRootDirectory();
  return existsSync(path.join(told, "Pulumi.yaml")) ? told : process.cwd();
}
