import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { canary, encoders, leaks, leaksIn } from "../support/canary";
import { Observer } from "../support/observer";
import { until } from "../support/machine";

/*
 * A net that catches nothing proves nothing: what the other tests of this folder search with is held here against
 * planted leaks.
 */

const planted = canary("planted");
const other = canary("other");
const family = [other, planted];

describe("a canary is found in any disguise", () => {
  const rows = Object.entries(encoders);

  test.each(rows)("%s", (_name, encode) => {
    const encoded = encode(planted.text);
    const surrounded = Buffer.concat([Buffer.from("before ü "), Buffer.from(encoded), Buffer.from(" after")]);
    expect(leaksIn(surrounded, family)).toEqual(["planted"]);
    expect(leaksIn(gzipSync(surrounded), family)).toEqual(["planted"]);
    if (typeof encoded === "string")
      expect(leaksIn(`before ü ${encoded} after`, family)).toEqual(["planted"]);
  });

  test("where it stands in a file's name, too", () => {
    const name = `/tmp/${planted.marks[1]}.bak`;
    expect(leaks([{ channel: "file name", name, content: "" }], family)).toEqual([
      `file name, ${name}: planted`,
    ]);
  });

  test("and what holds none is left alone", () => {
    expect(leaksIn(rows.map(([name]) => name).join(" "), family)).toEqual([]);
    expect(leaksIn(Buffer.from(canary("unplanted").text), family)).toEqual([]);
  });
});

describe("what runs and what lies in folders is seen", () => {
  let folder: string;
  let observer: Observer;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "iis-identity-detector-"));
    observer = new Observer({ folders: [join(folder, "all")], nameFolders: [folder] });
  });

  afterEach(() => {
    observer.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const found = (): readonly string[] =>
    leaks(observer.evidence, family).map((leak) => leak.slice(0, leak.indexOf(",")));

  test.each([
    ["command line", [planted.text], {}],
    ["environment", [], { SECRET: planted.text }],
  ])("the %s of a process and of its child", async (channel, args, env) => {
    const idle = "process.stdin.resume().on('end', () => process.exit())";
    const parent = `require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(idle)}, ...process.argv.slice(1)], { stdio: "inherit", env: process.env })`;
    for (const script of [idle, parent]) {
      // The parent itself shows nothing where only its child is given the secret, so both are counted.
      const before = found().length;
      const child = spawn(process.execPath, ["-e", script, "--", ...args], {
        env: { ...process.env, ...env },
        stdio: ["pipe", "ignore", "ignore"],
      });
      const ended = new Promise((resolve) => child.once("close", resolve));
      await until(() => found().length >= before + (script === parent ? 2 : 1));
      child.stdin.end();
      await ended;
      expect(new Set(found())).toEqual(new Set([channel]));
    }
  });

  test("a file that is there for a moment, by its name, and a lock by its content", async () => {
    writeFileSync(join(folder, `.${planted.marks[0]}`), "");
    rmSync(join(folder, `.${planted.marks[0]}`));
    await until(() => found().includes("file name"));
    writeFileSync(join(folder, "MetaBase.xml.lock"), planted.text);
    await until(() => found().includes("lock"));
  });

  test("a file's content, however deep, and its name alone where the content may be secret", () => {
    writeFileSync(join(folder, "MetaBase.xml"), planted.text);
    observer.look();
    expect(found()).toEqual([]);
    const deep = mkdtempSync(join(folder, "all"));
    const watched = new Observer({ folders: [deep], nameFolders: [] });
    writeFileSync(join(deep, "state.json"), JSON.stringify({ password: planted.text }));
    watched.stop();
    expect(leaks(watched.evidence, family)).toEqual([`file, ${join(deep, "state.json")}: planted`]);
  });

  test("the rights under which a file was seen, all of them together", () => {
    writeFileSync(join(folder, "a"), "", { mode: 0o600 });
    observer.look();
    expect(observer.modes.get("a")).toBe(0o600);
  });
});
