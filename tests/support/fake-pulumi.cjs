#!/usr/bin/env node
"use strict";

/*
 * Stands in for the Pulumi CLI where no engine is needed: `config --json` and `config set --secret` of one stack, `web01`,
 * in the current folder. Secrets lie beside in secrets.json. FAKE_PULUMI says how it misbehaves; calls.jsonl keeps what it
 * was called with, as another process of the machine could see it.
 */

const { appendFileSync, existsSync, readFileSync, writeFileSync } = require("node:fs");
const { safeLoad } = require(process.env["FAKE_YAML"] ?? "js-yaml");

// It writes down its environment: never where somebody only imports it.
if (require.main !== module) throw new Error("a program, and no module");

const args = process.argv.slice(2);
const manner = process.env["FAKE_PULUMI"] ?? "";
const file = "Pulumi.web01.yaml";
const textOf = (/** @type {string} */ name) => (existsSync(name) ? readFileSync(name, "utf8") : "");
/** @type {Record<string, string>} */
const secrets = JSON.parse(textOf("secrets.json") || "{}");

/** @param {string} text */
function fail(text) {
  process.stderr.write(`error: ${text}\n`);
  process.exit(1);
}

appendFileSync("calls.jsonl", `${JSON.stringify({ args, env: process.env })}\n`);
if (args[args.indexOf("--stack") + 1] !== "web01") fail("no stack named 'x' found");

if (args[0] === "config" && args[1] === "set") {
  const [name = ""] = args.slice(2).filter((arg) => !arg.startsWith("--"));
  const count = Object.keys(secrets).length;
  let value = readFileSync(0, "utf8").replace(/\n$/, "");
  if (manner === "fails-on-the-second" && count === 1) fail(`${value} was not taken`);
  if (manner === "trims") value = value.trim();
  const text = textOf(file);
  const stack = safeLoad(text) ?? {};
  secrets[name] = value;
  writeFileSync("secrets.json", JSON.stringify(secrets));
  const line = `  ${name}:\n    secure: ${String(count)}\n`;
  writeFileSync(file, `${text}${stack.config === undefined ? "config:\n" : ""}${line}`);
} else if (args[0] === "config" && args[1] === "--json") {
  if (manner === "passphrase" && args.includes("--show-secrets")) fail("passphrase must be set");
  if (manner === "junk") process.stdout.write("Please choose a stack:");
  else {
    const { config = {} } = safeLoad(textOf(file)) ?? {};
    const shown = Object.entries(config).map(([name, value]) => {
      if (value?.secure !== undefined) {
        return [name, { secret: true, ...(args.includes("--show-secrets") ? { value: secrets[name] } : {}) }];
      }
      if (typeof value !== "object") return [name, { value: String(value), secret: false }];
      const objectValue = manner === "forgets-an-item" && Array.isArray(value) ? value.slice(1) : value;
      return [name, { value: JSON.stringify(objectValue), objectValue, secret: false }];
    });
    process.stdout.write(JSON.stringify(Object.fromEntries(shown)));
  }
} else {
  fail("unknown command");
}
