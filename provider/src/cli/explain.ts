import { grouped, isIdentityError, parseLocation } from "../domain";
import {
  answer,
  isStatusOutOfRange,
  isUnknownNumber,
  parseQuestions,
  type Answer,
  type AskedQuestion,
  type Known,
  type Question,
} from "../explain";
import { examples, newCommand, type CommandMaker } from "./command-line";
import { exitCode } from "./exit-code";
import { printAnswers } from "./explain-report";
import { addMetabaseOptions, givenMetabaseOptions, type MetabaseOptions } from "./metabase-options";
import { json } from "./output";
import { metabaseAndSection, readMetabase } from "./read-metabase";
import { reportError } from "./report-error";
import type { Surroundings } from "./surroundings";
import { UsageError } from "./usage-error";

interface ExplainOptions extends MetabaseOptions {
  readonly json?: boolean;
}

/** So many different answers are told to people; `--json` has all. */
const toldAtMost = 10;

/** `explain`: which accounts count at one place and why, and what a logged status means. */
export const explainCommand: CommandMaker = ({ surroundings, ends }) => {
  const command = newCommand("explain", surroundings)
    .description(
      "Says which accounts IIS logs on with at a place and where they come from, what a status in the log means, and where to look next.",
    )
    .argument(
      "[question...]",
      "a location or an ADsPath, the name of a site, a pool or an account, an address, a status such as 401 1 1326, an event such as 5021, or a line of a log; - reads lines from standard input",
    )
    .option("--json", "the same for machines: an array of answers");
  return addMetabaseOptions(command)
    .addHelpText(
      "after",
      examples(
        "npx iis-identity explain 401 1 1326",
        "npx iis-identity explain W3SVC/1/ROOT --path MetaBase.xml",
        "npx iis-identity explain http://www.example.com/shop/cart --stack web01",
        "more log.txt | npx iis-identity explain - --path MetaBase.xml",
      ),
    )
    .action(async (words: readonly string[], options: ExplainOptions) => {
      const isLog = isStandardInput(words);
      const questions = parseQuestions(await asked(words, surroundings));
      if (questions.length === 0) throw new UsageError("nothing to explain was given");
      if (!isLog) refuse(questions);
      const known = await whatIsKnown(questions, isLog, options, surroundings);
      const replies = questions.map(({ question, line }) => ({
        question,
        line,
        answer: answer(question, known),
      }));
      const told = isLog ? replies.filter((one) => strangeness(one) === undefined) : replies;
      const answers = different(told.map((one) => one.answer));
      tell(answers, options.json === true, surroundings);
      for (const { error } of answers) if (error !== undefined) reportError(error, surroundings);
      if (isLog) surroundings.stderr.write(strangeLines(replies));
      const failed = isLog ? !answers.some(isAnswered) : answers.some(({ error }) => error !== undefined);
      if (failed) ends(exitCode.error);
      else if (answers.some(({ place }) => (place?.stack?.differences.length ?? 0) > 0))
        ends(exitCode.findings);
      else ends(exitCode.done);
    });
};

const ranges =
  "no status: it is a number from 100 to 599, then a sub-status of up to three digits, then an error of Windows up to 4294967295 (0xFFFFFFFF)";

/** @throws UsageError for what is no question, whatever metabase is named */
function refuse(questions: readonly AskedQuestion[]): void {
  if (questions.some(isOutOfRange)) throw new UsageError(ranges);
  for (const { question } of questions) {
    if (question.type === "unread") {
      throw new UsageError(
        `that is in the ${question.format}, which is not read here: ask for its numbers, such as 401 1326`,
      );
    }
  }
}

function isOutOfRange({ question }: AskedQuestion): boolean {
  return question.type === "name" && isStatusOutOfRange(question.text);
}

function isStandardInput(words: readonly string[]): boolean {
  return words.length === 1 && words[0] === "-";
}

interface Reply extends AskedQuestion {
  readonly answer: Answer;
}

/** Why a line of a log has no answer. Not every one can be read, and one that was cut short looks like a name. */
function strangeness({ question, answer: found }: Reply): string | undefined {
  if (question.type === "unread") return `in the ${question.format}, which is not read here`;
  const isName = question.type === "name" || question.type === "path";
  return isName && !isAnswered(found) ? "no line of a log with a status" : undefined;
}

function isAnswered({ status, place, notes }: Answer): boolean {
  return status !== null || place !== null || notes.length > 0;
}

