import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";

const sshd = "/usr/sbin/sshd";

/** Lines of an SSH configuration, by option. */
export type SshConfig = Readonly<Record<string, string | number>>;

/**
 * A real sshd on a loopback port with keys of its own, for the user who runs the tests. Whoever logs on lands in
 * `remotePath`, where `setRemoteCscript` says what `cscript` is; nothing outside of its own folder is written.
 */
export class SshServer {
  /** The alias that `configFile` knows: the right key, and a host key that is known. */
  readonly host = "web01";
  /** The home of whoever logs on. */
  readonly remotePath: string;
  readonly configFile: string;
  #sshd: ChildProcess | undefined;

  private constructor(
    readonly folder: string,
    readonly port: number,
  ) {
    this.remotePath = join(folder, "home");
    this.configFile = this.writeConfig("config", { [this.host]: {} });
  }

  /** @param banner what the server says before the logon */
  static async create(options: { readonly banner?: string } = {}): Promise<SshServer> {
    const folder = mkdtempSync(join(tmpdir(), "iis-identity-ssh-"));
    for (const name of ["home", "bin"]) mkdirSync(join(folder, name));
    for (const name of ["host-key", "other-host-key", "key", "other-key"]) makeKey(join(folder, name));
    const server = new SshServer(folder, await freePort());
    server.#writeServerConfig(options.banner);
    server.setSftp("works");
    server.knowHostKey("known-hosts", "host-key");
    server.knowHostKey("changed-hosts", "other-host-key");
    writeFileSync(join(folder, "no-hosts"), "");
    await server.start();
    return server;
  }

  /** What each connection so far asked for: `sftp`, or the program that it ran. */
  get sessions(): readonly string[] {
    const lines = readFileSync(join(this.folder, "sessions"), "utf8").split("\n");
    return lines.filter((line) => line !== "").map((line) => line.split(" ", 1).join());
  }

  /** What the far side runs for `cscript`. */
  setRemoteCscript(path: string): void {
    this.#writeScript(join(this.folder, "bin", "cscript"), `exec '${path}' "$@"`);
  }

  /** What the shell of whoever logs on runs first, as a profile does. */
  setProfile(lines: string): void {
    writeFileSync(join(this.folder, "profile"), lines);
  }

  /** What answers to SFTP. */
  setSftp(behaviour: "works" | "is refused" | "hangs"): void {
    const commands = {
      works: `exec '${sftpServer()}'`,
      "is refused": "exit 1",
      hangs: "exec cat >/dev/null",
    };
    writeFileSync(join(this.folder, "sftp"), `${commands[behaviour]}\n`);
  }

  /** A client's configuration: one or more aliases of this server, with the options in which they differ. */
  writeConfig(name: string, aliases: Readonly<Record<string, SshConfig>>): string {
    const path = join(this.folder, name);
    const common: SshConfig = {
      HostName: "127.0.0.1",
      Port: this.port,
      User: userInfo().username,
      IdentityFile: join(this.folder, "key"),
      IdentitiesOnly: "yes",
      IdentityAgent: "none",
      UserKnownHostsFile: join(this.folder, "known-hosts"),
      GlobalKnownHostsFile: "/dev/null",
    };
    const blocks = Object.entries(aliases).map(
      ([alias, differing]) => `Host ${alias}\n${formatted({ ...common, ...differing })}`,
    );
    writeFileSync(path, blocks.join(""), { mode: 0o600 });
    return path;
  }

  /** Writes a file of known host keys in which this server has the given one. */
  knowHostKey(file: string, key: string): void {
    const [algorithm, text] = readFileSync(join(this.folder, `${key}.pub`), "utf8").split(" ");
    writeFileSync(join(this.folder, file), `[127.0.0.1]:${String(this.port)} ${algorithm!} ${text!}\n`);
  }

  async start(): Promise<void> {
    // Where root's sshd keeps its unprivileged half; installed by the service's start alone.
    if (process.getuid?.() === 0) mkdirSync("/run/sshd", { recursive: true });
    const child = spawn(sshd, ["-D", "-e", "-f", join(this.folder, "sshd_config")], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    this.#sshd = child;
    let log = "";
    await new Promise<void>((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", () => {
        reject(new Error(`sshd did not start: ${log}`));
      });
      child.stderr.on("data", (piece) => {
        log += String(piece);
        if (log.includes("Server listening")) resolve();
      });
    });
  }

  /** Listens no longer; connections go on. */
  async stop(): Promise<void> {
    const child = this.#sshd;
    this.#sshd = undefined;
    if (child?.exitCode !== null) return;
    child.kill();
    await once(child, "exit");
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #writeServerConfig(banner: string | undefined): void {
    const { folder } = this;
    writeFileSync(join(folder, "sessions"), "");
    writeFileSync(join(folder, "authorized-keys"), readFileSync(join(folder, "key.pub")));
    if (banner !== undefined) writeFileSync(join(folder, "banner"), banner);
    writeFileSync(join(folder, "profile"), "");
    // sshd runs this in the place of every command, sftp included, and names what was asked for.
    this.#writeScript(
      join(folder, "session"),
      [
        `echo "$SSH_ORIGINAL_COMMAND" >> '${join(folder, "sessions")}'`,
        `cd '${this.remotePath}' || exit 1`,
        `PATH='${join(folder, "bin")}':"$PATH"; export PATH`,
        `[ "$SSH_ORIGINAL_COMMAND" = sftp ] && . '${join(folder, "sftp")}'`,
        `. '${join(folder, "profile")}'`,
        `exec /bin/sh -c "$SSH_ORIGINAL_COMMAND"`,
      ].join("\n"),
    );
    const options: SshConfig = {
      ListenAddress: `127.0.0.1:${String(this.port)}`,
      HostKey: join(folder, "host-key"),
      AuthorizedKeysFile: join(folder, "authorized-keys"),
      PidFile: "none",
      // Its folder is a temporary one, which others may write beside.
      StrictModes: "no",
      PasswordAuthentication: "no",
      KbdInteractiveAuthentication: "no",
      PermitRootLogin: "prohibit-password",
      Banner: banner === undefined ? "none" : join(folder, "banner"),
      Subsystem: "sftp sftp",
      ForceCommand: join(folder, "session"),
    };
    writeFileSync(join(folder, "sshd_config"), formatted(options));
  }

  #writeScript(path: string, lines: string): void {
    writeFileSync(path, `#!/bin/sh\n${lines}\n`, { mode: 0o755 });
  }
}

function formatted(options: SshConfig): string {
  return Object.entries(options)
    .map(([option, value]) => `${option} ${String(value)}\n`)
    .join("");
}

function sftpServer(): string {
  const folders = ["/usr/lib/openssh", "/usr/libexec/openssh", "/usr/libexec", "/usr/lib/ssh"];
  const found = folders.map((folder) => join(folder, "sftp-server")).find((path) => existsSync(path));
  if (found === undefined) throw new Error("There is no sftp-server: install openssh-sftp-server.");
  return found;
}

function makeKey(path: string): void {
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", path]);
}

async function freePort(): Promise<number> {
  const listener = createServer().listen(0, "127.0.0.1");
  await once(listener, "listening");
  const { port } = listener.address() as AddressInfo;
  listener.close();
  await once(listener, "close");
  return port;
}
