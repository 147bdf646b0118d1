import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
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

const sealed = "[enc:IISCngProvider:jAAWTnTuJ9sGAT:enc]";
const mapping = (attributes: string): string =>
  `<system.webServer><security><authentication><iisClientCertificateMappingAuthentication><oneToOneMappings><add ${attributes}/></oneToOneMappings></iisClientCertificateMappingAuthentication></authentication></security></system.webServer>`;

/** A server with a fault of every sort that the format has. */
const text = configOf(
  '<configProtectedData><providers><add name="IISCngProvider"/></providers></configProtectedData>',
  anonymousOf('userName="IUSR" lockAttributes="userName"'),
  hostOf(
    '<applicationPools><add name="Shop"><processModel identityType="SpecificUser" userName="FARM\\svc" password="pw"/></add>',
    '<add name="Idle"><processModel userName="FARM\\svc" password="other"/></add>',
    `<add name="Empty"><processModel userName="" password="${sealed}"/></add>`,
    '<add name="Managed"><processModel identityType="SpecificUser" userName="FARM\\gmsa$"/></add></applicationPools>',
    "<sites>",
    siteOf(
      "Shop",
      1,
      applicationOf("/", directoryOf("/"), directoryOf("/files", 'userName="FARM\\files" password="pw"')),
    ),
    siteOf("Pool", 2),
    "</sites>",
    '<customMetadata><key path="LM/W3SVC/1/ROOT"><property id="6021" value="left"/></key></customMetadata>',
  ),
  tagOf("Shop", anonymousOf('userName="FARM\\svc" password="pw"')),
  tagOf("Pool", anonymousOf('userName="" password="left"')),
  tagOf("Gone", mapping('userName="FARM\\svc" password="pw"')),
);

let folder = "";
let path = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cli-apphost-"));
  path = join(folder, "applicationHost.config");
  await writeFile(path, text);
});

afterAll(async () => {
  expect(await readFile(path, "utf8")).toBe(text);
  await rm(folder, { recursive: true });
});

test("lint names what is wrong in the words of IIS 7, and each place as IIS names it", async () => {
  const { code, stdout, stderr } = await runCommand(["lint", "--path", path]);
  expect({ code, stderr }).toEqual({ code: 3, stderr: "" });
  const rows = stdout
    .split("\n")
    .slice(1)
    .map((line) => line.split(/ {2,}/).slice(1).join(" | "))
    .filter((row) => row !== "");
  expect(rows).toEqual([
    "2 | - | It sets userName, which a level above locks: IIS answers 500.19 there (0x80070021). Remove the value there, or the lock above | Shop and 1 more",
    "1 | - | processModel has an encrypted password under an empty user name: it is not a credential, and breaks the place where the key is missing (500.19). Remove both attributes | Empty",
    "1 | - | Its location tag belongs to a site that is not in the file, and counts for nothing. Remove the tag, or correct its path | Gone",
    "1 | - | AnonymousUserPass is left over from a metabase, in customMetadata, where nothing is encrypted. Delete it with adsutil.vbs through Metabase Compatibility; customMetadata is not for editing | LM/W3SVC/1/ROOT",
    "2 | anonymous | the password is stored in plain text in a file that seals others | Shop and 1 more",
    "1 | unc | the password is stored in plain text in a file that seals others | Shop/files",
    "1 | anonymous | anonymousAuthentication password under an empty userName, which is the pool's identity: it is not used | Pool",
    "1 | wam | stored, not used: identityType is not SpecificUser, so the pool runs as another identity | Idle",
    "2 | wam | the password is stored in plain text in a file that seals others | Idle and 1 more",
    '1 | - | system.webServer/security/authentication/iisClientCertificateMappingAuthentication/oneToOneMappings/add holds a password, of "FARM\\svc", which is not managed here: change it by hand | Gone',
    "1 | anonymous | stores a password that it can do without: AnonymousIdentity with poolIdentity: true takes the pool's identity | Shop",
    "1 | wam | stores a password that it can do without: WamIdentity takes an identityType without an account, or with passwordless: true a managed one (DOMAIN\\name$) | Shop",
  ]);
});

