import { RegExpParser } from "@eslint-community/regexpp";
import type { AST } from "@eslint-community/regexpp";

type Instruction =
  | { readonly op: "take"; readonly fits: (character: string) => boolean; readonly backwards: boolean }
  | { readonly op: "hold"; readonly holds: (text: string, index: number) => boolean }
  | { readonly op: "split"; readonly first: number; readonly second: number }
  | { readonly op: "jump"; readonly to: number }
  | { readonly op: "look"; readonly negate: boolean; readonly behind: number }
  | { readonly op: "mark" | "moved"; readonly register: number }
  | { readonly op: "end" };

const nativeExec = RegExp.prototype.exec;
const nativeTest = (pattern: RegExp, text: string): boolean =>
  Reflect.apply(nativeExec, pattern, [text]) !== null;
const nativeSlice = String.prototype.slice;

/** Where a search ended: `index` and `end` of the match, or `undefined`, and how many instructions it took. */
export interface Search {
  readonly match: { readonly index: number; readonly end: number } | undefined;
  readonly steps: number;
}

/**
 * A regular expression as a backtracking machine, the kind that V8 runs, so that the work which one call hides can be
 * counted: characters tried, branches taken and taken back. What it finds has to be what V8 finds; the caller compares.
 *
 * Not known are back references and the flag `v`: an expression with either throws.
 */
export class RegExpMachine {
  readonly #program: Instruction[] = [];
  readonly #flags: string;
  readonly #unicode: boolean;
  readonly #anchored: boolean;
  #registers = 0;

  constructor({ source, flags }: RegExp) {
    if (flags.includes("v")) throw new Error(`The steps of /${source}/${flags} can't be counted.`);
    this.#flags = ["i", "s", "u"].filter((flag) => flags.includes(flag)).join("");
    this.#unicode = flags.includes("u");
    const pattern = new RegExpParser().parsePattern(source, 0, source.length, { unicode: this.#unicode });
    const multiline = flags.includes("m");
    this.#anchored =
      !multiline &&
      pattern.alternatives.every(
        ({ elements: [first] }) => first?.type === "Assertion" && first.kind === "start",
      );
    this.#emitAny(pattern.alternatives, multiline, false);
    this.#program.push({ op: "end" });
  }

  /** Searches as `exec` does, from `lastIndex` on. */
  search(text: string, lastIndex: number, sticky: boolean): Search {
    let steps = 0;
    for (let start = lastIndex; start <= text.length; start += this.#width(text, start)) {
      steps += 1;
      const run = this.#run(0, text, start);
      steps += run.steps;
      if (run.end >= 0) return { match: { index: start, end: run.end }, steps };
      if (sticky || this.#anchored) break;
    }
    return { match: undefined, steps };
  }

  #width(text: string, index: number): number {
    return this.#unicode && (text.codePointAt(index) ?? 0) > 0xffff ? 2 : 1;
  }

  #run(begin: number, text: string, start: number): { readonly end: number; readonly steps: number } {
    const waiting: { readonly at: number; readonly index: number; readonly registers: readonly number[] }[] =
      [];
    let registers: readonly number[] = [];
    let at = begin;
    let index = start;
    let steps = 0;
    for (;;) {
      const instruction = this.#program[at]!;
      steps += 1;
      let fails = false;
      switch (instruction.op) {
        case "end":
          return { end: index, steps };
        case "take": {
          const next = this.#next(text, index, instruction.backwards);
          fails = next === undefined || !instruction.fits(next);
          if (next !== undefined) index += instruction.backwards ? -next.length : next.length;
          at += 1;
          break;
        }
        case "hold":
          fails = !instruction.holds(text, index);
          at += 1;
          break;
        case "split":
          waiting.push({ at: instruction.second, index, registers });
          at = instruction.first;
          break;
        case "jump":
          at = instruction.to;
          break;
        case "look": {
          const inner = this.#run(at + 1, text, index);
          steps += inner.steps;
          fails = inner.end >= 0 === instruction.negate;
          at = instruction.behind;
          break;
        }
        case "mark": {
          const marked = [...registers];
          marked[instruction.register] = index;
          registers = marked;
          at += 1;
          break;
        }
        case "moved":
          fails = registers[instruction.register] === index;
          at += 1;
          break;
      }
      if (!fails) continue;
      const other = waiting.pop();
      if (other === undefined) return { end: -1, steps };
      ({ at, index, registers } = other);
    }
  }

  #next(text: string, index: number, backwards: boolean): string | undefined {
    if (backwards ? index === 0 : index === text.length) return undefined;
    if (!backwards) return Reflect.apply(nativeSlice, text, [index, index + this.#width(text, index)]);
    const pair = this.#unicode && index > 1 && this.#width(text, index - 2) === 2;
    return Reflect.apply(nativeSlice, text, [index - (pair ? 2 : 1), index]);
  }

  #emitAny(alternatives: readonly AST.Alternative[], multiline: boolean, backwards: boolean): void {
    const [first, ...others] = alternatives;
    if (first === undefined) return;
    if (others.length === 0) {
      for (const element of backwards ? [...first.elements].reverse() : first.elements)
        this.#emit(element, multiline, backwards);
      return;
    }
    const split = this.#reserve();
    this.#emitAny([first], multiline, backwards);
    const jump = this.#reserve();
    this.#program[split] = { op: "split", first: split + 1, second: this.#program.length };
    this.#emitAny(others, multiline, backwards);
    this.#program[jump] = { op: "jump", to: this.#program.length };
  }

  #emit(element: AST.Element, multiline: boolean, backwards: boolean): void {
    switch (element.type) {
      case "Character":
      case "CharacterClass":
      case "CharacterSet":
        this.#program.push({ op: "take", fits: this.#fits(element.raw), backwards });
        return;
      case "Group":
      case "CapturingGroup":
        this.#emitAny(element.alternatives, multiline, backwards);
        return;
      case "Quantifier":
        this.#emitRepeated(element, multiline, backwards);
        return;
      case "Assertion":
        this.#emitAssertion(element, multiline);
        return;
      case "Backreference":
      case "ExpressionCharacterClass":
        throw new Error(`The steps of ${element.raw} can't be counted.`);
    }
  }

