import { join } from "node:path";
import { withProgress } from "./progress.mjs";
import { programName } from "./pulumi-binary.mjs";
import { run } from "./run.mjs";

const limitSeconds = 900;

/**
 * Runs the vendor's own installer, into `<staging>/root` and nowhere else.
 *
 * @param {string} staging
 * @param {import("./pulumi.mjs").Surroundings} around
 * @param {AbortSignal} signal
 * @returns {Promise<{ command?: string, reason: string }>}
 */
export async function installFromVendor(staging, around, signal) {
  const { env, say, vendorInstaller } = around;
  const unreachable = await whyUnreachable(around, signal);
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
  return { command: join(root, "bin", programName), reason: "" };
}

/**
 * A short question first, so that a closed network costs seconds and not the installer's minutes.
 *
 * @param {import("./pulumi.mjs").Surroundings} around
 * @param {AbortSignal} signal
 * @returns {Promise<string | undefined>}
 */
async function whyUnreachable({ vendorAddress, reachSeconds }, signal) {
  const { host } = new URL(vendorAddress);
  try {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(reachSeconds * 1000)]);
    const answer = await fetch(vendorAddress, { method: "HEAD", signal: limit });
    return answer.ok ? undefined : `${host} answers ${String(answer.status)}`;
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
    return `${host} can't be reached${code === "" ? "" : ` (${code})`}`;
  }
}
