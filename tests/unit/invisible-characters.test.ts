import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { IdentityError } from "../../provider/src/domain";
import { printLine } from "../../provider/src/resources/host/diagnostics";
import { runCommand } from "../support/command";
import { fakeProject, type FakeProject } from "../support/fake-project";
import { metabaseText } from "../support/metabase-folder";

/* What a terminal obeys, or a person does not see, wherever a file may hold it. Those that XML can't hold come last. */

const controls = ["\u0085", "\u009b", "\u007f"];
const directions = ["\u061c", "\u200e", "\u202a", "\u202e", "\u2066", "\u2069"];
const invisible = [
  ...["\u00ad", "\u034f", "\u115f", "\u180e", "\u200b", "\u200d", "\u2060", "\u2064", "\u3164", "\ufe0f"],
  ...["\ufeff", "\ufff9", "\u{1d173}", "\u{e0001}", "\u{e0041}", "\u{e0100}"],
];
const separators = ["\u2028", "\u2029"];
const unassigned = ["\u0378", "\ue000", "\ufdd0", "\u{10fffd}"];
const inPaths = [...directions, ...invisible, ...separators, ...unassigned].join("x");
const inNames = `${controls.join("x")}${inPaths}`;
const notInXml = ["\u0000", "\u0007", "\u001b[31m", "\ud800", "\udfff", "\ufffe"].join("x");

/** Line breaks are ours alone: none of the texts above holds one, nor may it make one. */
const unseen = /(?![\r\n])[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;

const user = `u${inNames}`;
const site = `/LM/W3SVC/1/ROOT/${inPaths}`;
const text = metabaseText([
  { location: "/LM/W3SVC", type: "IIsWebService", attributes: { AnonymousUserName: user } },
  { location: "/LM/W3SVC/1", type: "IIsWebServer", attributes: { ServerComment: `shop${inNames}` } },
  { location: "/LM/W3SVC/1/ROOT", attributes: { AppPoolId: `no${inNames}`, Path: `\\\\${inNames}\\x` } },
  { location: site, attributes: { AnonymousUserName: user, AnonymousUserPass: "p", UNCUserName: user } },
  { location: `${site}/2`, attributes: { AnonymousUserName: user, AnonymousUserPass: "q" } },
  { location: `${site}/3`, attributes: { AnonymousUserPass: "q" } },
]);

let folder: string;
let path: string;
let project: FakeProject;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "iis-identity-unseen-"));
  await mkdir(join(folder, inPaths));
  path = join(folder, inPaths, "MetaBase.xml");
  await writeFile(path, text);
  await writeFile(`${path}.20260101T000000Z.bak`, text);
  project = await fakeProject({ "iis-identity:metabase": { path } });
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await project.remove();
});

const commands: readonly (readonly string[])[] = [
  ["find", "--long"],
  ["find", "--long", "--user", user],
  ["find", "anonymous", "--under", site.slice(3)],
  ["find", "--under", `W3SVC/${inPaths}`],
  ["find", "--json"],
  ["lint"],
  ["lint", "--json"],
  ["explain", `shop${inNames}`],
  ["explain", `shop${inNames}`, "--json"],
  ["explain", site, "--json"],
  ["explain", `nothing${inNames}`],
  ["sync", "anonymous", user, "--password-stdin"],
  ["sync", "anonymous", user, "--password-stdin", "--json"],
  ["sync", "anonymous", `nobody${inNames}`, "--password-stdin"],
  ["backups", "list"],
  ["discover", "--stack", "web01", "--dry-run"],
];

const run = async (args: readonly string[]): Promise<{ stdout: string; stderr: string }> => {
  const where = args[0] === "discover" ? [] : ["--path", path];
  return runCommand([...args, ...where], {
    input: "new",
    terminal: !args.includes("--password-stdin"),
    ...project,
  });
};

/** What a report of the tests' own may show. */
const title = (args: readonly string[]): string =>
  args.map((arg) => arg.replace(/[^\w /-][^]*/, "…")).join(" ");

test.each(commands.map((args) => [title(args), args] as const))(
  "%s shows no invisible characters and none that a terminal obeys",
  async (_, args) => {
    const { stdout, stderr } = await run(args);
    expect(stdout + stderr).not.toBe("");
    // Colours are our own.
    const coloured = ["31", "39", "1", "22"].map((style) => `\u001b[${style}m`);
    const shown = coloured.reduce((rest, style) => rest.replaceAll(style, ""), stdout + stderr);
    expect(unseen.exec(shown)).toBeNull();
  },
);

test("--json holds the very names, as escapes", async () => {
  const { stdout } = await run(["find", "--json"]);
  const found = JSON.parse(stdout) as readonly { location: string; userName: string }[];
  expect(found.map(({ location }) => location)).toContain(site);
  expect(found[0]?.userName).toBe(user);
  expect(unseen.test(stdout)).toBe(false);
});

test.each([
  ["message", { message: inNames + notInXml, hint: "Do it." }],
  ["hint", { message: "It is so.", hint: inNames + notInXml }],
])("an error's %s is shown without them", (_, parts) => {
  const error = new IdentityError({ code: "E_KEY_TYPE", ...parts });
  for (const shown of [error.message, error.rule, error.hint]) expect(unseen.test(shown)).toBe(false);
});

test("a line of the provider's diagnostics is one line, without them", () => {
  const write = jest.spyOn(process.stderr, "write").mockReturnValue(true);
  printLine(`a${inNames}${notInXml}\r\nb`);
  const said = write.mock.calls.map(([given]) => String(given)).join("");
  write.mockRestore();
  expect(said.endsWith("b\n")).toBe(true);
  expect(unseen.test(said)).toBe(false);
  expect(said.split(/[\r\n]/)).toHaveLength(2);
});
