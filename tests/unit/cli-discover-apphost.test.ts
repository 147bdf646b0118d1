import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
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
import { projectOfEachTest } from "../support/own-project";

const sealed = "[enc:IISCngProvider:jAAWTnTuJ9sGAT:enc]";
const account = (name: string, password = "pw"): string => `userName="FARM\\${name}" password="${password}"`;

const text = configOf(
  anonymousOf('userName="IUSR"'),
  hostOf(
    `<applicationPools><add name="Shop"><processModel identityType="SpecificUser" ${account("svc")}/></add>`,
    `<add name="Sealed"><processModel identityType="SpecificUser" ${account("two", sealed)}/></add>`,
    '<add name="Managed"><processModel identityType="SpecificUser" userName="FARM\\gmsa$"/></add>',
    `<add name="Empty"><processModel userName="" password="${sealed}"/></add></applicationPools>`,
    "<sites>",
    siteOf(
      "Default Web Site",
      1,
      applicationOf("/", directoryOf("/"), directoryOf("/files", account("files", "other"))),
      applicationOf("/app", directoryOf("/"), `<virtualDirectoryDefaults ${account("files", "other")}/>`),
    ),
    siteOf("W3SVC", 7),
    "</sites>",
  ),
  tagOf("Default Web Site", anonymousOf(account("svc"))),
  tagOf("Default Web Site/app", anonymousOf('userName=""')),
  tagOf("Default Web Site/old", anonymousOf('userName="" password="left"')),
  tagOf("W3SVC", anonymousOf(`userName="${sealed}" password="pw"`)),
  tagOf("Default Web Site/app", `<system.webServer><odbcLogging ${account("log")}/></system.webServer>`),
);

const project = projectOfEachTest();

beforeEach(async () => {
  await mkdir(join(project.root, "web01"));
  await writeFile(join(project.root, "web01", "applicationHost.config"), text);
});

/** What no run may change. */
async function untouched(): Promise<void> {
  expect(await readdir(join(project.root, "web01"))).toEqual(["applicationHost.config"]);
  expect(await readFile(join(project.root, "web01", "applicationHost.config"), "utf8")).toBe(text);
}

const stackFile = (): string => join(project.root, "Pulumi.web01.yaml");

function discover(...args: readonly string[]): Promise<CommandRun> {
  return runCommand(
    ["discover", "--stack", "web01", "--path", "web01/applicationHost.config", "--yes", ...args],
    {
      cwd: project.root,
      env: { PATH: project.searchPath, FAKE_YAML: require.resolve("js-yaml") },
    },
  );
}

test("discover declares a server of IIS 7 as it is, by locations that outlive a site's name, and names the rest", async () => {
  const { code, stdout } = await discover();
  expect(code).toBe(0);
  expect((await readFile(stackFile(), "utf8")).replaceAll(/secure: \d/g, "secure: ...")).toBe(
    [
      "config:",
      "  iis-identity:svc:",
      "    secure: ...",
      "  iis-identity:files:",
      "    secure: ...",
      "  iis-identity:metabase: { path: web01/applicationHost.config }",
      "  iis-identity:identities:",
      "    # MACHINE/WEBROOT/APPHOST",
      "    - { location: W3SVC, userName: IUSR, passwordless: true }",
      "    # Default Web Site",
      "    - { location: W3SVC/1/ROOT, userName: 'FARM\\svc', passwordFrom: svc }",
      "    # Default Web Site/app",
      "    - { location: W3SVC/1/ROOT/app, poolIdentity: true }",
      "    # Default Web Site/app/*",
      "    - { kind: unc, location: 'W3SVC/1/ROOT/app/*', userName: 'FARM\\files', passwordFrom: files }",
      "    # Default Web Site/files",
      "    - { kind: unc, location: W3SVC/1/ROOT/files, userName: 'FARM\\files', passwordFrom: files }",
      "    # Managed",
      "    - { kind: wam, location: W3SVC/AppPools/Managed, userName: 'FARM\\gmsa$', passwordless: true }",
      "    # Sealed; password not managed: it is sealed",
      "    - { kind: wam, location: W3SVC/AppPools/Sealed, userName: 'FARM\\two' }",
      "    # Shop",
      "    - { kind: wam, location: W3SVC/AppPools/Shop, userName: 'FARM\\svc', passwordFrom: svc }",
      "    # left out: /LM/W3SVC/1/ROOT/old (Default Web Site/old) anonymous: A password under the pool's identity (an empty user name): it is not used.",
      "    # left out: /LM/W3SVC/7/ROOT (W3SVC) anonymous: The userName of anonymousAuthentication is stored encrypted there.",
      "    # left out: /LM/W3SVC/AppPools/Empty (Empty) wam: A password without a user name: it is not used.",
      '    # not managed: system.webServer/odbcLogging at Default Web Site/app holds a password of "FARM\\log": change it by hand',
      "",
    ].join("\n"),
  );
  expect(stdout.split("\n")).toEqual([
    "Pulumi.web01.yaml declares 8 identities: 3 anonymous, 3 wam, 2 unc.",
    "Their passwords are secret settings in that file: iis-identity:svc, iis-identity:files.",
    "",
    "Declared without a password, so only the name is kept in step:",
    "  Sealed  wam  FARM\\two  it is sealed",
    "To manage passwords that can't be read here, set each account's password when Pulumi asks for it:",
    "  the account FARM\\two",
    "    pulumi config set --secret iis-identity:two --stack web01",
    "and add passwordFrom: with that name to the account's items in Pulumi.web01.yaml. In a file, an item",
    "whose stored value can't be compared ends the preview with E_NOT_COMPARABLE: leave passwordFrom out there.",
    "",
    "Left out, and not managed:",
    "  Default Web Site/old  anonymous  A password under the pool's identity (an empty user name): it is not used.",
    "  W3SVC                 anonymous  The userName of anonymousAuthentication is stored encrypted there.",
    "  Empty                 wam        A password without a user name: it is not used.",
    "",
    "In elements that are not managed here:",
    '  system.webServer/odbcLogging at Default Web Site/app holds a password of "FARM\\log": change it by hand',
    "",
    "Next: pulumi preview --stack web01, which shows resources to create and no drift;",
    "pulumi up then records them and writes nothing to the metabase.",
    "",
  ]);
  await untouched();
});

test("a second run finds everything declared, by whatever names", async () => {
  await discover();
  const again = await discover();
  expect(again).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("already declares every identity"),
  });
  const written = await readFile(stackFile(), "utf8");
  await writeFile(
    stackFile(),
    written
      .replace("location: W3SVC/1/ROOT,", "location: Default Web Site,")
      .replace("location: W3SVC/AppPools/Shop,", "location: Shop,"),
  );
  expect(await readFile(stackFile(), "utf8")).not.toBe(written);
  expect(await discover()).toMatchObject({ code: 0, stdout: again.stdout });
  await untouched();
});
