/** In milliseconds. */
const shortest = 20;
const longest = 250;
const latest = 2000;

let lastCall: number | undefined;
/** The longest that the engine has asked for nothing, and then asked again. */
let longestPause = 0;
/** How many calls are being served. */
let served = 0;
/** How many were when the engine asked for nothing more: as far as is known, it sends no more at once. */
let atOnce: number | undefined;
let quiet: NodeJS.Timeout | undefined;
let waiting: { readonly until: Promise<void>; readonly end: () => void } | undefined;

/** Notes that the engine asks for something. */
export function callBegins(): void {
  const now = performance.now();
  longestPause = Math.max(longestPause, now - (lastCall ?? now));
  lastCall = now;
  served += 1;
  if (atOnce !== undefined && served > atOnce) atOnce = undefined;
  quiet?.refresh();
}

/** Notes that the engine got an answer. */
export function callEnds(): void {
  lastCall = performance.now();
  served -= 1;
  quiet?.refresh();
}

/**
 * Resolves, for all who wait in the same turn, once the engine has asked for nothing for longer than it usually pauses: then
 * it waits for answers itself, and all that it wants written at once is here. It sends updates while it still asks about other
 * resources, so that without this nearly every one would be a commit of its own. How many it sends at once shows the first
 * time, and when as many are here again, there is nothing to wait for. In any case resolves after two seconds.
 */
export function engineWaits(): Promise<void> {
  waiting ??= beginWaiting();
  const { until, end } = waiting;
  if (served === atOnce) end();
  return until;
}

function beginWaiting(): NonNullable<typeof waiting> {
  let resolve = (): void => undefined;
  const until = new Promise<void>((resolved) => (resolve = resolved));
  const end = (): void => {
    clearTimeout(quiet);
    clearTimeout(last);
    quiet = undefined;
    waiting = undefined;
    resolve();
  };
  quiet = setTimeout(
    () => {
      atOnce = served;
      end();
    },
    Math.min(longest, Math.max(shortest, 3 * longestPause)),
  );
  const last = setTimeout(end, latest);
  return { until, end };
}
