import { win32 } from "node:path";
import { IdentityError } from "../domain";
import { scriptHostArguments } from "./script-host-arguments";
import { startProcess } from "./start-process";
import { findProgram, here, systemFolder } from "./local-machine";
import type { LocalMachine } from "./local-machine";
import type { Transport } from "./transport";
import type { SettingsOf } from "./transport-settings";

/** The script host of this machine. `start` throws E_SCRIPT_HOST where there is none. */
export function localTransport({ scriptHost }: SettingsOf<"local">, machine: LocalMachine = here): Transport {
  return {
    name: "local",
    isScriptHost: scriptHost === undefined,
    start: async (agent) =>
      await startProcess({
        file: localScriptHost(scriptHost, machine),
        args: [...scriptHostArguments(scriptHost !== undefined), agent.path],
        hint:
          scriptHost === undefined
            ? "Allow the Windows Script Host on this machine."
            : "Correct the setting scriptHost.",
      }),
  };
}

/**
 * The full path of this machine's cscript.exe, the 64-bit one also from a 32-bit process.
 *
 * @throws IdentityError E_SCRIPT_HOST
 */
export function localScriptHost(named: string | undefined, machine: LocalMachine): string {
  if (named !== undefined) return findProgram(named, machine) ?? named;
  if (machine.platform === "win32") return win32.join(systemFolder(machine), "cscript.exe");
  throw new IdentityError({
    code: "E_SCRIPT_HOST",
    message: "There is no Windows Script Host on this machine.",
    hint: "Reach the server over SSH, with the transport ssh or, at the command line, --ssh.",
  });
}
