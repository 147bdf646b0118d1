import { IdentityError } from "../domain";
import { checkedName, checkedPath } from "./plain-argument";
import { startProcess } from "./start-process";
import { findProgram, here } from "./local-machine";
import type { LocalMachine } from "./local-machine";
import type { Transport } from "./transport";
import type { SettingsOf } from "./transport-settings";

type CommandSettings = SettingsOf<"command">;

/**
 * Any program that starts the script host somewhere and passes standard input and output through. No shell sees the
 * arguments here; how the program uses them on the server is its own affair.
 *
 * @throws IdentityError E_INPUT
 */
export function commandTransport(settings: CommandSettings, machine: LocalMachine = here): Transport {
  const [program = "", ...templates] = settings.command;
  const args = filledIn(templates, settings);
  if (program === "") throw wrong("The setting command names no program.");
  return {
    name: settings.host === undefined ? program : `${program} ${settings.host}`,
    isScriptHost: false,
    start: async () =>
      await startProcess({
        file: findProgram(program, machine) ?? program,
        args,
        hint: "Correct the setting command.",
      }),
  };
}

function filledIn(templates: readonly string[], { host, agentPath }: CommandSettings): readonly string[] {
  const agent = checkedPath("agentPath", agentPath);
  if (host !== undefined) checkedName("host", host);
  if (!templates.some((template) => template.includes("{agent}"))) {
    throw wrong("The setting command has no {agent}, which says where the agent's path goes.");
  }
  return templates.map((template) =>
    template.replace(/\{(host|agent)\}/g, (_, name) => {
      if (name === "agent") return agent;
      if (host === undefined) throw wrong("The setting command contains {host}, but no host is set.");
      return host;
    }),
  );
}

function wrong(message: string): IdentityError {
  return new IdentityError({
    code: "E_INPUT",
    message,
    hint: "Write a program and its arguments, for example winrs, -r:{host}, cscript, //nologo, //E:JScript, {agent}.",
  });
}
