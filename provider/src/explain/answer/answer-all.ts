import { grouped } from "../../domain";
import type { AskedQuestion, Question } from "../question/question";
import { isStatusOutOfRange } from "../status/logged-status";
import { answer, isUnknownNumber, type Answer } from "./answer";
import type { Known } from "./answered-place";

/** What several questions come to. */
export interface Answers {
  /** Each answer once, in the order of the first question that has it: many lines of a log ask the same. */
  readonly answers: readonly Answer[];
  /** Which lines of a log have no answer, a sentence for each reason. */
  readonly unanswered: readonly string[];
  /** `differs`: from what a stack declares. */
  readonly outcome: "done" | "failed" | "differs";
}

/** Answers what was typed, or the lines of a log, of which not every one can be read. */
export function answerAll(
  questions: readonly AskedQuestion[],
  known: Known | undefined,
  isLog: boolean,
): Answers {
  const replies = questions.map(({ question, line }) => {
    const found = answer(question, known);
    return { found, line, why: isLog ? whyUnanswered(question, found) : undefined };
  });
  const told = replies.flatMap(({ found, why }) => (why === undefined ? [found] : []));
  const answers = [...grouped(told, nameOf).values()].flatMap(([first]) => first ?? []);
  const isFailed = isLog ? !answers.some(isAnswered) : answers.some(({ error }) => error !== undefined);
  const differs = answers.some(({ place }) => (place?.stack?.differences.length ?? 0) > 0);
  return {
    answers,
    unanswered: [...grouped(replies, ({ why = "" }) => why)]
      .map(([why, those]) => (why === "" ? "" : `${why} ${linesOf(those.map(({ line }) => line))}`))
      .filter((sentence) => sentence !== "")
      // Those in formats that are not read come first.
      .sort((left, right) => Number(left.startsWith(noStatus)) - Number(right.startsWith(noStatus))),
    outcome: isFailed ? "failed" : differs ? "differs" : "done",
  };
}

function nameOf({ status, place, error, notes }: Answer): string {
  return [status?.code, status?.says, place?.location, error?.message, notes].join("\n");
}

const noStatus = "No status was found in";

/** Why a line of a log has no answer; one that was cut short looks like a name. */
function whyUnanswered(question: Question, found: Answer): string | undefined {
  if (question.type === "unread") return `The ${question.format} is not read here:`;
  const isName = question.type === "name" || question.type === "path";
  return isName && !isAnswered(found) ? noStatus : undefined;
}

function isAnswered({ status, place, notes }: Answer): boolean {
  return status !== null || place !== null || notes.length > 0;
}

/** So many lines are told by their numbers. */
const linesAtMost = 5;

function linesOf(lines: readonly number[]): string {
  const more = lines.length - linesAtMost;
  const rest = more > 0 ? ` and ${String(more)} more` : "";
  return `${lines.length === 1 ? "line" : "lines"} ${lines.slice(0, linesAtMost).join(", ")}${rest}.`;
}

/** Why what was typed is no question, whatever metabase is named; `undefined` where each is one. */
export function refusalOf(questions: readonly AskedQuestion[]): string | undefined {
  for (const { question } of questions) {
    if (question.type === "name" && isStatusOutOfRange(question.text)) {
      return "that is not a status: it is a number from 100 to 599, then a sub-status of up to three digits, then an error of Windows up to 4294967295 (0xFFFFFFFF)";
    }
    if (question.type === "unread") {
      return `the ${question.format} is not read here: ask for the numbers of that row, such as 401 1326`;
    }
  }
  return undefined;
}

/** What is answered from a list. */
const fromLists: ReadonlySet<Question["type"]> = new Set(["status", "event", "reason", "unread"]);

/** Whether questions need a metabase: a line of a log `may` do without, also one that can't be read. */
export function needOfMetabase(questions: readonly AskedQuestion[], isLog: boolean): "must" | "may" | "none" {
  const must = questions.some(({ question }) => {
    if (question.type === "address") return true;
    return !isLog && (question.type === "name" || question.type === "path" || isUnknownNumber(question));
  });
  if (must) return "must";
  return questions.every(({ question }) => fromLists.has(question.type)) ? "none" : "may";
}
