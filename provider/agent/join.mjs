import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

// npm run agent: joins the agent's parts, which share one scope, into the one script that is shipped. That script is in the
// repository: whoever is to run it can read it there, and neither a build nor a package can leave it out.

/**
 * What any store's agent needs, then what reads and writes a metabase through ADSI, then what reads and writes the
 * configuration of IIS 7 and later, then what starts it all.
 */
const parts = [
  ...["wire", "hash", "com", "values", "change", "machine", "files"],
  ...["tables", "keys", "properties", "tell", "read", "write", "backup", "server", "examine"].map(
    (name) => `adsi/${name}`,
  ),
  ...["open", "elements", "read", "places", "compare", "write", "backup", "examine"].map(
    (name) => `apphost/${name}`,
  ),
  ...["examine", "main"],
];

/**
 * The shipped script as its parts make it.
 *
 * @param {string} folder `provider/agent`
 * @returns {string}
 */
export function joinAgent(folder) {
  /** @param {string} name */
  const part = (name) => readFileSync(join(folder, "src", `${name}.js`), "latin1");
  const body = parts
    .map(part)
    .join("\n")
    .replace(/^(?=.)/gm, "  ");
  return `${part("head")}\n(function () {\n${body}})();\n`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const folder = import.meta.dirname;
  writeFileSync(join(folder, "iis-identity-agent.js"), joinAgent(folder), "latin1");
}