test("lint --json gives canonical locations, and the name of a place that is not there", async () => {
  const { stdout } = await runCommand(["lint", "--json", "--path", path]);
  const findings = JSON.parse(stdout) as readonly { finding: string; locations: readonly string[] }[];
  expect(findings.flatMap(({ locations }) => locations)).toEqual(
    expect.arrayContaining(["/LM/W3SVC/1/ROOT", "/LM/W3SVC/AppPools/Empty", "Gone", "LM/W3SVC/1/ROOT"]),
  );
});

test("sync shows what differs, what counts nowhere, and what is not managed; and writes nothing", async () => {
  const { code, stdout, stderr } = await runCommand(
    ["sync", "WAM", "FARM\\svc", "--password-stdin", "--path", path],
    { input: "new\n" },
  );
  expect({ code, stderr, stdout: stdout.replaceAll(path, "FILE") }).toEqual({
    code: 3,
    stderr: "",
    stdout: [
      "1 copy of the account (wam) in file FILE, 1 to be written",
      "  Shop processModel password: differs, foreign",
      "What this does to others",
      "  recycles the application pool Shop",
      "  --apply is refused: E_PLAIN_TEXT /LM/W3SVC/AppPools/Shop: A file can take a password in plain text only: the keys that IIS encrypts with are the server's. Use --allow-plain-text if whoever may read the file may know the password, or set it through IIS itself.",
      "Seen and left alone",
      "  Idle stored, not used: the pool runs as another identity",
      "  system.webServer/security/authentication/iisClientCertificateMappingAuthentication/oneToOneMappings/add at Gone names the account with a password: it is not managed here, change it by hand",
      '  the same account, anonymous "FARM\\svc": Shop',
      "  warning: Shop: the password is stored in plain text in a file that seals others",
      "Nothing was written.",
      "",
    ].join("\n"),
  });
});

test("sync --apply writes with --allow-plain-text what it showed, and nothing else", async () => {
  const copy = join(folder, "copy.config");
  await writeFile(copy, text);
  const { code } = await runCommand(
    ["sync", "WAM", "FARM\\svc", "--password-stdin", "--apply", "--allow-plain-text", "--path", copy],
    { input: "new\n" },
  );
  expect(code).toBe(0);
  const used = 'identityType="SpecificUser" userName="FARM\\svc" password="';
  expect(await readFile(copy, "utf8")).toBe(text.replace(`${used}pw"`, `${used}new"`));
});

test("what was written can be checked and compared with its backup, by the names of IIS", async () => {
  const copy = join(folder, "backup.config");
  await writeFile(copy, text);
  const options = ["--password-stdin", "--apply", "--allow-plain-text", "--path", copy];
  await runCommand(["sync", "WAM", "FARM\\svc", ...options], { input: "new\n" });
  const check = await runCommand(["backups", "check", "--path", copy]);
  expect(check).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^backup\.config\.\S+\.bak +can be read\n$/),
  });
  const [backup = ""] = check.stdout.split(" ");
  const show = await runCommand([
    ...["backups", "show", "--backup", backup, "--location", "Shop", "--kind", "wam", "--path", copy],
  ]);
  expect(show).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^\/LM\/W3SVC\/AppPools\/Shop \(wam\)\n[^]*The passwords differ\./),
  });
});

test("a bare name of FTP is an account of NT AUTHORITY's, and of no other", async () => {
  const copy = join(folder, "ftp.config");
  const ftp =
    '<site name="Ftp" id="3"><ftpServer><security><authentication><anonymousAuthentication userName="svc" password="pw"/></authentication></security></ftpServer></site>';
  await writeFile(copy, text.replace("</sites>", `${ftp}</sites>`));
  const found = async (user: string): Promise<readonly object[]> => {
    const args = ["find", "--all", "--json", "--user", user, "--path", copy];
    return JSON.parse((await runCommand(args)).stdout) as readonly object[];
  };
  const location = "/LM/W3SVC/3";
  expect(await found("NT AUTHORITY\\svc")).toMatchObject([{ location, userName: "svc", kind: null }]);
  expect(await found(".\\svc")).toEqual([]);
});
