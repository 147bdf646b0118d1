import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseLocation, Secret } from "../../provider/src/domain";
import { FileStore } from "../../provider/src/stores/file/file-store";
import { runCommand } from "../support/command";
import {
  anonymousOf,
  applicationOf,
  configOf,
  directoryOf,
  hostOf,
  siteOf,
  tagOf,
} from "../support/iis7-config";

const file = configOf(
  hostOf(
    '<applicationPools><add name="Shop"><processModel identityType="SpecificUser" userName="FARM\\svc" password="p"/></add></applicationPools>',
    "<sites>",
    siteOf(
      "Shop",
      1,
      applicationOf("/", directoryOf("/")),
      applicationOf("/files", directoryOf("/", 'userName="FARM\\svc" password="[enc:AesProvider:AAAA:enc]"')),
    ),
    siteOf("W3SVC", 2),
    '<virtualDirectoryDefaults userName="FARM\\unc"/></sites>',
  ),
  anonymousOf('userName="IUSR"'),
  tagOf("Shop", anonymousOf('userName=""')),
  tagOf(
    "Shop/files",
    '<system.webServer><oneToOneMappings><add userName="farm\\SVC" password="q"/></oneToOneMappings></system.webServer>',
  ),
  tagOf("Gone", '<system.webServer><odbcLogging userName="sa" password="r"/></system.webServer>'),
);

let folder: string;
let path: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "find-apphost-"));
  // Told by what it holds, and not by its name.
  path = join(folder, "copy.xml");
  await writeFile(path, file);
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

const find = async (...args: readonly string[]): Promise<readonly string[]> => {
  const { stdout, stderr } = await runCommand(["find", ...args, "--path", path]);
  return `${stdout}${stderr}`.trimEnd().split("\n");
};

const head =
  "place                    element                   user                   user from  password  password from";
const all = [
  "MACHINE/WEBROOT/APPHOST  anonymousAuthentication   IUSR                   own        absent    -",
  "MACHINE/WEBROOT/APPHOST  virtualDirectoryDefaults  FARM\\unc               own        absent    -",
  "Shop                     anonymousAuthentication   (the pool's identity)  own        absent    -",
  "Shop/files               virtualDirectory          FARM\\svc               own        sealed    own",
  "Shop                     processModel              FARM\\svc               own        set       own",
];

test("find shows an applicationHost.config in its own words, whatever the file is called", async () => {
  expect(await find()).toEqual([head, ...all]);
  expect(await find("--long")).toEqual([head, ...all]);
});

test("--all also shows what names an account elsewhere", async () => {
  const lines = await find("--all");
  expect(lines.slice(0, all.length + 1)).toEqual([head, ...all]);
  expect(lines.slice(all.length + 1)).toEqual([
    "",
    "Not managed: no resource and no sync changes these.",
    "place       element                                user      password",
    "Shop/files  system.webServer/oneToOneMappings/add  farm\\SVC  set",
    "Gone        system.webServer/odbcLogging           sa        set",
  ]);
});

test("--all --json lists it behind the others, with null as its kind", async () => {
  const { stdout } = await runCommand(["find", "--all", "--json", "--user", "FARM\\svc", "--path", path]);
  const rows = JSON.parse(stdout) as readonly Record<string, unknown>[];
  expect(rows.map(({ name, keyType, kind }) => [name, keyType, kind])).toEqual([
    ["Shop/files", "virtualDirectory", "unc"],
    ["Shop", "processModel", "wam"],
    ["Shop/files", "system.webServer/oneToOneMappings/add", null],
  ]);
  expect(rows[2]).toEqual({
    location: "/LM/W3SVC/1/ROOT/files",
    name: "Shop/files",
    keyType: "system.webServer/oneToOneMappings/add",
    kind: null,
    userName: "farm\\SVC",
    userNameFrom: "own",
    passwordState: "set",
    passwordFrom: "own",
  });
});

