#!/usr/bin/env node
"use strict";

const { main } = require("../dist/cli/main.js");

// The exit code is set, not forced, so that everything written reaches its reader first.
void main(process.argv.slice(2), process).then((code) => {
  process.exitCode = code;
});
