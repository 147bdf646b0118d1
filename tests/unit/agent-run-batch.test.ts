import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { agentFile } from "../../provider/src/agent/agent-file";
import type { AgentRequest } from "../../provider/src/agent/agent-messages";
import { hresultError } from "../../provider/src/stores/adsi/hresult";
import { parseLocation } from "../../provider/src/domain";
import { runBatch } from "../../provider/src/agent/run-batch";
import { openTransport } from "../../provider/src/transports";
import { applyOf, ask, fingerprintKey } from "../support/agent-batch";
import { writeProgram } from "../support/program";

/*
 * Each launcher is a real program that stands in for cscript and answers as no agent of ours would.
 */

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "iis-identity-run batch-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const shipped = readFileSync(agentFile().path);
const greeting = `hello 1 ${String(shipped.length)} ${crc32(shipped).toString(16).padStart(8, "0")}`;
const canary = "Canary-77d1";
const requests: readonly AgentRequest[] = [
  applyOf("W3SVC/1", "unc", ["a", "old"], ["a", canary]),
  applyOf("W3SVC/2", "unc", ["a", "old"], ["a", canary]),
  { type: "save" },
];
const answers = [
  "answer 0 apply 00000000 written",
  "answer 1 apply 00000000 written",
  "answer 2 save 00000000",
];
const good = ["server =WEB01 6", ...answers, "done 3"];

/**
 * A program that says its greeting, reads its input to the end, notes it, and then does what the case plants. It has
 * `say(text)`, `lines(first, payloads)` for frames from a number on, and `input`.
 */
function launcher(body: string, first = greeting): string {
  return writeProgram(
    join(folder, "cscript.exe"),
    `const { crc32 } = require("node:zlib");
const { writeFileSync } = require("node:fs");
const say = (text) => process.stdout.write(text);
const frame = (number, payload) =>
  "~" + number + " " + payload.length + " " + crc32(number + " " + payload).toString(16).padStart(8, "0") + " " + payload + "\\r\\n";
const lines = (first, payloads) => payloads.map((payload, index) => frame(first + index, payload)).join("");
let good = ${JSON.stringify(good)};
let input = "";
process.stdin.setEncoding("latin1");
process.stdin.on("data", (text) => { input += text; writeFileSync(${JSON.stringify(join(folder, "input"))}, input); });
process.stdin.on("end", () => {
good = good.map((payload) => payload.replace(/^server /, "server " + input.split("\\r\\n")[0].split(" ").at(-1) + " "));
${body}
});
${first === "" ? "" : `say(frame(0, ${JSON.stringify(first)}));`}`,
  );
}

function input(): string {
  try {
    return readFileSync(join(folder, "input"), "latin1");
  } catch {
    return "";
  }
}

test("an agent that answers all is believed, and gets its batch only after it has greeted", async () => {
  const result = await ask(launcher("say(lines(1, good));"), requests);
  expect(result).toEqual({
    server: { machine: "WEB01", majorVersion: 6 },
    answers: [
      { type: "apply", hresult: 0, outcome: "written" },
      { type: "apply", hresult: 0, outcome: "written" },
      { type: "save", hresult: 0 },
    ],
    error: undefined,
    over: false,
  });
  expect(input()).toContain(canary);
});

test.each([
  ["ended by itself", "say(lines(1, good.slice(0, 3)));", true, true],
  ["was ended", "say(lines(1, good.slice(0, 3))); setInterval(() => {}, 1000);", true, false],
  ["ended by itself, and is a way to one", "say(lines(1, good.slice(0, 3)));", false, false],
])("a script host that %s is known to write nothing more: %#", async (_, body, isScriptHost, over) => {
  const transport = { ...openTransport({ type: "local", scriptHost: launcher(body) }), isScriptHost };
  const batch = { server: undefined, key: fingerprintKey, requests };
  const limits = { timeoutSeconds: 3, maxOutput: 100_000 };
  expect((await runBatch(transport, agentFile(), batch, limits)).over).toBe(over);
});

test("answers of an earlier batch are not taken for those of this one", async () => {
  const transcript = join(folder, "transcript");
  const keep = `require("node:fs").writeFileSync(${JSON.stringify(transcript)}, lines(1, good)); say(lines(1, good));`;
  const play = `say(require("node:fs").readFileSync(${JSON.stringify(transcript)}, "latin1"));`;
  expect((await ask(launcher(keep), requests)).answers).toHaveLength(3);
  const { answers: believed, error } = await ask(launcher(play), requests);
  expect([believed, error]).toEqual([[], expect.objectContaining({ code: "E_PROTOCOL" })]);
});

