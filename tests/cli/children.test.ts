import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { MetabaseFolder, metabaseText } from "../support/metabase-folder";
import { repository } from "../support/markdown";

/* Each command as people start it: a process of its own, from the compiled package. */

const program = join(repository, "provider", "bin", "iis-identity.js");
const run = promisify(execFile);

let folder: MetabaseFolder;
let preload: string;

beforeAll(async () => {
  folder = await MetabaseFolder.create(
    metabaseText([
      {
        location: "/LM/W3SVC",
        type: "IIsWebService",
        attributes: { AnonymousUserName: "IUSR_WEB", AnonymousUserPass: "p" },
      },
    ]),
  );
  // Tells, at the end of a process, which packages it loaded, and how many files.
  preload = join(folder.path, "..", "loaded.cjs");
  writeFileSync(
    preload,
    `process.on("exit", () => {
      const names = Object.keys(require.cache).map((path) => /node_modules[\\\\/]((?:@[^\\\\/]+[\\\\/])?[^\\\\/]+)/.exec(path)?.[1]);
      process.stderr.write("loaded " + [...new Set(names)].filter(Boolean).join(" ") + "\\n");
      process.stderr.write("files " + names.length + "\\n");
    });`,
  );
});

afterAll(async () => {
  await folder.remove();
});

/** Stands for the path of the metabase, which is not known yet. */
const folderPath = "MetaBase.xml";

/** Every command in a form that needs no stack, with the exit code that it ends with. */
const commands: readonly (readonly [args: readonly string[], code: number])[] = [
  [["find", "--json"], 0],
  [["sync", "Anonymous", "IUSR_WEB", "--password-stdin"], 3],
  [["backups", "list"], 0],
  [["explain", "W3SVC"], 0],
  [["lint"], 0],
];

/** Those that need a stack or a running IIS. */
const needMore = ["discover", "doctor"];

const runs: typeof commands = [
  ...commands.map(([args, code]) => [[...args, "--path", folderPath], code] as const),
  ...needMore.map((name) => [[name, "--help"], 0] as const),
];

test.each(runs)("%j runs as a process of its own and loads no Pulumi SDK", async (args, code) => {
  const named = args.map((arg) => (arg === folderPath ? folder.path : arg));
  const running = run(process.execPath, ["--require", preload, program, ...named]);
  running.child.stdin?.end("new");
  const child = await running.then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: unknown) => error as { code: number; stdout: string; stderr: string },
  );
  expect(child.code).toBe(code);
  expect(child.stdout).not.toBe("");
  const loaded = /^loaded (.*)$/m.exec(child.stderr)?.[1]?.split(" ") ?? [];
  expect(loaded).toContain("commander");
  expect(loaded.filter((name) => name.startsWith("@pulumi"))).toEqual([]);
  expect(readdirSync(join(folder.path, "..")).sort()).toEqual(["MetaBase.xml", "loaded.cjs"]);
});

/* Each file that is loaded is time that people wait for, before anything is read. */
test.each([
  [["find", "--path", folderPath], [], 200],
  [["lint", "--path", folderPath], [], 240],
  [["sync", "Anonymous", "IUSR_WEB", "--password-stdin", "--path", folderPath], ["read", "mute-stream"], 200],
  [["discover", "--help"], [], 160],
  [["--help"], ["read", "mute-stream"], 270],
  [["--version"], [], 50],
  [["-V"], [], 50],
] as const)("%j loads only what it needs", async (args, packages, files) => {
  const named = args.map((arg) => (arg === folderPath ? folder.path : arg));
  const running = run(process.execPath, ["--require", preload, program, ...named]);
  running.child.stdin?.end("p");
  const { stderr } = await running;
  expect(/^loaded (.*)$/m.exec(stderr)?.[1]?.split(" ").sort()).toEqual(["commander", ...packages].sort());
  expect(Number(/^files (.*)$/m.exec(stderr)?.[1])).toBeLessThan(files);
});

test.each([
  ["find", ["find"], 0],
  ["sync --apply", ["sync", "Anonymous", "IUSR_WEB", "--password-stdin", "--apply"], 0],
  ["help", ["--help"], 0],
] as const)("%s goes on to its end where nobody reads what it says any more", async (_, args, code) => {
  const own = await MetabaseFolder.create(await folder.text());
  const where = args[0] === "--help" ? [] : ["--path", own.path];
  const child = spawn(process.execPath, [program, ...args, ...where], { stdio: ["pipe", "pipe", "pipe"] });
  child.stdout.destroy();
  child.stderr.destroy();
  child.stdin.end("another");
  const [ended] = (await once(child, "exit")) as [number];
  expect(ended).toBe(code);
  if (args[0] === "sync") expect(await own.text()).toContain('AnonymousUserPass="another"');
  await own.remove();
});

test("an answer that can't be written is an error", async () => {
  const full = openSync("/dev/full", "w");
  const child = spawn(process.execPath, [program, "find", "--path", folder.path], {
    stdio: ["ignore", full, "pipe"],
  });
  let said = "";
  child.stderr?.setEncoding("utf8").on("data", (text) => (said += String(text)));
  const [ended] = (await once(child, "close")) as [number];
  closeSync(full);
  expect([ended, said]).toEqual([1, "error: the answer could not be written (ENOSPC)\n"]);
});

test("nothing that a package prints is shown, on no way", async () => {
  const env = { ...process.env, PRINTING_LIBRARY: "commander Command parseAsync" };
  const printing = join(repository, "tests", "support", "printing-library.cjs");
  const args = ["--require", printing, program, "find", "anonymous", "--path", folder.path];
  const { stdout, stderr } = await run(process.execPath, args, { env });
  expect(stdout).toBe("Property AnonymousUserName found at:\r\n  W3SVC\r\n");
  expect(stderr).toBe("");
});

test("an error that nobody awaits shows its places in code and nothing of its text", async () => {
  const rejecting = join(folder.path, "..", "rejecting.cjs");
  writeFileSync(rejecting, `setImmediate(() => Promise.reject(new Error("S3cret of a library")));`);
  const running = run(process.execPath, ["--require", rejecting, program, "find", "--path", folder.path]);
  const child = await running.catch((error: unknown) => error);
  rmSync(rejecting);
  const { code, stderr } = child as { code: number; stderr: string };
  expect(code).toBe(1);
  expect(stderr).toContain("E_UNEXPECTED");
  expect(stderr).toContain("rejecting.cjs");
  expect(stderr).not.toContain("S3cret");
});

test("every command is in the table above", async () => {
  const { stdout } = await run(process.execPath, [program, "--help"]);
  const listed = [...stdout.matchAll(/^ {2}([a-z]+) (?:\[|<|\{|[A-Z ])/gm)].map(([, name]) => name);
  const covered = [...runs.map(([[name]]) => name), "help"];
  expect(listed.filter((name) => !covered.includes(name))).toEqual([]);
  expect(listed).toContain("find");
});
