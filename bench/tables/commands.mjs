import { statSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { account, writeAppHost, writeMetabase } from "../files.mjs";
import { commandLine, wholeProcess } from "../processes.mjs";
import { alternate, tableOf } from "../rounds.mjs";

const parser = createRequire(import.meta.url).resolve("fast-xml-parser");
const bareParse = `const { XMLParser } = require(${JSON.stringify(parser)});
new XMLParser({ ignoreAttributes: false }).parse(require("node:fs").readFileSync(process.argv[1], "utf8"));`;

/**
 * The whole process that finds one account's copies, beside the whole process that does nothing but parse the file.
 *
 * @type {import("../run.mjs").Table}
 */
export async function commands({ folder, small, say }) {
  const sites = small ? 2_000 : 20_000;
  for (const [name, write] of /** @type {const} */ ([
    ["MetaBase.xml", writeMetabase],
    ["applicationHost.config", writeAppHost],
  ])) {
    const path = join(folder, name);
    write(path, sites);
    const rows = [
      { name: "fast-xml-parser, parse", run: () => wholeProcess(process.execPath, ["-e", bareParse, path]) },
      {
        name: "iis-identity find --user",
        run: () => wholeProcess(process.execPath, [commandLine, "find", "--user", account, "--path", path]),
      },
    ];
    say(`\n${name} of ${(statSync(path).size / 1e6).toFixed(1)} MB, ${String(sites)} sites\n`);
    say(tableOf(rows, await alternate(rows, 5)));
  }
}