const nothing = "";
const hang = "setInterval(() => {}, 1000);";

describe("a script host that", () => {
  test.each<readonly [string, { readonly body: string; readonly code: string; readonly kept: number }]>([
    ["ends with exit code 0 behind its greeting", { body: nothing, code: "E_SCRIPT_HOST", kept: 0 }],
    [
      "dies after one answer",
      { body: "say(lines(1, good.slice(0, 2))); process.exitCode = 3;", code: "E_SCRIPT_HOST", kept: 1 },
    ],
    [
      "dies before its last frame",
      { body: "say(lines(1, good.slice(0, 4)));", code: "E_SCRIPT_HOST", kept: 3 },
    ],
    ["dies within a frame", { body: "say(lines(1, good).slice(0, -4));", code: "E_PROTOCOL", kept: 3 }],
    [
      "is killed",
      {
        body: "say(lines(1, good.slice(0, 3))); process.stdout.write('', () => process.kill(process.pid, 'SIGKILL'));",
        code: "E_SCRIPT_HOST",
        kept: 2,
      },
    ],
    ["hangs", { body: `say(lines(1, good.slice(0, 3))); ${hang}`, code: "E_TIMEOUT", kept: 2 }],
    [
      "hangs within a frame",
      { body: `say(lines(1, good).slice(0, -30)); ${hang}`, code: "E_TIMEOUT", kept: 2 },
    ],
    [
      "repeats an answer",
      { body: "say(lines(1, [good[0], good[1], good[1]]));", code: "E_PROTOCOL", kept: 1 },
    ],
    [
      "repeats a frame",
      { body: "say(lines(1, good.slice(0, 2))); say(lines(2, [good[1]]));", code: "E_PROTOCOL", kept: 1 },
    ],
    ["repeats its end", { body: "say(lines(1, [...good, good[4]]));", code: "E_PROTOCOL", kept: 3 }],
    [
      "answers in another order",
      { body: "say(lines(1, [good[0], good[2], good[1], good[3], good[4]]));", code: "E_PROTOCOL", kept: 0 },
    ],
    [
      "sends frames in another order",
      {
        body: "say(lines(1, [good[0]]) + lines(3, [good[2]]) + lines(2, [good[1]]));",
        code: "E_PROTOCOL",
        kept: 0,
      },
    ],
    [
      "leaves a frame out",
      { body: "say(lines(1, good.slice(0, 2)) + lines(4, good.slice(3)));", code: "E_PROTOCOL", kept: 1 },
    ],
    [
      "mixes in a banner",
      {
        body: "say(lines(1, good.slice(0, 2)) + 'Microsoft (R) Windows Script Host\\r\\n' + lines(3, good.slice(2)));",
        code: "E_PROTOCOL",
        kept: 1,
      },
    ],
    [
      "mixes in blank lines",
      { body: "say(lines(1, good).replaceAll('\\n', '\\n\\n'));", code: "E_PROTOCOL", kept: 0 },
    ],
    [
      "changes a word",
      { body: "say(lines(1, good).replace('written', 'unhappy'));", code: "E_PROTOCOL", kept: 0 },
    ],
    ["goes on behind its end", { body: "say(lines(1, good) + 'bye\\r\\n');", code: "E_PROTOCOL", kept: 3 }],
    ["says that the batch was broken", { body: "say(lines(1, ['fault']));", code: "E_PROTOCOL", kept: 0 }],
    [
      "says too much",
      { body: "say(lines(1, good.slice(0, 2)) + 'x'.repeat(200000));", code: "E_PROTOCOL", kept: 1 },
    ],
    [
      "floods without an end",
      {
        body: "const more = () => say('x'.repeat(65536), more); process.stdout.on('drain', more); more();",
        code: "E_PROTOCOL",
        kept: 0,
      },
    ],
  ])("%s", async (_, { body, code, kept }) => {
    const limits = { timeoutSeconds: code === "E_TIMEOUT" ? 3 : 30, maxOutput: 100_000 };
    const { answers: found, error, over } = await ask(launcher(body), requests, limits);
    expect(error).toMatchObject({ code });
    expect(found).toHaveLength(kept);
    // A program in the place of cscript may be a way to one that still runs.
    expect(over).toBe(false);
    expect(String(error?.stack)).not.toContain(canary);
    expect(String(error?.message)).not.toContain("Microsoft");
  });

  test.each<readonly [string, { readonly first: string; readonly code: string }]>([
    ["prints a banner first", { first: "", code: "E_PROTOCOL" }],
    ["runs another version", { first: greeting.replace("hello 1", "hello 2"), code: "E_PROTOCOL" }],
    ["runs a shorter agent", { first: greeting.replace(/ \d+ /, " 17 "), code: "E_PROTOCOL" }],
    [
      "runs a changed agent",
      { first: greeting.replace(/[0-9a-f]$/, (digit) => (digit === "0" ? "1" : "0")), code: "E_PROTOCOL" },
    ],
    ["greets with something else", { first: "server =WEB01 6", code: "E_PROTOCOL" }],
  ])("%s is never given the batch", async (_, { first, code }) => {
    const program = launcher(nothing, first);
    const banner =
      first === "" ? writeProgram(program, "console.log('Welcome'); setInterval(() => {}, 1000);") : program;
    const { answers: found, error } = await ask(banner, requests);
    expect(error).toMatchObject({ code });
    expect(found).toEqual([]);
    expect(input()).toBe("");
  });

  test.each([
    ["says nothing and ends with exit code 0", "process.exit(0);", "E_SCRIPT_HOST"],
    [
      "is disabled by policy, which it says in its own words",
      "console.log('Der Zugriff auf Windows Script Host wurde deaktiviert.'); process.exitCode = 1;",
      "E_SCRIPT_HOST",
    ],
    ["prints something else and ends well", "console.log('Welcome');", "E_PROTOCOL"],
    [
      "prints something without an end",
      "const more = () => process.stdout.write('x'.repeat(65536), more); more();",
      "E_PROTOCOL",
    ],
    ["says nothing and does not end", "setInterval(() => {}, 1000);", "E_TIMEOUT"],
  ])("%s is named as such", async (_, body, code) => {
    const program = writeProgram(join(folder, "silent"), body);
    const result = await ask(program, requests, { timeoutSeconds: 3 });
    expect(result).toMatchObject({ server: undefined, answers: [], error: { code } });
  });

  test("hangs behind its last frame has answered all the same", async () => {
    const result = await ask(launcher(`say(lines(1, good)); ${hang}`), requests, { timeoutSeconds: 3 });
    expect(result.error).toBeUndefined();
    expect(result.answers).toHaveLength(3);
  });

  test("is slow, but never silent for too long, is waited for", async () => {
    const body = `good.forEach((payload, index) => setTimeout(() => say(lines(1 + index, [payload])), 800 * (index + 1)));`;
    const result = await ask(launcher(body), requests, { timeoutSeconds: 3 });
    expect(result.error).toBeUndefined();
  });

  test("is not there is named as such", async () => {
    const result = await ask(join(folder, "none"), requests);
    expect(result).toMatchObject({ answers: [], error: { code: "E_SCRIPT_HOST" } });
  });
});

