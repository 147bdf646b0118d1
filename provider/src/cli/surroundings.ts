/** A stream that text is written to: a terminal, a pipe or a file. */
export interface Output {
  readonly isTTY?: boolean | undefined;
  /** In characters; only terminals have it. */
  readonly columns?: number | undefined;
  write(text: string): boolean;
}

/** What a command finds around it. Node's `process` is one; tests make their own. */
export interface Surroundings {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean | undefined };
  /** The answer, and nothing else: what a script reads. */
  readonly stdout: Output;
  /** Everything beside the answer: progress, warnings, errors. */
  readonly stderr: Output;
  readonly env: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
  cwd(): string;
}
