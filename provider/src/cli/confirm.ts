import { createInterface } from "node:readline";
import type { Surroundings } from "./surroundings";

/** Asks on the terminal, and waits for a line. Anything but `yes` or `y` means no, and so does the end of the input. */
export async function confirm(
  { stdin, stderr }: Pick<Surroundings, "stdin" | "stderr">,
  question: string,
): Promise<boolean> {
  stderr.write(`${question} Type yes to go on: `);
  const lines = createInterface({ input: stdin });
  try {
    const answer = await new Promise<string>((done) => {
      lines.once("line", done);
      lines.once("close", () => {
        done("");
      });
    });
    return /^y(?:es)?$/i.test(answer.trim());
  } finally {
    lines.close();
  }
}