test("a server that can't be one is refused before anything starts", async () => {
  const result = await ask(join(folder, "none"), requests, { server: "a/b" });
  expect(result).toMatchObject({ answers: [], error: { code: "E_INPUT" } });
});

test.each([
  [0x80070005, "E_ACCESS_DENIED"],
  [0x80070094, "E_BUSY"],
  [0x80070425, "E_BUSY"],
  [0x800706ba, "E_UNREACHABLE"],
  [0x80005000, "E_NO_PROVIDER"],
  [0x800401e4, "E_NO_PROVIDER"],
  [0x800401ea, "E_NO_PROVIDER"],
  [0x80070003, "E_UNKNOWN_LOCATION"],
  [-2147024891, "E_ACCESS_DENIED"],
  [0x80004005, "E_ADSI"],
])("HRESULT %s is %s", (hresult, code) => {
  const error = hresultError(hresult, parseLocation("W3SVC/1"));
  expect(error).toMatchObject({ code, location: "/LM/W3SVC/1" });
  expect(error.message.includes("0x80004005")).toBe(code === "E_ADSI");
});

test("the agent's name carries its hash, and its path leads to it", () => {
  const { name, path } = agentFile();
  expect(name).toMatch(/^iis-identity-agent-[0-9a-f]{16}\.js$/);
  expect(readFileSync(path).length).toBe(shipped.length);
});
