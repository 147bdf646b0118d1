import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join, relative, resolve } from "node:path";

const root = resolve(__dirname, "..", "..");
const order = [
  "domain",
  "metabase",
  "drift",
  "config",
  "io",
  "transports",
  "stores",
  "resources",
  "stack",
  "cli",
];

/** What each layer may import; written out once more, so that a change of the rule is a change here. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  metabase: ["../domain", "fast-xml-parser"],
  drift: ["../domain"],
  config: ["../domain", "zod"],
  io: ["../domain", "node:fs"],
  transports: ["../domain", "../io", "node:fs"],
  stores: ["../domain", "../metabase", "../io", "../transports", "node:fs"],
  resources: [
    "../domain",
    "../metabase",
    "../drift",
    "../config",
    "../io",
    "../transports",
    "../stores",
    "node:fs",
    "zod",
    "@pulumi/pulumi",
    "@pulumi/pulumi/dynamic",
    "@pulumi/pulumi/automation",
  ],
  stack: ["../domain", "../config", "node:fs", "yaml"],
  cli: [
    "../domain",
    "../metabase",
    "../drift",
    "../config",
    "../io",
    "../transports",
    "../stores",
    "../stack",
    "node:fs",
    "commander",
    "read",
    "yaml",
  ],
};

const sources = [
  ...order.map((layer) => `../${layer}`),
  "node:fs",
  "fs",
  "zod",
  "fast-xml-parser",
  "commander",
  "read",
  "yaml",
  "@pulumi/pulumi",
  "@pulumi/pulumi/dynamic",
  "@pulumi/pulumi/automation",
  "@pulumi/random",
  "fast-xml-parser-extra",
  "pulumi-iis-identity",
];

interface Planted {
  readonly path: string;
  readonly text: string;
  readonly refused: boolean;
}

const plant = (folder: string, text: string, refused: boolean): Planted => ({
  path: join(root, "provider", "src", ...folder.split("/"), "planted.ts"),
  text,
  refused,
});

const importing = (source: string): string => `import { thing } from "${source}"; thing();`;

const planted: readonly Planted[] = [
  ...order.flatMap((layer) =>
    sources
      .filter((source) => source !== `../${layer}`)
      .map((source) => plant(layer, importing(source), !allowed[layer]?.includes(source))),
  ),
  // Other forms of the same import.
  plant("domain", `export { thing } from "../stores";`, true),
  plant("domain", `export * from "../stores";`, true),
  plant("domain", `import type { Thing } from "../stores"; export type Other = Thing;`, true),
  plant("domain", `import "../stores";`, true),
  plant("domain", `export const thing = import("../stores");`, true),
  plant("domain", `export type Thing = import("../stores").Thing;`, true),
  plant("domain", `import thing = require("../stores"); thing();`, true),
  plant("domain", `import thing = require("node:fs"); thing();`, true),
  plant("domain", `export const thing: unknown = require("node:fs");`, true),
  plant("domain", importing("./../stores"), true),
  plant("domain", importing("./kind"), false),
  // Through the index only.
  plant("stores", importing("../domain/secret"), true),
  plant("stores", importing("../domain/index"), true),
  // Folders inside a layer.
  plant("stores/file", importing("../store"), false),
  plant("stores/file", importing("./snapshot-of"), false),
  plant("stores/file", importing("../../metabase"), false),
  plant("stores/file", importing("../../domain/secret"), true),
  plant("stores/file", importing("../../drift"), true),
  plant("stores/file", importing("../../resources"), true),
  plant("stores/file", importing("@pulumi/pulumi"), true),
  plant("stores/file/deeper", importing("./thing"), true),
];

const lint = (): readonly (readonly string[])[] => {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [join(root, "tests", "support", "lint-planted.mjs")],
    { cwd: root, encoding: "utf8", input: JSON.stringify(planted) },
  );
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as string[][];
};

const rules = ["no-restricted-imports", "no-restricted-syntax", "@typescript-eslint/no-require-imports"];

describe("a file that imports against the layers' direction is reported", () => {
  const broken = lint();

  test.each(
    planted.map((file, index) => ({
      ...file,
      file: relative(root, file.path),
      found: broken[index] ?? ["not linted"],
    })),
  )("$file: $text", ({ refused, found }) => {
    const reported = found.some((rule) => rules.includes(rule));
    // What is allowed breaks no other rule either: it was read as it was meant.
    expect({ reported, found: refused ? [] : found }).toEqual({ reported: refused, found: [] });
  });

  test("both answers were asked for, of every layer", () => {
    for (const layer of order) {
      const own = planted.filter(({ path }) => path === join(root, "provider", "src", layer, "planted.ts"));
      expect(own.some(({ refused }) => refused)).toBe(true);
    }
    expect(planted.some(({ refused }) => !refused)).toBe(true);
  });
});

test("every folder of provider/src is a layer", () => {
  const folders = readdirSync(join(root, "provider", "src"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  expect(folders.filter((folder) => !order.includes(folder))).toEqual([]);
});
