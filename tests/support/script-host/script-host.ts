import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import { ensureWindows, windowsEnvironment } from "../windows-prefix";
import { readableCommit } from "./apphost-text.cjs";
import { simulatorOf, type Planted } from "./planted";

export { simulatorOf, variants, type Administration, type Planted, type Variant } from "./planted";
export { adminVariants, type AdminVariant } from "./admin-variants";

const work = resolve(__dirname, "../../../.work/script-host");
const launcher = join(__dirname, "launcher.cjs");

/**
 * A server with IIS, for tests: a MetaBase.xml, and an executable that takes cscript's arguments and runs the agent in
 * Wine's cscript on it. The executable can be called `cscript` on a PATH, and by several at once.
 */
export class ScriptHost {
  private constructor(private readonly folder: string) {}

  static async create(metabase: string, planted: Planted = {}): Promise<ScriptHost> {
    await ensureWindows();
    mkdirSync(work, { recursive: true });
    const folder = mkdtempSync(join(work, "server-"));
    const config = join(folder, "root", "System32", "inetsrv", "config");
    mkdirSync(config, { recursive: true });
    const metaBack = join(folder, "root", "System32", "inetsrv", "MetaBack");
    mkdirSync(metaBack);
    writeFileSync(join(config, "applicationHost.config"), "<configuration/>\r\n");
    if (planted.compatibilityFile === true)
      writeFileSync(join(config, "../MetaBase.xml"), "<configuration/>");
    if (planted.redirection !== undefined) {
      const enabled = String(planted.redirection);
      const text = `<configuration><configurationRedirection enabled="${enabled}" path="\\\\fs\\iis" /></configuration>`;
      writeFileSync(join(config, "redirection.config"), text);
    }
    for (const name of planted.backups ?? []) {
      writeFileSync(join(name.startsWith("applicationHost") ? config : metaBack, name), "old");
    }
    const host = new ScriptHost(folder);
    host.plant(planted);
    writeFileSync(join(folder, "MetaBase.xml"), metabase);
    const lines = [
      "#!/bin/sh",
      `echo $$ >> '${folder}/starts'`,
      `exec flock -o '${folder}/lock' '${process.execPath}' '${launcher}' '${folder}' "$@"`,
    ];
    writeFileSync(host.path, `${lines.join("\n")}\n`);
    chmodSync(host.path, 0o755);
    return host;
  }

  /** From the next start on, this is planted and nothing else. */
  plant(planted: Planted): void {
    this.settle();
    const simulator = simulatorOf(planted);
    if (planted.configuration?.bytes !== undefined)
      writeFileSync(join(this.configurationFolder, "applicationHost.config"), planted.configuration.bytes);
    const journalLines = this.lines("journal.log").length;
    writeFileSync(
      join(this.folder, "options.json"),
      JSON.stringify({ simulator, environment: windowsEnvironment(), journalLines }),
    );
  }

  /** The executable. */
  get path(): string {
    return join(this.folder, "cscript");
  }

  /** Where IIS has its applicationHost.config. */
  get configurationFolder(): string {
    return join(this.folder, "root", "System32", "inetsrv", "config");
  }

  /** How many processes were started. */
  get starts(): number {
    return this.lines("starts").length;
  }

  /** What the metabase holds now, as a MetaBase.xml. */
  get metabase(): string {
    this.settle();
    return readFileSync(join(this.folder, "MetaBase.xml"), "utf8");
  }

  /** What applicationHost.config holds now. */
  get configuration(): Buffer {
    this.settle();
    return readFileSync(join(this.configurationFolder, "applicationHost.config"));
  }

  /** Calls that changed something, in order, and those that no documentation promises. */
  get journal(): readonly string[] {
    this.settle();
    return this.lines("journal.log").map(readableCommit);
  }

  /** Calls that no documentation promises, which a test must never see. */
  get violations(): readonly string[] {
    return this.journal.filter((line) => line.startsWith("violation "));
  }

  /** The names of the files of backups, of both kinds. */
  get backups(): readonly string[] {
    const folders = ["MetaBack", "config"];
    const files = ["applicationHost.config", "redirection.config", "MetaBase.xml"];
    return [...folders, "."]
      .flatMap((name) => readdirSync(join(this.folder, "root", "System32", "inetsrv", name)))
      .filter((name) => ![...folders, ...files].includes(name))
      .sort();
  }

  /** Somebody else's change while no process runs. */
  set(metabase: string): void {
    this.settle();
    writeFileSync(join(this.folder, "MetaBase.xml"), metabase);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  // A process that was killed left its journal.
  private settle(): void {
    if (!existsSync(join(this.folder, "journal"))) return;
    const lock = join(this.folder, "lock");
    execFileSync("flock", ["-o", lock, process.execPath, launcher, this.folder, "--settle"]);
  }

  private lines(name: string): readonly string[] {
    const path = join(this.folder, name);
    if (!existsSync(path)) return [];
    return readFileSync(path, "latin1")
      .split(/\r?\n/)
      .filter((line) => line !== "");
  }
}