test.each<[args: readonly string[], places: readonly string[]]>([
  [["unc"], ["/LM/W3SVC", "/LM/W3SVC/1/ROOT/files"]],
  [["UNCPassword"], ["/LM/W3SVC/1/ROOT/files"]],
  [["--under", "Shop/files"], ["/LM/W3SVC/1/ROOT/files"]],
  [
    ["--under", "/LM/W3SVC/1"],
    ["/LM/W3SVC/1/ROOT", "/LM/W3SVC/1/ROOT/files"],
  ],
  [["--under", "/W3SVC/1/ROOT/files/"], ["/LM/W3SVC/1/ROOT/files"]],
  [["wam", "--under", "/LM/W3SVC/AppPools"], ["/LM/W3SVC/AppPools/Shop"]],
  [["--user", "farm\\UNC"], ["/LM/W3SVC"]],
])("find %j", async (args, places) => {
  const rows = JSON.parse((await find("--json", ...args)).join("\n")) as readonly { location: string }[];
  expect(rows.map(({ location }) => location)).toEqual(places);
});

test.each([
  ["Shop", "Shop can mean /LM/W3SVC/AppPools/Shop and /LM/W3SVC/1."],
  ["W3SVC/1", "W3SVC/1 can mean /LM/W3SVC/1 and /LM/W3SVC/2/ROOT/1."],
])("a path that can mean two places is refused, with both: %s", async (under, sentence) => {
  const { code, stdout, stderr } = await runCommand(["find", "--under", under, "--path", path]);
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toContain(`E_LOCATION: ${sentence}`);
});

test("a place that does not exist is reported by its canonical location", async () => {
  const { code, stdout, stderr } = await runCommand(["find", "--under", "Shop/none", "--path", path]);
  expect({ code, stdout, stderr }).toEqual({
    code: 1,
    stdout: "",
    stderr: "The metabase has no key /LM/W3SVC/1/ROOT/none.\n",
  });
});

test.each<[what: string, text: string, warning: RegExp | undefined, accounts: readonly string[]]>([
  ["that is off", "<configuration><configurationRedirection /></configuration>", undefined, []],
  [
    "that is on",
    '<configuration><configurationRedirection enabled="true" path="\\\\share" userName="FARM\\shared" password="[enc:P:AAAA:enc]"/></configuration>',
    /^warning: redirection\.config beside it is enabled/m,
    ["FARM\\shared"],
  ],
  ["that is damaged", "<configuration>", /^warning: redirection\.config beside it can't be read/m, []],
])("a redirection.config beside it %s is told", async (_, text, warning, accounts) => {
  const beside = join(folder, "redirection.config");
  await writeFile(beside, text);
  try {
    const { stdout, stderr } = await runCommand(["find", "--all", "--json", "--path", path]);
    const rows = JSON.parse(stdout) as readonly { name: string; userName: string }[];
    expect(rows.filter(({ name }) => name === "redirection.config").map(({ userName }) => userName)).toEqual(
      accounts,
    );
    if (warning === undefined) expect(stderr).toBe("");
    else expect(stderr).toMatch(warning);
  } finally {
    await rm(beside);
  }
});

test("no password is written to an applicationHost.config unless plain text is allowed", async () => {
  const location = parseLocation("/LM/W3SVC/AppPools/Shop");
  const store = new FileStore({ path });
  const key = (await store.observe({ locations: [location] })).key(location);
  const expected = key?.own.wam ?? { userName: undefined, password: undefined };
  const change = { location, kind: "wam", expected, password: { set: new Secret("new") } } as const;
  expect(await store.refusal([change])).toBeUndefined();
  expect(await store.notWritten([change])).toMatchObject({ code: "E_PLAIN_TEXT" });
  expect(await store.apply([change])).toMatchObject([{ outcome: "failed", error: { code: "E_PLAIN_TEXT" } }]);
  await store.close();
  expect(await readFile(path, "utf8")).toBe(file);
});
