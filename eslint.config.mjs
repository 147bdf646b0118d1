import tseslint from "typescript-eslint";
import { layerRules } from "./scripts/layers.mjs";

// What ESLint itself knows and neither TypeScript's strict flags nor typescript-eslint report.
const coreRules = [
  "eqeqeq",
  "no-async-promise-executor",
  "no-case-declarations",
  "no-cond-assign",
  "no-constant-condition",
  "no-control-regex",
  "no-debugger",
  "no-empty",
  "no-empty-character-class",
  "no-fallthrough",
  "no-irregular-whitespace",
  "no-loss-of-precision",
  "no-misleading-character-class",
  "no-prototype-builtins",
  "no-self-assign",
  "no-self-compare",
  "no-unsafe-finally",
  "no-unsafe-optional-chaining",
  "no-useless-assignment",
  "no-useless-backreference",
  "no-useless-escape",
];

const typed = [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked];

export default tseslint.config(
  { ignores: ["**/dist/", "**/node_modules/", "coverage/", ".work/", "examples/*/bin/"] },
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  { rules: Object.fromEntries(coreRules.map((name) => [name, "error"])) },
  {
    files: ["**/*.ts"],
    extends: typed,
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: true },
      ],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/consistent-type-exports": "error",
      "@typescript-eslint/explicit-module-boundary-types": "error",
      "@typescript-eslint/strict-boolean-expressions": "error",
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", destructuredArrayIgnorePattern: "^_" },
      ],
      // Code points are what is meant where a string is spread.
      "@typescript-eslint/no-misused-spread": ["error", { allow: ["string"] }],
    },
  },
  {
    // Plain JavaScript, since it runs before anything is installed or compiled; its JSDoc types are checked by tests/.
    files: ["scripts/**/*.mjs", "bench/**/*.mjs", "provider/{agent,bin}/join.mjs"],
    extends: typed,
    languageOptions: {
      parserOptions: { project: "tests/tsconfig.json", tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      // JSON.parse, dynamic import and process.env are typed by JSDoc here, where no `as` is to be had.
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-return": "off",
      "@typescript-eslint/no-unsafe-argument": "off",
      // An empty environment variable counts as none.
      "@typescript-eslint/prefer-nullish-coalescing": "off",
    },
  },
  {
    // In ECMAScript 3 a slash ends a regular expression, in brackets, too.
    files: ["provider/agent/**/*.js", "tests/support/script-host/*.js"],
    rules: { "no-useless-escape": "off" },
  },
  ...layerRules(),
  {
    files: ["provider/src/**/*.ts"],
    // What few need is loaded when it is needed; its types stand at the file's head, where the layers are checked.
    rules: {
      "@typescript-eslint/no-require-imports": [
        "error",
        { allow: [String.raw`^\.`, "^(?:fast-xml-parser|yaml)$"] },
      ],
    },
  },
  {
    files: ["tests/**/*.ts"],
    rules: {
      // A test says what it expects there; where it is wrong, it fails.
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/strict-boolean-expressions": "off",
      "@typescript-eslint/explicit-module-boundary-types": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-return": "off",
      "@typescript-eslint/unbound-method": "off",
      // What stands in for an async function of ours is one, too.
      "@typescript-eslint/require-await": "off",
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true },
      ],
    },
  },
);
