import { styleText } from "node:util";
import type { Output, Surroundings } from "./surroundings";

export type Style = "bold" | "green" | "red" | "yellow";

/** Colours a text where a person reads it: on a terminal, unless NO_COLOR says otherwise. */
export function coloured(
  output: Output,
  { env }: Pick<Surroundings, "env">,
  style: Style,
  text: string,
): string {
  const wanted = output.isTTY === true && (env["NO_COLOR"] ?? "") === "" && env["TERM"] !== "dumb";
  // Whether there is a terminal was asked of the stream that is written to; Node would ask its own.
  return wanted ? styleText(style, text, { validateStream: false }) : text;
}
