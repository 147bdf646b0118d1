import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runCommand, type CommandRun } from "../support/command";
import {
  anonymousOf,
  applicationOf,
  configOf,
  directoryOf,
  hostOf,
  siteOf,
  tagOf,
} from "../support/iis7-config";
import { metabaseText, type KeyElement } from "../support/metabase-folder";
import { projectOfEachTest } from "../support/own-project";

const sealed = "[enc:IISCngProvider:jAAWTnTuJ9sGAT:enc]";
const anonymous = (name: string, password?: string): Readonly<Record<string, string>> => ({
  AnonymousUserName: name,
  ...(password === undefined ? {} : { AnonymousUserPass: password }),
});
const site = (id: number, name: string, more: Readonly<Record<string, string>> = {}): KeyElement => ({
  location: `/LM/W3SVC/${String(id)}`,
  type: "IIsWebServer",
  attributes: { ServerComment: name, ...more },
});
const pool = (name: string, type: string, user: string): KeyElement => ({
  location: `/LM/W3SVC/AppPools/${name}`,
  type: "IIsApplicationPool",
  attributes: { AppPoolIdentityType: type, WAMUserName: user, WAMUserPass: "pool" },
});

const old: readonly KeyElement[] = [
  { location: "/LM/MSFTPSVC", type: "IIsFtpService", attributes: anonymous("FARM\\ftp", "ftp") },
  {
    location: "/LM/W3SVC",
    type: "IIsWebService",
    attributes: { ...anonymous("IUSR_WEB01", "own"), WAMUserName: "IWAM_WEB01", WAMUserPass: "own" },
  },
  { location: "/LM/W3SVC/AppPools", type: "IIsApplicationPools" },
  pool("Shop", "3", "FARM\\pool"),
  pool("Idle", "2", "FARM\\idle"),
  pool("Gone", "3", "FARM\\gone"),
  { location: "/LM/W3SVC/Info/Templates/Public/ROOT", attributes: anonymous("FARM\\template", "t") },
  site(1, "Default Web Site", anonymous("FARM\\web", "web")),
  { location: "/LM/W3SVC/1/ROOT", attributes: { Path: "C:\\Inetpub" } },
  { location: "/LM/W3SVC/1/ROOT/app", attributes: anonymous("WEB01\\local", "local") },
  { location: "/LM/W3SVC/1/ROOT/folder", type: "IIsWebDirectory", attributes: anonymous("FARM\\dir", "d") },
  { location: "/LM/W3SVC/1/ROOT/tagged", type: "IIsWebDirectory", attributes: anonymous("IUSR") },
  site(4711, "Shop"),
  {
    location: "/LM/W3SVC/4711/ROOT",
    attributes: {
      ...anonymous("FARM\\shop", "shop"),
      Path: "\\\\files\\shop",
      UNCUserName: "FARM\\files",
      UNCPassword: "files",
    },
  },
  { location: "/LM/W3SVC/4711/ROOT/img", attributes: { Path: "\\\\files\\img" } },
  { location: "/LM/W3SVC/4711/ROOT/local", attributes: { Path: "D:\\local" } },
  {
    location: "/LM/W3SVC/4711/ROOT/vain",
    attributes: { Path: "D:\\vain", UNCUserName: "FARM\\x", UNCPassword: "x" },
  },
  { location: "/LM/W3SVC/4711/ROOT/none", attributes: { Path: "\\\\files\\none" } },
  site(5, "Twin"),
  { location: "/LM/W3SVC/5/ROOT", attributes: anonymous("FARM\\twin", "twin") },
  site(6, "Away"),
  { location: "/LM/W3SVC/6/ROOT", attributes: anonymous("FARM\\away", "away") },
  site(7, "Sealed"),
  { location: "/LM/W3SVC/7/ROOT", attributes: anonymous("FARM\\seven", "**********") },
  { location: "/LM/W3SVC/7/ROOT/b", attributes: anonymous("FARM\\eight", "eight") },
  site(9, "Nine"),
  { location: "/LM/W3SVC/9/ROOT", attributes: anonymous("FARM\\nine", "nine") },
];

