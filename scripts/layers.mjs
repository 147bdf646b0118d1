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

/** @type {(folder: string, does: string, more?: Partial<Layer>) => Layer} */
const layer = (folder, does, more) => ({ folder, does, layers: [], packages: [], node: false, ...more });

/** All layers, from the bottom to the top. No layer imports one that comes after it. */
export const layers = [
  layer("domain", "location, kind, credential, secret, errors"),
  layer("metabase", "a `MetaBase.xml`: bytes in, bytes out; pure", {
    layers: ["domain"],
    packages: ["fast-xml-parser"],
  }),
  layer("drift", "decides what differs and what is to be written; pure", { layers: ["domain"] }),
  layer("config", "validates settings, with every mistake at once; pure", {
    layers: ["domain"],
    packages: ["zod"],
  }),
  layer("io", "reads, locks, backs up and replaces one file", { layers: ["domain"], node: true }),
  layer("transports", "starts the script host: here, over SSH, through a command", {
    layers: ["domain", "io"],
    node: true,
  }),
  layer("stores", "a way to a metabase: `observe` many locations, `apply` many changes", {
    layers: ["domain", "metabase", "io", "transports"],
    node: true,
  }),
  layer("resources", "what Pulumi calls: check, diff, create, update, read, delete; the public classes", {
    layers: ["domain", "metabase", "drift", "config", "io", "transports", "stores"],
    packages: ["@pulumi/pulumi", "zod"],
    node: true,
  }),
  layer("stack", "where a project and its stacks' files are, and what is in clear there", {
    layers: ["domain", "config"],
    packages: ["yaml"],
    node: true,
  }),
  layer("cli", "one file a command: options, words, tables", {
    layers: ["domain", "metabase", "drift", "config", "io", "transports", "stores", "stack"],
    packages: ["commander", "read", "yaml"],
    node: true,
  }),
];

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
  const allowed = [
    String.raw`\./(?!.*\.\.)`,
    ...(depth === 0 ? [] : [String.raw`${up}(?!\.)`]),
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
