import { fakeProject } from "../support/fake-project";
import { MetabaseFolder, type KeyElement } from "../support/metabase-folder";
import { runCommand, type CommandRun } from "../support/command";

/* One site, one pool, one directory, as IIS Manager and iiscnfg export it: nothing above it is in the file. */

const exported = (keys: readonly KeyElement[]): string =>
  [
    '<?xml version ="1.0"?>',
    '<configuration xmlns="urn:microsoft-catalog:XML_Metabase_V64_0">',
    "<MBProperty>",
    '<IIS_Global\tLocation ="."\n\t>\n</IIS_Global>',
    ...keys.map(
      ({ location, type = "IIsWebVirtualDir", attributes = {} }) =>
        `<${type}\tLocation ="${location}"\n${Object.entries(attributes)
          .map(([name, value]) => `\t\t${name}="${value}"\n`)
          .join("")}\t>\n</${type}>`,
    ),
    "</MBProperty>",
    "</configuration>",
    "",
  ].join("\r\n");

const site: readonly KeyElement[] = [
  { location: "/LM/W3SVC/7", type: "IIsWebServer", attributes: { ServerComment: "seven" } },
  { location: "/LM/W3SVC/7/ROOT", attributes: { AnonymousUserName: "web7", AppPoolId: "Seven" } },
  { location: "/LM/W3SVC/7/ROOT/in", attributes: { AnonymousUserPass: "Canary" } },
  { location: "/LM/W3SVC/7/ROOT/share", attributes: { UNCUserName: "FARM\\u", Path: "\\\\nas\\x" } },
];

async function onFile(
  keys: readonly KeyElement[],
  ...args: readonly string[]
): Promise<CommandRun & { readonly said: string }> {
  const folder = await MetabaseFolder.create(exported(keys));
  const run = await runCommand([...args, "--path", folder.path]);
  await folder.remove();
  return { ...run, said: run.stdout + run.stderr };
}

/** What only the keys above could tell. */
const claims = [
  "without any",
  "No user name is set here or above",
  "No AppPoolId is set here or above",
  "No Path is set here or above",
  "which the metabase does not have",
  "without a password",
  "stored, not used",
  "AnonymousPasswordSync is on",
  "no name is set here, nor above",
  "none counts here",
];

const pool: readonly KeyElement[] = [
  {
    location: "/LM/W3SVC/AppPools/Seven",
    type: "IIsApplicationPool",
    attributes: { WAMUserName: "FARM\\p", WAMUserPass: "Canary" },
  },
];
const ftp: readonly KeyElement[] = [
  { location: "/LM/MSFTPSVC/7", type: "IIsFtpServer", attributes: { AnonymousUserName: "f" } },
];
const nameless: readonly KeyElement[] = [
  { location: "/LM/W3SVC/7/ROOT/in", attributes: { AnonymousUserPass: "Canary", UNCPassword: "Canary" } },
];
const parts = { "a site": site, "a pool": pool, "an FTP site": ftp, "a directory": nameless };

describe.each(Object.entries(parts))("of %s alone", (_, keys) => {
  const top = keys[0]?.location ?? "";
  const says = async (...args: readonly string[]): Promise<void> => {
    const { said } = await onFile(keys, ...args);
    expect(claims.filter((claim) => said.includes(claim))).toEqual([]);
    expect(said).toMatch(/not in (?:the|this) file/);
    expect(said).not.toContain("Canary");
  };

  test("lint reports nothing that depends on keys above", () => says("lint"));

  test.each([[[]], [["--json"]]])(
    "explain %j says nothing that keys above would have to tell",
    (options: readonly string[]) => says("explain", top, ...options),
  );
});

test("explain names a pool that a site's export can't have, without calling it missing", async () => {
  const { said, code } = await onFile(site, "explain", "seven");
  expect(code).toBe(0);
  expect(said).toContain("Seven");
  expect(said).toContain("/LM/W3SVC");
  expect(said).not.toContain("503");
});

