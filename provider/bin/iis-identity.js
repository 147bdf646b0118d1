#!/usr/bin/env node
"use strict";

const { existsSync, readFileSync } = require("node:fs");
const { join } = require("node:path");

const dist = join(__dirname, "..", "dist");
const [build, joined] = ["", "joined"].map((folder) => {
  const record = join(dist, folder, "tsconfig.tsbuildinfo");
  return existsSync(record) ? readFileSync(record) : undefined;
});
// Modules that were joined from another build are left alone. A package is joined when it is packed, and has no records.
const isOfThisBuild =
  build === undefined ? existsSync(join(dist, "joined", "index.js")) : joined?.equals(build) === true;
const load = isOfThisBuild ? require("../dist/joined") : (name) => require(join(dist, name));

// First of all: whatever is loaded after it finds its streams taken.
const { guarded } = load("cli/guard.js");
const surroundings = guarded(process);
const { main } = load("cli/main.js");

let isLost = false;

// Whoever reads may stop at any time, as `head` does: what was begun, a write above all, goes on to its end.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", ({ code }) => {
    if (code === "EPIPE" || isLost) return;
    isLost = true;
    process.exitCode = 1;
    if (stream === process.stdout) {
      surroundings.stderr.write(`error: the answer could not be written (${code})\n`);
    }
  });
}

// The exit code is set, not forced, so that everything written reaches its reader first.
void main(process.argv.slice(2), surroundings).then((code) => {
  if (!isLost) process.exitCode = code;
});
