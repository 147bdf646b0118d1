import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { IdentityError } from "../../provider/src/domain";
import type { AgentProcess, Ended } from "../../provider/src/transports";
import { startProcess } from "../../provider/src/transports/start-process";
import { compileLayers } from "../support/compiled-io";
import { isRunning, until } from "../support/machine";
import { writeProgram } from "../support/program";

const why = new IdentityError({ code: "E_TIMEOUT", message: "It took too long.", hint: "Wait." });
const other = new IdentityError({ code: "E_PROTOCOL", message: "Not an answer.", hint: "Look." });

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "iis-identity-process-"));
  file = join(folder, "a program");
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const ids = (): string => join(folder, "ids");
/** In a program: tells its process id. */
const tell = (): string =>
  `require("node:fs").appendFileSync(${JSON.stringify(ids())}, process.pid + "\\n");`;
/** In a program: starts one more, that does not end when asked to, and holds the first one's output open. */
const grandchild = (body: string): string =>
  `require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(`${tell()} ${body}`)}],
     { stdio: ["ignore", "inherit", "ignore"] });`;
const stubborn = `process.on("SIGTERM", () => undefined); setInterval(() => undefined, 1000);`;

const started = async (count: number): Promise<readonly number[]> => {
  await until(() => existsSync(ids()) && readFileSync(ids(), "utf8").split("\n").length > count);
  return readFileSync(ids(), "utf8").trim().split("\n").map(Number);
};

async function start(body: string, args: readonly string[] = []): Promise<AgentProcess> {
  writeProgram(file, body);
  return await startProcess({ file, args, hint: "Install it." });
}

async function outcome(run: AgentProcess): Promise<{ output: string; ended: Ended }> {
  let output = "";
  run.onOutput((piece) => (output += piece));
  return { ended: await run.ended, output };
}

test("arguments come as they are, no shell reads them", async () => {
  const args = ["a b", '"', "'", "$HOME", "%PATH%", "`id`", "\\", "", "é€", "*", "; exit 3", "line\nbreak"];
  const run = await start(`process.stdout.write(JSON.stringify(process.argv.slice(2)));`, args);
  const { output, ended } = await outcome(run);
  expect(JSON.parse(Buffer.from(output, "latin1").toString("utf8"))).toEqual(args);
  expect(ended).toEqual({ code: 0, error: undefined });
});

test("all of a long text arrives on standard input, which is then closed", async () => {
  const run = await start(
    `let read = 0;
    process.stdin.on("data", (piece) => (read += piece.length)).on("end", () => console.log(read));`,
  );
  run.send("x".repeat(3_000_000));
  expect((await outcome(run)).output).toBe("3000000\n");
});

test("every byte of standard output is handed on in order, standard error is not", async () => {
  const run = await start(
    `console.error("x".repeat(1_000_000));
    process.stdout.write(Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)));`,
  );
  const { output } = await outcome(run);
  expect(Array.from(output, (character) => character.charCodeAt(0))).toEqual(
    Array.from({ length: 256 }, (_, byte) => byte),
  );
});

test.each([
  ["an exit code of its own", "process.exit(7);", { code: 7, error: undefined }],
  ["a signal that is not ours", `process.kill(process.pid, "SIGKILL");`, { code: null, error: undefined }],
] as const)("%s is told, and is no error", async (_, body, ended) => {
  expect((await outcome(await start(body))).ended).toEqual(ended);
});

test("what is sent to a program that reads nothing and is gone does no harm", async () => {
  const run = await start("process.stdin.destroy(); process.exit(0);");
  run.send("x".repeat(3_000_000));
  expect((await outcome(run)).ended.code).toBe(0);
  expect(() => {
    run.send("more");
    run.kill(why);
  }).not.toThrow();
  expect((await run.ended).error).toBeUndefined();
});

test.each([
  ["is not there", () => undefined],
  [
    "may not be executed",
    () => {
      writeFileSync(file, "no program", { mode: 0o644 });
    },
  ],
  ["is a folder", () => (file = folder)],
])("a program that %s is a coded error with the hint that was given", async (_, prepare) => {
  prepare();
  await expect(startProcess({ file, args: [], hint: "Install it." })).rejects.toMatchObject({
    code: "E_SCRIPT_HOST",
    hint: "Install it.",
  });
});

