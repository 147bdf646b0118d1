import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { freshFolder } from "../support/io-folder";
import {
  answerOnWindows,
  nodeForWindows,
  onDriveZ,
  runOnWindows,
  startWindows,
  stopWindows,
} from "../support/windows-node";

beforeAll(startWindows);
afterAll(stopWindows);

const root = resolve(__dirname, "../..");
const ask = (name: string, folder: string, ...rest: string[]): Promise<unknown> =>
  answerOnWindows("windows-setup.mjs", [name, onDriveZ(folder), ...rest], folder);

test("a program on Path is found by its name alone as .exe, and a script by its whole name", async () => {
  const folder = freshFolder();
  writeFileSync(join(folder, "pulumi.exe"), "");
  writeFileSync(join(folder, "launcher.cmd"), "");
  writeFileSync(join(folder, "bare"), "");
  mkdirSync(join(folder, "folder.exe"));
  expect(await ask("find on Path", folder, "pulumi", "launcher.cmd", "bare", "folder", "none")).toEqual([
    onDriveZ(join(folder, "pulumi.exe")),
    onDriveZ(join(folder, "launcher.cmd")),
    null,
    null,
    null,
  ]);
});

/** Node for Windows in Pulumi's place: asked for `version`, it runs the script of that name in the current folder. */
function standInForPulumi(folder: string, bin: string): string {
  mkdirSync(bin, { recursive: true });
  symlinkSync(nodeForWindows, join(bin, "pulumi.exe"));
  writeFileSync(join(bin, "pulumi-resource-pulumi-nodejs.cmd"), "");
  writeFileSync(join(folder, "version.js"), 'console.log("v3.245.0")');
  return onDriveZ(join(bin, "pulumi.exe"));
}

test("a pulumi.exe in Pulumi's versions folder is run, judged and taken", async () => {
  const folder = freshFolder();
  mkdirSync(join(folder, "versions", "3.250.0"), { recursive: true });
  const command = standInForPulumi(folder, join(folder, "versions", "3.245.0", "bin"));
  expect(await ask("engine in the versions folder", folder)).toEqual({
    command,
    root: onDriveZ(join(folder, "versions", "3.245.0")),
    version: "3.245.0",
    source: "versions",
    said: [],
  });
});

test("a pulumi.exe on PATH is run, judged and taken", async () => {
  const folder = freshFolder();
  const command = standInForPulumi(folder, join(folder, "bin"));
  expect(await ask("engine on PATH", folder)).toMatchObject({ command, source: "path", version: "3.245.0" });
});

test("without any pulumi.exe there is one error, and nothing is left half installed", async () => {
  const folder = freshFolder();
  const ended = await runOnWindows("windows-setup.mjs", ["engine on PATH", onDriveZ(folder)], folder);
  expect(ended.code).toBe(1);
  expect(ended.out).toBe("");
  expect(ended.err).toContain("SetupError");
  expect(readdirSync(join(folder, "none", "versions"))).toEqual([]);
});

test("packages are installed by npm's own script, without a shell, in a folder with blanks", async () => {
  const folder = join(freshFolder(), "my server & more");
  const npm = join(folder, "npm of mine");
  mkdirSync(npm, { recursive: true });
  const lock = JSON.stringify({ packages: { "": {}, "node_modules/some": { version: "1.0.0" } } });
  writeFileSync(join(folder, "package-lock.json"), lock);
  writeFileSync(
    join(npm, "npm-cli.js"),
    `const fs = require("node:fs");
    fs.writeFileSync("called.json", JSON.stringify([process.argv.slice(2), process.cwd()]));
    fs.mkdirSync("node_modules/some", { recursive: true });
    fs.writeFileSync("node_modules/.package-lock.json", ${JSON.stringify(lock)});`,
  );
  expect(await ask("install packages", folder)).toEqual({ missingBefore: true, missingAfter: false });
  expect(JSON.parse(readFileSync(join(folder, "called.json"), "utf8"))).toEqual([
    ["ci", "--no-audit", "--no-fund"],
    onDriveZ(folder),
  ]);
});

test("a program's lines, its failure and its absence are answers", async () => {
  expect(await ask("run", freshFolder())).toEqual({
    lines: ["Grün", 'a b"c'].sort(),
    oks: [true, false, false],
  });
});

test("what was installed is moved beside a version that is there, which stays untouched", async () => {
  const folder = freshFolder();
  for (const name of ["made", "3.245.0"]) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, "pulumi.exe"), name);
  }
  await ask("move into place", folder);
  expect(readdirSync(folder).sort()).toEqual(["3.245.0", "3.245.0-2"]);
  expect(readFileSync(join(folder, "3.245.0", "pulumi.exe"), "utf8")).toBe("3.245.0");
  expect(readFileSync(join(folder, "3.245.0-2", "pulumi.exe"), "utf8")).toBe("made");
});

test("the package, what Pulumi's dynamic host loads of it, and the ready-made program load", async () => {
  const files = ["provider/dist/index.js", "provider/dist/resources/host/host.js", "dist/index.js"];
  expect(await ask("load", root, ...files.map((file) => onDriveZ(join(root, file))))).toBe(files.length);
});
