/** In milliseconds. */
const shortest = 20;
const longest = 250;
const latest = 2000;

let lastCall: number | undefined;
/** The longest that the engine has asked for nothing, and then asked again. */
let longestPause = 0;
let quiet: NodeJS.Timeout | undefined;
let waiting: Promise<void> | undefined;

/** Notes that the engine asks for something. */
export function callBegins(): void {
  const now = performance.now();
  longestPause = Math.max(longestPause, now - (lastCall ?? now));
  lastCall = now;
  quiet?.refresh();
}

/** Notes that the engine got an answer. */
export function callEnds(): void {
  lastCall = performance.now();
  quiet?.refresh();
}

/**
 * Resolves, for all who wait in the same turn, once the engine has asked for nothing for longer than it usually pauses: then
 * it waits for answers itself, and all that it wants written at once is here. It sends updates while it still asks about other
 * resources, so that without this nearly every one would be a commit of its own. In any case resolves after two seconds.
 */
export function engineWaits(): Promise<void> {
  waiting ??= new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(quiet);
      clearTimeout(end);
      quiet = undefined;
      waiting = undefined;
      resolve();
    };
    quiet = setTimeout(done, Math.min(longest, Math.max(shortest, 3 * longestPause)));
    const end = setTimeout(done, latest);
  });
  return waiting;
}
