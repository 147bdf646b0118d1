import { IdentityError } from "../domain";
import { copyAgent, type Copying } from "./copy-agent";
import { checkedPath, copiedName } from "./plain-argument";
import { scriptHostArguments } from "./script-host-arguments";
import { sshArguments, sshProgram } from "./ssh-options";
import { startProcess } from "./start-process";
import { here } from "./local-machine";
import type { LocalMachine } from "./local-machine";
import type { AgentFile, AgentProcess, Ended, Transport } from "./transport";
import type { SettingsOf } from "./transport-settings";

/** The exit code of ssh if ssh itself failed, not the command. */
const sshFailed = 255;

/**
 * The script host of a server that runs an SSH server, through this system's OpenSSH client with the user's own
 * configuration, agents and jump hosts. Host keys are always checked. The agent is copied once into the home of the
 * logon, under a name of its own for each version.
 *
 * @throws IdentityError E_INPUT
 */
export function sshTransport(settings: SettingsOf<"ssh"> & Copying, machine: LocalMachine = here): Transport {
  const { host, user, port, scriptHost, agentPath } = settings;
  const lies = agentPath === undefined ? undefined : checkedPath("agentPath", agentPath);
  const words = [
    scriptHost === undefined ? "cscript" : checkedPath("scriptHost", scriptHost),
    ...scriptHostArguments(scriptHost !== undefined),
  ];
  // To check the names here, and not only at the first start.
  sshArguments(settings, "");

  const copies = new Map<string, Promise<void>>();
  /** Asks once, and again only after a failure. */
  const bring = async (agent: AgentFile): Promise<string> => {
    const name = copiedName(agent);
    const copy = copies.get(name) ?? copyAgent(agent, settings, machine);
    copies.set(name, copy);
    try {
      await copy;
    } catch (error) {
      copies.delete(name);
      throw error;
    }
    return name;
  };

  return {
    name: `ssh ${user === undefined ? "" : `${user}@`}${host}${port === undefined ? "" : `:${String(port)}`}`,
    isScriptHost: false,
    async start(agent) {
      const path = lies ?? (await bring(agent));
      return watched(
        await startProcess({
          file: sshProgram("ssh", machine),
          args: sshArguments(settings, [...words, path].join(" ")),
          hint: "Install this system's OpenSSH client.",
        }),
        host,
      );
    },
  };
}

/** Distinguishes a server that was not reached from one whose script host has ended. */
function watched(started: AgentProcess, host: string): AgentProcess {
  const judge = ({ code, error }: Ended): Ended =>
    code === sshFailed && error === undefined ? { code: null, error: unreachable(host) } : { code, error };
  return { ...started, ended: started.ended.then(judge) };
}

function unreachable(host: string): IdentityError {
  return new IdentityError({
    code: "E_UNREACHABLE",
    message: `SSH could not reach ${host}, or lost the connection: no answer, an unknown or changed host key, or a refused logon.`,
    hint: `Run "ssh ${host} exit" by hand until it ends without a question.`,
  });
}
