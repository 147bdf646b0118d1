import "./node-version.mjs";
import { setup } from "./setup.mjs";
import { runScript } from "./setup-error.mjs";

await runScript(async () => {
  const pulumi = await setup();
  // Loaded only now: what it imports is there since setup.
  const { demo } = await import("./demo.mjs");
  await demo({ pulumi });
});
