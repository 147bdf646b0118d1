import { cp, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { compareVersions, findOnPath, programName, sdkFolder } from "./pulumi-binary.mjs";
import { withProgress } from "./progress.mjs";
import { run } from "./run.mjs";

/** The Go module that pins the CLI and, by checksum, everything it is built from. */
export const goModule = join(import.meta.dirname, "pulumi-cli");

const target = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";
const limitSeconds = 3600;

/**
 * Builds the CLI from its Go module into `<staging>/root`. Go's own caches are used and filled as by any other build;
 * nothing else of the user's Go is touched.
 *
 * @param {string} staging
 * @param {import("./pulumi.mjs").Surroundings} around
 * @param {AbortSignal} signal
 * @returns {Promise<{ command?: string, reason: string }>}
 */
export async function buildFromGo(staging, { env, say, minimum }, signal) {
  const go = findOnPath("go", env);
  if (go === undefined) return { reason: "there is no go on PATH" };
  const temporary = join(staging, "tmp");
  const bin = join(staging, "root", "bin");
  await mkdir(temporary);
  await mkdir(bin, { recursive: true });
  // A workspace file in a folder above must not take part, and what a killed compiler leaves must lie in the staging folder.
  const options = { cwd: goModule, env: { ...env, GOWORK: "off", GOTMPDIR: temporary }, signal };

  const needed = /^go (\S+)$/m.exec(await readFile(join(goModule, "go.mod"), "utf8"))?.[1] ?? "";
  const answer = await run(go, ["env", "GOVERSION"], { ...options, limitSeconds: 300 });
  const version = answer.tail.map((line) => /^go(\d\S*)/.exec(line)?.[1]).find(Boolean);
  if (!answer.ok || version === undefined) {
    return {
      reason: `${go} does not run for a module that needs Go ${needed} (${answer.reason || "no version"})`,
    };
  }
  if (compareVersions(version, needed) < 0) return { reason: `${go} is ${version}, older than ${needed}` };

  say(
    `  Building it from its Go module with Go ${version}: four to ten minutes the first time, 2 GB for Go's caches.`,
  );
  const command = join(bin, programName);
  const linking = `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${minimum}`;
  let downloaded = 0;
  let compiled = 0;
  const ended = await withProgress(
    say,
    () => `${String(downloaded)} modules downloaded, ${String(compiled)} packages compiled`,
    () =>
      run(go, ["build", "-v", "-mod=readonly", "-ldflags", linking, "-o", command, target], {
        ...options,
        limitSeconds,
        onLine: (line) => {
          if (line.startsWith("go: downloading ")) downloaded += 1;
          else compiled += 1;
        },
      }),
  );
  if (!ended.ok) return { reason: [`go build: ${ended.reason}`, ...ended.tail.slice(-3)].join("; ") };
  // As in the vendor's own package: the CLI finds it there and gives no warning about programs on PATH.
  for (const name of ["pulumi-resource-pulumi-nodejs", "pulumi-resource-pulumi-nodejs.cmd"]) {
    await cp(join(sdkFolder, name), join(bin, name));
  }
  return { command, reason: "" };
}
