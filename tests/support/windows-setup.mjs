// Setup on Windows: `node windows-setup.mjs <case> <folder> …` does one of its steps in a folder and prints what came of
// it as JSON.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { installPackages, whyInstall } from "../../scripts/packages.mjs";
import { findOnPath } from "../../scripts/pulumi-binary.mjs";
import { ensurePulumi } from "../../scripts/pulumi.mjs";
import { run } from "../../scripts/run.mjs";
import { moveIntoPlace, withStaging } from "../../scripts/staging.mjs";

const [name = "", folder = "", ...rest] = process.argv.slice(2);
/** @type {string[]} */
const said = [];
const say = (/** @type {string} */ line) => said.push(line);

/** @param {NodeJS.ProcessEnv} env */
async function engine(env) {
  const { command, root, version, source } = await ensurePulumi({
    env: { ...process.env, ...env },
    say,
    minimum: "3.245.0",
    vendorAddress: "http://127.0.0.1:9/",
    reachSeconds: 1,
  });
  return { command, root, version, source, said };
}

/** @type {Record<string, () => Promise<unknown>>} */
const cases = {
  // Windows spells the variable so, and an environment that was copied no longer ignores case.
  "find on Path": async () => rest.map((file) => findOnPath(file, { Path: `C:\\none;${folder}` }) ?? null),
  "engine in the versions folder": () => engine({ PULUMI_HOME: folder, PATH: "C:\\windows\\system32" }),
  "engine on PATH": () => engine({ PULUMI_HOME: join(folder, "none"), PATH: join(folder, "bin") }),
  "install packages": async () => {
    process.env["npm_execpath"] = join(folder, "npm of mine", "npm-cli.js");
    const before = whyInstall(folder);
    installPackages(folder, say);
    return { missingBefore: before !== undefined, missingAfter: whyInstall(folder) !== undefined };
  },
  run: async () => {
    const lines = await run(process.execPath, [
      "-e",
      "console.log('Grün'); console.error(process.argv[1])",
      'a b"c',
    ]);
    const failing = await run(process.execPath, ["-e", "process.exitCode = 3"]);
    const missing = await run(join(folder, "none.exe"), []);
    return { lines: [...lines.tail].sort(), oks: [lines.ok, failing.ok, missing.ok] };
  },
  "move into place": () =>
    withStaging(folder, (staging) =>
      moveIntoPlace(join(folder, "made"), folder, "3.245.0").then(() => staging),
    ),
  load: async () => {
    for (const file of rest) await import(pathToFileURL(file).href);
    return rest.length;
  },
};

const answer = await cases[name]?.();
process.stdout.write(JSON.stringify(answer ?? null));
