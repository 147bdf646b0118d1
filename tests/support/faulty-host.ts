import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeFrame } from "../../provider/src/agent/frame";
import type { ScriptHost } from "./script-host/script-host";

const program = join(__dirname, "faulty-cscript.cjs");

/** What becomes of one run of a script host. Where a frame is spoilt, all that was asked has been done before. */
export type HostFault =
  | "hangs at once"
  | "ends without a word"
  | "begins with a banner"
  | "speaks another version"
  | "repeats a frame"
  | "reorders frames"
  | "leaves a frame out"
  | "cuts a frame off"
  | "changes a character"
  | "forges another request's number"
  | "forges another run's greeting"
  | "mixes in a banner"
  | "ends behind some answers"
  | "hangs behind its answers";

/** While it is read: after how many frames, and what a store says then. */
export const faultsOfReading: readonly [HostFault, number, string][] = [
  ["hangs at once", 0, "E_TIMEOUT"],
  ["ends without a word", 0, "E_SCRIPT_HOST"],
  ["begins with a banner", 0, "E_PROTOCOL"],
  ["speaks another version", 0, "E_PROTOCOL"],
  ["repeats a frame", 2, "E_PROTOCOL"],
  ["reorders frames", 1, "E_PROTOCOL"],
  ["leaves a frame out", 2, "E_PROTOCOL"],
  ["cuts a frame off", 2, "E_PROTOCOL"],
  ["changes a character", 2, "E_PROTOCOL"],
  ["forges another request's number", 1, "E_PROTOCOL"],
  ["forges another run's greeting", 0, "E_PROTOCOL"],
  ["mixes in a banner", 2, "E_PROTOCOL"],
  ["ends behind some answers", 2, "E_SCRIPT_HOST"],
];

/** A script host of which one run goes wrong. */
export class FaultyHost {
  readonly path: string;
  readonly #folder: string;

  /**
   * @param run which of its runs, counted from 1
   * @param frames how many of the frames behind the greeting come through whole
   */
  constructor(host: ScriptHost, fault: HostFault, run: number, frames = 0) {
    this.#folder = mkdtempSync(join(tmpdir(), "faulty-host-"));
    this.path = join(this.#folder, "cscript");
    const protocol = `${encodeFrame(0, "hello 2 1 00000000")}\r\n`;
    writeFileSync(
      join(this.#folder, "fault.json"),
      JSON.stringify({ host: host.path, fault, run, frames, protocol }),
    );
    writeFileSync(this.path, `#!/bin/sh\nexec '${process.execPath}' '${program}' '${this.#folder}' "$@"\n`);
    chmodSync(this.path, 0o755);
  }

  get runs(): number {
    return readFileSync(join(this.#folder, "runs"), "utf8").length;
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
