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
document   | XML as bytes: encodings, a scan that keeps places, edits; pure | domain fast-xml-parser
metabase   | a \`MetaBase.xml\`: bytes in, bytes out; pure | domain document
apphost    | an \`applicationHost.config\`: bytes in, bytes out; its levels; pure | domain document
drift      | decides what differs and what is to be written; pure | domain
explain    | what a status, a row of a log and a place mean; pure | domain drift
io         | reads, locks, backs up and replaces one file | domain node:
transports | starts the script host: here, over SSH, through a command | domain io zod node:
agent      | the conversation with an agent: frames, a batch, its answers, one process | domain io transports zod node:
stores     | a way to a metabase: \`observe\` many locations, \`apply\` many changes | domain document metabase apphost io transports agent zod node:
operations | what preview, up and the commands share: review, write, retry | domain drift stores
config     | validates settings, with every mistake at once | domain transports stores zod
resources  | what Pulumi calls: check, diff, create, update, read, delete; the public classes | domain document metabase apphost drift io transports stores operations config @pulumi/pulumi zod node:
stack      | a stack's file and its configuration; Pulumi as a child | domain drift io transports stores config yaml node:
cli        | one file a command: options, words, tables | domain document metabase apphost drift explain io transports stores operations config stack commander read node:
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

/** Layers whose folders know nothing of each other, and the one file beside those that knows all of them. */
const apart = new Map([["stores", "every-store"]]);

/**
 * The folders inside a layer whose folders are apart.
 *
 * @param {string} layer
 */
function roomsOf(layer) {
  if (!apart.has(layer)) return [];
  return readdirSync(new URL(`../provider/src/${layer}`, import.meta.url), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}

/** What differs between stores is in their folders: elsewhere nothing asks which one it is. */
const stores = roomsOf("stores");

/** ESLint's configuration for the table above: whatever a layer may not import by name is refused. */
export function layerRules() {
  return [
    ...layers.flatMap(rulesFor),
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

/** @param {Layer} layer */
function rulesFor(layer) {
  const rooms = roomsOf(layer.folder);
  const list = apart.get(layer.folder);
  return [
    ruleFor(layer, "*.ts", { hidden: rooms }),
    ruleFor(layer, "*/*.ts"),
    ...rooms.map((own) =>
      ruleFor(layer, `${own}/*.ts`, { hidden: rooms.filter((room) => room !== own), own }),
    ),
    ...(list === undefined ? [] : [ruleFor(layer, `${list}.ts`)]),
  ];
}

/**
 * @param {Layer} layer
 * @param {string} files within the layer
 * @param {{ hidden?: readonly string[], own?: string }} [room] folders of the layer that they may not import, and their own
 */
function ruleFor(layer, files, { hidden = [], own } = {}) {
  const depth = files.split("/").length - 1;
  const up = String.raw`\.\./`.repeat(depth);
  const unseen = hidden.length === 0 ? "" : `|(?:${hidden.join("|")})(?:/|$)`;
  const allowed = [
    depth === 0 ? String.raw`\./(?!.*\.\.${unseen})` : String.raw`\./(?!.*\.\.)`,
    ...(depth === 0 ? [] : [String.raw`${up}(?!\.${unseen})`]),
    ...layer.layers.map((name) => String.raw`${up}\.\./${name}$`),
    ...layer.packages.map((name) => `${name}(?:/|$)`),
    ...(layer.node ? ["node:"] : []),
  ];
  const message = `${layer.folder} imports only: ${[
    "its own files",
    ...layer.layers.map((name) => `"../${name}"`),
    ...layer.packages,
    ...(layer.node ? ["node:…"] : []),
  ].join(", ")}${hidden.length === 0 ? "" : `, and not ${hidden.join(" or ")} within it`}.`;
  const others = stores.filter((name) => layer.folder !== "stores" || name !== own);
  return {
    files: [`provider/src/${layer.folder}/${files}`],
    rules: {
      "no-restricted-imports": ["error", { patterns: [{ regex: `^(?!${allowed.join("|^")})`, message }] }],
      "no-restricted-syntax": [
        "error",
        {
          selector: "ImportExpression, TSImportType, TSImportEqualsDeclaration",
          message: "Import at the file's head.",
        },
        {
          // The expression stands between slashes.
          selector: `CallExpression[callee.name="require"] > Literal:not([value=/^(?:${allowed.join("|").replaceAll("/", String.raw`\x2f`)})/])`,
          message,
        },
        {
          selector: `Literal[value=/^(?:${others.join("|")})$/]`,
          message: "Only a store's own folder knows its name: let the store describe what differs.",
        },
      ],
    },
  };
}
