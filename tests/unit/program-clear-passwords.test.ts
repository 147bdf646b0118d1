import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { readSection } from "../../program/read-section";

jest.mock("pulumi-iis-identity/config", () => jest.requireActual<object>("../../provider/src/config/public"));
jest.mock("pulumi-iis-identity/stack", () =>
  jest.requireActual<object>("../../provider/src/stack/clear-passwords"),
);

/* The ready-made program in a project's folder: to Pulumi a list is secret as a whole once one item of it is. */

const canary = "Canary-7c41";
const home = process.cwd();
let root: string;

type Files = Readonly<Record<string, string>>;

/** Paths count from the folder in which the program runs. */
function write(files: Files): void {
  for (const [name, text] of Object.entries(files)) {
    const file = join(root, "here", name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "clear-passwords-")));
  mkdirSync(join(root, "here"));
  process.chdir(join(root, "here"));
});

afterEach(() => {
  process.chdir(home);
  rmSync(root, { recursive: true });
});

type Item = Readonly<Record<string, unknown>>;

const identities: readonly Item[] = [
  { location: "W3SVC/1/ROOT", userName: "a", password: canary },
  { location: "W3SVC/2/ROOT", userName: "b", password: `${canary}-2`, acceptEffects: true },
  { location: "W3SVC/3/ROOT", userName: "c" },
];

/** The list as a file says it, with the passwords of these items encrypted. */
function listed(...encrypted: readonly number[]): readonly Item[] {
  return identities.map((item, index) =>
    encrypted.includes(index) ? { ...item, password: { secure: "v1:abc" } } : item,
  );
}

/** JSON, which is YAML as well. */
function stackFile(list: unknown, name = "iis-identity:identities"): string {
  return JSON.stringify({ config: { "iis-identity:metabase": { path: "M.xml" }, [name]: list } });
}

interface Handed {
  readonly project?: string;
  readonly list?: unknown;
}

/**
 * Lets the program read what Pulumi hands over: passwords are plain texts in it, however the file keeps them.
 *
 * @returns what it has against the configuration; empty where it takes it
 */
async function refusal({ project = "farm", list = identities }: Handed = {}): Promise<string> {
  await pulumi.runtime.setMocks(
    { newResource: ({ inputs, name }) => ({ id: name, state: inputs }), call: () => ({}) },
    project,
    "web01",
  );
  const values = { "iis-identity:metabase": { path: "M.xml" }, "iis-identity:identities": list };
  const texts = Object.entries(values).map(([name, value]) => [name, JSON.stringify(value)]);
  pulumi.runtime.setAllConfig(Object.fromEntries(texts), ["iis-identity:identities"]);
  try {
    readSection();
    return "";
  } catch (error) {
    return error instanceof Error ? `${error.message}${error.stack ?? ""}` : String(error);
  }
}

const project = "name: farm\nruntime: nodejs\n";

/** Every form in which a project can lie, with the path of its stack's file. */
const forms: readonly (readonly [title: string, files: Files, stackFile: string])[] = [
  ["Pulumi.yaml", { "Pulumi.yaml": project }, "Pulumi.web01.yaml"],
  ["Pulumi.yml", { "Pulumi.yml": project }, "Pulumi.web01.yml"],
  ["Pulumi.json", { "Pulumi.json": '{"name":"farm","runtime":"nodejs"}' }, "Pulumi.web01.json"],
  [
    "Pulumi.json before Pulumi.yaml",
    { "Pulumi.json": '{"name":"farm"}', "Pulumi.yaml": "name: other\n" },
    "Pulumi.web01.json",
  ],
  ["stackConfigDir", { "Pulumi.yaml": `${project}stackConfigDir: stacks\n` }, "stacks/Pulumi.web01.yaml"],
  ["config: FOLDER", { "Pulumi.yaml": `${project}config: stacks\n` }, "stacks/Pulumi.web01.yaml"],
  ["a project in a folder above", { "../Pulumi.yaml": project }, "../Pulumi.web01.yaml"],
];

test.each(forms)("%s: passwords that are all encrypted are taken", async (_, files, name) => {
  write({ ...files, [name]: stackFile(listed(0, 1)) });
  expect(await refusal()).toBe("");
});

test.each(forms)("%s: a password in clear beside an encrypted one is refused", async (_, files, name) => {
  write({ ...files, [name]: stackFile(listed(0)) });
  const said = await refusal();
  expect(said).toContain("iis-identity:identities[1].password");
  expect(said).not.toContain("identities[0]");
  expect(said).not.toContain(canary);
});

const yaml = { "Pulumi.yaml": project };
const own = "Pulumi.web01.yaml";

