/** What a finding means for whoever has to decide. */
export interface Verdict {
  /** True if something has to be solved before anything is written. */
  readonly bad: boolean;
  readonly text: string;
}

/** What was found about a live metabase, the script host and the way there. Nothing in it is secret. */
export interface Examination {
  /** How the script host was reached: `local`, `ssh web01`. */
  readonly transport: string;
  /** The agent's name, which contains its hash. */
  readonly agent: string;
  /** The agent's own answers; an HRESULT stands for one that failed. */
  readonly findings: readonly { readonly name: string; readonly value: string }[];
  /** MajorIIsVersionNumber. */
  readonly majorVersion: number | undefined;
  /** Awkward texts that came back changed, or whose fingerprint did: by name. */
  readonly damaged: readonly string[];
  readonly texts: number;
  /**
   * How far the server's clock is ahead of ours, in milliseconds, within `clockDoubt`; `undefined` if that is not
   * known.
   */
  readonly clockAhead: number | undefined;
  readonly clockDoubt: number;
  /** Keys that were read, and those of them that could not be understood. */
  readonly keys: number;
  readonly unreadable: number;
  /** Why the metabase as a whole could not be read, although the questions were answered. */
  readonly failure: string | undefined;
  /** States of all application pools, if the store asks for them; 4 is stopped. */
  readonly pools?: readonly { readonly location: string; readonly state?: number | undefined }[];
  /** What only the store can tell from the findings. */
  readonly verdicts: readonly Verdict[];
  /** Milliseconds: a script host with its questions answered, and one that reads the whole metabase. */
  readonly milliseconds: { readonly questions: number; readonly snapshot: number };
}

/** The value of a finding, or that there is none. */
export function findingIn({ findings }: Pick<Examination, "findings">, name: string): string {
  return findings.find((each) => each.name === name)?.value ?? "not told";
}

/** True where a number stands for an answer that failed. */
export function isHresult(value: string): boolean {
  return /^0x[0-9a-f]{8}$/.test(value);
}
