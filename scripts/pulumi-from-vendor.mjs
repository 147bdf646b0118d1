import { join } from "node:path";
import { withProgress } from "./progress.mjs";
import { run } from "./run.mjs";

const reachSeconds = 8;
const limitSeconds = 900;

/**
 * Runs the vendor's own installer, into `<staging>/root` and nowhere else.
 *
 * @param {string} staging
 * @param {import("./pulumi.mjs").Surroundings} around
 * @param {AbortSignal} signal
 * @returns {Promise<{ command?: string, reason: string }>}
 */
export async function installFromVendor(staging, { env, say, vendorAddress, vendorInstaller }, signal) {
  const unreachable = await whyUnreachable(vendorAddress, signal);
  if (unreachable !== undefined) return { reason: unreachable };
  say("  Running the vendor's installer: a download of about 200 MB, a minute or two on a usual line.");
  const root = join(staging, "root");
  const [program, ...args] = vendorInstaller;
  const ended = await withProgress(
    say,
    () => "downloading and unpacking",
    () => run(program, [...args, root], { env, limitSeconds, signal }),
  );
  if (!ended.ok) return { reason: [ended.reason, ...ended.tail.slice(-2)].join("; ") };
  return { command: join(root, "bin", process.platform === "win32" ? "pulumi.exe" : "pulumi"), reason: "" };
}

/**
 * @param {string} address
 * @param {AbortSignal} signal
 * @returns {Promise<string | undefined>}
 */
async function whyUnreachable(address, signal) {
  const { host } = new URL(address);
  try {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(reachSeconds * 1000)]);
    const answer = await fetch(address, { method: "HEAD", signal: limit });
    return answer.ok ? undefined : `${host} answers ${String(answer.status)}`;
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
    return `${host} can't be reached${code === "" ? "" : ` (${code})`}`;
  }
}
