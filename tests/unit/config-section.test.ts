import { inspect } from "node:util";
import { errorCodes } from "../../provider/src/domain";
import {
  mistakesError,
  parseSection,
  type SectionInput,
  type SectionResult,
} from "../../provider/src/config";

const canary = 'C4nary"&<{}>\\pass word';

const settings: Record<string, { text: string; secret: boolean }> = {
  "iis-identity:web-user": { text: canary, secret: true },
  "vault:web-user": { text: `${canary}2`, secret: true },
  "iis-identity:plain": { text: canary, secret: false },
  "iis-identity:empty": { text: "", secret: true },
};

const item = { location: "W3SVC/1/ROOT", userName: "IUSR_WEB" };

function parse(given: Partial<SectionInput>): SectionResult {
  return parseSection({
    metabase: { path: "web01/MetaBase.xml" },
    identities: [item],
    setting: (name) => settings[name],
    clearPassword: () => false,
    ...given,
  });
}

const pathsOf = (result: SectionResult): string[] => result.mistakes.map(({ path }) => path);

test("a whole section becomes typed declarations in canonical form, with every default filled in", () => {
  const { section } = parse({
    metabase: { store: "file", path: "m.xml", machine: "WEB01", backup: { keep: 5, directory: "b" } },
    identities: [
      { location: "w3svc\\1\\Root", userName: "a" },
      { location: "/LM/W3SVC/1/ROOT/x", userName: "b", password: canary, onDelete: "inherit" },
      { location: "W3SVC/2/ROOT", userName: "c", passwordFrom: "web-user", acceptEffects: true },
      { location: "W3SVC/3/ROOT", userName: "d", passwordFrom: "vault:web-user" },
      { location: "W3SVC/4/ROOT", userName: "IUSR", passwordless: true },
    ],
  });
  expect(section?.metabase).toEqual({
    store: "file",
    path: "m.xml",
    machine: "WEB01",
    iisStopped: false,
    backup: { keep: 5, maxAgeDays: 30, directory: "b" },
  });
  const base = { password: undefined, passwordless: false, onDelete: "keep", acceptEffects: false };
  const found = section?.identities.map((each) => ({ ...each, password: each.password?.reveal() }));
  expect(found).toEqual(
    [
      { ...base, location: "/LM/w3svc/1/Root", userName: "a" },
      { ...base, location: "/LM/W3SVC/1/ROOT/x", userName: "b", password: canary, onDelete: "inherit" },
      { ...base, location: "/LM/W3SVC/2/ROOT", userName: "c", password: canary, acceptEffects: true },
      { ...base, location: "/LM/W3SVC/3/ROOT", userName: "d", password: `${canary}2` },
      { ...base, location: "/LM/W3SVC/4/ROOT", userName: "IUSR", passwordless: true },
    ].map((each, index) => ({ ...each, path: `iis-identity:identities[${String(index)}]` })),
  );
});

test("a path alone means a file, with the usual backups", () => {
  expect(parse({ metabase: { path: "m.xml" } }).section?.metabase).toEqual({
    store: "file",
    path: "m.xml",
    iisStopped: false,
    backup: { keep: 3, maxAgeDays: 30 },
  });
});

test("an empty list declares nothing and is no mistake", () => {
  expect(parse({ identities: [] }).section?.identities).toEqual([]);
});

test.each([
  ["no metabase at all", undefined, ""],
  ["a text instead of settings", "C:\\MetaBase.xml", ""],
  ["a list instead of settings", [], ""],
  ["no path", {}, ".path"],
  ["an empty path", { path: "" }, ".path"],
  ["an unknown store", { store: "ldap", path: "m" }, ".store"],
  ["a store of a later version", { store: "adsi", server: "WEB01" }, ".store"],
  ["another store of a later version", { store: "iis7" }, ".store"],
  ["an unknown setting", { path: "m", paht: "m" }, ""],
  ["a machine with a domain", { path: "m", machine: "D\\WEB01" }, ".machine"],
  ["a text for yes or no", { path: "m", iisStopped: "yes" }, ".iisStopped"],
  ["no backup kept", { path: "m", backup: { keep: 0 } }, ".backup.keep"],
  ["half a backup kept", { path: "m", backup: { keep: 1.5 } }, ".backup.keep"],
  ["a backup of no days", { path: "m", backup: { maxAgeDays: 0 } }, ".backup.maxAgeDays"],
  ["an unknown backup setting", { path: "m", backup: { days: 1 } }, ".backup"],
])("iis-identity:metabase refuses %s", (_what, metabase, path) => {
  expect(pathsOf(parse({ metabase }))).toEqual([`iis-identity:metabase${path}`]);
});

