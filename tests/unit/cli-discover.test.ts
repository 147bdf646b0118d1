import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { canary, encoders, leaks } from "../support/canary";
import { runCommand, type CommandOptions, type CommandRun } from "../support/command";
import { metabaseText, type KeyElement } from "../support/metabase-folder";
import { projectOfEachTest } from "../support/own-project";

const first = canary("first");
const second = canary("second");
const inXml = ({ text }: { text: string }): string => String(encoders["XML, named"]?.(text));

const keys: readonly KeyElement[] = [
  {
    location: "/LM/W3SVC",
    type: "IIsWebService",
    attributes: { AnonymousUserName: "IUSR_WEB01", AnonymousUserPass: inXml(first), WAMUserPass: "w" },
  },
  {
    location: "/LM/W3SVC/1/ROOT",
    attributes: { AnonymousUserName: "FARM\\svc-web", AnonymousUserPass: ` ${inXml(second)} ` },
  },
  { location: "/LM/W3SVC/1/ROOT/a b, c", attributes: { AnonymousUserName: "web01\\iusr_web01" } },
  {
    location: "/LM/W3SVC/2/ROOT",
    attributes: { AnonymousUserName: "svc@farm", AnonymousUserPass: inXml(first), UNCUserName: "other" },
  },
  {
    location: "/LM/W3SVC/3/ROOT",
    attributes: {
      AnonymousUserName: "IUSR",
      AnonymousUserPass: "",
      UNCUserName: "FARM\\f",
      UNCPassword: "**********",
    },
  },
];

const declared = [
  "  iis-identity:metabase: { path: web01/MetaBase.xml, machine: WEB01 }",
  "  iis-identity:identities:",
  "    - { location: W3SVC, userName: IUSR_WEB01, passwordFrom: IUSR_WEB01 }",
  "    - { location: W3SVC/1/ROOT, userName: 'FARM\\svc-web', passwordFrom: svc-web }",
  "    # password not managed: only a name is set here, and /LM/W3SVC/1/ROOT holds another account's password",
  "    - { location: 'W3SVC/1/ROOT/a b, c', userName: 'web01\\iusr_web01' }",
  "    - { location: W3SVC/2/ROOT, userName: 'svc@farm', passwordFrom: IUSR_WEB01 }",
  "    # password not managed: none counts here",
  "    - { kind: unc, location: W3SVC/2/ROOT, userName: other }",
  "    - { location: W3SVC/3/ROOT, userName: IUSR, passwordless: true }",
  "    # password not managed: it is masked",
  "    - { kind: unc, location: W3SVC/3/ROOT, userName: 'FARM\\f' }",
  "    # left out: /LM/W3SVC wam: A password without a user name: no name is set here, nor above.",
  "",
];
const secret = (name: string, index: number): readonly string[] => [
  `  iis-identity:${name}:`,
  `    secure: ${String(index)}`,
];
const secrets = [...secret("IUSR_WEB01", 0), ...secret("svc-web", 1)];

const project = projectOfEachTest();

beforeEach(async () => {
  await mkdir(join(project.root, "web01"));
  await writeFile(join(project.root, "web01", "MetaBase.xml"), metabaseText(keys));
});

const stackFile = (): string => join(project.root, "Pulumi.web01.yaml");
const read = (): Promise<string> => readFile(stackFile(), "utf8").catch(() => "");
const where = ["--path", "web01/MetaBase.xml", "--machine", "WEB01"];

async function discover(
  args: readonly string[] = [...where, "--yes"],
  { env = {}, ...options }: CommandOptions = {},
): Promise<CommandRun> {
  const stack = args.includes("--stack") ? [] : ["--stack", "web01"];
  return runCommand(["discover", ...stack, ...args], {
    cwd: project.root,
    ...options,
    env: {
      PATH: project.searchPath,
      FAKE_YAML: require.resolve("js-yaml"),
      PULUMI_DEBUG_GRPC: join(project.root, "grpc.json"),
      ...env,
    },
  });
}

interface Call {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

async function calls(): Promise<readonly Call[]> {
  const text = await readFile(join(project.root, "calls.jsonl"), "utf8").catch(() => "");
  return text.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line) as Call]));
}

const sets = async (): Promise<readonly (string | undefined)[]> =>
  (await calls()).flatMap(({ args }) => (args[1] === "set" ? [args[3]] : []));

