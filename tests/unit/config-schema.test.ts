import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import Ajv from "ajv";
import { safeLoad } from "js-yaml";
import { stackSchema } from "../../provider/src/config/stack-schema";

const repository = join(__dirname, "../..");
const file = join(repository, "docs/stack.schema.json");
const recorded: object = JSON.parse(readFileSync(file, "utf8"));
const validate = new Ajv({ allErrors: true }).compile(recorded);

/** Where a stack's file breaks the schema. */
function broken(stack: unknown): string[] {
  void validate(stack);
  return (validate.errors ?? []).map(({ dataPath, keyword }) => `${dataPath} ${keyword}`);
}

test("docs/stack.schema.json is what `npm run schema` writes today", () => {
  expect(JSON.stringify(recorded)).toBe(JSON.stringify(stackSchema()));
});

const stackFiles = readdirSync(join(repository, "examples"), { recursive: true, encoding: "utf8" })
  .filter((name) => /^[^/\\]+[/\\]Pulumi\.[^/\\]+\.yaml$/.test(name))
  .map((name) => join("examples", name));

test.each(stackFiles)("%s names the schema for editors, and keeps to it", (name) => {
  const text = readFileSync(join(repository, name), "utf8");
  const [, named = ""] = /^# yaml-language-server: \$schema=(\S+)\n/.exec(text) ?? [];
  expect(relative(file, join(repository, dirname(name), named))).toBe("");
  expect(broken(safeLoad(text))).toEqual([]);
});

const secured = { secure: "v1:abc" };
const metabase = { path: "m.xml" };

const withIdentity = (more: object): object => ({
  config: {
    "iis-identity:metabase": metabase,
    "iis-identity:identities": [{ location: "W3SVC", userName: "a", ...more }],
  },
});

const withAccount = (more: object): object => ({
  config: { "iis-identity:metabase": metabase, "iis-identity:accounts": [{ userName: "a", ...more }] },
});

test.each<[string, unknown]>([
  ["an encrypted password", withIdentity({ password: secured })],
  ["a password to generate", withIdentity({ password: { generate: {} } })],
  [
    "every setting of a password to generate",
    withAccount({
      password: { generate: { length: 30, alphabet: "0123456789", keepers: { quarter: "4" } } },
    }),
  ],
  ["another kind", withIdentity({ kind: "wam", passwordFrom: "pool", complus: "acknowledged" })],
  [
    "every setting of an account",
    withAccount({
      passwordless: true,
      kinds: ["wam"],
      under: "W3SVC",
      aliases: ["b"],
      formerNames: ["c"],
      unused: "rewrite",
      allowNone: true,
      acceptEffects: true,
      complus: "acknowledged",
    }),
  ],
  [
    "settings of others, a list encrypted as a whole, and what Pulumi itself writes",
    {
      encryptionsalt: "v1:abc",
      config: {
        "iis-identity:metabase": { ...metabase, machine: "WEB01", backup: { keep: 1 } },
        "iis-identity:identities": secured,
        "iis-identity:web-user": secured,
        "aws:region": "eu-central-1",
      },
    },
  ],
])("an editor takes %s", (_what, stack) => {
  expect(broken(stack)).toEqual([]);
});

const withMetabase = (more: object): object => ({ config: { "iis-identity:metabase": more } });

test.each<[string, object]>([
  ["this machine's", { store: "adsi" }],
  ["another server's", { store: "adsi", server: "WEB01", transport: "local", timeoutSeconds: 30 }],
  ["one behind SSH", { store: "adsi", transport: { type: "ssh", host: "web01", port: 2222 } }],
])("an editor takes a live metabase: %s", (_what, settings) => {
  expect(broken(withMetabase(settings))).toEqual([]);
});

test.each<[string, object]>([
  ["with a file's settings", { store: "adsi", path: "m.xml" }],
  ["with an unknown transport", { store: "adsi", transport: "winrm" }],
  ["with a misspelt setting of its transport", { store: "adsi", transport: { type: "ssh", hots: "web01" } }],
])("an editor marks a live metabase %s", (_what, settings) => {
  expect(broken(withMetabase(settings))).not.toEqual([]);
});

const identity = ".config['iis-identity:identities'][0]";
const account = ".config['iis-identity:accounts'][0]";

test.each<[string, unknown, string]>([
  ["a password in clear", withIdentity({ password: "a" }), `${identity}.password anyOf`],
  ["a password in clear of an account", withAccount({ password: "a" }), `${account}.password anyOf`],
  [
    "too short a password to generate",
    withAccount({ password: { generate: { length: 7 } } }),
    `${account}.password.generate.length minimum`,
  ],
  ["a misspelt setting", withIdentity({ username: "a" }), `${identity} additionalProperties`],
  ["a misspelt setting of an account", withAccount({ location: "W3SVC" }), `${account} additionalProperties`],
  ["an unknown kind", withIdentity({ kind: "ftp" }), `${identity}.kind enum`],
  ["an account without kinds", withAccount({ kinds: [] }), `${account}.kinds minItems`],
  ["a missing metabase", { config: {} }, ".config required"],
])("an editor marks %s", (_what, stack, where) => {
  expect(broken(stack)).toContain(where);
});

/** Every setting that the schema describes, with what is said about it. */
function described(schema: unknown, at: string): [string, unknown][] {
  if (typeof schema !== "object" || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]): [string, unknown][] => {
    if (key !== "properties") return described(value, at);
    return Object.entries<{ description?: string }>(value).flatMap(([name, property]) => [
      [`${at}.${name}`, property.description],
      ...described(property, `${at}.${name}`),
    ]);
  });
}

test("an editor explains every setting of ours", () => {
  const settings = described(recorded, "").filter(
    ([name]) => name !== ".config" && !name.endsWith(".secure"),
  );
  expect(settings.length).toBeGreaterThan(30);
  expect(settings.filter(([, description]) => typeof description !== "string")).toEqual([]);
});
