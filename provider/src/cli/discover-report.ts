import { basename } from "node:path";
import { canonicalAccount, counted, grouped, kinds, printable } from "../domain";
import { describeUnmanaged, explained, listed, type Adopted, type Adoption, type Unmanaged } from "../drift";
import { fullName, suggestedPulumi, type PasswordSettings } from "../stack";
import { table } from "./table";

/** What `discover` did, or would do. */
export interface Report {
  readonly stack: string;
  /** The stack's file. */
  readonly file: string;
  readonly adoption: Adoption;
  readonly passwords: PasswordSettings;
  /** The server's name, where it is known. */
  readonly machine: string | undefined;
  readonly dryRun: boolean;
}

/** What is about to happen, before a password is read. */
export function announcement(store: string, { file }: { readonly file: string }, dryRun: boolean): string {
  const read = `This reads all passwords that are stored in ${store}`;
  if (dryRun) return `${read}, compares them, and writes nothing.\n`;
  return [
    `${read}, and writes them, encrypted with the stack's key, into`,
    `${file}; the stack's state will hold them too. Whoever has the key has every one of these passwords:`,
    "treat the file and the state as you treat the passwords themselves.",
    "",
  ].join("\n");
}

/** What was adopted, what was not and why, and what to do next. */
export function discovered(report: Report): string {
  const { adoption, stack, dryRun } = report;
  const parts = [counts(report), oddities(report), unmanaged(report), leftOut(adoption), byHand(adoption)];
  const preview = `Next: ${suggestedPulumi(["preview"], stack)}, which `;
  const next = dryRun
    ? `Next: the same without --dry-run\n`
    : adoption.inSync
      ? `${preview}shows resources to create and no drift;\npulumi up then records them and writes nothing to the metabase.\n`
      : `${preview}names what differs on the new server: pulumi up then writes it there.\n`;
  return [...parts, next].filter((part) => part !== "").join("\n");
}

function counts({ adoption: { adopted }, passwords, file, dryRun }: Report): string {
  const byKind = kinds.map((kind) => {
    const count = adopted.filter((each) => each.kind === kind).length;
    return `${String(count)} ${kind}`;
  });
  const names = passwords.all.map(({ name }) => name);
  const verb = dryRun ? "would declare" : "declares";
  const secrets =
    names.length === 0
      ? ""
      : `\nTheir passwords are secret settings in that file: ${listed(names.map(fullName))}.`;
  return `${basename(file)} ${verb} ${counted(adopted.length, "identity", "identities")}: ${byKind.join(", ")}.${secrets}\n`;
}

/** Problems that existed before, and that are better known before the next rotation. */
function oddities({ adoption: { adopted }, passwords, machine }: Report): string {
  const accountOf = ({ userName }: Adopted): string => canonicalAccount(userName, machine);
  const byAccount = grouped(adopted, accountOf);
  const several = [...byAccount.values()].flatMap((group) => {
    const names = distinct(group.flatMap(({ password }) => passwords.nameOf(password) ?? []));
    return names.length < 2
      ? []
      : [
          `The account ${nameOf(group)} is stored with different passwords, in the settings ${listed(names.map(fullName))}: all but one are probably old.`,
        ];
  });
  const bySetting = grouped(adopted, ({ password }) => passwords.nameOf(password) ?? "");
  const shared = [...bySetting].flatMap(([name, group]) => {
    const accounts = [...grouped(group, accountOf).values()];
    return name === "" || accounts.length < 2
      ? []
      : [
          `The password of the setting ${fullName(name)} is stored for several accounts: the accounts ${listed(accounts.map(nameOf))}.`,
        ];
  });
  const lines = [...several, ...shared];
  return lines.length === 0 ? "" : `Worth a look:\n${lines.map((line) => `  ${line}\n`).join("")}`;
}

function unmanaged({ adoption: { adopted }, passwords, machine, stack, file }: Report): string {
  const found = adopted.flatMap((each) =>
    each.unmanaged === undefined ? [] : [{ each, unmanaged: each.unmanaged }],
  );
  if (found.length === 0) return "";
  const rows = found.map(({ each, unmanaged: why }) => [
    `  ${each.place}`,
    each.kind,
    each.userName,
    explained(why),
  ]);
  const opaque = found.flatMap(({ each, unmanaged: { why } }) => (isOpaque(why) ? [each] : []));
  const accounts = grouped(opaque, ({ userName }) => canonicalAccount(userName, machine));
  const commands = [...accounts.values()].map((group) => {
    const name = passwords.newName(group[0]?.userName ?? "");
    // After a # on the command's own line it would be one more argument for cmd.exe.
    const command = suggestedPulumi(["config", "set", "--secret", fullName(name)], stack);
    return `  the account ${nameOf(group)}\n    ${command}\n`;
  });
  const fill = [
    `To manage passwords that can't be read here, set each account's password when Pulumi asks for it:\n`,
    ...commands,
    `and add passwordFrom: with that name to the account's items in ${basename(file)}. In a file, an item\n`,
    `whose stored value can't be compared ends the preview with E_NOT_COMPARABLE: leave passwordFrom out there.\n`,
  ];
  return [
    "Declared without a password, so only the name is kept in step:\n",
    table(rows),
    ...(commands.length === 0 ? [] : fill),
  ].join("");
}

/** True for a password that is stored but can't be read. */
function isOpaque(why: Unmanaged["why"]): boolean {
  switch (why) {
    case "absent":
    case "empty":
    case "not-in-file":
    case "of-another-account":
    case "key-type":
      return false;
    default:
      return true;
  }
}

function leftOut({ leftOut: all, inSync }: Adoption): string {
  if (all.length === 0) return "";
  return `${inSync ? "Left out, and not managed" : "Not carried over"}:\n${table(
    all.map(({ place, kind, reason }) => [`  ${place}`, kind, reason]),
  )}`;
}

/** What a rotation must not forget, though nothing here changes it. */
function byHand({ byHand: all }: Adoption): string {
  if (all.length === 0) return "";
  return `In elements that are not managed here:\n${all.map((each) => `  ${describeUnmanaged(each)}\n`).join("")}`;
}

function nameOf(group: readonly Adopted[]): string {
  return printable(group[0]?.userName ?? "");
}

function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}
