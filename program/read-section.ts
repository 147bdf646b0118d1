import * as pulumi from "@pulumi/pulumi";
import type { MetabaseArgs } from "pulumi-iis-identity";
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

/** What the stack's configuration declares, and its metabase as it is written there, which is what resources record. */
export interface StackSection extends Section {
  readonly writtenMetabase: MetabaseArgs;
}

/**
 * Reads and validates the stack's configuration as a whole; Pulumi parses all of it at each question, so it is asked once. Passwords are plain texts here, since a list that Pulumi
 * hands over as a secret could not be looped over: whoever declares one marks it as secret again.
 *
 * @throws pulumi.RunError, which Pulumi prints without a stack
 */
export function readSection(): StackSection {
  const texts = pulumi.runtime.allConfig();
  const metabase = structured(texts[metabaseSetting]);
  const secretLists = new Map([identitiesSetting, accountsSetting].map((list) => [list, isSecret(list)]));
  const inClear = new Map([...secretLists.keys()].map((list) => [list, clearIn(list, texts[list])]));
  const { section, mistakes } = parseSection({
    metabase,
    identities: structured(texts[identitiesSetting]),
    accounts: structured(texts[accountsSetting]),
    setting: (name) => {
      const text = texts[name];
      return text === undefined ? undefined : { text, secret: isSecret(name) };
    },
    clearPassword: (list, index) => secretLists.get(list) !== true || (inClear.get(list)?.[index] ?? true),
  });
  if (section === undefined) throw new pulumi.RunError(mistakesError(mistakes).message);
  // It is valid, so it has this form.
  return { ...section, writtenMetabase: metabase as MetabaseArgs };
}

/** Not through Config.getObject: its error shows the value that it could not read. */
function structured(text: string | undefined): unknown {
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
function clearIn(list: string, text: string | undefined): readonly ClearPassword[] {
  const place = {
    from: pulumi.getRootDirectory() || process.cwd(),
    project: pulumi.getProject(),
    stack: pulumi.getStack(),
    configFile: process.env["PULUMI_OPTION_CONFIG_FILE"],
  };
  return clearPasswords(place, list, text ?? "");
}