/** What no run may change: the metabase, and what lies beside it. */
async function untouched(): Promise<void> {
  expect(await readdir(join(project.root, "web01"))).toEqual(["MetaBase.xml"]);
  expect(await readFile(join(project.root, "web01", "MetaBase.xml"), "utf8")).toBe(metabaseText(keys));
}

test("discover declares every identity as it is, each distinct password as one secret", async () => {
  const run = await discover();
  expect(run.code).toBe(0);
  expect(await read()).toBe(["config:", ...secrets, ...declared].join("\n"));
  expect(await sets()).toEqual(["iis-identity:IUSR_WEB01", "iis-identity:svc-web"]);
  const held = JSON.parse(await readFile(join(project.root, "secrets.json"), "utf8")) as unknown;
  expect(held).toEqual({ "iis-identity:IUSR_WEB01": first.text, "iis-identity:svc-web": ` ${second.text} ` });
  expect(run.stdout).toBe(
    [
      "Pulumi.web01.yaml declares 7 identities: 5 anonymous, 0 wam, 2 unc.",
      "Their passwords are secret settings in that file: iis-identity:IUSR_WEB01, iis-identity:svc-web.",
      "",
      "Worth a look:",
      "  The password of the setting iis-identity:IUSR_WEB01 is stored for several accounts: the accounts IUSR_WEB01, svc@farm.",
      "",
      "Declared without a password, so only the name is kept in step:",
      "  /LM/W3SVC/1/ROOT/a b, c  anonymous  web01\\iusr_web01  only a name is set here, and /LM/W3SVC/1/ROOT holds another account's password",
      "  /LM/W3SVC/2/ROOT         unc        other             none counts here",
      "  /LM/W3SVC/3/ROOT         unc        FARM\\f            it is masked",
      "To manage passwords that can't be read here, set each account's password when Pulumi asks for it:",
      "  the account FARM\\f",
      "    pulumi config set --secret iis-identity:f --stack web01",
      "and add passwordFrom: with that name to the account's items in Pulumi.web01.yaml. In a file, an item",
      "whose stored value can't be compared ends the preview with E_NOT_COMPARABLE: leave passwordFrom out there.",
      "",
      "Left out, and not managed:",
      "  /LM/W3SVC  wam  A password without a user name: no name is set here, nor above.",
      "",
      "Next: pulumi preview --stack web01, which shows resources to create and no drift;",
      "pulumi up then records them and writes nothing to the metabase.",
      "",
    ].join("\n"),
  );
  await untouched();
  expect((await readdir(project.root)).sort()).toEqual([
    "Pulumi.web01.yaml",
    "Pulumi.yaml",
    "calls.jsonl",
    "secrets.json",
    "web01",
  ]);
});

test("no password is on a command line, in an environment, in a message or in the stack's file", async () => {
  const runs = [await discover(["--dry-run", ...where]), await discover(), await discover()];
  const seen = await calls();
  expect(seen.length).toBeGreaterThan(5);
  const found = leaks(
    [
      ...runs.flatMap(({ stdout, stderr }) => [
        { channel: "standard output", name: "run", content: stdout },
        { channel: "standard error", name: "run", content: stderr },
      ]),
      ...seen.map((call) => ({
        channel: "process",
        name: call.args.join(" "),
        content: JSON.stringify(call),
      })),
      { channel: "file", name: "stack", content: await read() },
    ],
    [first, second],
  );
  expect(found).toEqual([]);
  expect(seen.filter(({ env }) => "PULUMI_DEBUG_GRPC" in env)).toEqual([]);
});

test("it says first what it will do, and a second run changes nothing", async () => {
  const { stderr } = await discover([...where], { terminal: true, input: "yes\n" });
  for (const word of ["all passwords", stackFile(), "state", "yes"]) expect(stderr).toContain(word);
  const before = await read();
  expect(before).toContain("iis-identity:identities");
  const asked = await sets();
  const again = await discover([...where, "--yes"]);
  expect([again.code, again.stderr]).toEqual([0, ""]);
  expect([await read(), await sets()]).toEqual([before, asked]);
  expect(await discover(["--yes"])).toEqual(again);
});

