"use strict";

/*
 * Loaded before a program: from then on a package that the program uses prints what it is given on every way to the
 * process's streams, as some packages do with warnings. PRINTING_LIBRARY says which: the package, a class and a method.
 */

const { createRequire } = require("node:module");
const { join } = require("node:path");

const [name = "", className = "", method = ""] = (process.env["PRINTING_LIBRARY"] ?? "").split(" ");
const load = createRequire(join(__dirname, "../../provider/package.json"));
const { prototype } = load(name)[className];
const original = prototype[method];

prototype[method] = function (/** @type {readonly unknown[]} */ ...given) {
  const text = "printed by a library";
  for (const say of [console.log, console.error, console.warn, console.info]) say(text);
  for (const stream of [process.stdout, process.stderr]) stream.write(`${text}\n`);
  process.emitWarning(text);
  process.emitWarning(text, "DeprecationWarning");
  setImmediate(() => process.emitWarning(`${text}, later`));
  return original.apply(this, given);
};