const plain: readonly KeyElement[] = [
  { location: "/LM/W3SVC/7", type: "IIsWebServer", attributes: { ServerComment: "seven" } },
  { location: "/LM/W3SVC/7/ROOT" },
];

test.each(["W3SVC/1/ROOT", "W3SVC/7/ROOT/gone", "eight", "http://www.example.com/", "IIS://a/W3SVC/2"])(
  "explain %s: what a part does not have is not called missing from the metabase",
  async (question) => {
    const { said, code } = await onFile(plain, "explain", question);
    expect(code).toBe(1);
    expect(said).toContain("part of a metabase");
    expect(said).not.toMatch(/[Tt]he metabase has no|^No site is bound/m);
  },
);

test("a row of a log that names a pool of which a part has nothing does not make it missing", async () => {
  const folder = await MetabaseFolder.create(exported(plain));
  const row = "2005-06-01 10:00:01 192.0.2.10 2091 192.0.2.1 80 HTTP/1.1 GET /a 503 7 AppOffline Seven";
  const { stdout } = await runCommand(["explain", "-", "--path", folder.path], { input: row });
  await folder.remove();
  expect(stdout).toContain("part of a metabase");
  expect(stdout).not.toContain("The metabase has no");
});

test("where a part sets nothing, it is not said that nothing counts", async () => {
  const { said } = await onFile(plain, "explain", "seven");
  expect(said).not.toContain("No credential counts there");
  expect(said).toContain("can't be told");
});

test("a managed account of a part is not said to have no password stored anywhere", async () => {
  const managed = { location: "/LM/W3SVC/7/ROOT", attributes: { AnonymousUserName: "FARM\\web$" } };
  const { said } = await onFile([managed], "explain", "W3SVC/7/ROOT");
  expect(said).toContain("managed account");
  expect(said).not.toContain("IIS stores none");
});

test("a web service that was exported without its pools does not lack them", async () => {
  const service = [
    { location: "/LM/W3SVC", type: "IIsWebService", attributes: { AppPoolId: "Seven" } },
    { location: "/LM/W3SVC/7/ROOT" },
  ];
  const { said } = await onFile(service, "explain", "W3SVC/7/ROOT");
  expect(said).toContain("Seven");
  expect(said).not.toMatch(/does not have|503/);
});

test("what a part itself holds is found: halves that belong to different keys of it", async () => {
  const { code, said } = await onFile(site, "lint");
  expect(code).toBe(3);
  expect(said).toContain("half a pair: its own AnonymousUserPass with the AnonymousUserName of a key above");
});

test("a part in which nothing is wrong ends with 0", async () => {
  const whole = { location: "/LM/W3SVC/7/ROOT", attributes: { UNCUserName: "u", UNCPassword: "p" } };
  const { code, stdout } = await onFile([whole], "lint", "--json");
  expect([code, JSON.parse(stdout)]).toEqual([0, []]);
});

test("lint --stack speaks of no key that the part can't have", async () => {
  const folder = await MetabaseFolder.create(exported(site.slice(0, 1)));
  const project = await fakeProject(
    {
      "iis-identity:metabase": { path: folder.path },
      "iis-identity:identities": [
        { location: "W3SVC", userName: "a", passwordFrom: "p" },
        { location: "W3SVC/8/ROOT", userName: "a", passwordFrom: "p" },
        { location: "W3SVC/7/ROOT/gone", userName: "a", passwordFrom: "p" },
        { location: "MSFTPSVC", userName: "a", passwordFrom: "p" },
      ],
      "iis-identity:accounts": [{ userName: "elsewhere", passwordFrom: "p" }],
    },
    { "iis-identity:p": "Canary" },
  );
  const { stdout, code } = await runCommand(["lint", "--json", "--stack", "web"], project);
  await project.remove();
  await folder.remove();
  const found = JSON.parse(stdout) as readonly { readonly locations: readonly string[] }[];
  expect([code, found.map(({ locations }) => locations)]).toEqual([3, [["/LM/W3SVC/7/ROOT/gone"]]]);
});
