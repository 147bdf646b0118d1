import { join } from "node:path";
import { account as userName, writeMetabase } from "../files.mjs";
import { task } from "../processes.mjs";
import { alternate, tableOf } from "../rounds.mjs";

/**
 * Deciding what becomes of all copies of one account, at once and one by one, beside opening the file.
 *
 * @type {import("../run.mjs").Table}
 */
export async function account({ folder, small, say }) {
  // Four keys a site.
  const [sites, copies] = small ? [1_000, 1_000] : [10_000, 10_000];
  const path = join(folder, "account.xml");
  writeMetabase(path, sites, copies);
  const rows = [
    { name: "opening the file", run: () => task("open", path) },
    {
      name: `planning ${String(copies)} copies among ${String(4 * sites)} keys`,
      run: () => task("plan-account", path, userName),
    },
    {
      name: `comparing ${String(copies)} locations one by one`,
      run: () => task("compare-each", path, userName),
    },
  ];
  say(tableOf(rows, await alternate(rows, 5)));
}
