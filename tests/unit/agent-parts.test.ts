import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { agentFile } from "../../provider/src/agent/agent-file";
import { callScript } from "../support/call-script";

/*
 * The agent is written in parts, which share one scope, and shipped as one file. Those in a folder are of one way to a
 * configuration of IIS; the others serve any, but for the two that bring all of it together.
 */

const { path } = agentFile();
const folder = dirname(path);
const names = readdirSync(join(folder, "src"), { recursive: true, encoding: "utf8" })
  .map((name) => name.replaceAll("\\", "/"))
  .filter((name) => name.endsWith(".js"))
  .sort();
const together = ["examine.js", "main.js"];

const textOf = (name: string): string => readFileSync(join(folder, "src", name), "latin1");
const joined = (of: string): unknown => callScript("../provider/agent/join.mjs", "joinAgent", [of]);

test("the shipped agent is what its parts make (npm run agent joins them)", () => {
  expect(joined(folder)).toBe(readFileSync(path, "latin1"));
});

describe("with a line planted in each part", () => {
  const copy = mkdtempSync(join(tmpdir(), "agent-parts-"));
  const planted = (name: string): string => `// of ${name}`;
  let script: unknown;

  beforeAll(() => {
    cpSync(join(folder, "src"), join(copy, "src"), { recursive: true });
    for (const name of names) writeFileSync(join(copy, "src", name), `${textOf(name)}${planted(name)}\n`);
    script = joined(copy);
  });
  afterAll(() => {
    rmSync(copy, { recursive: true });
  });

  test.each(names)("what is written in %s is shipped, once", (name) => {
    expect(String(script).split(planted(name))).toHaveLength(2);
  });
});

test.each(names)("%s is short enough to be read at once", (name) => {
  expect(textOf(name).split("\n").length).toBeLessThan(230);
});

const declared = (name: string): readonly string[] =>
  [...textOf(name).matchAll(/^(?:function|var) (\w+)/gm)].map(([, found = ""]) => found);
const roomOf = (name: string): string => name.split("/").slice(0, -1).join("/");

test.each(names.filter((name) => !together.includes(name)))("%s knows nothing of another way's", (name) => {
  const elsewhere = names.filter((other) => roomOf(other) !== "" && roomOf(other) !== roomOf(name));
  const foreign = new Set(elsewhere.flatMap(declared));
  const code = textOf(name)
    .replace(/\/\/.*$/gm, "")
    .replace(/"(?:[^"\\]|\\.)*"/g, "")
    .replace(/\.\w+/g, "");
  expect(code.match(/\w+/g)?.filter((word) => foreign.has(word)) ?? []).toEqual([]);
});

test("no two parts declare the same name", () => {
  const all = names.flatMap(declared);
  expect(all.filter((name, index) => all.indexOf(name) !== index)).toEqual([]);
});
