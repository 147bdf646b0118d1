import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { callScript } from "../support/call-script";

const root = resolve(__dirname, "..", "..");
interface Layer {
  readonly folder: string;
  readonly does: string;
  readonly layers: readonly string[];
  readonly packages: readonly string[];
  readonly node: boolean;
}

const layers = callScript("layers.mjs", "layers") as readonly Layer[];
const order = layers.map(({ folder }) => folder);
const packages = [...new Set(layers.flatMap((layer) => layer.packages))];

/** What each layer may import. */
const allowed = new Map(
  layers.map((layer) => [
    layer.folder,
    [
      ...layer.layers.map((name) => `../${name}`),
      ...layer.packages.flatMap((name) => [name, `${name}/deeper`]),
      ...(layer.node ? ["node:fs"] : []),
    ],
  ]),
);

const sources = [
  ...order.map((layer) => `../${layer}`),
  ...packages.flatMap((name) => [name, `${name}/deeper`, `${name}-extra`]),
  "node:fs",
  "fs",
  "@pulumi/random",
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

const storesFolder = join(root, "provider", "src", "stores");

const asking = (name: string): string =>
  `export const thing = (store: string): boolean => store === "${name}";`;

const importing = (source: string): string => `import { thing } from "${source}"; thing();`;

const planted: readonly Planted[] = [
  ...order.flatMap((layer) =>
    sources
      .filter((source) => source !== `../${layer}`)
      .map((source) => plant(layer, importing(source), allowed.get(layer)?.includes(source) !== true)),
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
  plant("domain", `export const thing: unknown = require("../stores");`, true),
  plant("stores", `export const thing: unknown = require("../domain/secret");`, true),
  plant("cli", `export const thing: unknown = require("../stack");`, false),
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
  // No store knows another.
  plant("stores/file", importing("../adsi/hresult"), true),
  plant("stores/adsi", importing("../file/file-store"), true),
  plant("stores/adsi", importing("../file"), true),
  plant("stores/adsi", importing("../file-kinds"), false),
  plant("stores/adsi", importing("../../agent"), false),
  // One file knows every store, and names of stores are known to their own folders.
  plant("stores", importing("./file/file-store"), true),
  plant("stores", importing("./adsi"), true),
  plant("stores", importing("./file-kinds"), false),
  { ...plant("stores", importing("./file/file-store"), false), path: join(storesFolder, "every-store.ts") },
  { ...plant("stores", importing("../drift"), true), path: join(storesFolder, "every-store.ts") },
  ...["domain", "config", "resources/host", "stack", "cli", "stores", "stores/adsi"].map((folder) =>
    plant(folder, asking("file"), true),
  ),
  ...["domain", "cli", "stores", "stores/file"].map((folder) => plant(folder, asking("adsi"), true)),
  ...["stores/file", "cli"].map((folder) =>
    plant(folder, asking(folder === "cli" ? "files" : "file"), false),
  ),
  plant("stores/adsi", asking("adsi"), false),
  plant(
    "cli",
    `export const thing = (store: string): void => { switch (store) { case "adsi": return; default: } };`,
    true,
  ),
  plant("cli", `export type Thing = Extract<Settings, { store: "file" }>;`, true),
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

test("no layer imports one that comes after it, and only `resources` knows Pulumi's SDK", () => {
  for (const [index, { folder, layers: below, packages: used }] of layers.entries()) {
    expect(order.slice(0, index)).toEqual(expect.arrayContaining([...below]));
    expect(used.includes("@pulumi/pulumi")).toBe(folder === "resources");
  }
  const pure = ["domain", "metabase", "drift", "explain", "config"];
  expect(layers.filter(({ folder, node }) => node && pure.includes(folder))).toEqual([]);
});

test("the folders of provider/src are the layers", () => {
  const folders = readdirSync(join(root, "provider", "src"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  expect(folders.sort()).toEqual([...order].sort());
});

test("docs/architecture.md shows the layers as they are", () => {
  const rows = readFileSync(join(root, "docs", "architecture.md"), "utf8")
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) =>
      line
        .slice(1, -1)
        .split("|")
        .map((cell) => cell.trim()),
    );
  const code = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(", ");
  expect(rows).toEqual(
    layers
      .map(({ folder, does, layers: below, packages: used, node }) => [
        code([folder]),
        does,
        code(below),
        [code(used), ...(node ? ["Node's own"] : [])].filter((cell) => cell !== "").join(", "),
      ])
      .reverse(),
  );
});