  #emitRepeated({ element, min, max, greedy }: AST.Quantifier, multiline: boolean, backwards: boolean): void {
    const mayBeEmpty = !["Character", "CharacterClass", "CharacterSet"].includes(element.type);
    const splits: number[] = [];
    // What may be left out must not be empty where it is there.
    const emitOptional = (): number => {
      const split = this.#reserve();
      splits.push(split);
      const register = this.#registers;
      this.#registers += 1;
      if (mayBeEmpty) this.#program.push({ op: "mark", register });
      this.#emit(element, multiline, backwards);
      if (mayBeEmpty) this.#program.push({ op: "moved", register });
      return split;
    };
    for (let count = 0; count < min; count += 1) this.#emit(element, multiline, backwards);
    if (max === Number.POSITIVE_INFINITY) this.#program.push({ op: "jump", to: emitOptional() });
    else for (let count = min; count < max; count += 1) emitOptional();
    const behind = this.#program.length;
    for (const at of splits) {
      const [first, second] = greedy ? [at + 1, behind] : [behind, at + 1];
      this.#program[at] = { op: "split", first, second };
    }
  }

  #emitAssertion(assertion: AST.Assertion, multiline: boolean): void {
    const breaks = (text: string, index: number): boolean =>
      multiline && "\n\r\u2028\u2029".includes(text.charAt(index));
    const isWord = this.#fits("\\w");
    const isEdge = (text: string, index: number): boolean =>
      isWord(text.charAt(index)) !== isWord(text.charAt(index - 1));
    switch (assertion.kind) {
      case "start":
        this.#program.push({ op: "hold", holds: (text, at) => at === 0 || breaks(text, at - 1) });
        return;
      case "end":
        this.#program.push({ op: "hold", holds: (text, at) => at === text.length || breaks(text, at) });
        return;
      case "word": {
        const { negate } = assertion;
        this.#program.push({ op: "hold", holds: (text, at) => isEdge(text, at) !== negate });
        return;
      }
      case "lookahead":
      case "lookbehind": {
        const look = this.#reserve();
        this.#emitAny(assertion.alternatives, multiline, assertion.kind === "lookbehind");
        this.#program.push({ op: "end" });
        this.#program[look] = { op: "look", negate: assertion.negate, behind: this.#program.length };
      }
    }
  }

  #reserve(): number {
    return this.#program.push({ op: "end" }) - 1;
  }

  /** Whether one character is what a part of the expression takes: V8 knows. */
  #fits(raw: string): (character: string) => boolean {
    const native = new RegExp(`^(?:${raw})$`, this.#flags);
    const known = new Map<string, boolean>();
    return (character) => {
      const before = known.get(character);
      if (before !== undefined) return before;
      const fits = nativeTest(native, character);
      known.set(character, fits);
      return fits;
    };
  }
}
