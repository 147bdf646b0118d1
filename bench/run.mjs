// npm run bench: measures what people wait for, beside what they would use instead. CONTRIBUTING.md shows the arguments.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { machine } from "./machine.mjs";
import { account } from "./tables/account.mjs";
import { commands } from "./tables/commands.mjs";
import { document } from "./tables/document.mjs";
import { edits } from "./tables/edits.mjs";
import { engine } from "./tables/engine.mjs";
import { live } from "./tables/live.mjs";
import { startup } from "./tables/startup.mjs";

/**
 * One table of the bench. It prints itself, since what it compares decides how it looks.
 *
 * @typedef {(around: { small: boolean, folder: string, say: (text: string) => void }) => Promise<void>} Table
 */

/** @type {Readonly<Record<string, Table>>} */
const tables = { startup, document, commands, edits, account, live, engine };

const options = process.argv.slice(2);
const names = options.filter((option) => option !== "--small");
const unknown = names.find((name) => !Object.hasOwn(tables, name));
if (unknown !== undefined) {
  console.error(
    `There is no table ${unknown}. The tables: ${Object.keys(tables).join(", ")}. --small takes small sizes.`,
  );
  process.exit(2);
}

console.log(machine());
const folder = mkdtempSync(join(tmpdir(), "iis-identity-bench-"));
try {
  for (const [name, table] of Object.entries(tables)) {
    if (names.length > 0 && !names.includes(name)) continue;
    console.log(`\n## ${name}`);
    await table({ small: options.includes("--small"), folder, say: console.log });
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