const target = configOf(
  anonymousOf('userName="IUSR"'),
  hostOf(
    '<applicationPools><add name="SHOP"/><add name="Idle"/></applicationPools>',
    "<sites>",
    siteOf(
      "Default Web Site",
      1,
      applicationOf("/", directoryOf("/")),
      applicationOf("/app", directoryOf("/")),
    ),
    siteOf(
      "shop",
      2,
      applicationOf("/", directoryOf("/"), directoryOf("/img"), directoryOf("/local"), directoryOf("/vain")),
    ),
    siteOf("Twin", 3),
    siteOf("Twin", 4),
    siteOf("Sealed", 7, applicationOf("/", directoryOf("/")), applicationOf("/b", directoryOf("/"))),
    siteOf("Other", 9),
    siteOf("Nine", 10),
    "</sites>",
  ),
  tagOf("Default Web Site/tagged", anonymousOf("")),
  tagOf("Sealed/b", anonymousOf(`userName="FARM\\eight" password="${sealed}"`)),
);

const project = projectOfEachTest();

beforeEach(async () => {
  await writeFile(join(project.root, "MetaBase.xml"), metabaseText(old));
  await writeFile(join(project.root, "applicationHost.config"), target);
});

function discover(...args: readonly string[]): Promise<CommandRun> {
  return runCommand(["discover", "--stack", "web01", "--yes", ...args], {
    cwd: project.root,
    env: { PATH: project.searchPath, FAKE_YAML: require.resolve("js-yaml") },
  });
}

const both = [
  "--path",
  "applicationHost.config",
  "--from",
  "MetaBase.xml",
  "--from-machine",
  "WEB01",
] as const;

