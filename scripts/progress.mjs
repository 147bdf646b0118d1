/**
 * Shows that a long step is alive: on a terminal one line that counts the seconds, elsewhere a line every ten seconds.
 *
 * @template Result
 * @param {(line: string) => void} say
 * @param {() => string} status what has been done so far, in a few words
 * @param {() => Promise<Result>} work
 * @returns {Promise<Result>}
 */
export async function withProgress(say, status, work) {
  const terminal = process.stdout.isTTY && say === console.log;
  const from = Date.now();
  const show = () => {
    const line = `  … ${String(Math.round((Date.now() - from) / 1000))} s, ${status()}`;
    if (terminal) process.stdout.write(`\r${line}\u001b[K`);
    else say(line);
  };
  const timer = setInterval(show, terminal ? 1_000 : 10_000);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    if (terminal) process.stdout.write("\r\u001b[K");
  }
}
