import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { safeLoad } from "js-yaml";
import { parse } from "yaml";
import { realFileSystem } from "../../provider/src/io";
import { systemError } from "../support/io-folder";
import { changeStackFile, withSettings } from "../../provider/src/stack/stack-file";
import { isIdentityError } from "../../provider/src/domain";
import { findProjectFile, readProject, stackFilePath } from "../../provider/src/stack/project";

const setting = { "iis-identity:metabase": { fields: { path: "a/MetaBase.xml" } } };
const line = "  iis-identity:metabase: { path: a/MetaBase.xml }\n";
const put = (text: string): string => withSettings(text, setting, undefined, "Pulumi.x.yaml");

test.each<[title: string, before: string, after: string]>([
  ["an empty file", "", `config:\n${line}`],
  ["a comment and nothing else", "# mine", `# mine\nconfig:\n${line}`],
  ["no configuration yet", "encryptionsalt: v1:x\n", `encryptionsalt: v1:x\nconfig:\n${line}`],
  ["an empty configuration", "config:\n", `config:\n${line}`],
  ["an empty mapping", "config: {}\n", `config:\n${line}`],
  ["other settings", "config:\n  # why\n  a:b: 'c' # so\n", `config:\n  # why\n  a:b: 'c' # so\n${line}`],
  ["the setting itself", "config:\n  iis-identity:metabase: {}\n  a:b: 1\n", `config:\n${line}  a:b: 1\n`],
  [
    "the setting itself with comments",
    "config:\n    iis-identity:metabase: # why\n      path: b # so\n      # more\n    a:b: 1\n",
    `config:\n  ${line.trimEnd()} # so\n      # more\n    a:b: 1\n`,
  ],
  ["both spellings", `config:\n${line}  iis-identity:config:metabase: 1\n`, `config:\n${line}`],
  ["its older spelling", "config:\n  iis-identity:config:metabase: 1\n", `config:\n${line}`],
  ["a mapping on one line", 'config: {"a:b": "c"}\n', `config:\n  "a:b": "c"\n${line}`],
  ["CRLF", "config:\r\n  a:b: c\r\n", `config:\n  a:b: c\n${line}`.replaceAll("\n", "\r\n")],
  ["a byte order mark", "\ufeffconfig:\n", `\ufeffconfig:\n${line}`],
])("%s: the setting is put in, and the rest stays", (_, before, after) => {
  expect(put(before)).toBe(after);
  expect(put(after)).toBe(after);
});

test.each(["config: [", "config:\n  a: 1\n  a: 2\n", "config: text\n", "- a\n", "config:\n\ta: 1\n"])(
  "%j is refused as it is",
  (text) => {
    let error: unknown;
    try {
      put(text);
    } catch (thrown) {
      error = thrown;
    }
    expect(isIdentityError(error) && error.code).toBe("E_INPUT");
  },
);

const texts = [
  ...[
    "plain",
    "W3SVC/1/ROOT",
    "it's",
    "a: b",
    "# x",
    " blanks ",
    "",
    "-",
    "~",
    "&a",
    "*a",
    "!t",
    "%d",
    "@x",
    "`",
  ],
  ...[
    "yes",
    "No",
    "on",
    "OFF",
    "y",
    "n",
    "true",
    "null",
    "Null",
    "NaN",
    ".inf",
    "2020-01-01",
    "1:30",
    "0x1f",
    "0b1",
  ],
  ...["1_000", "1e3", "08", "+1", "<<", "=", "{a}", "[a]", "a,b", 'a"b', "WEBFARM\\svc", "\\n", "---", "..."],
  ...[
    "\t",
    "\n",
    "a\r\nb",
    "\u0000",
    "\u007f",
    "\u0085",
    "\u00a0",
    "\u00ad",
    "\u2028",
    "\u2029",
    "\ufeff",
    "\ufffe",
  ],
  ...["日本語", "😀", "\u{e0001}", "e\u0301", "x".repeat(500)],
];

test("every text is read back as it is, by readers of both versions of YAML, and is on one line", () => {
  const items = texts.map((text, index) => ({ fields: { at: String(index), text, flag: true } }));
  const written = withSettings("", { "iis-identity:identities": { items, comments: [] } }, undefined, "");
  const expected = { config: { "iis-identity:identities": items.map(({ fields }) => fields) } };
  expect(parse(written)).toEqual(expected);
  expect(parse(written, { version: "1.1" })).toEqual(expected);
  expect(safeLoad(written)).toEqual(expected);
  expect(written.split("\n")).toHaveLength(texts.length + 3);
  // What Pulumi's reader refuses.
  expect(written.replaceAll("\n", "")).not.toMatch(/\p{Cc}|[\ufffe\uffff]|\\u[dD][89a-fA-F]/u);
});

test("a comment stays a comment, whatever it holds", () => {
  const items = [{ fields: { a: "b" }, comment: "one\u2028two\nthree" }];
  const list = { items, comments: ["four\r\nfive", "six"] };
  expect(withSettings("", { x: list }, "docs/s.json", "")).toBe(
    [
      "# yaml-language-server: $schema=docs/s.json",
      "config:",
      "  x:",
      "    # one\\u2028two\\u000athree",
      "    - { a: b }",
      "    # four\\u000d\\u000afive",
      "    # six",
      "",
    ].join("\n"),
  );
  expect(
    withSettings("# yaml-language-server: $schema=mine\n", { x: list }, "docs/s.json", ""),
  ).not.toContain("docs/s.json");
  const nothing = { x: { items: [], comments: ["left out"] } };
  expect(safeLoad(withSettings("", nothing, undefined, ""))).toEqual({ config: { x: [] } });
});