/** So many lines are told by their numbers. */
const linesAtMost = 5;

/** A sentence for each kind of line that has no answer; those in formats that are not read first. */
function strangeLines(replies: readonly Reply[]): string {
  const strange = replies.flatMap((reply) => {
    const why = strangeness(reply);
    return why === undefined ? [] : [{ why, line: reply.line }];
  });
  return [...grouped(strange, ({ why }) => why)]
    .sort(([left], [right]) => Number(left.startsWith("no ")) - Number(right.startsWith("no ")))
    .map(([why, those]) => {
      const lines = those.map(({ line }) => line);
      const told = lines.slice(0, linesAtMost).join(", ");
      const more = lines.length - linesAtMost;
      return `${lines.length === 1 ? "line" : "lines"} ${told}${more > 0 ? ` and ${String(more)} more` : ""} ${lines.length === 1 ? "is" : "are"} ${lines.length === 1 ? why : why.replace("no line of", "no lines of")}\n`;
    })
    .join("");
}

async function asked(words: readonly string[], { stdin, stderr }: Surroundings): Promise<string> {
  if (words.length === 0) {
    throw new UsageError(
      "say what to explain: a location, a site, a pool, an account, an address, a status, an event, or - for lines of a log",
    );
  }
  if (!isStandardInput(words)) return words.join(" ");
  if (stdin.isTTY === true)
    stderr.write("Paste lines of a log, then end the input (Ctrl+Z and Enter, or Ctrl+D).\n");
  const chunks: Buffer[] = [];
  for await (const chunk of stdin) chunks.push(Buffer.from(chunk));
  return textOf(Buffer.concat(chunks));
}

/** UTF-8, or what PowerShell's > makes of it: UTF-16 behind its mark. A mark at the beginning is no part of the text. */
function textOf(bytes: Buffer): string {
  const [first, second] = bytes;
  const isUtf16 = first === 0xff && second === 0xfe;
  return new TextDecoder(isUtf16 ? "utf-16le" : "utf-8").decode(bytes);
}

/**
 * A status needs no metabase. A line of a log can do without, also one that can't be read: where none was named, that of
 * this machine is tried.
 *
 * @throws UsageError, IdentityError
 */
async function whatIsKnown(
  questions: readonly AskedQuestion[],
  isLog: boolean,
  options: ExplainOptions,
  surroundings: Surroundings,
): Promise<Known | undefined> {
  const named = Object.keys(options).some((name) => name !== "json");
  const needed = questions.some(({ question }) => needsMetabase(question, isLog));
  if (!named && !needed && questions.every(({ question }) => needsNone.has(question.type))) return undefined;
  try {
    const { settings, section } = await metabaseAndSection(options, surroundings);
    return {
      snapshot: await readMetabase(settings, { locations: [parseLocation("LM")] }, surroundings),
      section,
      options: givenMetabaseOptions(options),
      isLog,
    };
  } catch (error) {
    if (named || needed || !(error instanceof UsageError || isIdentityError(error))) throw error;
    return undefined;
  }
}

/** What is answered from a list. */
const needsNone: ReadonlySet<Question["type"]> = new Set(["status", "event", "reason", "unread"]);

function needsMetabase(question: Question, isLog: boolean): boolean {
  if (question.type === "address") return true;
  return !isLog && (question.type === "name" || question.type === "path" || isUnknownNumber(question));
}

/** Many lines of a log ask the same: each answer once, in the order of the first of them. */
function different(answers: readonly Answer[]): readonly Answer[] {
  const seen = new Map<string, Answer>();
  for (const one of answers) {
    const { status, place, error, notes } = one;
    const name = [status?.code, status?.says, place?.location, error?.message, notes].join("\n");
    if (!seen.has(name)) seen.set(name, one);
  }
  return [...seen.values()];
}

function tell(answers: readonly Answer[], asJson: boolean, { stdout, stderr }: Surroundings): void {
  if (asJson) {
    const told = answers.map(({ status, place, notes, next }) => ({ status, place, notes, next }));
    stdout.write(json(told));
    return;
  }
  const shown = printAnswers(answers.slice(0, toldAtMost)).filter((text) => text !== "");
  stdout.write(shown.join("\n"));
  const more = answers.length - toldAtMost;
  if (more > 0) stderr.write(`and ${String(more)} more answers; --json has all\n`);
}
