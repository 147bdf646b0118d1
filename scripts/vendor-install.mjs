// A program of its own, so that it can be given a time limit and be ended with everything it started.
import automation from "@pulumi/pulumi/automation/index.js";

const [root] = process.argv.slice(2);
if (root === undefined) throw new Error("The folder to install into is missing.");
await automation.PulumiCommand.install({ root });