test.each(["no\n", "\n", "", "yesterday\n"])(
  "the answer %j ends it before a password is read",
  async (input) => {
    const run = await discover([...where], { terminal: true, input });
    expect([run.code, run.stdout]).toEqual([1, ""]);
    expect((await calls()).some(({ args }) => args.includes("--show-secrets") || args[1] === "set")).toBe(
      false,
    );
    expect(await read()).toBe("");
  },
);

test("--dry-run shows the lines and writes none", async () => {
  const run = await discover(["--dry-run", ...where]);
  expect(run.code).toBe(0);
  expect(run.stdout.startsWith(["config:", ...declared].join("\n"))).toBe(true);
  expect(run.stdout).toContain("would declare 7 identities");
  expect([await sets(), await read()]).toEqual([[], ""]);
});

test("what the stack's file holds stays: comments, other settings, line breaks, a secret with the same value", async () => {
  const before = ["# mine", "encryptionsalt: v1:x", "config:", "  # about it", "  other:list: [ a, 'b' ]"];
  await writeFile(stackFile(), [...before, ...secret("web-user", 0), ""].join("\r\n"));
  await writeFile(
    join(project.root, "secrets.json"),
    JSON.stringify({ "iis-identity:web-user": first.text }),
  );
  await mkdir(join(project.root, "docs"));
  await writeFile(join(project.root, "docs", "stack.schema.json"), "{}");
  expect(await discover()).toMatchObject({ code: 0 });
  expect(await sets()).toEqual(["iis-identity:svc-web"]);
  const lines = (await read()).replaceAll("\r\n", "\n").split("\n");
  expect(lines).toEqual([
    "# yaml-language-server: $schema=docs/stack.schema.json",
    ...before.slice(0, 4),
    "  other:list: [ a, 'b' ]",
    ...secret("web-user", 0),
    ...secret("svc-web", 1),
    ...declared.map((line) => line.replace("passwordFrom: IUSR_WEB01", "passwordFrom: web-user")),
  ]);
  // The two lines that the CLI wrote meanwhile are its own.
  expect((await read()).match(/[^\r]\n/g)).toHaveLength(2);
});

test("the metabase that the stack names already is read, and its setting stays as it is", async () => {
  const own = "config:\n  iis-identity:metabase:\n    path: web01/MetaBase.xml\n    backup: { keep: 9 }\n";
  await writeFile(stackFile(), own);
  expect(await discover(["--yes"])).toMatchObject({ code: 0 });
  expect((await read()).startsWith(own)).toBe(true);
});

test("names of settings that are taken are not taken again", async () => {
  await writeFile(
    stackFile(),
    ["config:", "  iis-identity:SVC-Web: plain", ...secret("IUSR_WEB01", 0), ""].join("\n"),
  );
  await writeFile(
    join(project.root, "secrets.json"),
    JSON.stringify({ "iis-identity:IUSR_WEB01": "another" }),
  );
  expect(await discover()).toMatchObject({ code: 0 });
  expect(await sets()).toEqual(["iis-identity:IUSR_WEB01-2", "iis-identity:svc-web-2"]);
});

interface Failing {
  readonly manner?: string;
  readonly args?: readonly string[];
  readonly path?: string;
  readonly file?: string;
  readonly code: string;
  /** Whether secrets may have been set before it failed. */
  readonly secrets?: boolean;
}

const items = (text: string): string =>
  `config:\n  iis-identity:metabase: { path: web01/MetaBase.xml }\n  iis-identity:${text}\n`;