test.each([
  ["no list at all", undefined, [""]],
  ["a text instead of a list", "W3SVC/1", [""]],
  ["an item that is a text", ["W3SVC/1"], ["[0]"]],
  ["an item without location and name", [{}], ["[0].location", "[0].userName"]],
  ["an empty location", [{ ...item, location: "/" }], ["[0].location"]],
  ["an empty user name", [{ ...item, userName: "" }], ["[0].userName"]],
  ["a number as user name", [{ ...item, userName: 7 }], ["[0].userName"]],
  ["an unknown setting", [{ ...item, username: "x" }], ["[0]"]],
  ["an unknown onDelete", [{ ...item, onDelete: "delete" }], ["[0].onDelete"]],
  ["an empty password", [{ ...item, password: "" }], ["[0].password"]],
  ["two sources", [{ ...item, password: "x", passwordless: true }], ["[0]"]],
  ["a setting that is not there", [{ ...item, passwordFrom: "nobody" }], ["[0].passwordFrom"]],
  ["a setting that is not secret", [{ ...item, passwordFrom: "plain" }], ["[0].passwordFrom"]],
  ["a setting that is empty", [{ ...item, passwordFrom: "empty" }], ["[0].passwordFrom"]],
  ["a reference to this list", [{ ...item, passwordFrom: "identities" }], ["[0].passwordFrom"]],
  ["a password in place of a name", [{ ...item, passwordFrom: canary }], ["[0].passwordFrom"]],
  ["one key twice, in other words", [item, { ...item, location: "/lm/w3svc\\1\\root/" }], ["[1].location"]],
])("iis-identity:identities refuses %s", (_what, identities, paths) => {
  expect(pathsOf(parse({ identities }))).toEqual(paths.map((path) => `iis-identity:identities${path}`));
});

test("an inline password in clear is refused, a secured one and passwordFrom beside it are not", () => {
  const identities = [
    { ...item, password: "a" },
    { ...item, location: "W3SVC/2", password: "b" },
    { ...item, location: "W3SVC/3", passwordFrom: "web-user" },
  ];
  const result = parse({ identities, clearPassword: (index) => index !== 0 });
  expect(pathsOf(result)).toEqual(["iis-identity:identities[1].password"]);
});

test("every mistake is reported at once, one a line, and names both settings where two are concerned", () => {
  const result = parse({
    metabase: { store: "iis7" },
    identities: [
      { ...item, userName: "", onDelete: "no", passwordFrom: "nobody" },
      { ...item, pass: 1 },
    ],
  });
  const expected = [
    "iis-identity:metabase.store",
    "iis-identity:identities[0].userName",
    "iis-identity:identities[0].onDelete",
    "iis-identity:identities[0].passwordFrom",
    "iis-identity:identities[1]",
    "iis-identity:identities[1].location",
  ];
  expect(pathsOf(result)).toEqual(expected);
  const error = mistakesError(result.mistakes);
  expect(error.code).toBe("E_INPUT");
  const lines = error.message.split("\n");
  for (const path of expected)
    expect(lines.filter((line) => line.trim().startsWith(`${path}: `))).toHaveLength(1);
  expect(lines.find((line) => line.includes("passwordFrom"))).toContain("iis-identity:nobody");
  expect(lines.find((line) => line.includes("[1].location"))).toContain(
    "iis-identity:identities[0].location",
  );
  expect(errorCodes).toContain(error.code);
});

test.each([
  "location",
  "userName",
  "password",
  "passwordFrom",
  "passwordless",
  "onDelete",
  "acceptEffects",
  canary,
])("no message repeats what %s holds", (name) => {
  for (const value of [canary, [canary], { [canary]: canary }, `${canary}\u0000`, `//${canary}`]) {
    for (const given of [
      {
        identities: [
          { ...item, [name]: value },
          { ...item, password: canary, [name]: value },
        ],
      },
      { identities: { [name]: value } },
      { identities: [value] },
      { metabase: { [name]: value } },
      { metabase: { path: "m", machine: value, backup: { [name]: value } } },
      { metabase: { store: value } },
    ]) {
      const result = parse({ ...given, clearPassword: () => true });
      expect(result.mistakes).not.toEqual([]);
      const error = mistakesError(result.mistakes);
      const shown = `${inspect(error, { depth: 9 })}${JSON.stringify(error)}${error.stack ?? ""}`;
      expect(shown).not.toContain("C4nary");
    }
  }
});
