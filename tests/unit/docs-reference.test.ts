import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as ts from "typescript";
import { metabaseSettings } from "../../provider/src/config";
import { commandSettings, localSettings, sshSettings } from "../../provider/src/config/transport-settings";
import { parseLocation } from "../../provider/src/domain";
import { describeDifference, type Difference } from "../../provider/src/drift";
import { coded, repository, tableBeneath } from "../support/markdown";

const page = "docs/reference.md";
const transports = [localSettings, sshSettings, commandSettings];
const firstColumn = (heading: string): string[] => tableBeneath(page, heading).map(([cell]) => coded(cell));

const index = join(repository, "provider/src/index.ts");
const program = ts.createProgram([index], {
  module: ts.ModuleKind.Node16,
  moduleResolution: ts.ModuleResolutionKind.Node16,
});
const checker = program.getTypeChecker();
const exported = checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(index)!)!);

/** What the package itself declares of a type that it exports, inherited members included. */
function membersOf(type: string): string[] {
  const symbol = exported.find(({ name }) => name === type)!;
  const aliased = (symbol.flags & ts.SymbolFlags.Alias) !== 0 ? checker.getAliasedSymbol(symbol) : symbol;
  const ours = ({ declarations = [] }: ts.Symbol): boolean =>
    declarations.some((declaration) => !declaration.getSourceFile().isDeclarationFile);
  return checker
    .getPropertiesOfType(checker.getDeclaredTypeOfSymbol(aliased))
    .filter(ours)
    .map(({ name }) => name);
}

/** The fields of a schema, as its source declares them. */
function fieldsOf(file: string, schema: string): string[] {
  const path = join(repository, "provider/src", file);
  const source = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.ES2022, true);
  const names: string[] = [];
  source.forEachChild(function visit(node): void {
    if (ts.isVariableDeclaration(node) && node.name.getText() === schema) {
      const fields = ts.isCallExpression(node.initializer!) ? node.initializer.arguments[0] : undefined;
      if (fields !== undefined && ts.isObjectLiteralExpression(fields)) {
        for (const field of fields.properties) names.push(field.name!.getText());
      }
    }
    node.forEachChild(visit);
  });
  return names;
}

test("the arguments are those of the resource", () => {
  expect(firstColumn("Arguments")).toEqual(membersOf("AnonymousIdentityArgs"));
});

test.each([
  ["Arguments of an account", "AccountCredentialArgs"],
  ["Outputs of an account", "AccountCredential"],
  ["Arguments of a password", "GeneratedPasswordArgs"],
  ["Outputs of a password", "GeneratedPassword"],
])("%s are those of %s", (heading, type) => {
  expect(firstColumn(heading)).toEqual(membersOf(type));
});

test.each(["WamIdentity", "UncIdentity"])("%s takes and gives what an AnonymousIdentity does", (type) => {
  expect(membersOf(type)).toEqual(membersOf("AnonymousIdentity"));
  expect(membersOf(`${type}Args`)).toEqual(membersOf("AnonymousIdentityArgs"));
});

test("a change of every argument is explained", () => {
  expect(firstColumn("What a change does").sort()).toEqual(firstColumn("Arguments").sort());
});

test("the outputs are those of the resource", () => {
  expect(firstColumn("Outputs")).toEqual(membersOf("AnonymousIdentity"));
});

test.each([
  ["Settings of an identity", "config/identity-declaration.ts", "identity"],
  ["Settings of an account", "config/account-declaration.ts", "account"],
  ["A password to generate", "config/generated-password-settings.ts", "writtenGeneratedPassword"],
])("%s are those that the ready-made program reads", (heading, file, schema) => {
  expect(firstColumn(heading)).toEqual(fieldsOf(file, schema));
});

test("the settings of a metabase are those that are read, with their defaults", () => {
  const documented = tableBeneath(page, "The metabase").map(
    ([name, value]) => [coded(name), value!] as const,
  );
  const [{ shape: fields }, live] = metabaseSettings.options;
  const backup = Object.keys(fields.backup.unwrap().shape).map((name) => `backup.${name}`);
  const names = [...Object.keys(fields).filter((name) => name !== "backup"), ...backup];
  expect(documented.map(([name]) => name).sort()).toEqual(names.sort());
  expect(firstColumn("A live metabase")).toEqual(Object.keys(live.shape));
  expect(firstColumn("Transports").sort()).toEqual(
    [...new Set(transports.flatMap(({ shape }) => Object.keys(shape)))].sort(),
  );
  const { timeoutSeconds, throughCompatibility } = live.parse({ store: "adsi" });
  expect(withDefaults("A live metabase")).toEqual({
    store: "file",
    transport: "local",
    timeoutSeconds: String(timeoutSeconds),
    throughCompatibility: String(throughCompatibility),
  });

  const settings = metabaseSettings.options[0].parse({ store: "file", path: "MetaBase.xml" });
  const { store, iisStopped, backup: backups } = settings;
  const withDefault = {
    store,
    iisStopped,
    "backup.keep": backups.keep,
    "backup.maxAgeDays": backups.maxAgeDays,
  };
  const defaults = Object.fromEntries(
    Object.entries(withDefault).map(([name, value]) => [name, String(value)]),
  );
  expect(withDefaults("The metabase")).toEqual(defaults);
});

/** The settings of a table that have a default, with it. */
function withDefaults(heading: string): Record<string, string> {
  return Object.fromEntries(
    tableBeneath(page, heading).flatMap(([name, value]) =>
      value!.startsWith("`") ? [[coded(name), coded(value)]] : [],
    ),
  );
}

test("the lines are all that drift can be described with", () => {
  const from = parseLocation("W3SVC");
  const name = { property: "AnonymousUserName", half: "userName" } as const;
  const password = { property: "AnonymousUserPass", half: "password" } as const;
  const found = "IUSR_OLDBOX";
  const declared = "IUSR_WEB01";
  const all: Difference[] = [
    { ...name, reason: "absent" },
    { ...name, reason: "differs", found, declared },
    { ...name, reason: "differs", found, declared, from },
    { ...password, reason: "absent" },
    { ...password, reason: "empty" },
    { ...password, reason: "differs", origin: "previous" },
    { ...password, reason: "differs", origin: "previous", from },
    { ...password, reason: "differs", origin: "foreign" },
    { ...password, reason: "differs", origin: "foreign", from },
    { ...password, reason: "not-allowed" },
    { ...password, reason: "not-allowed", from },
  ];
  expect(firstColumn("Drift lines")).toEqual(all.map(describeDifference));
});
