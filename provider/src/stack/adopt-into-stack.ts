import { existsSync } from "node:fs";
import { join } from "node:path";
import { identitiesSetting, metabaseSetting, mistakesError, namespace, parseSection } from "../config";
import { IdentityError, isIdentityError, type Snapshot } from "../domain";
import { adoptAll, carryOver, type Adoption } from "../drift";
import { adoptedSettings, requireAdopted } from "./adopted-section";
import type { AdoptingStack } from "./adopting-stack";
import { fullName, PasswordSettings, type PasswordSetting } from "./password-settings";
import { runPulumi, type PulumiEnvironment } from "./pulumi-child";
import { readConfiguration, sectionOf, textSetting, valueOf } from "./stack-configuration";
import { changeStackFile, type FileSetting } from "./stack-file";
import { suggestedPulumi } from "./suggested-pulumi";

/** What a stack will declare, decided and proven. */
interface AdoptionPlan {
  readonly adoption: Adoption;
  readonly passwords: PasswordSettings;
  readonly fileSettings: Readonly<Record<string, FileSetting>>;
}

/** What a stack adopts: a metabase as it is, or what an old one held, for a new server. */
export interface AdoptedReadings {
  readonly snapshot: Snapshot;
  readonly old?: Snapshot | undefined;
}

/** @throws IdentityError E_INPUT where nothing can be carried over from one to the other */
export function adoptionOf({ snapshot, old }: AdoptedReadings): Adoption {
  if (old === undefined) return adoptAll(snapshot);
  const fault = isLater(old)
    ? "--from names a configuration of IIS 7 or later, and no metabase."
    : isLater(snapshot)
      ? undefined
      : "The metabase of the stack is not that of IIS 7 or later, for which --from is.";
  if (fault === undefined) return carryOver(old, snapshot);
  throw new IdentityError({
    code: "E_INPUT",
    message: fault,
    hint: "Give the old MetaBase.xml with --from and the new server's applicationHost.config with --path.",
  });
}

/** Only IIS 7 and later know a pool's identity. */
const isLater = ({ withoutName }: Snapshot): boolean => withoutName !== undefined;

/** How people are informed during the work: never with a password. */
export interface Tell {
  /** Takes a sentence, without a line break at its end. */
  readonly line: (sentence: string) => void;
  /** Says what it waits for, if that takes long. */
  readonly while: (what: string, work: () => Promise<void>) => Promise<void>;
}

/** Decides everything, and proves it, before anything is written. @throws IdentityError E_STACK, E_VERIFY */
export async function planAdoption(
  target: AdoptingStack,
  { snapshot, old }: AdoptedReadings,
  around: PulumiEnvironment,
): Promise<AdoptionPlan> {
  const { folder, stack, entry } = target;
  const adoption = adoptionOf({ snapshot, old });
  const values = await readConfiguration(around, folder, stack, "with secrets");
  const names = Object.keys(typeof values === "object" && values !== null ? values : {}).flatMap((name) =>
    name.startsWith(`${namespace}:`) ? [name.slice(namespace.length + 1)] : [],
  );
  const setting = (name: string): ReturnType<typeof textSetting> => textSetting(values, name);
  const passwords = new PasswordSettings(adoption.adopted, { names, setting });
  const fileSettings = adoptedSettings(adoption, entry, (password) => passwords.nameOf(password));
  const held = new Map(passwords.all.map(({ name, password }) => [fullName(name), password]));
  const identities = fileSettings[identitiesSetting];
  const { section, mistakes } = parseSection({
    metabase: entry?.fields ?? valueOf(values, metabaseSetting),
    identities:
      identities !== undefined && "items" in identities ? identities.items.map(({ fields }) => fields) : [],
    setting: (name) => {
      const password = held.get(name);
      return password === undefined ? undefined : { text: password.reveal(), secret: true };
    },
    clearPassword: () => false,
  });
  if (section === undefined) throw mistakesError(mistakes);
  requireAdopted(snapshot, adoption, section);
  return { adoption, passwords, fileSettings };
}

/**
 * Writes passwords first, then everything that refers to them in one step. So an interruption leaves only secrets that
 * nothing uses yet, and that the next run uses again. What the CLI then reads is compared once more, and removed again
 * if it is not the same.
 *
 * @throws IdentityError E_STACK, E_VERIFY, and what replacing a file throws
 */
export async function writeAdoption(
  { folder, stack, file }: AdoptingStack,
  snapshot: Snapshot,
  { adoption, passwords, fileSettings }: AdoptionPlan,
  around: PulumiEnvironment,
  tell: Tell,
): Promise<void> {
  const missing = passwords.all.filter(({ isThere }) => !isThere);
  await tell.while(`Encrypting ${String(missing.length)} passwords`, async () => {
    for (const [index, each] of missing.entries()) {
      await setPassword({ folder, stack }, each, around);
      const done = index + 1;
      if (done % 25 === 0) tell.line(`${String(done)} of ${String(missing.length)}`);
    }
  });
  if (missing.length > 0) {
    const values = await readConfiguration(around, folder, stack, "with secrets");
    for (const { name, password } of passwords.all) {
      const found = textSetting(values, fullName(name));
      if (found?.secret === true && found.text === password.reveal()) continue;
      throw new IdentityError({
        code: "E_VERIFY",
        message: `The setting ${fullName(name)} does not hold the password that was written to it, so nothing was declared.`,
        hint: `Set it by hand with ${suggestedPulumi(["config", "set", "--secret", fullName(name)], stack)}, then run the same command again.`,
      });
    }
  }
  const schema = join(folder, "docs", "stack.schema.json");
  const undo = await changeStackFile(file, fileSettings, existsSync(schema) ? schema : undefined, tell.line);
  try {
    const values = await readConfiguration(around, folder, stack, "with secrets");
    requireAdopted(snapshot, adoption, sectionOf(values));
  } catch (error) {
    throw await takenBack(undo, error, tell);
  }
}

/** Why nothing is declared, or that it still is. The first error is never lost. */
async function takenBack(undo: () => Promise<void>, first: unknown, tell: Tell): Promise<unknown> {
  try {
    await undo();
    return first;
  } catch (error) {
    if (!isIdentityError(error)) return first;
    const { code, rule, hint } = error;
    if (code !== "E_CHANGED_MEANWHILE" || !isIdentityError(first)) {
      tell.line(`What was written could not be removed again: ${error.message}`);
      return first;
    }
    return new IdentityError({ code, message: `${first.code}: ${first.rule} ${rule}`, hint });
  }
}

async function setPassword(
  { folder, stack }: Pick<AdoptingStack, "folder" | "stack">,
  { name, password }: PasswordSetting,
  around: PulumiEnvironment,
): Promise<void> {
  // One line break at the end is cut off by the CLI, whose line breaks are the system's own.
  const lineBreak = around.platform === "win32" ? "\r\n" : "\n";
  await runPulumi(around, {
    folder,
    stack,
    args: ["config", "set", "--secret", fullName(name)],
    input: password.reveal() + lineBreak,
    failure: `The setting ${fullName(name)} could not be written, so nothing is declared yet.`,
  });
}