test("discover --from declares on a new server what the old metabase held, and names what it can't carry and why", async () => {
  const { code, stdout } = await discover(...both);
  expect(code).toBe(0);
  const written = await readFile(join(project.root, "Pulumi.web01.yaml"), "utf8");
  expect(written.slice(written.indexOf("  iis-identity:metabase")).split("\n")).toEqual([
    "  iis-identity:metabase: { path: applicationHost.config }",
    "  iis-identity:identities:",
    "    # SHOP",
    "    - { kind: wam, location: W3SVC/AppPools/SHOP, userName: 'FARM\\pool', identityType: SpecificUser, passwordFrom: pool }",
    "    # Idle; stored, not used on the old server",
    "    - { kind: wam, location: W3SVC/AppPools/Idle, userName: 'FARM\\idle', passwordFrom: pool }",
    "    # Default Web Site",
    "    - { location: W3SVC/1/ROOT, userName: 'FARM\\web', passwordFrom: web }",
    "    # Default Web Site/app; a local account of the old server, which the new one must have, too",
    "    - { location: W3SVC/1/ROOT/app, userName: '.\\local', passwordFrom: local }",
    "    # shop; from /LM/W3SVC/4711/ROOT",
    "    - { location: W3SVC/2/ROOT, userName: 'FARM\\shop', passwordFrom: shop }",
    "    # shop; from /LM/W3SVC/4711/ROOT",
    "    - { kind: unc, location: W3SVC/2/ROOT, userName: 'FARM\\files', passwordFrom: files }",
    "    # shop/img; from /LM/W3SVC/4711/ROOT/img",
    "    - { kind: unc, location: W3SVC/2/ROOT/img, userName: 'FARM\\files', passwordFrom: files }",
    "    # left out: /LM/MSFTPSVC anonymous: It is of MSFTPSVC, and only what the web service holds is carried.",
    "    # left out: /LM/W3SVC anonymous: IIS 6 made this account for itself; IIS 7 has IUSR in its place, which needs no password.",
    "    # left out: /LM/W3SVC wam: It is the account of applications in IIS 5 isolation mode, which IIS 7 does not have.",
    "    # left out: /LM/W3SVC/AppPools/Gone wam: The new server has no application pool of this name.",
    "    # left out: /LM/W3SVC/Info/Templates/Public/ROOT anonymous: A template for new sites, which IIS 7 does not have.",
    "    # left out: /LM/W3SVC/1/ROOT/folder anonymous: The new server has nothing configured there: make a location tag for it first.",
    "    # left out: /LM/W3SVC/1/ROOT/tagged anonymous: There is no password to carry: only a name is set here, and /LM/W3SVC/1 holds another account's password.",
    "    # left out: /LM/W3SVC/4711/ROOT/vain unc: Its folder is not on a share, so IIS 6 did not use the UNC user; IIS 7 would.",
    "    # left out: /LM/W3SVC/5/ROOT anonymous: Its name is that of several sites, so which of them is meant is not clear.",
    "    # left out: /LM/W3SVC/6/ROOT anonymous: The new server has no site with its number or its name.",
    "    # left out: /LM/W3SVC/7/ROOT anonymous: There is no password to carry: it is masked.",
    "    # left out: /LM/W3SVC/7/ROOT/b anonymous: On the new server: The stored anonymousAuthentication password is sealed and can't be compared with the declared password.",
    "    # left out: /LM/W3SVC/9/ROOT anonymous: The new server gives its number to Other and its name to site 10: which of them is meant is not clear.",
    "    # left out: /LM/W3SVC/4711/ROOT/none unc: The new server has no virtual directory there.",
    "",
  ]);
  expect(stdout.split("\n")).toEqual([
    "Pulumi.web01.yaml declares 7 identities: 3 anonymous, 2 wam, 2 unc.",
    "Their passwords are secret settings in that file: iis-identity:pool, iis-identity:web, iis-identity:local, iis-identity:shop, iis-identity:files.",
    "",
    "Worth a look:",
    "  The password of the setting iis-identity:pool is stored for several accounts: the accounts FARM\\pool, FARM\\idle.",
    "",
    "Not carried over:",
    "  /LM/MSFTPSVC                          anonymous  It is of MSFTPSVC, and only what the web service holds is carried.",
    "  /LM/W3SVC                             anonymous  IIS 6 made this account for itself; IIS 7 has IUSR in its place, which needs no password.",
    "  /LM/W3SVC                             wam        It is the account of applications in IIS 5 isolation mode, which IIS 7 does not have.",
    "  /LM/W3SVC/AppPools/Gone               wam        The new server has no application pool of this name.",
    "  /LM/W3SVC/Info/Templates/Public/ROOT  anonymous  A template for new sites, which IIS 7 does not have.",
    "  /LM/W3SVC/1/ROOT/folder               anonymous  The new server has nothing configured there: make a location tag for it first.",
    "  /LM/W3SVC/1/ROOT/tagged               anonymous  There is no password to carry: only a name is set here, and /LM/W3SVC/1 holds another account's password.",
    "  /LM/W3SVC/4711/ROOT/vain              unc        Its folder is not on a share, so IIS 6 did not use the UNC user; IIS 7 would.",
    "  /LM/W3SVC/5/ROOT                      anonymous  Its name is that of several sites, so which of them is meant is not clear.",
    "  /LM/W3SVC/6/ROOT                      anonymous  The new server has no site with its number or its name.",
    "  /LM/W3SVC/7/ROOT                      anonymous  There is no password to carry: it is masked.",
    "  /LM/W3SVC/7/ROOT/b                    anonymous  On the new server: The stored anonymousAuthentication password is sealed and can't be compared with the declared password.",
    "  /LM/W3SVC/9/ROOT                      anonymous  The new server gives its number to Other and its name to site 10: which of them is meant is not clear.",
    "  /LM/W3SVC/4711/ROOT/none              unc        The new server has no virtual directory there.",
    "",
    "Next: pulumi preview --stack web01, which names what differs on the new server: pulumi up then writes it there.",
    "",
  ]);
  expect(await readFile(join(project.root, "MetaBase.xml"), "utf8")).toBe(metabaseText(old));
  expect(await readFile(join(project.root, "applicationHost.config"), "utf8")).toBe(target);
});

test("a second run says that all of it is declared", async () => {
  await discover(...both);
  const written = await readFile(join(project.root, "Pulumi.web01.yaml"), "utf8");
  expect(await discover(...both)).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("already declares every identity"),
  });
  expect(await readFile(join(project.root, "Pulumi.web01.yaml"), "utf8")).toBe(written);
});

test.each<[what: string, args: readonly string[], code: string]>([
  [
    "the new server twice",
    ["--path", "applicationHost.config", "--from", "applicationHost.config"],
    "E_INPUT",
  ],
  ["the old server twice", ["--path", "MetaBase.xml", "--from", "MetaBase.xml"], "E_INPUT"],
  [
    "the two in each other's place",
    ["--path", "MetaBase.xml", "--from", "applicationHost.config"],
    "E_INPUT",
  ],
])("%s is refused, and nothing is written", async (_, args, code) => {
  const run = await discover(...args);
  expect(run.code).toBe(1);
  expect(run.stderr).toContain(code);
  await expect(readFile(join(project.root, "Pulumi.web01.yaml"), "utf8")).rejects.toThrow("ENOENT");
});
