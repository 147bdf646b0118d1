import { randomBytes } from "node:crypto";
import { IdentityError, isIdentityError } from "../domain";
import type { AgentFile, AgentProcess, Ended, Transport } from "../transports";
import { agentIdentity } from "./agent-file";
import type { AgentRequest, BatchResult } from "./agent-messages";
import { AnswerDecoder } from "./decode-answers";
import { encodeBatch, type Batch } from "./encode-batch";
import { protocolError, protocolVersion } from "./frame";

/** A batch whose requests are taken as late as possible: when the agent has proven itself and takes the batch. */
type BatchToRun = Omit<Batch, "requests" | "nonce"> & {
  readonly requests: readonly AgentRequest[] | (() => readonly AgentRequest[]);
  /** What the batch waits for after the agent's greeting. */
  readonly ready?: (() => Promise<void>) | undefined;
};

interface BatchLimits {
  /** For how long the agent may say nothing. */
  readonly timeoutSeconds: number;
  /** How many characters the agent may say in all. */
  readonly maxOutput: number;
}

/**
 * Starts one script host, gives it the batch once it has shown that it is our agent, and collects its answers. Never
 * rejects: for a batch that broke off, the result says why and holds the answers that were complete by then.
 *
 * `error` is E_PROTOCOL, E_SCRIPT_HOST, E_TIMEOUT, E_INPUT, or what the transport says.
 */
export async function runBatch(
  transport: Transport,
  agent: AgentFile,
  { requests, ready, ...batch }: BatchToRun,
  limits: BatchLimits,
): Promise<BatchResult> {
  const decoder = new AnswerDecoder();
  const result = (error: IdentityError | undefined, endedItself = false): BatchResult => ({
    server: decoder.server,
    answers: decoder.answers,
    error,
    over: endedItself && transport.isScriptHost,
  });
  try {
    const nonce = randomBytes(16).toString("hex");
    // A wrong server's name is reported without starting a process.
    encodeBatch({ ...batch, nonce, requests: [] });
    const text = (): string => {
      const asked = typeof requests === "function" ? requests() : requests;
      decoder.ask({ nonce, requests: asked });
      return encodeBatch({ ...batch, nonce, requests: asked });
    };
    const process = await transport.start(agent);
    const { error, endedItself } = await converse(process, { agent, text, ready, decoder, limits });
    return result(error, endedItself);
  } catch (error) {
    if (isIdentityError(error)) return result(error);
    throw error;
  }
}

// How long to wait for a greeting while something else comes. A host that runs no scripts prints that, in its own language,
// and ends.
const graceMilliseconds = 2000;

interface Conversation {
  readonly agent: AgentFile;
  /** What is sent once the agent has greeted. */
  readonly text: () => string;
  readonly ready: BatchToRun["ready"];
  readonly decoder: AnswerDecoder;
  readonly limits: BatchLimits;
}

/** Why the conversation broke off, or `undefined` if it was complete; and whether the process ended by itself. */
async function converse(
  process: AgentProcess,
  { agent, text, ready, decoder, limits }: Conversation,
): Promise<{ readonly error: IdentityError | undefined; readonly endedItself: boolean }> {
  let violation: IdentityError | undefined;
  let greeted = false;
  let over = false;
  let characters = 0;
  let killedFor: IdentityError | undefined;
  let grace: NodeJS.Timeout | undefined;
  const stop = (why: IdentityError): void => {
    violation ??= why;
    killedFor = violation;
    process.kill(violation);
  };
  const milliseconds = limits.timeoutSeconds * 1000;
  const silence = setTimeout(() => {
    stop(silent());
  }, milliseconds);
  const give = async (): Promise<void> => {
    await ready?.();
    if (over || violation !== undefined) return;
    silence.refresh();
    try {
      process.send(text());
    } catch (error) {
      stop(isIdentityError(error) ? error : protocolError("The batch can't be sent."));
    }
  };
  process.onOutput((piece) => {
    if (violation !== undefined) return;
    silence.refresh();
    characters += piece.length;
    try {
      if (characters > limits.maxOutput)
        throw protocolError("The agent sends far more than any answer needs.");
      decoder.push(piece);
      if (greeted || decoder.greeting === undefined) return;
      checkGreeting(agent, decoder.greeting);
      greeted = true;
      void give();
    } catch (error) {
      const why = isIdentityError(error) ? error : protocolError("The agent's answer can't be read.");
      if (decoder.greeting !== undefined || characters > limits.maxOutput) stop(why);
      else {
        violation = why;
        grace = setTimeout(stop, graceMilliseconds, why);
      }
    }
  });
  const ended = await process.ended;
  over = true;
  clearTimeout(silence);
  clearTimeout(grace);
  return {
    error: errorOf(decoder, violation, ended, killedFor !== undefined),
    endedItself: killedFor === undefined && ended.error === undefined,
  };
}

function errorOf(
  decoder: AnswerDecoder,
  violation: IdentityError | undefined,
  ended: Ended,
  killed: boolean,
): IdentityError | undefined {
  if (decoder.greeting === undefined && !killed && ended.code !== 0) return ended.error ?? brokenOff(decoder);
  if (violation?.code === "E_PROTOCOL") return violation;
  // An agent that hung after its last frame has still answered.
  if (decoder.done && !decoder.broken) return undefined;
  return violation ?? ended.error ?? brokenOff(decoder);
}

/**
 * The batch contains secrets, so an agent of another version, or a damaged one, does not get it. This does not protect
 * against somebody who may write to the agent's file: the agent reports these numbers itself.
 */
function checkGreeting(agent: AgentFile, greeting: NonNullable<AnswerDecoder["greeting"]>): void {
  const shipped = agentIdentity(agent);
  if (
    greeting.version === protocolVersion &&
    greeting.length === shipped.length &&
    greeting.checksum === shipped.checksum
  )
    return;
  throw new IdentityError({
    code: "E_PROTOCOL",
    message: "The script that answered is another version of the agent, or was changed.",
    hint: "Copy the agent of this package there again.",
  });
}

function silent(): IdentityError {
  return new IdentityError({
    code: "E_TIMEOUT",
    message: "The script said nothing for longer than timeoutSeconds, and was killed.",
    hint: "Find out what holds the server up, or raise timeoutSeconds.",
  });
}

function brokenOff(decoder: AnswerDecoder): IdentityError {
  const greeted = decoder.greeting !== undefined;
  if (greeted && decoder.broken) return protocolError("The agent broke off within a frame.");
  return new IdentityError({
    code: "E_SCRIPT_HOST",
    message: greeted
      ? "The script was ended before it had answered."
      : "The Windows Script Host ended without running the script.",
    hint: "Allow scripts there, and ask whether a security product blocked it.",
  });
}
