import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Probes } from "../support/admin-probe";
import { adminSurface } from "../support/admin-surface";
import { configOf, hostOf, siteOf, tagOf } from "../support/iis7-config";
import { adminVariants } from "../support/script-host/script-host";

/*
 * The calls that the JScript samples of Microsoft's configuration reference make, as a table: who is called, with which
 * kinds of arguments, in which order. The simulated administration objects take each such sequence, on a section of a
 * schema that has whatever samples use. `$1` is an object that is used more than once; calls in a row that are alike stand
 * once.
 */

interface Row {
  readonly calls: string;
  /** Pages of the reference, each with the number of the sample. */
  readonly samples: string;
}

const path = join(__dirname, "../support/script-host/ahadmin-samples.json");
const rows = (JSON.parse(readFileSync(path, "utf8")) as readonly Row[]).map(({ calls, samples }) => ({
  calls: calls.split("; "),
  samples: samples.split(", "),
}));

const probes = new Probes();
afterAll(() => {
  probes.remove();
});

/** What the simulated objects do not have, with the number of that; everything else they take. */
const refused: readonly (readonly [why: string, calls: RegExp, number: string])[] = [
  [
    "a place among others, for which the objects of a script host have no argument",
    /AddElement\(\$\d, number\)/,
    "0x80004005",
  ],
  ["administration.config", /SetMetadata\(text, text\)/, "0x8000ffff"],
  ["redirection.config", /MACHINE\/REDIRECTION/, "0x8000ffff"],
  ["methods, which start and stop sites", /\.Methods\b/, "0x8000ffff"],
  ["elements that are removed", /\.DeleteElement\(/, "0x8000ffff"],
  ["a commit into a web.config", /CommitPath = location/, "0x8000ffff"],
];

const names = { text: "words", boolean: "flag", number: "number" } as const;
const values = { text: '"x"', boolean: "true", number: "1" } as const;
const paths: Readonly<Record<string, string>> = {
  server: '"MACHINE/WEBROOT/APPHOST"',
  location: '"MACHINE/WEBROOT/APPHOST/Shop"',
};
const kindOf = (text: string): keyof typeof names =>
  text === "boolean" || text === "number" ? text : "text";

/** A call of the table, with names and values of its kinds. */
function statement(call: string): string {
  return call
    .replace(
      /(Properties\.Item\()text(\)(?:\.Value = (\w+))?)/,
      (_, before: string, after: string, kind = "text") =>
        `${before}"${names[kindOf(String(kind))]}"${after}`,
    )
    .replace(/ = (text|boolean|number)$/, (_, kind: string) => ` = ${values[kindOf(kind)]}`)
    .replace(/\.CommitPath = (.+)$/, (_, to: string) => `.CommitPath = ${paths[to] ?? `"${to}"`}`)
    .replace(
      /GetAdminSection\(text, ([^)]+)\)/,
      (_, at: string) => `GetAdminSection("contoso/settings", ${paths[at] ?? `"${at}"`})`,
    )
    .replaceAll("ChildElements.Item(text)", 'ChildElements.Item("inner")')
    .replaceAll("GetPropertyByName(text)", 'GetPropertyByName("words")')
    .replaceAll("CreateNewElement(text)", 'CreateNewElement("add")')
    .replaceAll("Item(number)", "Item(0)")
    .replaceAll("SetMetadata(text, text)", 'SetMetadata("pathMapper", "AdministrationConfig")')
    .replaceAll("Item(text)", 'Item("Start")')
    .replace(/([,(] ?)number\)/, "$10)")
    .replace(/new (\w+)/, 'new ActiveXObject("Microsoft.ApplicationHost.$1")');
}

/** Elements in each other, as deep as samples go. */
function nested(depth: number, items: number): string {
  if (depth === 0) return "";
  const add = items > 0 ? `<add words="x">${nested(depth - 1, items - 1)}</add>` : "";
  return `<inner>${nested(depth - 1, items)}</inner>${add}`;
}

const settings = `<contoso><settings>${nested(8, 3)}</settings></contoso>`;
const file = configOf(
  hostOf("<applicationPools />", `<sites>${siteOf("Shop", 1)}</sites>`),
  settings,
  tagOf("Shop", settings),
);

test.each(Object.entries(adminVariants))(
  "every sequence of calls is taken, where IIS gives %s",
  async (_, variant) => {
    const script = rows.map(({ calls }, index) => {
      const body = calls.map((call) => `    ${statement(call)};`).join("\n");
      return `show(${String(index)}, function () {\n${body}\n    return "taken";\n});`;
    });
    const { said, host } = await probes.run(file, script.join("\n"), variant);
    const expected = rows.map(({ calls }, index) => {
      const [, , number = "taken"] =
        refused.find(([, pattern]) => calls.some((call) => pattern.test(call))) ?? [];
      return `${String(index)}: ${number}`;
    });
    expect(said).toEqual(expected);
    const count = expected.filter((line) => line.endsWith("taken")).length;
    const commits = host.journal.filter((line) => line.startsWith("commit "));
    // Some samples only read.
    expect(commits.length).toBeGreaterThanOrEqual(count - 5);
    expect(host.configuration.toString()).toContain('words="x"');
  },
);

test.each(refused)("%s: these samples are known, and not simulated", (_, pattern) => {
  expect(rows.some(({ calls }) => calls.some((call) => pattern.test(call)))).toBe(true);
});

test("the samples use published members alone", () => {
  const members = new Set(Object.values(adminSurface).flatMap(Object.keys));
  const used = rows.flatMap(({ calls }) =>
    calls.flatMap((call) => [...call.matchAll(/\.(\w+)/g)].map(([, name = ""]) => name)),
  );
  expect([...new Set(used)].filter((name) => !members.has(name))).toEqual([]);
  expect(rows.flatMap(({ samples }) => samples).length).toBeGreaterThan(290);
});
