import { readFileSync } from "node:fs";
import { cpus, loadavg, release, totalmem, type } from "node:os";
import { join } from "node:path";

const modules = join(import.meta.dirname, "..", "node_modules");

/** The machine, its load and the versions, in two lines that make a run's figures worth comparing. */
export function machine() {
  const model = cpus()[0]?.model ?? "";
  const load = loadavg().map((value) => value.toFixed(1));
  const packages = ["fast-xml-parser", "@rgrove/parse-xml", "saxes", "@pulumi/pulumi"];
  return [
    `${type()} ${release()}, ${String(cpus().length)} × ${model.trim() || "a processor without a name"}, ${String(Math.round(totalmem() / 2 ** 30))} GiB, load before the run ${load.join(", ")}`,
    [`Node ${process.versions.node}`, ...packages.map((name) => `${name} ${versionOf(name)}`)].join(", "),
  ].join("\n");
}

/** @param {string} name */
function versionOf(name) {
  return String(JSON.parse(readFileSync(join(modules, name, "package.json"), "utf8")).version);
}
