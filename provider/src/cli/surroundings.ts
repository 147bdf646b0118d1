/** A stream as Node has it: a terminal, a pipe or a file. */
export interface Stream {
  readonly isTTY?: boolean | undefined;
  /** In characters; only terminals have it. */
  readonly columns?: number | undefined;
  write(text: string): boolean;
}

export type Style = "bold" | "green" | "red" | "yellow";

/** A text of ours in a style of its own, where a person reads it. */
export interface Styled {
  readonly style: Style;
  readonly text: string;
}

/** Where everything that people and programs read is written. Text from outside can't move or hide anything there. */
export interface Output {
  readonly isTTY: boolean;
  /** In characters; only terminals have it. */
  readonly columns: number | undefined;
  /** Writes characters that a terminal would obey, or nobody would see, as escapes; line breaks stay. */
  write(...pieces: readonly (string | Styled)[]): void;
  /** Writes byte for byte: what programs compare, and what speaks to the terminal itself. */
  writeExactly(text: string): void;
}

/** What a command finds around it. */
export interface Surroundings<To = Output> {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean | undefined };
  /** The answer, and nothing else: what a script reads. */
  readonly stdout: To;
  /** Everything but the answer: progress, notes, warnings, errors. */
  readonly stderr: To;
  readonly env: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
  cwd(): string;
}

/** What a process has, before anything is written. Node's `process` is one; tests make their own. */
export type ProcessSurroundings = Surroundings<Stream>;
