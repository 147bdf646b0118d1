import { readdirSync } from "node:fs";

/**
 * One folder of provider/src and what its files may import: other layers through their index, packages by name, Node's
 * own modules as `node:…`.
 *
 * @typedef {object} Layer
 * @property {string} folder
 * @property {string} does For docs/architecture.md.
 * @property {readonly string[]} layers
 * @property {readonly string[]} packages
 * @property {boolean} node
 */

// From the bottom to the top: no layer imports one of a later row. `node:` stands for all of Node's own modules.
const table = `
domain     | location, kind, credential, secret, errors |
document   | XML as bytes: encodings, a scan that keeps places, edits; pure | domain
metabase   | a \`MetaBase.xml\`: bytes in, bytes out; pure | domain document fast-xml-parser
apphost    | an \`applicationHost.config\`: bytes in, bytes out; its levels; pure | domain document
drift      | decides what differs and what is to be written; pure | domain
explain    | what a status, a row of a log and a place mean; pure | domain drift
config     | validates settings, with every mistake at once; pure | domain zod
io         | reads, locks, backs up and replaces one file | domain node:
transports | starts the script host: here, over SSH, through a command | domain io node:
agent      | the conversation with an agent: frames, a batch, its answers, one process | domain io transports node:
stores     | a way to a metabase: \`observe\` many locations, \`apply\` many changes | domain document metabase apphost io transports agent node:
operations | what preview, up and the commands share: review, write, retry | domain drift stores
resources  | what Pulumi calls: check, diff, create, update, read, delete; the public classes | domain document metabase apphost drift config io transports stores operations @pulumi/pulumi zod node:
stack      | a stack's file and its configuration; Pulumi as a child | domain drift config io transports yaml node:
cli        | one file a command: options, words, tables | domain document metabase apphost drift explain config io transports stores operations stack commander read node:
`;

const rows = table
  .trim()
  .split("\n")
  .map((line) => line.split("|").map((cell) => cell.trim()));
const folders = rows.map(([folder]) => folder);

/** @type {readonly Layer[]} */
export const layers = rows.map(([folder = "", does = "", imports = ""]) => {
  const names = imports.split(" ").filter((name) => name !== "" && name !== "node:");
  return {
    folder,
    does,
    layers: names.filter((name) => folders.includes(name)),
    packages: names.filter((name) => !folders.includes(name)),
    node: imports.endsWith("node:"),
  };
});

/** How deep folders may lie inside a layer: `stores/file/x.ts` has depth 1. */
const depths = [0, 1];

/** The table of docs/architecture.md, from the top to the bottom: a row's cells. */
export function layerTable() {
  const code = (/** @type {readonly string[]} */ names) => names.map((name) => `\`${name}\``).join(", ");
  return layers
    .map(({ folder, does, layers: below, packages, node }) => [
      `\`${folder}\``,
      does,
      code(below),
      [code(packages), ...(node ? ["Node's own"] : [])].filter(Boolean).join(", "),
    ])
    .reverse();
}

/** Layers whose folders know nothing of each other: a store is one way to a metabase, and needs no other. */
const apart = ["stores"];

/** @param {string} layer */
function foldersOf(layer) {
  return readdirSync(new URL(`../provider/src/${layer}`, import.meta.url), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}

/** ESLint's configuration for the table above: whatever a layer may not import by name is refused. */
export function layerRules() {
  return [
    ...layers.flatMap((layer) => depths.map((depth) => ruleFor(layer, depth))),
    {
      files: ["provider/src/*/*/*/**/*.ts"],
      rules: {
        "no-restricted-syntax": [
          "error",
          { selector: "Program", message: "Folders in a layer lie one level deep." },
        ],
      },
    },
  ];
}

/**
 * @param {Layer} layer
 * @param {number} depth
 */
function ruleFor(layer, depth) {
  const up = String.raw`\.\./`.repeat(depth);
  const siblings = apart.includes(layer.folder) ? `|(?:${foldersOf(layer.folder).join("|")})(?:/|$)` : "";
  const allowed = [
    String.raw`\./(?!.*\.\.)`,
    ...(depth === 0 ? [] : [`${up}(?!\\.${siblings})`]),
    ...layer.layers.map((name) => String.raw`${up}\.\./${name}$`),
    ...layer.packages.map((name) => `${name}(?:/|$)`),
    ...(layer.node ? ["node:"] : []),
  ];
  const message = `${layer.folder} imports only: ${[
    "its own files",
    ...layer.layers.map((name) => `"../${name}"`),
    ...layer.packages,
    ...(layer.node ? ["node:…"] : []),
  ].join(", ")}.`;
  return {
    files: [`provider/src/${layer.folder}/${"*/".repeat(depth)}*.ts`],
    rules: {
      "no-restricted-imports": ["error", { patterns: [{ regex: `^(?!${allowed.join("|^")})`, message }] }],
      // A layer must not be left by another door.
      "no-restricted-syntax": [
        "error",
        {
          selector: "ImportExpression, TSImportType, TSImportEqualsDeclaration",
          message: "Import at the file's head.",
        },
      ],
    },
  };
}
