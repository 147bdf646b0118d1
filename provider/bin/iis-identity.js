#!/usr/bin/env node
"use strict";

const { main } = require("../dist/cli/main.js");

// Whoever reads may stop at any time, as `head` does: what was begun, a write above all, goes on to its end.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);

// The exit code is set, not forced, so that everything written reaches its reader first.
void main(process.argv.slice(2), process).then((code) => {
  process.exitCode = code;
});
