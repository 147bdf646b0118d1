import { kinds, settingTable } from "../../provider/src/domain";
import { writeProgram } from "./program";

/** What one run of a script host says behind its greeting: frames' payloads, `server` without the batch's nonce, or texts that are no frames at all. */
export interface ScriptedRun {
  readonly frames?: readonly string[];
  /** Said raw: all that it was given, and these texts. */
  readonly raw?: readonly string[];
  /** Goes on for ever. */
  readonly hangs?: boolean;
}

/** A key as the agent tells it: nothing but an own anonymous pair, which no password matches. */
export function keyPayload(location: string, userName = "-", fingerprint = "-"): string {
  const none = (count: number): string => " -".repeat(count);
  const rest = none(2 * kinds.length - 2 + Object.keys(settingTable).length + 1);
  return `key 0 =${location} =IIsWebVirtualDir ${userName} ${fingerprint}${rest}`;
}

/** A script host that greets as the agent does and then says what it is told to, run by run. */
export function scriptedHost(path: string, runs: readonly ScriptedRun[]): string {
  return writeProgram(
    path,
    `const fs = require("node:fs");
    const { crc32 } = require("node:zlib");
    const runs = ${JSON.stringify(runs)};
    fs.appendFileSync(${JSON.stringify(`${path}.runs`)}, ".");
    const run = runs[Math.min(fs.statSync(${JSON.stringify(`${path}.runs`)}).size, runs.length) - 1];
    const sum = (text) => crc32(Buffer.from(text, "latin1")).toString(16).padStart(8, "0");
    const agent = fs.readFileSync(process.argv.at(-1), "latin1");
    let number = 0;
    const say = (payload) => {
      const head = "~" + number + " " + payload.length + " " + sum(number + " " + payload);
      process.stdout.write(head + " " + payload + "\\r\\n");
      number += 1;
    };
    say("hello 1 " + agent.length + " " + sum(agent));
    let given = "";
    process.stdin.setEncoding("latin1").on("data", (text) => (given += text));
    process.stdin.on("end", () => {
      for (const text of run.raw ?? []) {
        process.stdout.write(given + text + "\\r\\n");
        process.stderr.write(given + text + "\\r\\n");
      }
      const nonce = given.split("\\r\\n")[0].split(" ").at(-1);
      for (const payload of run.frames ?? []) say(payload.replace(/^server /, "server " + nonce + " "));
      if (run.hangs) setInterval(() => undefined, 1000);
    });`,
  );
}
