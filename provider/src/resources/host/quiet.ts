import { AsyncLocalStorage } from "node:async_hooks";

/* One process serves all dynamic resources of a program: what others print in it is theirs. */

const serving = new AsyncLocalStorage<boolean>();

/** Runs one call of the engine, in which nothing is printed but by `say`. */
export function quietly<Answer>(call: () => Promise<Answer>): Promise<Answer> {
  return serving.run(true, call);
}

/** Writes to standard error, which Pulumi turns into diagnostics. */
export function say(text: string): void {
  serving.run(false, () => process.stderr.write(text));
}

/**
 * Drops what packages print while a call of the engine is served, warnings of Node included: either may show a line of a
 * file, and Pulumi would show it. Called once, by the module that the dynamic host loads.
 */
export function guardStreams(): void {
  for (const stream of [process.stdout, process.stderr]) {
    const write = stream.write.bind(stream) as (...given: readonly unknown[]) => boolean;
    stream.write = (...given: readonly unknown[]) => {
      if (serving.getStore() !== true) return write(...given);
      const done = given.at(-1);
      if (typeof done === "function") process.nextTick(() => void Reflect.apply(done, undefined, []));
      return true;
    };
  }
  const listeners = process.listeners("warning");
  process.removeAllListeners("warning");
  process.on("warning", (warning) => {
    if (serving.getStore() === true) return;
    for (const listener of listeners) listener.call(process, warning);
  });
}
