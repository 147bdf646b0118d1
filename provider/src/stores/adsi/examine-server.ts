import { randomBytes } from "node:crypto";
import {
  agentFile,
  liveFingerprint,
  openAgent,
  type AgentAnswer,
  type AgentRequest,
  type AgentSettings,
} from "../../agent";
import { parseLocation, type ErrorCode, type IdentityError } from "../../domain";
import type { Examination } from "../examination";
import { hresultError } from "./hresult";

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

/** Errors that alone say why nothing can be read, and what to do. For any other error, the findings say more. */
const telling: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "E_ACCESS_DENIED",
  "E_BUSY",
  "E_NO_PROVIDER",
  "E_UNREACHABLE",
]);

/**
 * Examines a live metabase without writing: two script-host processes, one for questions, one for the metabase as a
 * whole.
 *
 * @throws IdentityError why it could not be reached, or why nothing of it can be read
 */
export async function examineServer(settings: AgentSettings): Promise<Examination> {
  const key = randomBytes(32).toString("hex");
  const { transport, run: runBatch } = openAgent(settings);
  const texts = Object.entries(awkward);
  const started = Date.now();
  const first = await runBatch(key, () => [
    { type: "examine" },
    { type: "pools" },
    ...texts.map(([, text]): AgentRequest => ({ type: "echo", text })),
  ]);
  const between = Date.now();
  if (first.error !== undefined) throw first.error;
  const machine = parseLocation("/LM");
  const second = await runBatch(key, () => [
    { type: "snapshot", under: machine, locations: [], reveal: false },
  ]);
  const ended = Date.now();

  const [examined, pools, ...echoes] = first.answers;
  const [snapshot] = second.answers;
  const findings = examined?.type === "examine" ? examined.findings : [];
  const keys = snapshot?.type === "snapshot" ? snapshot.keys : [];
  const failure = second.error ?? failureOf(snapshot);
  if (failure !== undefined && telling.has(failure.code)) throw failure;
  return {
    transport,
    agent: agentFile().name,
    findings,
    majorVersion: first.server?.majorVersion,
    damaged: texts.flatMap(([name, text], index) => (cameBack(echoes[index], text, key) ? [] : [name])),
    texts: texts.length,
    ...clock(findings, started, between),
    keys: keys.length,
    unreadable: keys.filter(({ unreadable }) => unreadable !== undefined).length,
    failure: failure === undefined ? undefined : `${failure.code}: ${failure.rule}`,
    pools: pools?.type === "pools" ? pools.pools : [],
    milliseconds: { questions: between - started, snapshot: ended - between },
  };
}

function failureOf(answer: AgentAnswer | undefined): IdentityError | undefined {
  return answer === undefined || answer.hresult === 0 ? undefined : hresultError(answer.hresult, undefined);
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
