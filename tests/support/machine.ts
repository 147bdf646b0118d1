import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { writeProgram } from "./program";

export const minimum = "3.245.0";

interface Found {
  readonly command: string;
  readonly root?: string;
  readonly version: string;
  readonly source: string;
}

interface Ended {
  readonly code: number | null;
  readonly killedBy: NodeJS.Signals | null;
  readonly found: Found | undefined;
  readonly said: string;
}

const launcher = "pulumi-resource-pulumi-nodejs";
const driver = resolve(__dirname, "ensure-pulumi.mjs");

/** A home and a PATH of their own, with programs that only pretend; everything that setup looks at lies beneath. */
export class Machine {
  readonly folder = mkdtempSync(join(tmpdir(), "iis-identity-machine-"));
  readonly path = join(this.folder, "path", "bin");
  readonly versions = join(this.folder, "home", ".pulumi", "versions");
  readonly #builds = join(this.folder, "builds");
  readonly #gate = join(this.folder, "gate");
  readonly #running: ChildProcess[] = [];

  constructor() {
    mkdirSync(this.path, { recursive: true });
  }

  /** A pulumi that answers with `answer`, in a folder named bin beneath `root`. */
  addPulumi(root: string, answer: string, options: { launcher?: boolean } = {}): string {
    const command = join(root, "bin", "pulumi");
    writeProgram(command, `console.log(${JSON.stringify(answer)});`);
    if (options.launcher ?? true) writeProgram(join(root, "bin", launcher), "");
    return command;
  }

  addPulumiOnPath(answer: string, options: { launcher?: boolean } = {}): string {
    return this.addPulumi(dirname(this.path), answer, options);
  }

  addVersion(name: string, answer: string, options: { launcher?: boolean } = {}): string {
    return this.addPulumi(join(this.versions, name), answer, options);
  }

  /**
   * A go on PATH. `builds`: it makes a pulumi that answers with `v3.245.0`; `waits`: the same, but only after
   * `openGate()`; `broken`: what it makes does not run; `fails`: it makes nothing.
   */
  addGo(behaviour: "builds" | "waits" | "broken" | "fails", version = "go1.26.8"): void {
    const made = behaviour === "broken" ? "process.exit(1);" : `console.log("v${minimum}");`;
    writeProgram(
      join(this.path, "go"),
      `const fs = require("node:fs");
      const args = process.argv.slice(2);
      if (args[0] === "env") { console.log(${JSON.stringify(version)}); process.exit(0); }
      fs.appendFileSync(${JSON.stringify(this.#builds)}, process.pid + "\\n");
      const output = args[args.indexOf("-o") + 1];
      fs.writeFileSync(output, "half a program");
      const finish = () => {
        if (${String(behaviour === "waits")} && !fs.existsSync(${JSON.stringify(this.#gate)})) return setTimeout(finish, 20);
        if (${String(behaviour === "fails")}) { console.error("go: no module"); process.exit(1); }
        fs.writeFileSync(output, ${JSON.stringify(`#!${process.execPath}\n${made}\n`)}, { mode: 0o755 });
        fs.chmodSync(output, 0o755);
      };
      finish();`,
    );
  }

  /** What the vendor's installer would be: gets the folder to install into as its only argument. */
  vendorInstaller(behaviour: "installs" | "breaks" | "fails"): readonly string[] {
    const script = join(this.folder, `installer-that-${behaviour}.cjs`);
    const answer = behaviour === "breaks" ? "no version" : `v${minimum}`;
    const program = JSON.stringify(`#!${process.execPath}\nconsole.log("${answer}");\n`);
    writeFileSync(
      script,
      `const fs = require("node:fs");
      const bin = process.argv[2] + "/bin";
      fs.mkdirSync(bin, { recursive: true });
      for (const name of ["pulumi", "${launcher}"]) fs.writeFileSync(bin + "/" + name, ${program}, { mode: 0o755 });
      process.exit(${behaviour === "fails" ? "1" : "0"});`,
    );
    return [process.execPath, script];
  }

  openGate(): void {
    writeFileSync(this.#gate, "");
  }

  /** The process ids of every go build that was started. */
  builds(): readonly number[] {
    if (!existsSync(this.#builds)) return [];
    // One that was ended before it could write has left an empty file.
    return Array.from(readFileSync(this.#builds, "utf8").matchAll(/\d+/g), ([pid]) => Number(pid));
  }

  /** Every name in the versions folder, hidden ones included. */
  installed(): readonly string[] {
    return existsSync(this.versions) ? readdirSync(this.versions).sort() : [];
  }

  start(surroundings: Readonly<Record<string, unknown>> = {}): {
    process: ChildProcess;
    said: () => string;
    ended: Promise<Ended>;
  } {
    const around = {
      env: { PATH: this.path, HOME: join(this.folder, "home") },
      minimum,
      // Nobody listens there: a closed network.
      vendorAddress: "http://127.0.0.1:1/install.sh",
      vendorInstaller: this.vendorInstaller("fails"),
      ...surroundings,
    };
    const child = spawn(process.execPath, [driver, JSON.stringify(around)], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#running.push(child);
    let output = "";
    let said = "";
    child.stdout.on("data", (chunk) => (output += String(chunk)));
    child.stderr.on("data", (chunk) => (said += String(chunk)));
    const ended = once(child, "close").then(([code, killedBy]): Ended => {
      return { code, killedBy, said, found: output === "" ? undefined : (JSON.parse(output) as Found) };
    });
    return { process: child, said: () => said, ended };
  }

  async run(surroundings: Readonly<Record<string, unknown>> = {}): Promise<Ended> {
    return await this.start(surroundings).ended;
  }

  async remove(): Promise<void> {
    this.openGate();
    for (const child of this.#running) child.kill("SIGKILL");
    for (const pid of this.builds()) await until(() => !isRunning(pid));
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await pause(10);
}
