import type { IdentityError } from "../domain";

/** The agent's script, as it is shipped in this package. */
export interface AgentFile {
  /** Its full path on this machine. */
  readonly path: string;
  /** Its name where it is copied to: it contains the hash, so that two versions never share a name. */
  readonly name: string;
}

/** How a script-host process ended. */
export interface Ended {
  /** `null` if it was killed or never started. An exit code proves nothing about what the agent did. */
  readonly code: number | null;
  /** Why we ended it ourselves, or why it could not be started or reached; `undefined` if it ended by itself. */
  readonly error: IdentityError | undefined;
}

/** One running script host. What it writes to standard error is dropped: it may be anything, in any language. */
export interface AgentProcess {
  /** Called with each piece of standard output, in order; the wire is ASCII. Set once, before anything is sent. */
  onOutput(listener: (text: string) => void): void;
  /** Writes all of the text to standard input and closes it. Never throws: what fails shows in `ended`. */
  send(text: string): void;
  /** Resolves once when the process and its pipes have ended. Never rejects. */
  readonly ended: Promise<Ended>;
  /** Kills the whole process tree; `why` is what `ended` will say. */
  kill(why: IdentityError): void;
}

/**
 * A way to start the Windows Script Host where IIS is, or where its administrator's tools are. Secrets go only through
 * `send`: never into arguments, the environment or a file.
 */
export interface Transport {
  /** For people and for recognising one target in two resources: `local`, `ssh web01`. */
  readonly name: string;
  /**
   * True if the process that `start` starts is the script host itself: when it has ended, nothing more is written. A
   * program in between may end first.
   */
  readonly isScriptHost: boolean;
  /**
   * Copies the agent to where it runs, if needed, and starts one script-host process with it.
   *
   * @throws IdentityError E_SCRIPT_HOST, E_UNREACHABLE, E_TIMEOUT
   */
  start(agent: AgentFile): Promise<AgentProcess>;
}
