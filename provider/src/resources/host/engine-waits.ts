/** In milliseconds. */
const shortest = 20;
const longest = 250;
const latest = 2000;

let lastCall: number | undefined;
/** The longest that the engine has asked for nothing, and then asked again. */
let longestPause = 0;
/** How many updates are being served. */
let updates = 0;
/** The most that ever were. */
let most = 0;
/** How often the engine asked for nothing more when so many waited. */
let times = 0;
let quiet: NodeJS.Timeout | undefined;
let waiting: { readonly until: Promise<void>; readonly end: () => void; count: number } | undefined;

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

/** Notes that what the engine asks for may be written. */
export function updateBegins(): void {
  updates += 1;
  if (updates <= most) return;
  most = updates;
  times = 0;
}

export function updateEnds(): void {
  updates -= 1;
}

/**
 * Resolves, for all who wait in the same turn, once the engine has asked for nothing for longer than it usually pauses: then
 * it waits for answers itself, and all that it wants written at once is here. It sends updates while it still asks about other
 * resources, so that without this nearly every one would be a commit of its own. How many it sends at once shows when the most
 * there ever were have waited twice; as soon as as many wait again, there is nothing to wait for. In any case resolves after
 * two seconds.
 */
export function engineWaits(): Promise<void> {
  const { until, end, count } = (waiting ??= beginWaiting());
  waiting.count = count + 1;
  if (waiting.count === most && times > 1) end();
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
      if (waiting?.count === most) times += 1;
      end();
    },
    Math.min(longest, Math.max(shortest, 3 * longestPause)),
  );
  const last = setTimeout(end, latest);
  return { until, end, count: 0 };
}
