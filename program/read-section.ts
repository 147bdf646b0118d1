import * as pulumi from "@pulumi/pulumi";
import {
  accountsSetting,
  type ClearPassword,
  identitiesSetting,
  metabaseSetting,
  mistakesError,
  parseSection,
  type Section,
} from "pulumi-iis-identity/config";
import { clearPasswords } from "pulumi-iis-identity/stack";

/**
 * Reads and validates the stack's configuration as a whole. Passwords are plain texts here, since a list that Pulumi
 * hands over as a secret could not be looped over: whoever declares one marks it as secret again.
 *
 * @throws pulumi.RunError, which Pulumi prints without a stack
 */
export function readSection(): Section {
  const inClear = new Map([identitiesSetting, accountsSetting].map((list) => [list, clearIn(list)]));
  const { section, mistakes } = parseSection({
    metabase: structured(metabaseSetting),
    identities: structured(identitiesSetting),
    accounts: structured(accountsSetting),
    setting: (name) => {
      const text = pulumi.runtime.getConfig(name);
      return text === undefined ? undefined : { text, secret: isSecret(name) };
    },
    clearPassword: (list, index) => !isSecret(list) || (inClear.get(list)?.[index] ?? true),
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

/** An inline program is not told its project's folder, and may run in it. */
function clearIn(list: string): readonly ClearPassword[] {
  const place = {
    from: pulumi.getRootDirectory() || process.cwd(),
    project: pulumi.getProject(),
    stack: pulumi.getStack(),
    configFile: process.env["PULUMI_OPTION_CONFIG_FILE"],
  };
  return clearPasswords(place, list, pulumi.runtime.getConfig(list) ?? "");
}
