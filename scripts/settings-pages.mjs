import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { format } from "prettier";

// npm run schema: writes docs/stack.schema.json and the tables of docs/reference.md from what validates them.

const root = fileURLToPath(new URL("..", import.meta.url));
const require = createRequire(import.meta.url);
/** @type {{ stackSchema: () => object }} */
const { stackSchema } = require("../provider/dist/config/stack-schema.js");
/** @type {{ referenceTables: () => Record<string, readonly (readonly string[])[]> }} */
const { referenceTables } = require("../provider/dist/config/reference-tables.js");

/**
 * @param {string} page
 * @param {[string, readonly (readonly string[])[]]} table
 */
function withTable(page, [heading, rows]) {
  const place = new RegExp(String.raw`(?<=^#+ ${heading}\n(?:(?!#|\|).*\n)*)(\|.*\n){2}(?:\|.*\n)*`, "m");
  if (!place.test(page)) throw new Error(`docs/reference.md has no table beneath ${heading}`);
  const lines = rows.map((cells) => `| ${cells.join(" | ")} |\n`);
  return page.replace(place, (table) => [...table.split(/(?<=\n)/).slice(0, 2), ...lines].join(""));
}

/**
 * @param {string} name
 * @param {string} text
 * @param {"json" | "markdown"} parser
 */
async function write(name, text, parser) {
  writeFileSync(join(root, "docs", name), await format(text, { parser, printWidth: 110 }));
}

await write("stack.schema.json", JSON.stringify(stackSchema()), "json");
const page = readFileSync(join(root, "docs", "reference.md"), "utf8");
await write("reference.md", Object.entries(referenceTables()).reduce(withTable, page), "markdown");
