import "./node-version.mjs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build, installPackages } from "./packages.mjs";
import { ensurePulumi } from "./pulumi.mjs";
import { runScript } from "./setup-error.mjs";

export const projectRoot = resolve(import.meta.dirname, "..");

/**
 * Packages and build: everything that needs no Pulumi CLI.
 *
 * @throws {SetupError}
 */
export function setupProject() {
  installPackages(projectRoot, console.log);
  build(projectRoot, console.log);
}

/**
 * Everything, the Pulumi CLI included.
 *
 * @returns {Promise<import("./pulumi.mjs").Engine>}
 * @throws {SetupError}
 */
export async function setup() {
  setupProject();
  const engine = await ensurePulumi();
  console.log(`Pulumi CLI ${engine.version}: ${engine.command}`);
  return engine;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  await runScript(async () => {
    await setup();
  });
}
