// Runs setup's search for a Pulumi CLI in given surroundings, as a program of its own that can be interrupted. Argument:
// the surroundings as JSON. Standard output: what was found, as JSON; standard error: what it says meanwhile.
import { ensurePulumi } from "../../scripts/pulumi.mjs";
import { runScript } from "../../scripts/setup-error.mjs";

await runScript(async () => {
  const surroundings = JSON.parse(process.argv[2] ?? "{}");
  const engine = await ensurePulumi({ ...surroundings, say: console.error });
  process.stdout.write(JSON.stringify(engine));
});
