import { IdentityError, printable } from "../domain";
import type { AgentFile } from "./transport";

/**
 * Refuses a host or user name that a program could read as an option, or that a shell in the user's own SSH
 * configuration could read as a command.
 *
 * @throws IdentityError E_INPUT
 */
export function checkedName(what: "host" | "user", name: string): string {
  const allowed =
    what === "host"
      ? /^[\p{L}\p{N}_.:%+][\p{L}\p{N}_.:%+-]*$/u
      : /^[\p{L}\p{N}_.$@\\+][\p{L}\p{N}_.$@\\+-]*$/u;
  if (allowed.test(name) && !name.endsWith("\\")) return name;
  throw new IdentityError({
    code: "E_INPUT",
    message: `The ${what} "${printable(name)}" begins with a hyphen, or contains blanks or characters with a meaning to a shell.`,
    hint: "Give the server an alias in your SSH configuration, and write that alias here.",
  });
}

/**
 * Refuses a path on the server that would need quotes there: the quotes differ between cmd.exe, PowerShell and sh, and
 * between releases of OpenSSH for Windows. A path that begins with two slashes would be an option of cscript.
 *
 * @throws IdentityError E_INPUT
 */
export function checkedPath(setting: "agentPath" | "scriptHost", path: string): string {
  if (/^(?!\/\/)[\p{L}\p{N}_./\\][\p{L}\p{N}_./\\:~+-]*$/u.test(path)) return path;
  throw new IdentityError({
    code: "E_INPUT",
    message: `The path "${printable(path)}" in ${setting} contains characters that the shells on the server do not treat in the same way.`,
    hint: "Use a path of only letters, digits and . _ - + \\ / :, without blanks, or its short form such as C:\\PROGRA~1.",
  });
}

/**
 * The agent's name where it is copied to: it is part of a command line on the server, and of sftp's own commands.
 *
 * @throws IdentityError E_INPUT
 */
export function copiedName(agent: AgentFile): string {
  if (/^\w[\w.-]*$/.test(agent.name)) return agent.name;
  throw new IdentityError({
    code: "E_INPUT",
    message: "The agent's name may contain only letters, digits and . _ and -.",
    hint: "Install this package again.",
  });
}
