import { randomBytes } from "node:crypto";
import {
  agentFile,
  liveFingerprint,
  openAgent,
  type AgentAnswer,
  type AgentRequest,
  type AgentSettings,
  type BatchResult,
} from "../agent";
import type { Examination } from "./examination";

const awkward: Readonly<Record<string, string>> = {
  "every printable ASCII character": Array.from({ length: 95 }, (_, index) =>
    String.fromCharCode(32 + index),
  ).join(""),
  "a variable of cmd.exe": '%PATH% !PATH! ^& "quoted" ^^',
  "blanks at both ends": "  between  ",
  "line breaks and a tab": "one\r\ntwo\nthree\tfour\r",
  "Latin-1": "äöüßéÿ£§",
  CJK: "密码パスワード암호",
  "beyond the first plane": "😀𝔘",
  "half a surrogate pair": "a\ud800b",
};

/** What every server with an agent is asked, and the answers to the store's own questions. */
interface ServerAnswers {
  readonly common: Omit<Examination, "keys" | "unreadable" | "failure" | "pools" | "verdicts">;
  /** To the store's questions, in order; fewer if the agent broke off. */
  readonly answers: readonly AgentAnswer[];
  readonly whole: BatchResult;
}

/**
 * Examines a server without writing: two script-host processes, one for questions, one that reads everything.
 *
 * @param questions the first of them is answered with findings
 * @throws IdentityError why it could not be reached
 */
export async function askServer(
  settings: AgentSettings,
  questions: readonly AgentRequest[],
  whole: AgentRequest,
): Promise<ServerAnswers> {
  const key = randomBytes(32).toString("hex");
  const { transport, run: runBatch } = openAgent(settings);
  const texts = Object.entries(awkward);
  const started = Date.now();
  const first = await runBatch(key, () => [
    ...questions,
    ...texts.map(([, text]): AgentRequest => ({ type: "echo", text })),
  ]);
  const between = Date.now();
  if (first.error !== undefined) throw first.error;
  const second = await runBatch(key, () => [whole]);
  const ended = Date.now();

  const answers = first.answers.slice(0, questions.length);
  const echoes = first.answers.slice(questions.length);
  const [examined] = answers;
  const findings = examined !== undefined && "findings" in examined ? examined.findings : [];
  return {
    common: {
      transport,
      agent: agentFile().name,
      findings,
      majorVersion: first.server?.majorVersion,
      damaged: texts.flatMap(([name, text], index) => (cameBack(echoes[index], text, key) ? [] : [name])),
      texts: texts.length,
      ...clock(findings, started, between),
      milliseconds: { questions: between - started, snapshot: ended - between },
    },
    answers,
    whole: second,
  };
}

function cameBack(answer: AgentAnswer | undefined, text: string, key: string): boolean {
  return answer?.type === "echo" && answer.text === text && answer.fingerprint === liveFingerprint(key, text);
}

/** The agent looked at its clock at some moment between our two. */
function clock(
  findings: Examination["findings"],
  from: number,
  to: number,
): Pick<Examination, "clockAhead" | "clockDoubt"> {
  const told = findings.find(({ name }) => name === "time (UTC)")?.value ?? "";
  const spelled = told.replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d{3})$/, "$1-$2-$3T$4:$5:$6.$7Z");
  const clockDoubt = Math.ceil((to - from) / 2);
  const theirs = spelled === told ? NaN : Date.parse(spelled);
  if (Number.isNaN(theirs)) return { clockAhead: undefined, clockDoubt };
  return { clockAhead: theirs - (from + to) / 2, clockDoubt };
}
