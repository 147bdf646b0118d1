import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { clearPasswords } from "../../clear-passwords";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "clear-passwords-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(name: string, ...lines: string[]): void {
  const file = join(folder, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${lines.join("\n")}\n`);
}

const positions = (list = "iis-identity:identities"): number[] => [
  ...clearPasswords({ folder, project: "farm", stack: "web01" }, list),
];

const list = [
  "config:",
  "  iis-identity:identities:",
  "    - { location: W3SVC/1, userName: a, password: { secure: v1:abc } }",
  "    - location: W3SVC/2",
  "      userName: b",
  "      password: in clear",
  "    - { location: W3SVC/3, userName: c, passwordFrom: web-user }",
  "    - { location: W3SVC/4, userName: d, password: 12345 }",
  "    - { location: W3SVC/5, userName: e }",
];

test("passwords in clear are found beside secured ones", () => {
  write("Pulumi.yaml", "name: farm", "runtime: nodejs");
  write("Pulumi.web01.yaml", ...list);
  expect(positions()).toEqual([1, 3]);
});

test("accounts are looked at like identities, and what is to be generated is no password", () => {
  write("Pulumi.yaml", "name: farm", "runtime: nodejs");
  write(
    "Pulumi.web01.yaml",
    ...list,
    "  iis-identity:accounts:",
    "    - { userName: a, password: { generate: { length: 30 } } }",
    "    - { userName: b, password: in clear }",
    "    - { userName: c, password: { secure: v1:abc } }",
    "    - { userName: d, password: { value: in clear } }",
    "    - { userName: e, password: }",
  );
  expect(positions("iis-identity:accounts")).toEqual([1, 3, 4]);
  expect(positions()).toEqual([1, 3]);
});

test("the stack's file is looked for where the project says it lies", () => {
  write("Pulumi.yaml", "name: farm", "stackConfigDir: stacks");
  write("stacks/Pulumi.web01.yaml", ...list);
  expect(positions()).toEqual([1, 3]);
});

const stackFile = "Pulumi.web01.yaml";

test.each<[string, Record<string, string[]>]>([
  ["there is no project", { [stackFile]: list }],
  ["there is no stack file", { "Pulumi.yaml": ["name: farm"] }],
  ["the folder belongs to another project", { "Pulumi.yaml": ["name: other"], [stackFile]: list }],
  [
    "the whole list is one secured text",
    {
      "Pulumi.yaml": ["name: farm"],
      [stackFile]: ["config:", "  iis-identity:identities: { secure: v1:abc }"],
    },
  ],
  [
    "the file can't be read, and its lines are not shown",
    { "Pulumi.yaml": ["name: farm"], [stackFile]: ["config: [", "  password: in clear"] },
  ],
])("nothing is found where %s", (_where, files) => {
  for (const [name, lines] of Object.entries(files)) write(name, ...lines);
  expect(positions()).toEqual([]);
});
