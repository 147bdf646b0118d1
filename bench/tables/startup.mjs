import module from "node:module";
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
  // With these, Node 20 reads the system's certificates in each start, also in one that does nothing.
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: "" };
  const cached = { ...env, NODE_COMPILE_CACHE: join(folder, "compiled") };
  const node = (/** @type {string[]} */ args, around = env) =>
    wholeProcess(process.execPath, args, { runs: 5, env: around });
  const find = [commandLine, "find", "--path", path];
  const rows = [
    { name: "node -e 0", run: () => node(["-e", "0"]) },
    { name: "iis-identity find", run: () => node(find) },
    // From Node 22.1 on.
    ...("enableCompileCache" in module
      ? [{ name: "the same, with NODE_COMPILE_CACHE", run: () => node(find, cached) }]
      : []),
    { name: "iis-identity lint", run: () => node([commandLine, "lint", "--path", path]) },
    { name: "iis-identity --help", run: () => node([commandLine, "--help"]) },
    { name: "iis-identity --version", run: () => node([commandLine, "--version"]) },
  ];
  say(tableOf(rows, await alternate(rows, small ? 5 : 11)));
}
