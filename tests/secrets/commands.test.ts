import { chmodSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { commandLine } from "../../provider/src/cli/main";
import { withOutputs } from "../../provider/src/cli/output";
import { realFileSystem } from "../../provider/src/io";
import { FileStore } from "../../provider/src/stores/file/file-store";
import { canary, encoders, leaks, type Canary } from "../support/canary";
import {
  commandEvidence,
  type Around,
  type CommandCase,
  type PulumiAnswer,
} from "../support/command-evidence";
import { metabaseText, type KeyElement } from "../support/metabase-folder";

/*
 * Every command in every situation, good and bad, with passwords in the metabase, in its backup, on standard input and
 * in the stack's configuration. A command that is new joins the first table, a new way to fail the second.
 */

const stored = canary("stored");
const backedUp = canary("backed up");
const given = canary("given");
const configured = canary("configured");
const misplaced = canary("misplaced");
const family = [stored, backedUp, given, configured, misplaced];

const inXml = ({ text }: Canary): string => String(encoders["XML, named"]?.(text));
const backup = "MetaBase.xml.20260131T235959999Z.bak";
const olderBackup = "MetaBase.xml.20250131T235959999Z.bak";

const pair = (userName: string, password: Canary): Readonly<Record<string, string>> => ({
  AnonymousUserName: userName,
  AnonymousUserPass: inXml(password),
});
const key = (location: string, attributes: Readonly<Record<string, string>>, type?: string): KeyElement => ({
  location: `/LM/W3SVC${location}`,
  attributes,
  ...(type === undefined ? {} : { type }),
});
const keysWith = (password: Canary): readonly KeyElement[] => [
  key(
    "",
    { ...pair("IUSR_WEB01", password), WAMUserName: "IWAM_WEB01", WAMUserPass: inXml(password) },
    "IIsWebService",
  ),
  key("/1/ROOT", pair("svc", password)),
  key("/1/ROOT/half", { AnonymousUserName: "FARM\\other" }),
  key("/1/ROOT/share", { UNCUserName: "svc", UNCPassword: inXml(password) }),
  key(
    "/AppPools/P",
    { AppPoolIdentityType: "3", WAMUserName: "svc", WAMUserPass: inXml(password) },
    "IIsApplicationPool",
  ),
];
const usual = metabaseText(keysWith(stored));
const backups = {
  [backup]: metabaseText(keysWith(backedUp)),
  [olderBackup]: metabaseText(keysWith(backedUp)),
};
const sealed = `49634462f000000022000000${"5a".repeat(48)}`;

/** A command line that works, less what says which metabase. */
interface Usage {
  /** A command that needs both has `--stack` here. */
  readonly args: readonly string[];
  /** How it ends where all is as it should be. */
  readonly code: number;
  /** Whether it reads a password from standard input. */
  readonly reads?: boolean;
  /** Whether it takes any number of words, a place in them, which it names in its answer. */
  readonly asks?: boolean;
  /** Whether it looks at a running IIS alone: then a program that answers nonsense is in the place of its script host. */
  readonly live?: boolean;
}

const commands: readonly Usage[] = [
  { args: ["find"], code: 0 },
  { args: ["find", "AnonymousUserPass"], code: 0 },
  { args: ["find", "--long"], code: 0 },
  { args: ["find", "--json", "--user", "svc"], code: 0 },
  { args: ["sync", "anonymous", "svc", "--password-stdin"], code: 3, reads: true },
  { args: ["sync", "wam", "svc", "--password-stdin"], code: 3, reads: true },
  { args: ["sync", "unc", "svc", "--json", "--password-stdin"], code: 3, reads: true },
  {
    args: [
      ...["sync", "anonymous", "svc", "--rename-from", "IUSR_WEB01", "--apply", "--accept-effects"],
      "--password-stdin",
    ],
    code: 0,
    reads: true,
  },
  { args: ["explain", "W3SVC/1/ROOT/half"], code: 0, asks: true },
  { args: ["explain", "--json", "401", "1", "1326"], code: 0, asks: true },
  { args: ["doctor"], code: 1, live: true },
  { args: ["doctor", "--json"], code: 1, live: true },
  { args: ["lint"], code: 3 },
  { args: ["lint", "--json"], code: 3 },
  { args: ["discover", "--stack", "web01", "--yes"], code: 0 },
  { args: ["discover", "--stack", "web01", "--dry-run"], code: 0 },
  { args: ["backups", "list"], code: 0 },
  { args: ["backups", "list", "--json"], code: 0 },
  { args: ["backups", "check"], code: 0 },
  { args: ["backups", "prune", "--keep", "1"], code: 3 },
  { args: ["backups", "prune", "--keep", "1", "--apply"], code: 0 },
  {
    args: ["backups", "show", "--backup", backup, "--location", "W3SVC/1/ROOT", "--kind", "anonymous"],
    code: 0,
  },
];

/** What a command meets. */
interface Situation extends Partial<Omit<CommandCase, "args">> {
  /** An error that at least one command has to meet: else the situation is not what its name says. */
  readonly error?: string;
  /** Instead of the file: the metabase of a stack. */
  readonly stack?: string;
  readonly more?: readonly string[];
  /** What is added are words, which some commands are there to answer. */
  readonly words?: boolean;
}

/** Each program that a command starts takes its time: where a stack is in question, one line of each command will do. */
function usagesIn({ stack, words }: Situation): readonly Usage[] {
  const seen = new Set<string>();
  return commands.filter(({ args: [name = "", sub = ""], asks }) => {
    if (words === true && asks === true) return false;
    const id = name === "backups" ? `${name} ${sub}` : name;
    const isFirst = !seen.has(id);
    seen.add(id);
    return stack === undefined || isFirst;
  });
}

const talkative = (): Error =>
  Object.assign(new Error(`EIO: ${stored.text}, ${given.text}`, { cause: configured.text }), {
    code: configured.text,
    path: stored.text,
  });

/** As the CLI shows a stack's configuration, secrets included. */
const configuration = (metabase: unknown): PulumiAnswer => ({
  configuration: {
    "iis-identity:metabase": { value: JSON.stringify(metabase), objectValue: metabase },
    "iis-identity:web-user": { value: configured.text, secret: true },
    "iis-identity:identities": {
      objectValue: [{ location: "W3SVC/1/ROOT", userName: "svc", passwordFrom: "web-user" }],
    },
  },
  stderr: `warning: ${configured.text}`,
});
const withStack = (pulumi: (around: Around) => PulumiAnswer): Situation => ({ stack: "web01", pulumi });

const situations: Readonly<Record<string, Situation>> = {
  "as it should be": { pulumi: () => ({ configuration: {} }) },
  "an unknown option": { more: [`--${misplaced.text}`] },
  "an unknown short option with a value": { more: [`-p${misplaced.marks[0].toLowerCase()}`] },
  "a password option": { more: ["--password", misplaced.text] },
  "a password option with its value": { more: [`--password=${misplaced.text}`] },
  "one argument too many": { more: [misplaced.text, misplaced.text], words: true },
  "a wrong store": { more: ["--store", misplaced.text] },
  "a wrong machine": { more: ["--machine", misplaced.text] },
  "a wrong kind and a wrong number": { more: ["--keep", misplaced.text, "--kind", misplaced.text] },
  "another account": {
    more: ["--user", misplaced.text, "--alias", misplaced.text, "--rename-from", misplaced.text],
  },
  "a backup that is none": { more: ["--backup", misplaced.text] },
  "a wrong word": { more: ["--unused", misplaced.text, "--complus", misplaced.text] },
  "no metabase at all": {
    error: "E_FILE_NOT_FOUND",
    disturb: ({ path }) => {
      rmSync(path);
    },
  },
  "a folder": {
    error: "E_FILE",
    disturb: ({ path, temporary }) => {
      rmSync(path);
      writeFileSync(join(temporary, "x"), "");
    },
    more: ["--path", "."],
  },
  "an empty file": { error: "E_EMPTY_FILE", file: "" },
  "a file that ends in a password": {
    error: "E_TRUNCATED",
    file: usual.slice(0, usual.indexOf(stored.marks[1])),
  },
  "broken markup in a password": {
    error: "E_SYNTAX",
    file: usual.replace(stored.marks[0], `${stored.marks[0]}<`),
  },
  "broken bytes": { error: "E_ENCODING", file: Buffer.concat([Buffer.from(usual), Buffer.from([0xff])]) },
  "another document": { error: "E_NOT_A_METABASE", file: `<secrets password="${inXml(stored)}"/>` },
  "a broken backup": {
    beside: { [backup]: usual.slice(0, usual.indexOf(stored.marks[1])) },
    error: "E_TRUNCATED",
  },
  "a sealed password": {
    error: "E_NOT_COMPARABLE",
    file: metabaseText([
      ...keysWith(stored),
      key("/2/ROOT", { AnonymousUserName: "svc", AnonymousUserPass: sealed }),
    ]),
  },
  "a file that seals others": {
    error: "E_SEALS_OTHERS",
    file: metabaseText([...keysWith(stored), key("/2/ROOT", { UNCUserName: "x", UNCPassword: sealed })]),
  },
  "an exported password": {
    error: "E_NOT_COMPARABLE",
    file: metabaseText([
      key("/1/ROOT", { AnonymousUserName: "svc", AnonymousUserPass: `NOLONGERVALID${inXml(stored)}` }),
    ]),
  },
  "a location that stands twice": {
    error: "E_AMBIGUOUS",
    file: metabaseText([...keysWith(stored), ...keysWith(stored)]),
  },
  "no copy": {
    error: "E_NO_COPY",
    file: metabaseText([key("", pair("IUSR_WEB01", stored), "IIsWebService")]),
  },
  "a live metabase": { error: "E_LIVE_METABASE", fileName: "inetsrv/MetaBase.xml" },
  "a read-only file": {
    error: "E_READ_ONLY",
    disturb: ({ path }) => {
      chmodSync(path, 0o400);
    },
  },
  "a file that is locked": {
    error: "E_LOCKED",
    disturb: ({ path }) => {
      writeFileSync(`${path}.lock`, "nobody\n");
    },
  },
  "no input": { error: "E_EMPTY_PASSWORD", options: { input: "" } },
  "input in another encoding": {
    error: "E_INPUT",
    options: { input: Buffer.from(`\ufeff${given.text}`, "utf16le") },
  },
  "input in a stored form": { error: "E_STORED_FORM", options: { input: `[enc:${given.text}:enc]` } },
  "input that XML can't hold": { error: "E_XML_CHARACTER", options: { input: `${given.text}\u0002` } },
  "a stack": withStack(({ path }) => configuration({ path })),
  "a stack that is none": {
    ...withStack(() => ({
      code: 255,
      stdout: configured.text,
      stderr: `error: no stack, ${configured.text}`,
    })),
    error: "E_STACK",
  },
  "a stack's file that is no YAML": {
    ...withStack(() => ({
      code: 255,
      stderr: `yaml: line 3: could not find ':' in "password: ${configured.text}"`,
    })),
    error: "E_STACK",
  },
  "a CLI that answers something else": {
    ...withStack(() => ({ stdout: configured.text })),
    error: "E_STACK",
  },
  "no CLI": { stack: "web01", error: "E_STACK" },
  "a stack whose metabase is a password": {
    ...withStack(() => configuration(configured.text)),
    error: "E_INPUT",
  },
  "a stack whose settings are passwords": {
    ...withStack(() =>
      configuration({
        path: [configured.text],
        [configured.text]: configured.text,
        machine: configured.text,
      }),
    ),
    error: "E_INPUT",
  },
  "a file system that tells all": {
    error: "E_FILE",
    disturb: () => {
      for (const method of ["realpath", "lstat", "open"] as const) {
        jest.spyOn(realFileSystem, method).mockRejectedValue(talkative());
      }
    },
  },
  "a fault in the program": {
    error: "E_UNEXPECTED",
    disturb: () => {
      jest.spyOn(FileStore.prototype, "observe").mockRejectedValue(new TypeError(`x\n    at ${stored.text}`));
    },
  },
};

afterEach(() => {
  jest.restoreAllMocks();
});

const caseOf = ({ args, reads, live }: Usage, situation: Situation): CommandCase => ({
  file: usual,
  ...situation,
  beside: { ...backups, ...situation.beside },
  scriptHost: `${stored.text}\n${given.text}\n${configured.text}`,
  args: ({ path, scriptHost }) => [
    ...args,
    ...(live === true && situation.stack === undefined ? ["--script-host", scriptHost] : []),
    ...(situation.stack !== undefined && args.includes("--stack")
      ? []
      : situation.stack !== undefined
        ? ["--stack", situation.stack]
        : live === true || situation.more?.includes("--path") === true
          ? []
          : ["--path", path]),
    ...(situation.more ?? []),
  ],
  options: { ...(reads === true ? { input: `${given.text}\n` } : {}), ...situation.options },
});

/**
 * How the commands end in each other situation: with one code, or as usual, but for some, named by how their lines begin; the
 * first that fits counts.
 */
const codes: Readonly<
  Record<string, { readonly all?: number; readonly but?: Readonly<Record<string, number>> }>
> = {
  "an unknown option": { all: 2 },
  "an unknown short option with a value": { all: 2 },
  "a password option": { all: 2 },
  "a password option with its value": { all: 2 },
  "one argument too many": { all: 2 },
  "a wrong store": { all: 2 },
  "a wrong machine": { all: 2, but: { discover: 1 } },
  "a wrong kind and a wrong number": { all: 2 },
  "another account": { all: 2 },
  "a backup that is none": { all: 2 },
  "a wrong word": { all: 2 },
  "no metabase at all": { all: 1, but: { "backups list": 0, "backups check": 0 } },
  "a folder": { all: 1, but: { doctor: 2, "backups list": 0, "backups show": 2 } },
  "an empty file": { all: 1, but: { "backups list": 0, "backups check": 0 } },
  "a file that ends in a password": { all: 1, but: { "backups list": 0, "backups check": 0 } },
  "broken markup in a password": { all: 1, but: { "backups list": 0, "backups check": 0 } },
  "broken bytes": { all: 1, but: { "backups list": 0, "backups check": 0 } },
  "another document": { all: 1, but: { "backups list": 0, "backups check": 0 } },
  "a broken backup": { but: { discover: 1, "backups check": 3, "backups prune": 0, "backups show": 1 } },
  "a sealed password": { but: { sync: 1, discover: 1 } },
  "a file that seals others": { but: { sync: 1, discover: 1 } },
  "an exported password": { but: { sync: 1, "explain W3SVC/1/ROOT/half": 1, discover: 1 } },
  "a location that stands twice": { but: { sync: 1, discover: 1, "backups show": 1 } },
  "no copy": {
    but: {
      "sync anonymous svc --password-stdin": 1,
      "sync wam svc --password-stdin": 1,
      "sync unc svc --json --password-stdin": 1,
      "explain W3SVC/1/ROOT/half": 1,
      lint: 0,
      discover: 1,
    },
  },
  "a live metabase": { but: { sync: 1, discover: 1 } },
  "a read-only file": {
    but: {
      "sync anonymous svc --rename-from IUSR_WEB01 --apply --accept-effects --password-stdin": 1,
      discover: 1,
    },
  },
  "a file that is locked": {
    but: {
      "sync anonymous svc --rename-from IUSR_WEB01 --apply --accept-effects --password-stdin": 1,
      discover: 1,
      "backups prune --keep 1 --apply": 1,
    },
  },
  "no input": { but: { sync: 1, discover: 1 } },
  "input in another encoding": { but: { sync: 1, discover: 1 } },
  "input in a stored form": { but: { sync: 1, discover: 1 } },
  "input that XML can't hold": { but: { sync: 1, discover: 1 } },
  "a stack": { but: { explain: 3, doctor: 2, discover: 1 } },
  "a stack that is none": { all: 1 },
  "a stack's file that is no YAML": { all: 1 },
  "a CLI that answers something else": { all: 1 },
  "no CLI": { all: 1 },
  "a stack whose metabase is a password": { all: 1 },
  "a stack whose settings are passwords": { all: 1 },
  "a file system that tells all": { all: 1 },
  "a fault in the program": {
    all: 1,
    but: {
      "backups list": 0,
      "backups check": 0,
    },
  },
};

function codeOf(name: string, { args, code }: Usage): number {
  const { all = code, but = {} } = name === "as it should be" ? {} : codes[name]!;
  const line = args.join(" ");
  return Object.entries(but).find(([begin]) => `${line} `.startsWith(`${begin} `))?.[1] ?? all;
}

test.each(Object.entries(situations))(
  "%s: no command tells a password",
  async (name, situation) => {
    const errors = new Set<string>();
    for (const usage of usagesIn(situation)) {
      const { code, errors: told, evidence } = await commandEvidence(caseOf(usage, situation));
      jest.restoreAllMocks();
      for (const error of told) errors.add(error);
      // `backups check` tells what is wrong with a backup in its answer.
      for (const { content } of evidence)
        for (const [error] of String(content).matchAll(/\bE_[A-Z]+/g)) errors.add(error);
      expect([usage.args, code]).toEqual([usage.args, codeOf(name, usage)]);
      expect([usage.args, leaks(evidence, family)]).toEqual([usage.args, []]);
    }
    if (situation.error !== undefined) expect([...errors]).toContain(situation.error);
  },
  60_000,
);

test.each<readonly [args: readonly string[]]>([
  [[misplaced.text]],
  [["help", misplaced.text]],
  [["find", misplaced.text]],
  [["sync", misplaced.text, misplaced.text]],
  [["sync", "anonymous", misplaced.text]],
  [["sync", "anonymous", "svc", misplaced.text]],
  [["sync", "anonymous", misplaced.text, "--rename-from", "svc"]],
  [["backups", misplaced.text]],
  [["backups", "list", misplaced.text]],
])("a password in the wrong place is not repeated: case %#", async (args) => {
  for (const more of [[], ["--password-stdin"]]) {
    const { evidence } = await commandEvidence({
      file: usual,
      args: ({ path }) => [...args, ...more, "--path", path],
      options: { input: given.text },
    });
    expect(leaks(evidence, family)).toEqual([]);
  }
});

test.each<readonly [name: string, typed: string]>([
  ["twice", `${given.text}\r${given.text}\r`],
  ["once, then another", `${given.text}\r${misplaced.text}\r`],
  ["once, then Ctrl+C", `${given.text}\r\u0003`],
  ["with the backspace key and Ctrl+C", `${given.text}\b\b\u0003`],
])("a password typed %s is not shown", async (_name, input) => {
  const { evidence } = await commandEvidence({
    file: usual,
    args: ({ path }) => ["sync", "anonymous", "svc", "--apply", "--accept-effects", "--path", path],
    options: { terminal: true, input },
  });
  expect(leaks(evidence, family)).toEqual([]);
});

test("every command is in the table", () => {
  const none = { surroundings: withOutputs(process), ends: () => undefined };
  const all = commandLine(none).commands.flatMap((command) =>
    command.commands.length === 0
      ? [command.name()]
      : command.commands.map((sub) => `${command.name()} ${sub.name()}`),
  );
  const inTable = commands.map(({ args }) => args.join(" "));
  expect(all.filter((name) => !inTable.some((line) => `${line} `.startsWith(`${name} `)))).toEqual([]);
  expect(all.length).toBeGreaterThan(4);
});

test("the search finds a password on each way out", async () => {
  const named = metabaseText([key("/1/ROOT", { AnonymousUserName: inXml(stored) })]);
  const channels = async (
    run: Partial<CommandCase> & Pick<CommandCase, "args">,
  ): Promise<readonly string[]> => {
    const { evidence } = await commandEvidence({ file: usual, ...run });
    return leaks(evidence, family).map((leak) => leak.slice(0, leak.indexOf(":")));
  };
  // A user name is no secret and is shown: here it is the password.
  expect(await channels({ file: named, args: ({ path }) => ["find", "--long", "--path", path] })).toEqual([
    "standard output, all",
  ]);
  const sync = ["sync", "unc", "nobody", "--password-stdin"];
  const share = metabaseText([key("/1/ROOT", { UNCUserName: inXml(stored) })]);
  expect(await channels({ file: share, args: ({ path }) => [...sync, "--path", path] })).toEqual([
    "standard error, all",
  ]);
  const stack: Partial<CommandCase> & Pick<CommandCase, "args"> = {
    args: () => ["find", "--stack", "web01"],
    pulumi: ({ path }) => configuration({ path }),
  };
  expect(await channels(stack)).toEqual([]);
  expect(await channels({ ...stack, options: { env: { PASSWORD: given.text } } })).toEqual(["child, pulumi"]);
  const spilt = ({ folder, temporary, path }: Around): void => {
    writeFileSync(join(folder, "notes.txt"), given.text);
    writeFileSync(join(temporary, "spilt"), Buffer.from(given.text, "utf16le"));
    writeFileSync(`${path}.lock`, given.text);
    writeFileSync(join(folder, `.${given.marks[0]}`), "");
  };
  const found = await channels({ ...stack, disturb: spilt });
  expect([...found].sort()).toEqual(
    [`file, .${given.marks[0]}`, "file, MetaBase.xml.lock", "file, notes.txt", "file, spilt"].sort(),
  );
});