test.each<[string, Failing]>([
  ["no Pulumi CLI", { path: "/nowhere", code: "E_STACK" }],
  ["no such stack", { args: [...where, "--yes", "--stack", "web09"], code: "E_STACK" }],
  ["no passphrase", { manner: "passphrase", code: "E_STACK" }],
  ["an answer that is none", { manner: "junk", code: "E_STACK" }],
  [
    "a secret that is not taken, after another was",
    { manner: "fails-on-the-second", code: "E_STACK", secrets: true },
  ],
  ["a secret that comes back otherwise", { manner: "trims", code: "E_VERIFY", secrets: true }],
  ["a list that comes back otherwise", { manner: "forgets-an-item", code: "E_VERIFY", secrets: true }],
  ["no metabase there", { args: ["--path", "nowhere.xml", "--yes"], code: "E_FILE_NOT_FOUND" }],
  [
    "another metabase in the stack",
    { file: items("identities: []").replace("web01", "web02"), code: "E_INPUT" },
  ],
  [
    "identities in the stack",
    { file: items("identities: [{ location: W3SVC, userName: x }]"), code: "E_INPUT" },
  ],
  [
    "accounts in the stack",
    { file: items("accounts: [{ userName: x, passwordless: true }]"), code: "E_INPUT" },
  ],
  ["identities that are secret", { file: items("identities: { secure: 0 }"), code: "E_INPUT" }],
])("%s: an error with its code, nothing is declared, and the metabase is untouched", async (_, row) => {
  const before = row.file ?? "";
  if (row.file !== undefined) await writeFile(stackFile(), row.file);
  const args = row.args ?? (row.file?.includes("web02") === true ? [...where, "--yes"] : undefined);
  const run = await discover(row.file !== undefined && args === undefined ? ["--yes"] : args, {
    env: {
      ...(row.manner === undefined ? {} : { FAKE_PULUMI: row.manner }),
      ...(row.path === undefined ? {} : { PATH: row.path }),
    },
  });
  expect([run.code, run.stdout]).toEqual([1, ""]);
  expect(run.stderr).toContain(`error: ${row.code}`);
  expect(leaks([{ channel: "standard error", name: "run", content: run.stderr }], [first, second])).toEqual(
    [],
  );
  if (row.secrets === true) {
    expect(await read()).not.toMatch(/identities|metabase/);
    expect(await sets()).not.toEqual([]);
    // The way out works: the next run takes up what is there.
    if (row.manner !== "trims") {
      expect(await discover()).toMatchObject({ code: 0 });
      expect(await read()).toBe(["config:", ...secrets, ...declared].join("\n"));
    }
  } else {
    expect(await read()).toBe(before);
    expect(await sets()).toEqual([]);
  }
  await untouched();
});

test("a section that can't be taken back is reported with what went wrong first", async () => {
  const changed = await discover(undefined, { env: { FAKE_PULUMI: "spoils-and-changes" } });
  expect([changed.code, changed.stdout]).toEqual([1, ""]);
  expect(changed.stderr).toMatch(/error: E_CHANGED_MEANWHILE: E_STACK/);
  expect(await read()).toBe(["config:", ...secrets, ...declared].join("\n") + "  other:a: 1\n");
  await rm(stackFile());
  const broken = await discover(undefined, { env: { FAKE_PULUMI: "spoils" } });
  expect(broken.code).toBe(1);
  expect(broken.stderr).toMatch(/could not be removed again: E_INPUT[^]*error: E_STACK/);
});

test.each<[readonly string[]]>([
  [where],
  [["--path", "x", "--store", "nonsense", "--yes"]],
  [["--yes"]],
  [[...where, "--yes", "more"]],
])("%j is no command line: exit code 2, and nothing is written", async (args) => {
  const run = await discover(args);
  expect([run.code, run.stdout, await read()]).toEqual([2, "", ""]);
});

test("--stack is needed, and the help shows lines that can be pasted", async () => {
  expect(await runCommand(["discover", "--yes"])).toMatchObject({ code: 2, stdout: "" });
  const help = await runCommand(["discover", "--help"]);
  expect(help).toMatchObject({ code: 0, stderr: "" });
  expect(help.stdout).toContain("npx iis-identity discover --stack web01");
});

test("each name in the report is called what it is: an account, a setting", async () => {
  const twice: readonly KeyElement[] = [
    { location: "/LM/W3SVC/1/ROOT", attributes: { AnonymousUserName: "FARM\\a", AnonymousUserPass: "p" } },
    { location: "/LM/W3SVC/2/ROOT", attributes: { AnonymousUserName: "FARM\\a", AnonymousUserPass: "q" } },
    { location: "/LM/W3SVC/3/ROOT", attributes: { AnonymousUserName: "FARM\\b", AnonymousUserPass: "q" } },
  ];
  await writeFile(join(project.root, "web01", "MetaBase.xml"), metabaseText(twice));
  const { stdout } = await discover([...where, "--dry-run"]);
  expect(stdout).toMatch(/the account FARM\\a .* settings iis-identity:a, iis-identity:a-2/i);
  expect(stdout).toMatch(/the setting iis-identity:a-2 .* accounts FARM\\a, FARM\\b/i);
});
