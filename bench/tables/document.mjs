import { statSync } from "node:fs";
import { join } from "node:path";
import { writeAppHost, writeMetabase } from "../files.mjs";
import { isThere, task, wholeProcess } from "../processes.mjs";
import { alternate, tableOf } from "../rounds.mjs";

const formats = /** @type {const} */ ([
  {
    name: "MetaBase.xml",
    reader: "readMetabase",
    task: "read-metabase",
    write: writeMetabase,
    siteSize: 1420,
  },
  {
    name: "applicationHost.config",
    reader: "readAppHost",
    task: "read-apphost",
    write: writeAppHost,
    siteSize: 1840,
  },
]);

/**
 * Opening and indexing a file of either format, each time in a fresh process, beside reading and decoding its bytes, which
 * nothing can beat, and beside other parsers.
 *
 * @type {import("../run.mjs").Table}
 */
export async function document({ folder, small, say }) {
  for (const megabytes of small ? [1, 33] : [1, 10, 33, 100]) {
    for (const format of formats) {
      const path = join(folder, `document-${format.task}-${String(megabytes)}`);
      format.write(path, Math.round((megabytes * 1e6) / format.siteSize));
      const size = statSync(path).size;
      const rows = [
        { name: "read and decode", run: () => task("read-and-decode", path) },
        { name: format.reader, run: () => task(format.task, path) },
        { name: "fast-xml-parser, parse", run: () => task("fast-xml-parser", path) },
        { name: "fast-xml-parser, validator", run: () => task("fast-xml-parser-validator", path) },
        { name: "@rgrove/parse-xml", run: () => task("parse-xml", path) },
        { name: "saxes", run: () => task("saxes", path) },
        ...(isThere("xmllint", "--version")
          ? [{ name: "xmllint --stream", run: () => wholeProcess("xmllint", ["--stream", "--noout", path]) }]
          : []),
      ];
      say(`\n${format.name} of ${(size / 1e6).toFixed(1)} MB\n`);
      say(tableOf(rows, await alternate(rows, 5), size));
    }
  }
}
