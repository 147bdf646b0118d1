import { join } from "node:path";
import { writeMetabase } from "../files.mjs";
import { task } from "../processes.mjs";
import { alternate, tableOf } from "../rounds.mjs";

/**
 * Planning, applying and proving edits of an opened metabase: all of them in one pass, beside one alone.
 *
 * @type {import("../run.mjs").Table}
 */
export async function edits({ folder, small, say }) {
  const [sites, many] = small ? [2_000, "1000"] : [20_000, "10000"];
  const path = join(folder, "edits.xml");
  writeMetabase(path, sites);
  const rows = ["1", many].map((count) => ({
    name: `${count} password${count === "1" ? "" : "s"}`,
    run: () => task("edits", path, count),
  }));
  say(tableOf(rows, await alternate(rows, 5)));
}