/** Where Pulumi's configuration came from can't be told, or not that its passwords are encrypted there. */
test.each<[title: string, files: Files, handed?: Handed]>([
  ["there is no project", {}],
  ["there is no stack's file, as with --config-file", yaml],
  ["the project's file can't be read", { "Pulumi.yaml": "name: [", [own]: stackFile(listed(0, 1)) }],
  ["the project has another name", { "Pulumi.yaml": "name: other\n", [own]: stackFile(listed(0, 1)) }],
  [
    "the project names two folders",
    { "Pulumi.yaml": `${project}config: a\nstackConfigDir: .\n`, [own]: stackFile(listed(0, 1)) },
  ],
  ["the stack's file can't be read", { ...yaml, [own]: "config: [" }],
  ["the stack's file is a folder", { ...yaml, [`${own}/x`]: "" }],
  ["the stack's file has no such list", { ...yaml, [own]: "config:\n  a:b: c\n" }],
  ["the stack's file says another list", { ...yaml, [own]: stackFile(listed(0, 1).slice(0, 2)) }],
  [
    "the stack's file says it otherwise",
    { ...yaml, [own]: stackFile(listed(0, 1).map((item) => ({ ...item, userName: "x" }))) },
  ],
  [
    "what is encrypted there has another length",
    { ...yaml, [own]: stackFile(listed(0, 1)).replace("v1:abc", `v1:${"A".repeat(16)}:${"A".repeat(32)}`) },
  ],
  [
    "the setting is there in two spellings",
    {
      ...yaml,
      [own]: `config: { "iis-identity:identities": ${JSON.stringify(listed(0, 1))}, "iis-identity:config:identities": [] }`,
    },
  ],
  [
    "another file beside says the same in clear",
    { ...yaml, [own]: stackFile(listed(0, 1)), "other.yml": stackFile(listed(0)) },
  ],
  [
    "another file where the stacks lie says the same in clear",
    {
      "Pulumi.yaml": `${project}stackConfigDir: stacks\n`,
      [`stacks/${own}`]: stackFile(listed(0, 1)),
      "stacks/other.json": stackFile(listed(0)),
    },
  ],
  [
    "a password in clear is a number, or nothing",
    {
      ...yaml,
      [own]: stackFile([
        ...listed(0, 1).slice(0, 1),
        { location: "W3SVC/2/ROOT", userName: "b", password: 12345 },
        { location: "W3SVC/3/ROOT", userName: "c", password: null },
      ]),
    },
    {
      list: [
        identities[0],
        { location: "W3SVC/2/ROOT", userName: "b", password: 12345 },
        { location: "W3SVC/3/ROOT", userName: "c", password: null },
      ],
    },
  ],
  [
    "the setting goes by its name within the project",
    { "Pulumi.yaml": "name: iis-identity\n", [own]: stackFile(listed(0), "identities") },
    { project: "iis-identity" },
  ],
])("where %s, passwords in the list are refused", async (_, files, ...[handed]) => {
  write(files);
  const said = await refusal(handed);
  expect(said).toContain("E_INPUT");
  expect(said).toContain("iis-identity:identities[1].password");
  expect(said).not.toContain(canary);
});

test.each<[title: string, files: Files, handed?: Handed]>([
  ["the whole list is one encrypted text", { ...yaml, [own]: stackFile({ secure: "v1:abc" }) }],
  [
    "it goes by its older spelling",
    { ...yaml, [own]: stackFile(listed(0, 1), "iis-identity:config:identities") },
  ],
  [
    "another file beside says something else in clear",
    { ...yaml, [own]: stackFile(listed(0, 1)), "other.yml": stackFile(listed(0).slice(0, 2)) },
  ],
  [
    "the file uses what YAML has",
    {
      ...yaml,
      [own]:
        "config: { 'iis-identity:identities': [{ location: W3SVC/1, userName: b, password: &a { secure: x }, acceptEffects: True }, { location: W3SVC/2, userName: c, password: *a }] }",
    },
    {
      list: [
        { location: "W3SVC/1", userName: "b", password: canary, acceptEffects: true },
        { location: "W3SVC/2", userName: "c", password: canary },
      ],
    },
  ],
])("where %s, encrypted passwords are taken", async (_, files, ...[handed]) => {
  write(files);
  const said = await refusal(handed);
  expect(said).not.toContain("password");
});

test("what is to be generated is no password, and a file named in Pulumi's own variable is not looked for", async () => {
  const generate = { userName: "g", location: "W3SVC/9", password: { generate: { length: 30 } } };
  write({ ...yaml, [own]: stackFile([...listed(0, 1), generate]) });
  expect(await refusal({ list: [...identities, generate] })).toBe("");
  process.env["PULUMI_OPTION_CONFIG_FILE"] = own;
  const said = await refusal({ list: [...identities, generate] });
  Reflect.deleteProperty(process.env, "PULUMI_OPTION_CONFIG_FILE");
  expect(said).toContain("identities[0].password");
  expect(said).not.toContain("identities[3]");
});

test("where no item holds a password of its own, no file is needed", async () => {
  expect(await refusal({ list: identities.map(({ password: _, ...item }) => item) })).toBe("");
});
