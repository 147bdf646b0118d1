import { styleText } from "node:util";
import { printableLines } from "../domain";
import type { Output, ProcessSurroundings, Stream, Style, Styled, Surroundings } from "./surroundings";

/** The surroundings of a process, with outputs that clean what they get: the only place where text leaves us. */
export function withOutputs(around: ProcessSurroundings): Surroundings {
  return {
    // Node opens it on first use.
    get stdin() {
      return around.stdin;
    },
    stdout: outputTo(around.stdout, around.env),
    stderr: outputTo(around.stderr, around.env),
    env: around.env,
    platform: around.platform,
    cwd: () => around.cwd(),
  };
}

function outputTo(stream: Stream, env: NodeJS.ProcessEnv): Output {
  const isTTY = stream.isTTY === true;
  const hasStyle = isTTY && (env["NO_COLOR"] ?? "") === "" && env["TERM"] !== "dumb";
  const shown = (piece: string | Styled): string => {
    if (typeof piece === "string") return printableLines(piece);
    const text = printableLines(piece.text);
    // Whether there is a terminal was asked of the stream that is written to; Node would ask its own.
    return hasStyle ? styleText(piece.style, text, { validateStream: false }) : text;
  };
  return {
    isTTY,
    get columns() {
      return stream.columns;
    },
    write: (...pieces) => {
      stream.write(pieces.map(shown).join(""));
    },
    writeExactly: (text) => {
      stream.write(text);
    },
  };
}

/** An answer for machines. */
export function json(answer: unknown): string {
  return `${JSON.stringify(answer, undefined, 2)}\n`;
}

/** A text of ours in a style of its own. Colour is for terminals, unless NO_COLOR says otherwise. */
export function styled(style: Style, text: string): Styled {
  return { style, text };
}
