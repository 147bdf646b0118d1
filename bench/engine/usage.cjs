// Loaded before a program and before a provider, by NODE_OPTIONS: each writes down at its end what it used.
const { appendFileSync } = require("node:fs");

const file = process.env["BENCH_USAGE"];
const started = process.argv[1] ?? "";
const name = started.endsWith("operate.mjs")
  ? "program"
  : started.includes("dynamic-provider")
    ? "provider"
    : undefined;

if (file !== undefined && name !== undefined) {
  process.once("exit", () => {
    const { user, system } = process.cpuUsage();
    const used = { name, cpu: (user + system) / 1000, peak: process.resourceUsage().maxRSS * 1024 };
    appendFileSync(file, `${JSON.stringify(used)}\n`);
  });
  // The engine ends a provider by this signal, and Node would end it without a word.
  if (name === "provider") process.once("SIGINT", () => process.exit(130));
}
