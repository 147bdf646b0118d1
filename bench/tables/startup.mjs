import { join } from "node:path";
import { writeMetabase } from "../files.mjs";
import { commandLine, wholeProcess } from "../processes.mjs";
import { alternate, tableOf } from "../rounds.mjs";

/**
 * What a command costs before it has read anything worth mentioning: the file holds 40 KB.
 *
 * @type {import("../run.mjs").Table}
 */
export async function startup({ folder, small, say }) {
  const path = join(folder, "startup.xml");
  writeMetabase(path, 28);
  const node = (/** @type {string[]} */ ...args) => wholeProcess(process.execPath, args, { runs: 5 });
  const rows = [
    { name: "node -e 0", run: () => node("-e", "0") },
    { name: "iis-identity find", run: () => node(commandLine, "find", "--path", path) },
    { name: "iis-identity lint", run: () => node(commandLine, "lint", "--path", path) },
    { name: "iis-identity --help", run: () => node(commandLine, "--help") },
    { name: "iis-identity --version", run: () => node(commandLine, "--version") },
  ];
  say(tableOf(rows, await alternate(rows, small ? 5 : 11)));
}
