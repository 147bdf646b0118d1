import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { leaks, type Canary, type Evidence } from "./canary";
import { runCommand } from "./command";
import { layPulumi } from "./command-evidence";
import { EngineStack, type Run } from "./engine";
import { Observer } from "./observer";
import type { ScriptHost } from "./script-host/script-host";
import { SshServer } from "./ssh-server";
import { ofDriveC } from "./windows-prefix";

/** Arguments of a command, and the code that it ends with. */
export type WatchedCommand = readonly [args: readonly string[], code: number];

/**
 * A stack on the real engine, over a real sshd and a real script host, and the commands on a script host of this machine.
 * While they work, every process on both sides and every file but those of the simulated IIS itself is looked at, again
 * and again.
 */
export class LiveWatch {
  readonly evidence: Evidence[] = [];
  readonly runs = new Map<string, Run>();
  readonly commandRuns = new Map<string, number>();

  private constructor(
    readonly server: SshServer,
    readonly stack: EngineStack,
    /** A Pulumi project for the commands, and the folder of the program that they find as `pulumi`. */
    private readonly project: string,
    readonly programs: string,
    private readonly temporary: string,
  ) {}

  /** @param host what sshd runs as `cscript` */
  static async create(host: ScriptHost): Promise<LiveWatch> {
    const server = await SshServer.create();
    server.setRemoteCscript(host.path);
    const folder = (name: string): Promise<string> => mkdtemp(join(tmpdir(), `iis-identity-${name}-`));
    const stack = await EngineStack.create(() => Promise.resolve());
    return new LiveWatch(
      server,
      stack,
      await folder("project"),
      await folder("programs"),
      await folder("temporary"),
    );
  }

  /** Looks at all that happens while something is done. */
  async whileWatched(action: () => Promise<void>): Promise<void> {
    const before = process.env["TMPDIR"];
    process.env["TMPDIR"] = this.temporary;
    const { stack, project, temporary, server } = this;
    const observer = new Observer({
      folders: [stack.folder, project, temporary, server.folder, ofDriveC("users"), ofDriveC("windows/temp")],
      nameFolders: [],
    });
    try {
      await action();
    } finally {
      observer.stop();
      this.evidence.push(...observer.evidence);
      if (before === undefined) delete process.env["TMPDIR"];
      else process.env["TMPDIR"] = before;
    }
  }

  async record(name: string, action: Promise<Run>): Promise<void> {
    const run = await action;
    this.runs.set(name, run);
    for (const channel of ["stdout", "stderr"] as const)
      this.evidence.push({ channel, name, content: run[channel] });
  }

  /** @param input what the commands get on standard input */
  async recordCommands(
    commands: readonly WatchedCommand[],
    metabase: readonly string[],
    input: string,
  ): Promise<void> {
    await writeFile(join(this.project, "Pulumi.yaml"), "name: web\nruntime: nodejs\n");
    layPulumi(this.programs, { configuration: {} });
    const env = { ...process.env, PATH: [this.programs, process.env["PATH"]].join(":") };
    for (const [args] of commands) {
      const name = args.join(" ");
      const { code, stdout, stderr } = await runCommand([...args, ...metabase], {
        cwd: this.project,
        env,
        input,
      });
      this.commandRuns.set(name, code);
      this.evidence.push(
        { channel: "stdout", name, content: stdout },
        { channel: "stderr", name, content: stderr },
      );
    }
    for (const note of await readdir(this.programs)) {
      if (!note.startsWith("called-")) continue;
      const content = await readFile(join(this.programs, note));
      this.evidence.push({ channel: "environment", name: "pulumi", content });
    }
  }

  /** Which runs ended well. */
  get ended(): Readonly<Record<string, boolean>> {
    return Object.fromEntries([...this.runs].map(([name, { code }]) => [name, code === 0]));
  }

  of(channel: string): readonly Evidence[] {
    return this.evidence.filter((piece) => piece.channel === channel);
  }

  /** All that was seen of a channel, in one text. */
  seen(channel: string): string {
    return this.of(channel)
      .map(({ name, content }) => `${name} ${String(content)}`)
      .join("\n");
  }

  async remove(): Promise<void> {
    await Promise.all([
      this.stack.remove(),
      this.server.remove(),
      ...[this.temporary, this.project, this.programs].map((folder) =>
        rm(folder, { recursive: true, force: true }),
      ),
    ]);
  }
}

/** That no password came out anywhere, and that there was something to look at. */
export function provesNoLeak(watch: () => LiveWatch, passwords: readonly Canary[]): void {
  test.each(["stdout", "stderr", "command line", "environment", "file", "file name"])(
    "no password in: %s",
    (channel) => {
      const found = watch().of(channel);
      expect(found.length).toBeGreaterThan(0);
      expect(leaks(found, passwords)).toEqual([]);
    },
  );

  test("the watch saw both sides: ssh, sshd's session, the script host, the agent's copy", () => {
    const seen = (channel: string): string => watch().seen(channel);
    expect(seen("command line")).toContain("StrictHostKeyChecking=yes");
    expect(seen("command line")).toMatch(/cscript\S*\0\/\/nologo/);
    expect(seen("environment")).toContain("WINEPREFIX=");
    expect(seen("environment")).toContain("SSH_CONNECTION=");
    expect(seen("file name")).toMatch(/iis-identity-agent-[0-9a-f]+\.js/);
  });

  test("no program that we start gets Pulumi's environment", () => {
    const ours = watch()
      .of("environment")
      .filter(({ content }) => /\b(?:SSH_CONNECTION|WINEPREFIX)=/.test(String(content)));
    expect(ours.length).toBeGreaterThan(0);
    expect(ours.filter(({ content }) => String(content).includes("PULUMI_"))).toEqual([]);
  });
}
