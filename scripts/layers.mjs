/**
 * One folder of provider/src and what its files may import: other layers through their index, packages by name, Node's
 * own modules as `node:…`.
 *
 * @typedef {object} Layer
 * @property {string} folder
 * @property {readonly string[]} layers
 * @property {readonly string[]} packages
 * @property {boolean} node
 */

/**
 * All layers, from the bottom to the top. No layer imports one that stands after it.
 *
 * @type {readonly Layer[]}
 */
export const layers = [
  { folder: "domain", layers: [], packages: [], node: false },
  { folder: "metabase", layers: ["domain"], packages: ["fast-xml-parser"], node: false },
  { folder: "drift", layers: ["domain"], packages: [], node: false },
  { folder: "config", layers: ["domain"], packages: ["zod"], node: false },
  { folder: "io", layers: ["domain"], packages: [], node: true },
  { folder: "transports", layers: ["domain", "io"], packages: [], node: true },
  { folder: "stores", layers: ["domain", "metabase", "io", "transports"], packages: [], node: true },
  {
    folder: "resources",
    layers: ["domain", "metabase", "drift", "config", "io", "transports", "stores"],
    packages: ["@pulumi/pulumi", "zod"],
    node: true,
  },
  { folder: "stack", layers: ["domain", "config"], packages: ["yaml"], node: true },
  {
    folder: "cli",
    layers: ["domain", "metabase", "drift", "config", "io", "transports", "stores", "stack"],
    packages: ["commander", "read", "yaml"],
    node: true,
  },
];

/** How deep folders may lie inside a layer: `stores/file/x.ts` has depth 1. */
const depths = [0, 1];

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