describe("kill", () => {
  test.each([
    ["that hangs", stubborn.replace("SIGTERM", "SIGUSR2")],
    ["that does not end when asked to", stubborn],
    ["that ends with success when asked to", `process.on("SIGTERM", () => process.exit(0)); ${stubborn}`],
    ["that floods", `setInterval(() => process.stdout.write("x".repeat(10_000)), 1);`],
  ])("ends a program %s", async (_, body) => {
    const run = await start(`${tell()} ${body}`);
    const [pid] = await started(1);
    run.kill(why);
    run.kill(other);
    expect(await run.ended).toEqual({ code: null, error: why });
    expect(isRunning(pid!)).toBe(false);
  });

  test("ends what the program started, too, however stubborn", async () => {
    const run = await start(`${tell()} ${grandchild(stubborn)} setInterval(() => undefined, 1000);`);
    const pids = await started(2);
    run.kill(why);
    expect(await run.ended).toEqual({ code: null, error: why });
    await until(() => !pids.some(isRunning));
  });

  test("ends what the program left behind when it ended", async () => {
    const run = await start(`${tell()} ${grandchild(stubborn)} setTimeout(() => process.exit(0), 50);`);
    const pids = await started(2);
    await until(() => !isRunning(pids[0]!));
    run.kill(why);
    expect(await run.ended).toEqual({ code: null, error: why });
    await until(() => !pids.some(isRunning));
  });

  test("hands on nothing more", async () => {
    const run = await start(`setInterval(() => process.stdout.write("x".repeat(10_000)), 1);`);
    const after = await new Promise<number>((resolve) => {
      let killed = false;
      let pieces = 0;
      run.onOutput(() => {
        if (killed) pieces += 1;
        killed = true;
        run.kill(why);
      });
      void run.ended.then(() => {
        resolve(pieces);
      });
    });
    expect(after).toBe(0);
  });
});

describe("when this process ends", () => {
  const child = resolve(__dirname, "../support/start-child.cjs");
  const compiled = mkdtempSync(join(tmpdir(), "iis-identity-transports-"));
  const parents: ChildProcess[] = [];
  beforeAll(() => {
    compileLayers(compiled, ["domain", "io", "transports"]);
  });
  afterAll(() => {
    rmSync(compiled, { recursive: true });
  });
  afterEach(() => {
    for (const parent of parents) parent.kill("SIGKILL");
  });

  /** A process of ours that starts the program, and more as `then` says. */
  function parent(then: string): ChildProcess {
    const made = spawn(process.execPath, [child, join(compiled, "transports"), file, then], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    parents.push(made);
    return made;
  }

  test.each([
    ["SIGINT", "waits", [null, "SIGINT"]],
    ["SIGTERM", "waits", [null, "SIGTERM"]],
    ["SIGHUP", "waits", [null, "SIGHUP"]],
    ["SIGINT", "listens", [5, null]],
    ["SIGINT", "counts", [null, "SIGINT"]],
  ] as const)(
    "by %s where it %s, all children end and the signal is not held up",
    async (signal, then, end) => {
      writeProgram(file, `${tell()} ${grandchild(stubborn)} ${stubborn}`);
      const made = parent(then);
      const pids = await started(2);
      made.kill(signal);
      expect(await once(made, "exit")).toEqual(end);
      await until(() => !pids.some(isRunning));
    },
  );

  test.each([
    ["leaves", 3],
    ["throws", 1],
  ])("where it %s, all children end", async (then, code) => {
    writeProgram(file, `${tell()} ${grandchild(stubborn)} ${stubborn} console.log("here");`);
    const made = parent(then);
    expect(await once(made, "exit")).toEqual([code, null]);
    const pids = await started(1);
    await until(() => !pids.some(isRunning));
  });

  test("a process whose children have ended listens to no signal any more", async () => {
    writeProgram(file, "");
    const made = parent("reports");
    const [listeners] = (await once(made.stdout!, "data")) as [Buffer];
    expect(JSON.parse(String(listeners))).toEqual([0, 0, 0, 0]);
  });
});
