/** How every command ends. */
export const exitCode = {
  /** In sync, or done. */
  done: 0,
  /** Something failed; what was written before is named. */
  error: 1,
  /** The command line is wrong. */
  usage: 2,
  /** Drift or findings: `sync` without `--apply` that would write, `lint`, `explain --stack`. */
  findings: 3,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];
