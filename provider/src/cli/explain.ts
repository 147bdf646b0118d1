import { buffer } from "node:stream/consumers";
import type * as config from "../config";
import { isIdentityError, parseLocation, printable, type Snapshot } from "../domain";
import {
  answerAll,
  needOfMetabase,
  parseQuestions,
  refusalOf,
  type Answer,
  type AskedQuestion,
  type Known,
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

/** How many different answers people are shown; `--json` has all. */
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
      const refusal = isLog ? undefined : refusalOf(questions);
      if (refusal !== undefined) throw new UsageError(refusal);
      const known = await whatIsKnown(questions, isLog, options, surroundings);
      const { answers, unanswered, outcome } = answerAll(questions, known, isLog);
      show(answers, known?.snapshot, options.json === true, surroundings);
      for (const warning of known?.snapshot.warnings ?? [])
        surroundings.stderr.write(`warning: ${printable(warning)}\n`);
      for (const { error } of answers) if (error !== undefined) reportError(error, surroundings);
      for (const sentence of unanswered) surroundings.stderr.write(`${sentence}\n`);
      ends(exitCodes[outcome]);
    });
};

const exitCodes = {
  done: exitCode.done,
  failed: exitCode.error,
  differs: exitCode.findings,
} as const;

function isStandardInput(words: readonly string[]): boolean {
  return words.length === 1 && words[0] === "-";
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
  return textOf(await buffer(stdin));
}

/**
 * UTF-8, or what PowerShell's > makes of it: UTF-16 after its mark. A mark at the beginning is not part of the text.
 */
function textOf(bytes: Buffer): string {
  const [first, second] = bytes;
  const isUtf16 = first === 0xff && second === 0xfe;
  return new TextDecoder(isUtf16 ? "utf-16le" : "utf-8").decode(bytes);
}

/**
 * Reads the metabase that was named. If none was named and the questions can do without, reads that of this machine, if
 * there is one.
 *
 * @throws UsageError, IdentityError
 */
async function whatIsKnown(
  questions: readonly AskedQuestion[],
  isLog: boolean,
  options: ExplainOptions,
  surroundings: Surroundings,
): Promise<Known | undefined> {
  const isNamed = Object.keys(options).some((name) => name !== "json");
  const need = needOfMetabase(questions, isLog);
  if (!isNamed && need === "none") return undefined;
  try {
    const { settings, section } = await metabaseAndSection(options, surroundings);
    const snapshot = await readMetabase(settings, { locations: [parseLocation("LM")] }, surroundings);
    return {
      snapshot,
      section: section && (require("../config") as typeof config).locateSection(section, snapshot),
      options: givenMetabaseOptions(options),
      isLog,
    };
  } catch (error) {
    const mustRead = isNamed || need === "must";
    if (mustRead || !(error instanceof UsageError || isIdentityError(error))) throw error;
    return undefined;
  }
}

function show(
  answers: readonly Answer[],
  reading: Snapshot | undefined,
  asJson: boolean,
  { stdout, stderr }: Surroundings,
): void {
  if (asJson) {
    const told = answers.map(({ status, place, notes, next }) => ({ status, place, notes, next }));
    stdout.write(json(told));
    return;
  }
  const shown = printAnswers(answers.slice(0, toldAtMost), reading).filter((text) => text !== "");
  stdout.write(shown.join("\n"));
  const more = answers.length - toldAtMost;
  if (more > 0) stderr.write(`and ${String(more)} more answers; --json has all\n`);
}
