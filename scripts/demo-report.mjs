import { stripVTControlCharacters } from "node:util";
import { holdsPassword } from "./demo-checks.mjs";

const terminal = process.stdout.isTTY;

/** Colours are for terminals, and for people who did not ask for none. */
export const coloured = terminal && !process.env["NO_COLOR"];

/**
 * Prints one sentence, broken into lines, with an empty line before it.
 *
 * @param {string} text
 * @param {string} [before] what stands before its first line
 */
export function tell(text, before = "") {
  /** @type {string[]} */
  const lines = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last === undefined || before.length + last.length + word.length + 1 > 100) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  const body = lines
    .map((line, index) => (index === 0 ? before : " ".repeat(before.length)) + line)
    .join("\n");
  console.log(`\n${coloured ? `\u001b[1m${body}\u001b[0m` : body}`);
}

/**
 * Prints what a program writes, set off from our own lines, and keeps it. A line with a password in it is never
 * printed: that it was there is to be reported as a mistake.
 */
export class Quoted {
  #rest = "";
  /** @type {string[]} */
  #lines = [];
  #gap = false;
  #passwords;
  withheld = 0;

  /** @param {readonly string[]} passwords */
  constructor(passwords) {
    this.#passwords = passwords;
  }

  /** @param {string} chunk */
  add(chunk) {
    const lines = (this.#rest + chunk).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) this.#print(line.replace(/\r$/, ""));
  }

  end() {
    if (this.#rest !== "") this.#print(this.#rest);
    this.#rest = "";
  }

  /** Everything so far, without colours. */
  get text() {
    return this.#lines.join("\n");
  }

  /** @param {string} line */
  #print(line) {
    const plain = stripVTControlCharacters(line);
    const secret = holdsPassword(plain, this.#passwords);
    if (secret) this.withheld += 1;
    this.#lines.push(secret ? "" : plain);
    // Empty lines wait for what follows: neither two in a row are shown nor one at the end.
    if (plain.trim() === "") {
      this.#gap = true;
      return;
    }
    const shown = `    | ${secret ? "[a line with a password, not shown]" : line}`.trimEnd();
    for (const each of this.#gap ? ["    |", shown] : [shown]) {
      // On a terminal a line that counts seconds may stand here.
      console.log(terminal ? `\r\u001b[K${each}` : each);
    }
    this.#gap = false;
  }
}

/**
 * A table with a head; the first column is for words, the others for numbers.
 *
 * @param {readonly (readonly string[])[]} rows
 * @returns {string}
 */
export function table(rows) {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join("   "),
    )
    .map((line) => `  ${line}`)
    .join("\n");
}