describe("in a folder", () => {
  let folder: string;
  let said: string[] = [];
  const change = (path: string): ReturnType<typeof changeStackFile> =>
    changeStackFile(path, setting, undefined, (sentence) => said.push(sentence));
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "iis-identity-stack-file-"));
    said = [];
  });
  afterEach(() => rm(folder, { recursive: true }));

  test("the file is made where there is none, replaced in one step, and can be put back", async () => {
    const path = join(folder, "Pulumi.x.yaml");
    const undo = await change(path);
    expect(await readFile(path, "utf8")).toBe(`config:\n${line}`);
    await undo();
    expect(await readFile(path, "utf8")).toBe("");
    await writeFile(path, "config: [");
    await expect(change(path)).rejects.toMatchObject({ code: "E_INPUT" });
    expect(await readFile(path, "utf8")).toBe("config: [");
    const latin1 = Buffer.from("config:\n  a:b: \xe9\n", "latin1");
    await writeFile(path, latin1);
    await expect(change(path)).rejects.toMatchObject({ code: "E_INPUT" });
    expect(await readFile(path)).toEqual(latin1);
    expect(await readdir(folder)).toEqual(["Pulumi.x.yaml"]);
    await expect(change(join(folder, "no", "P.yaml"))).rejects.toMatchObject({
      code: "E_FILE_NOT_FOUND",
    });
  });

  test("a lock that can't be removed is reported", async () => {
    const path = join(folder, "Pulumi.x.yaml");
    const real = realFileSystem.unlink.bind(realFileSystem);
    jest
      .spyOn(realFileSystem, "unlink")
      .mockImplementation((name) =>
        name === `${path}.lock` ? Promise.reject(systemError("EIO")) : real(name),
      );
    await change(path);
    jest.restoreAllMocks();
    expect(await readFile(path, "utf8")).toBe(`config:\n${line}`);
    expect(said).toEqual([expect.stringContaining(`${path}.lock`)]);
  });

  test("what somebody else wrote meanwhile is not undone", async () => {
    const path = join(folder, "Pulumi.x.yaml");
    const undo = await change(path);
    const theirs = `${await readFile(path, "utf8")}  other:secret:\n    secure: v1:abc\n`;
    await writeFile(path, theirs);
    await expect(undo()).rejects.toMatchObject({ code: "E_CHANGED_MEANWHILE" });
    expect(await readFile(path, "utf8")).toBe(theirs);
  });

  test.each([
    "a:b: !secret S3cret\n",
    "? [S3cret, x]\n: y\n",
    "a:b: &S3cret c\nd: *S3cret\n? { S3cret: x }\n: y\n",
  ])("nothing of %j, of which a reader of YAML may warn, is printed by it", async (text) => {
    const printed = [jest.spyOn(process, "emitWarning"), jest.spyOn(console, "warn")];
    for (const each of printed) each.mockImplementation(() => undefined);
    await writeFile(join(folder, "Pulumi.yaml"), `name: p\n${text}`);
    stackFilePath(readProject(join(folder, "Pulumi.yaml")), "web01");
    put(`config:\n${text.replace(/^/gm, "  ")}`);
    const calls = printed.flatMap(({ mock }) => mock.calls);
    for (const each of printed) each.mockRestore();
    expect(calls).toEqual([]);
  });

  test.each([
    ["Pulumi.yaml", "name: p\n", "web01", "Pulumi.web01.yaml"],
    ["Pulumi.yaml", "name: p\n", "organization/p/web01", "Pulumi.web01.yaml"],
    ["Pulumi.yaml", "name: p\nstackConfigDir: stacks\n", "web01", "stacks/Pulumi.web01.yaml"],
    ["Pulumi.yaml", "name: p\nconfig: stacks\n", "web01", "stacks/Pulumi.web01.yaml"],
    ["Pulumi.yaml", "name: p\nconfig:\n  a: 1\n", "web01", "Pulumi.web01.yaml"],
    ["Pulumi.yml", "name: p\n", "web01", "Pulumi.web01.yml"],
    ["Pulumi.json", '\ufeff{\n\t"name": "p", "config": "s" }', "web01", "s/Pulumi.web01.json"],
  ])("a project in %s that says %j keeps the stack %s in %s", async (name, text, stack, file) => {
    await writeFile(join(folder, name), text);
    await mkdir(join(folder, "deeper"));
    const found = findProjectFile(join(folder, "deeper"));
    expect(found).toBe(join(folder, name));
    expect(stackFilePath(readProject(join(folder, name)), stack)).toBe(join(folder, file));
  });

  test.each(["name: [", "", "name: [a]\n", "name: p\nconfig: a\nstackConfigDir: b\n"])(
    "a project that says %j has no stack's file that could be found",
    async (text) => {
      const file = join(folder, "Pulumi.yaml");
      await writeFile(file, text);
      expect(() => readProject(file)).toThrow(expect.objectContaining({ code: "E_STACK" }));
    },
  );

  test("a stack's file in JSON is not written into", async () => {
    const path = join(folder, "Pulumi.x.json");
    await expect(change(path)).rejects.toMatchObject({ code: "E_INPUT" });
    expect(await readdir(folder)).toEqual([]);
  });
});
