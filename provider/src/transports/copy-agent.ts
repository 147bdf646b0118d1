import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { IdentityError } from "../domain";
import { fileError } from "../io";
import { copiedName } from "./plain-argument";
import { sftpArguments, sshProgram } from "./ssh-options";
import type { SshTarget } from "./ssh-options";
import { startProcess } from "./start-process";
import type { LocalMachine } from "./local-machine";
import type { AgentFile } from "./transport";

/** Where the agent is copied to, and how long that may take. */
export type Copying = SshTarget & { readonly timeoutSeconds: number };

/**
 * Copies the agent into the home of the logon on the server, unless exactly the same file is already there. It is
 * written under another name and then renamed, so that nobody ever runs half of it. Anything else under its name is
 * replaced.
 *
 * @throws IdentityError E_UNREACHABLE where there is no SFTP to the host, E_TIMEOUT, E_SCRIPT_HOST where sftp is not
 * installed here or the file can't be written there, E_FILE_… where the agent can't be read here
 */
export async function copyAgent(agent: AgentFile, target: Copying, machine: LocalMachine): Promise<void> {
  const name = copiedName(agent);
  const draft = `${name}.${randomBytes(6).toString("hex")}`;
  const content = await readFile(agent.path).catch((error: unknown) => {
    throw fileError(error, agent.path);
  });
  // sftp runs in a folder of its own, so that its commands contain no path of this machine: its quoting is peculiar.
  const folder = await mkdtemp(join(tmpdir(), "iis-identity-agent-"));
  const sftp = (commands: readonly string[], growing?: Growing): Promise<number | null> =>
    runSftp(commands, folder, target, machine, growing);
  try {
    const path = join(folder, "found");
    const isThere = async (): Promise<boolean> => {
      const code = await sftp([`get ${name} found`], { path, most: content.length });
      const found = code === 0 && (await sizeOf(path)) === content.length ? await readFile(path) : undefined;
      await rm(path, { force: true }).catch(() => undefined);
      return found?.equals(content) === true;
    };
    if (await isThere()) return;
    await writeFile(join(folder, name), content);
    const code = await sftp([`put ${name} ${draft}`, `rename ${draft} ${name}`]);
    if (code === 0) return;
    await sftp([`rm ${draft}`]).catch(() => undefined);
    // Some servers refuse to rename over an existing file: somebody else may have copied the agent meanwhile.
    if (await isThere()) return;
    throw notWritten(target.host, name);
  } finally {
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** A file that comes from the server, where it may be of any size. */
interface Growing {
  readonly path: string;
  /** In bytes. A larger file is not ours, and no more of it is fetched. */
  readonly most: number;
}

/** In bytes; `undefined` where there is no such file. */
async function sizeOf(path: string): Promise<number | undefined> {
  return stat(path).then(
    ({ size }) => size,
    () => undefined,
  );
}

/** @returns the exit code: not 0 where one of the commands failed, or fetched too much */
async function runSftp(
  commands: readonly string[],
  folder: string,
  target: Copying,
  machine: LocalMachine,
  growing: Growing | undefined,
): Promise<number | null> {
  const sftp = await startProcess({
    file: sshProgram("sftp", machine),
    args: sftpArguments(target),
    folder,
    hint: "Install this system's OpenSSH client, sftp included, or copy the agent by hand and set agentPath.",
  });
  const limit = setTimeout(() => {
    sftp.kill(tooSlow(target.host));
  }, target.timeoutSeconds * 1000);
  const tooMuch = notOurs(target.host);
  const watch = setInterval(() => {
    if (growing === undefined) return;
    void sizeOf(growing.path).then((size = 0) => {
      if (size > growing.most) sftp.kill(tooMuch);
    });
  }, 50);
  try {
    sftp.onOutput(() => undefined);
    sftp.send(commands.map((command) => `${command}\n`).join(""));
    const { code, error } = await sftp.ended;
    if (error === tooMuch) return null;
    if (error !== undefined) throw error;
    if (code === 255) throw noSftp(target.host);
    return code;
  } finally {
    clearTimeout(limit);
    clearInterval(watch);
  }
}

function tooSlow(host: string): IdentityError {
  return new IdentityError({
    code: "E_TIMEOUT",
    message: `Copying the agent to ${host} took too long.`,
    hint: `Run "sftp ${host}" by hand to find out what holds it up, or copy the agent by hand and set agentPath.`,
  });
}

function notOurs(host: string): IdentityError {
  return new IdentityError({
    code: "E_TOO_LARGE",
    message: `The file with the agent's name on ${host} is larger than the agent.`,
    hint: "Let it be replaced.",
  });
}

function noSftp(host: string): IdentityError {
  return new IdentityError({
    code: "E_UNREACHABLE",
    message: `SFTP could not reach ${host}: no answer, an unknown or changed host key, a refused logon, or no SFTP there.`,
    hint: `Run "ssh ${host} exit" by hand until it ends without a question, then "sftp ${host}"; if only the first works, copy the agent by hand and set agentPath.`,
  });
}

function notWritten(host: string, name: string): IdentityError {
  return new IdentityError({
    code: "E_SCRIPT_HOST",
    message: `The agent could not be written as ${name} to the home of the logon on ${host}.`,
    hint: "Let that account write there, remove an older file of that name, or copy the agent by hand and set agentPath.",
  });
}
