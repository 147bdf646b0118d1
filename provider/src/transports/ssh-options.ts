import { resolve, win32 } from "node:path";
import { checkedName } from "./plain-argument";
import { findProgram, systemFolder } from "./local-machine";
import type { LocalMachine } from "./local-machine";
import type { SettingsOf } from "./transport-settings";

/** Where SSH connects, and as whom; the user's own configuration decides what is left out. */
export type SshTarget = Pick<SettingsOf<"ssh">, "host" | "user" | "port" | "configFile">;

/**
 * Options that count whatever the configuration says, because the first value of an option counts: host keys are
 * already known, nobody is asked anything, nothing is forwarded, no connection is shared that somebody made under
 * weaker rules, only our command runs, and a server that does not answer is given up.
 */
const rules = [
  "BatchMode=yes",
  "StrictHostKeyChecking=yes",
  "NoHostAuthenticationForLocalhost=no",
  "VerifyHostKeyDNS=no",
  "ControlMaster=no",
  "ControlPath=none",
  "ClearAllForwardings=yes",
  "Tunnel=no",
  "ForwardAgent=no",
  "ForwardX11=no",
  "PermitLocalCommand=no",
  "RemoteCommand=none",
  "RequestTTY=no",
  "ConnectTimeout=15",
  "ServerAliveInterval=15",
  "ServerAliveCountMax=4",
].flatMap((rule) => ["-o", rule]);

/**
 * The arguments of `ssh` that run one command on the server.
 *
 * @throws IdentityError E_INPUT for a name that could be taken for something else
 */
export function sshArguments(target: SshTarget, command: string): readonly string[] {
  const host = checkedName("host", target.host);
  return [
    ...configOf(target),
    ...rules,
    ...(target.port === undefined ? [] : ["-p", String(target.port)]),
    ...(target.user === undefined ? [] : ["-l", checkedName("user", target.user)]),
    ...["--", host, command],
  ];
}

/**
 * The arguments of `sftp` that read commands from standard input and end at the first that fails.
 *
 * @throws IdentityError E_INPUT for a name that could be taken for something else
 */
export function sftpArguments(target: SshTarget): readonly string[] {
  const host = checkedName("host", target.host);
  const address = host.includes(":") ? `[${host}]` : host;
  return [
    ...["-b", "-"],
    ...configOf(target),
    ...rules,
    ...(target.port === undefined ? [] : ["-P", String(target.port)]),
    ...["--", target.user === undefined ? address : `${checkedName("user", target.user)}@${address}`],
  ];
}

/**
 * sftp runs in another folder than ours, so paths must be absolute. `none` is SSH's word for no configuration at all.
 */
function configOf({ configFile }: SshTarget): readonly string[] {
  if (configFile === undefined) return [];
  return ["-F", configFile === "none" ? "none" : resolve(configFile)];
}

/** The system's own OpenSSH: on Windows that of System32 first, else the one on PATH. */
export function sshProgram(name: "ssh" | "sftp", machine: LocalMachine): string {
  if (machine.platform !== "win32") return name;
  const own = win32.join(systemFolder(machine), "OpenSSH", `${name}.exe`);
  return machine.exists(own) ? own : (findProgram(name, machine) ?? own);
}
