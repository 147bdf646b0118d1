// Stands between the store and a script host, and spoils one of its runs: `faulty-cscript.cjs FOLDER …cscript's arguments`.
"use strict";
const { spawn } = require("node:child_process");
const fs = require("node:fs");
const { join } = require("node:path");
const { crc32 } = require("node:zlib");

const [folder = "", ...args] = process.argv.slice(2);
/** @type {{ host: string, run: number, fault: string, frames: number, protocol: string }} */
const options = JSON.parse(fs.readFileSync(join(folder, "fault.json"), "utf8"));
fs.appendFileSync(join(folder, "runs"), ".");
const isFaulty = fs.statSync(join(folder, "runs")).size === options.run;

/** @param {number} milliseconds */
function hang(milliseconds = 1e6) {
  setTimeout(() => undefined, milliseconds);
}

/**
 * A frame in the place of another, whole and with the right checksum.
 *
 * @param {string} frame
 * @param {(fields: string[]) => string[]} change of what it says
 */
function forged(frame, change) {
  const [number = "", , , ...fields] = frame.slice(1).split(" ");
  const payload = change(fields).join(" ");
  const checksum = crc32(`${number} ${payload}`).toString(16).padStart(8, "0");
  return `~${number} ${String(payload.length)} ${checksum} ${payload}`;
}

/**
 * What the agent says after its greeting, spoilt at one of its frames.
 *
 * @param {readonly string[]} lines
 */
function spoil(lines) {
  const at = options.frames;
  const [before, frame = "", behind] = [lines.slice(0, at), lines[at], lines.slice(at + 1)];
  switch (options.fault) {
    case "repeats a frame":
      return [...before, frame, frame, ...behind];
    case "reorders frames":
      return [...before, ...behind.slice(0, 1), frame, ...behind.slice(1)];
    case "leaves a frame out":
      return [...before, ...behind];
    case "cuts a frame off":
      return [...before, frame.slice(0, -9)];
    case "changes a character":
      return [...before, frame.replace(/.(?=.{9}$)/, "~"), ...behind];
    case "forges another request's number":
      return [
        ...before,
        forged(frame, ([word = "", number = "", ...rest]) => [word, String(Number(number) + 1), ...rest]),
        ...behind,
      ];
    case "forges another run's greeting":
      return [
        ...before,
        forged(frame, ([word = "", nonce = "", ...rest]) => [word, [...nonce].reverse().join(""), ...rest]),
        ...behind,
      ];
    case "mixes in a banner":
      return [...before, "Your session is recorded.", frame, ...behind];
    case "ends behind some answers":
      return before;
    default:
      return lines;
  }
}

function run() {
  const child = spawn(options.host, args, { stdio: ["pipe", "pipe", "ignore"] });
  process.stdin.pipe(child.stdin);
  child.stdin.on("error", () => undefined);
  if (!isFaulty) {
    child.stdout.pipe(process.stdout);
    child.on("close", (code) => process.exit(code ?? 1));
    return;
  }
  let said = "";
  let greeted = false;
  child.stdout.setEncoding("latin1");
  child.stdout.on("data", (piece) => {
    said += String(piece);
    const end = said.indexOf("\n");
    if (greeted || end < 0) return;
    greeted = true;
    // The batch is sent to whom has greeted; the rest is held back until all of it is there.
    if (options.fault === "begins with a banner") process.stdout.write("Welcome to WEB01.\r\n");
    const greeting = said.slice(0, end + 1);
    said = said.slice(end + 1);
    process.stdout.write(options.fault === "speaks another version" ? options.protocol : greeting);
  });
  child.on("close", () => {
    const lines = said.split(/\r?\n/).filter((line) => line !== "");
    process.stdout.write(
      spoil(lines)
        .map((line) => `${line}\r\n`)
        .join(""),
      () => {
        if (options.fault === "hangs behind its answers") hang();
        else process.exit(0);
      },
    );
  });
}

if (isFaulty && options.fault === "hangs at once") hang();
else if (isFaulty && options.fault === "ends without a word") process.exit(0);
else run();
