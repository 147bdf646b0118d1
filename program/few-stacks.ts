/**
 * Does `work`, in which an error says only where it was thrown. For each property of each resource Pulumi's SDK writes down
 * four times what called it, for those who look for a promise that never resolves: in this program always the same, at a tenth
 * of what its process takes.
 */
export function withFewStacks<Result>(work: () => Result): Result {
  if (process.env["PULUMI_DEBUG_PROMISE_LEAKS"] !== undefined) return work();
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 1;
  try {
    return work();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}
