import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommand, type CommandRun } from "../support/command";
import { fakeProject, type FakeProject } from "../support/fake-project";
import { anonymousOf, applicationOf, configOf, directoryOf, hostOf, tagOf } from "../support/iis7-config";

/** Passwords that no output may hold. */
const canaries = ["Canary-pool", "Canary-web", "Canary-unc", "Canary-odbc", "Canary-other"] as const;
const sealed = "[enc:AesProvider:Q2FuYXJ5:enc]";

const pool = (name: string, model = ""): string =>
  `<add name="${name}">${model === "" ? "" : `<processModel ${model}/>`}</add>`;
const site = (name: string, id: number, bindings: readonly string[], ...inside: readonly string[]): string =>
  `<site name="${name}" id="${String(id)}">${inside.join("")}<bindings>${bindings
    .map((each) => each.split(" "))
    .map(([protocol = "", at = ""]) => `<binding protocol="${protocol}" bindingInformation="${at}"/>`)
    .join("")}</bindings></site>`;
const application = (path: string, applicationPool: string, ...inside: readonly string[]): string =>
  `<application path="${path}" applicationPool="${applicationPool}">${inside.join("")}</application>`;
const share = (path: string, attributes = ""): string =>
  `<virtualDirectory path="${path}" physicalPath="\\\\nas\\files" ${attributes}/>`;
const root = applicationOf("/", directoryOf("/"));

const file = configOf(
  hostOf(
    "<applicationPools>",
    pool("Shop", `identityType="SpecificUser" userName="FARM\\svc" password="${canaries[0]}"`),
    pool("Media"),
    pool("Virtual", 'identityType="ApplicationPoolIdentity"'),
    pool("Managed", 'identityType="SpecificUser" userName="FARM\\gmsa$"'),
    pool("Kept", `userName="FARM\\svc" password="${canaries[4]}"`),
    '<applicationPoolDefaults><processModel identityType="NetworkService"/></applicationPoolDefaults>',
    "</applicationPools><sites>",
    site(
      "Default Web Site",
      1,
      ["http *:80:", "net.tcp 808:*", "ftp *:21:"],
      application("/", "Shop", directoryOf("/"), directoryOf("/app/old")),
      application(
        "/files",
        "Media",
        share("/", `userName="FARM\\unc" password="${sealed}" logonMethod="Batch"`),
        `<virtualDirectory path="/deep" physicalPath="E:\\deep" userName="FARM\\svc" password="${canaries[2]}"/>`,
      ),
      application("/app", "Gone", directoryOf("/")),
      applicationOf("/plain", share("/"), directoryOf("/sub")),
      '<virtualDirectoryDefaults userName="FARM\\usual" password=""/>',
    ),
    site(
      "Wild",
      2,
      ["http *:80:*.example.com", "https 10.0.0.1:443:"],
      application("/", "Virtual", directoryOf("/")),
    ),
    site("Exact", 3, ["http *:80:www.example.com"], application("/", "Managed", directoryOf("/"))),
    site("Shop", 4, ["http *:81:"], root),
    site("W3SVC", 5, ["http *:82:"], root),
    site("6", 7, ["http *:83:"], root),
    site("Six", 6, ["http *:84:"], root),
    '<applicationDefaults applicationPool="Virtual"/></sites>',
  ),
  anonymousOf('enabled="true" logonMethod="Interactive"'),
  tagOf("Default Web Site/files", anonymousOf('userName=""')),
  tagOf("Default Web Site/app", anonymousOf(`userName="FARM\\web" password="${canaries[1]}"`)),
  tagOf("Default Web Site/app/private", anonymousOf('enabled="false"')),
  tagOf("Wild", anonymousOf('userName=""')),
  tagOf("Exact", anonymousOf('userName=""')),
  tagOf(
    "Default Web Site",
    `<system.webServer><odbcLogging userName="FARM\\svc" password="${canaries[3]}"/></system.webServer>`,
  ),
);

let folder: string;
let path: string;
let project: FakeProject;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "explain-apphost-"));
  path = join(folder, "copy.config");
  await writeFile(path, file);
  project = await fakeProject(
    {
      "iis-identity:metabase": { path },
      "iis-identity:identities": [
        { location: "/LM/W3SVC/1/ROOT/app", userName: "FARM\\web", passwordFrom: "web" },
      ],
      "iis-identity:accounts": [{ userName: "FARM\\svc", passwordFrom: "svc" }],
    },
    { "iis-identity:web": "another", "iis-identity:svc": canaries[0] },
  );
});

afterAll(async () => {
  await Promise.all([rm(folder, { recursive: true }), project.remove()]);
});

interface Told {
  readonly status: {
    readonly code: string;
    readonly says: readonly string[];
    readonly next: readonly string[];
  } | null;
  readonly place: {
    readonly location: string;
    readonly name?: string;
    readonly keyType: string;
    readonly site: string | null;
    readonly how: readonly string[];
    readonly credentials: readonly Readonly<Record<string, unknown>>[];
    readonly stack: { readonly differences: readonly string[] } | null;
    readonly byHand: readonly { readonly commands: readonly string[]; readonly manager: string }[];
  } | null;
  readonly notes: readonly string[];
}

async function run(args: readonly string[], input = ""): Promise<CommandRun> {
  const found = await runCommand(["explain", ...args, "--path", path], { input });
  for (const canary of [...canaries, sealed]) expect(found.stdout + found.stderr).not.toContain(canary);
  return found;
}

async function explained(...asked: readonly string[]): Promise<Told> {
  const { code, stdout, stderr } = await run(["--json", ...asked]);
  expect([code, stderr]).toEqual([0, ""]);
  return (JSON.parse(stdout) as Told[])[0]!;
}

const at = "/LM/W3SVC/1/ROOT";
const row = (rest: string): string => `2026-11-24 03:00:00 ${rest} - 10.0.0.9 Mozilla/5.0 401 1 1326`;

test.each<readonly [asked: string, location: string, name: string]>([
  ["Default Web Site", at, "Default Web Site"],
  ["default web site/FILES", `${at}/files`, "Default Web Site/files"],
  ["Default Web Site/files/deep/a/b.html", `${at}/files/deep`, "Default Web Site/files/deep"],
  ["MACHINE/WEBROOT/APPHOST/Default Web Site/app/", `${at}/app`, "Default Web Site/app"],
  ["MACHINE/WEBROOT/APPHOST", "/LM/W3SVC", "MACHINE/WEBROOT/APPHOST"],
  ["/LM/W3SVC/1/ROOT/app/none", `${at}/app`, "Default Web Site/app"],
  ["/LM/W3SVC/1", at, "Default Web Site"],
  ["1", at, "Default Web Site"],
  ["media", "/LM/W3SVC/AppPools/Media", "Media"],
  ["/LM/W3SVC/AppPools/Shop", "/LM/W3SVC/AppPools/Shop", "Shop"],
  ["/LM/W3SVC/4", "/LM/W3SVC/4/ROOT", "Shop"],
  ["IIS:\\Sites\\Shop", "/LM/W3SVC/4/ROOT", "Shop"],
  ["IIS:\\AppPools\\Shop", "/LM/W3SVC/AppPools/Shop", "Shop"],
  ["IIS:\\Sites\\Default Web Site\\files\\x", `${at}/files`, "Default Web Site/files"],
  ["IIS://localhost/W3SVC/1/ROOT/app", `${at}/app`, "Default Web Site/app"],
  ["C:\\inetpub\\logs\\LogFiles\\W3SVC2\\u_ex261124.log", "/LM/W3SVC/2/ROOT", "Wild"],
  ["FTPSVC1", at, "Default Web Site"],
  ["http://anything/app/private/x?y", `${at}/app/private`, "Default Web Site/app/private"],
  ["http://www.example.com/", "/LM/W3SVC/3/ROOT", "Exact"],
  ["http://a.b.example.com/", "/LM/W3SVC/2/ROOT", "Wild"],
  ["http://example.com/", at, "Default Web Site"],
  ["https://10.0.0.1/", "/LM/W3SVC/2/ROOT", "Wild"],
  ["anything:82/", "/LM/W3SVC/5/ROOT", "W3SVC"],
  ["ftp://anything/files/", `${at}/files`, "Default Web Site/files"],
  [row("W3SVC1 10.0.0.1 GET /files/deep/a.html - 80"), `${at}/files/deep`, "Default Web Site/files/deep"],
  [row("10.0.0.1 GET /app/x - 80"), `${at}/app`, "Default Web Site/app"],
])("%s is %s", async (asked, location, name) => {
  const { place } = await explained(...(asked.startsWith("2026") ? asked.split(" ") : [asked]));
  expect([place?.location, place?.name]).toEqual([location, name]);
});

test.each<readonly [asked: string, code: string, says: RegExp]>([
  ["Shop", "E_LOCATION", /\/LM\/W3SVC\/AppPools\/Shop and \/LM\/W3SVC\/4\./],
  ["W3SVC/1", "E_LOCATION", /\/LM\/W3SVC\/1 and \/LM\/W3SVC\/5\/ROOT\/1\./],
  ["6", "E_UNKNOWN_LOCATION", /W3SVC\/7 "6", W3SVC\/6 "Six"/],
  ["Shopp", "E_UNKNOWN_LOCATION", /W3SVC\/4 "Shop"/],
  ["Nothing/at/all", "E_UNKNOWN_LOCATION", /The configuration has no site/],
  ["/LM/W3SVC/99/ROOT", "E_UNKNOWN_LOCATION", /nearest/],
  ["http://anything:4711/", "E_UNKNOWN_LOCATION", /4711/],
  ["E:\\deep", "E_UNKNOWN_LOCATION", /physicalPath leads there: Default Web Site\/files\/deep\./],
])("%s is refused with %s: nothing, or more than one place", async (asked, error, says) => {
  const { code, stderr } = await run([asked]);
  expect(code).toBe(1);
  expect(stderr).toContain(error);
  expect(stderr).toMatch(says);
});

test.each<readonly [asked: string, type: string, rows: readonly string[]]>([
  [
    "Default Web Site",
    "application",
    [
      `${at} anonymousAuthentication IUSR default absent null true`,
      "/LM/W3SVC/AppPools/Shop processModel FARM\\svc own set own true",
      `${at} virtualDirectory FARM\\usual /LM/W3SVC/1 empty /LM/W3SVC/1 true`,
    ],
  ],
  [
    "Default Web Site/files/deep/x",
    "virtual directory",
    [
      `${at}/files/deep anonymousAuthentication  ${at}/files absent null true`,
      "/LM/W3SVC/AppPools/Media processModel null null absent null false",
      `${at}/files/deep virtualDirectory FARM\\svc own set own true`,
    ],
  ],
  [
    "Default Web Site/app/private/x",
    "folder or file",
    [
      `${at}/app/private anonymousAuthentication FARM\\web ${at}/app set ${at}/app false`,
      `${at}/app/private processModel null null absent null null`,
      `${at}/app virtualDirectory FARM\\usual /LM/W3SVC/1 empty /LM/W3SVC/1 true`,
    ],
  ],
  [
    // Its address is within another application, which serves it.
    "Default Web Site/app/old",
    "virtual directory",
    [
      `${at}/app/old anonymousAuthentication FARM\\web ${at}/app set ${at}/app true`,
      `${at}/app/old processModel null null absent null null`,
      `${at}/app virtualDirectory FARM\\usual /LM/W3SVC/1 empty /LM/W3SVC/1 true`,
    ],
  ],
  [
    "Exact",
    "application",
    [
      "/LM/W3SVC/3/ROOT anonymousAuthentication  own absent null true",
      "/LM/W3SVC/AppPools/Managed processModel FARM\\gmsa$ own absent null true",
      "/LM/W3SVC/3/ROOT virtualDirectory null null absent null null",
    ],
  ],
  ["Kept", "application pool", ["/LM/W3SVC/AppPools/Kept processModel FARM\\svc own set own false"]],
  [
    "/LM/W3SVC/AppPools",
    "MACHINE/WEBROOT/APPHOST",
    ["/LM/W3SVC/AppPools applicationPoolDefaults null null absent null null"],
  ],
  [
    "MACHINE/WEBROOT/APPHOST",
    "MACHINE/WEBROOT/APPHOST",
    [
      "/LM/W3SVC anonymousAuthentication IUSR default absent null true",
      "/LM/W3SVC virtualDirectoryDefaults null null absent null null",
    ],
  ],
  [
    `${at}/files/*`,
    "virtualDirectoryDefaults",
    [`${at}/files/* virtualDirectoryDefaults FARM\\usual /LM/W3SVC/1 empty /LM/W3SVC/1 null`],
  ],
])("explain %s tells what counts, from where, and whether it is used", async (asked, type, rows) => {
  const { place } = await explained(asked);
  expect(place?.keyType).toBe(type);
  expect(
    place?.credentials.map(
      ({ location, keyType, userName, userNameFrom, passwordState, passwordFrom, used }) =>
        [location, keyType, userName, userNameFrom, passwordState, passwordFrom, used].map(String).join(" "),
    ),
  ).toEqual(rows);
});

test.each<readonly [asked: string, kind: string, says: readonly string[]]>([
  [
    "Default Web Site",
    "anonymous",
    [
      "IIS logs it on interactively: the account needs the right to log on locally (logonMethod).",
      "IIS uses IUSR, given by IIS's schema.",
      "A built-in account: it has no password, and none can be wrong.",
    ],
  ],
  [
    "Default Web Site",
    "wam",
    [
      "The pool Shop runs as a specific user (identityType SpecificUser, set here).",
      "IIS uses FARM\\svc with the password, both set here.",
      "The account is stored at 3 places.",
      "2 of them hold another password than the one that counts here: Default Web Site/files/deep, pool Kept.",
      "Better than a stored password: ApplicationPoolIdentity, or a managed account (name$), for which IIS stores none (WamIdentity with identityType and passwordless: true).",
    ],
  ],
  [
    "Default Web Site/files",
    "unc",
    [
      "physicalPath, set here, is a share.",
      "IIS logs it on as a batch job: the account needs that right (logonMethod).",
      "IIS uses FARM\\unc with the password, both set here.",
      "The password is sealed: it can't be read or compared from here, only set again through IIS itself.",
      "Better than a stored password, where all visitors are anonymous: no user here, and rights on the folder for the identity that their requests run as.",
    ],
  ],
  [
    "Default Web Site/files/deep/x",
    "anonymous",
    [
      "IIS logs it on interactively: the account needs the right to log on locally (logonMethod).",
      "The user name is empty (set at Default Web Site/files): anonymous requests run as the identity of the application pool: NT AUTHORITY\\NETWORK SERVICE.",
    ],
  ],
  [
    "Default Web Site/files/deep/x",
    "wam",
    [
      "The pool Media runs as NetworkService (identityType NetworkService, set at applicationPoolDefaults): it uses no stored account.",
    ],
  ],
  [
    "Default Web Site/app/private",
    "anonymous",
    [
      "Anonymous access is off (enabled of anonymousAuthentication, set here): visitors log on with accounts of their own, and the stored one is not used.",
    ],
  ],
  [
    "Default Web Site/app",
    "wam",
    [
      "applicationPool names the pool Gone, which the configuration does not have: requests are answered with 503.",
    ],
  ],
  [
    "Wild",
    "unc",
    [
      "physicalPath, set here, is a local folder: a user that is set for it counts there as well.",
      "No user name is set here or above: the visitor's own account, or the anonymous user's, opens the files (pass-through authentication).",
    ],
  ],
])("explain %s says of %s", async (asked, kind, says) => {
  const { place } = await explained(asked);
  expect(place?.credentials.find((each) => each["kind"] === kind)?.["says"]).toEqual(says);
});

test.each([
  ["Default Web Site/files", "NT AUTHORITY\\NETWORK SERVICE"],
  ["Wild", "IIS AppPool\\Virtual"],
  ["Exact", "FARM\\gmsa$"],
])("an empty user name at %s is the pool's identity, %s", async (asked, account) => {
  const { stdout } = await run([asked]);
  expect(stdout).toContain(`run as the identity of the application pool: ${account}.`);
});

test("a whole answer is in the words of IIS 7", async () => {
  const { stdout, stderr } = await run(["http://anything/app/x"]);
  expect(stderr).toBe("");
  expect(stdout.split("\n")).toEqual([
    'Default Web Site/app (application, /LM/W3SVC/1/ROOT/app, of the site W3SVC/1 "Default Web Site")',
    '  The site W3SVC/1 "Default Web Site"; /app/x is served by the application Default Web Site/app in the application pool Gone.',
    "",
    "  property                          value       from",
    "  anonymousAuthentication userName  FARM\\web    Default Web Site/app",
    "  anonymousAuthentication password  set         Default Web Site/app",
    "  virtualDirectory userName         FARM\\usual  virtualDirectoryDefaults of Default Web Site",
    "  virtualDirectory password         empty       virtualDirectoryDefaults of Default Web Site",
    "",
    "anonymousAuthentication",
    "  IIS logs it on interactively: the account needs the right to log on locally (logonMethod).",
    "  IIS uses FARM\\web with the password, both set here.",
    "  Better than a stored password: an empty user name, with which anonymous requests run as the pool's identity (AnonymousIdentity with poolIdentity: true).",
    "  warning: the password is stored in plain text in a file that seals others",
    "",
    "processModel",
    "  applicationPool names the pool Gone, which the configuration does not have: requests are answered with 503.",
    "",
    "virtualDirectory",
    "  physicalPath, set here, is a local folder: a user that is set for it counts there as well.",
    "  IIS uses FARM\\usual with the password, both set at virtualDirectoryDefaults of Default Web Site.",
    "  The password is empty: Windows refuses such a logon unless a policy allows it.",
    "  Better than a stored password, where all visitors are anonymous: no user here, and rights on the folder for the identity that their requests run as.",
    "  warning: a UNC user without a password: the remote server will refuse the logon",
    "",
    "Look next",
    `  1. List every copy of the account in the configuration (iis-identity find --all --user "FARM\\web" --long --path ${path}): one of them may still be the old one.`,
    "  2. Look at the account where it lives, in the directory or among the server's local users: its name, whether it is disabled or expired, its hours, and the computers that it may log on to.",
    "  3. Look at the server's user rights, including those from group policies: log on locally, log on as a batch job, access this computer from the network, and the rights that deny these.",
    "  4. Reach the folder from the server itself, as the user of the virtual directory. Check the names of server and share, and the rights on the share and on the files.",
    "",
    "By hand, on the server, if Pulumi itself does not work",
    "  anonymousAuthentication, at Default Web Site/app:",
    "    $c = Get-Credential 'FARM\\web'",
    "    Set-WebConfigurationProperty -PSPath MACHINE/WEBROOT/APPHOST -Location 'Default Web Site/app' -Filter system.webServer/security/authentication/anonymousAuthentication -Name userName -Value 'FARM\\web'",
    "    Set-WebConfigurationProperty -PSPath MACHINE/WEBROOT/APPHOST -Location 'Default Web Site/app' -Filter system.webServer/security/authentication/anonymousAuthentication -Name password -Value $c.GetNetworkCredential().Password",
    "    or in IIS Manager: Sites > Default Web Site > app > Authentication > Anonymous Authentication > Edit > Specific user > Set",
    "    Wait, or recycle the pool: IIS keeps logon tokens of anonymous and UNC users for up to 15 minutes.",
    "  virtualDirectoryDefaults, at virtualDirectoryDefaults of Default Web Site:",
    "    $c = Get-Credential 'FARM\\usual'",
    "    Set-WebConfigurationProperty -PSPath MACHINE/WEBROOT/APPHOST -Filter 'system.applicationHost/sites/site[@name=''Default Web Site'']/virtualDirectoryDefaults' -Name userName -Value 'FARM\\usual'",
    "    Set-WebConfigurationProperty -PSPath MACHINE/WEBROOT/APPHOST -Filter 'system.applicationHost/sites/site[@name=''Default Web Site'']/virtualDirectoryDefaults' -Name password -Value $c.GetNetworkCredential().Password",
    "    or in IIS Manager: the server > Configuration Editor > system.applicationHost/sites",
    "    Set-ItemProperty on IIS:\\Sites changes a credential that a virtual directory has, but does not set its first one: these commands do.",
    "    This also changes every place that inherits from virtualDirectoryDefaults of Default Web Site.",
    "    Wait, or recycle the pool: IIS keeps logon tokens of anonymous and UNC users for up to 15 minutes.",
    "  In Windows PowerShell 5.1, as administrator: Get-Credential asks for the password, so that it stands on no command line. appcmd would put it there. Where PowerShell's module logging is on, the log may hold it nevertheless; IIS Manager does none of that.",
    "",
  ]);
});

test.each(["Default Web Site/S3cret!x", "Default Web Site/app/S3cret!x/y", "S3cret!x/Default Web Site"])(
  "what was typed behind a name is not repeated: case %#",
  async (typed) => {
    const { stdout, stderr } = await run([typed]);
    expect(stdout + stderr).not.toContain("S3cret!x");
  },
);

test("a redirection.config beside it that is on is a warning", async () => {
  const beside = join(folder, "redirection.config");
  await writeFile(
    beside,
    '<configuration><configurationRedirection enabled="true" path="\\\\share"/></configuration>',
  );
  const { code, stderr } = await run(["Wild"]);
  await rm(beside);
  expect([code, stderr]).toEqual([
    0,
    expect.stringMatching(/^warning: redirection\.config beside it is enabled/),
  ]);
});

test("findings of the format itself are shown with the place, and with those where its credentials come from", async () => {
  const locked = join(folder, "locked.config");
  await writeFile(
    locked,
    configOf(
      hostOf(
        `<applicationPools><add name="Empty"><processModel userName="" password="${sealed}"/></add></applicationPools><sites>`,
        site("S", 1, [], application("/", "Empty", directoryOf("/"))),
        "</sites>",
      ),
      anonymousOf('lockAttributes="userName"'),
      tagOf("S", anonymousOf('userName="D\\u" password="p"')),
      tagOf("S/deep", anonymousOf('enabled="true"')),
    ),
  );
  const { stdout } = await runCommand(["explain", "--json", "S/deep", "--path", locked]);
  expect((JSON.parse(stdout) as Told[])[0]?.notes).toEqual([
    expect.stringMatching(/^S: It sets userName, which a level above locks: IIS answers 500\.19/),
    expect.stringMatching(/^Empty: .*a provider that configProtectedData does not list/),
    expect.stringMatching(/^Empty: .*Remove both attributes\.$/),
  ]);
});

test("an account is named with what no resource manages", async () => {
  const { notes } = await explained("FARM\\svc");
  expect(notes).toEqual([
    "The account FARM\\svc is stored as identity of application pools at 2 places: pool Kept, pool Shop.",
    "The account FARM\\svc is stored as user of virtual directories at 1 place: Default Web Site/files/deep.",
    "Its copies hold 3 different passwords: all but one are wrong.",
    "The account FARM\\svc is named at 1 place that no resource manages: Default Web Site (system.webServer/odbcLogging).",
  ]);
});

test("for a place that web and FTP share, FTP gets what counts for it", async () => {
  const address = await explained("ftp://anything/files/a");
  const logged = await run(
    ["--json", "-"],
    "2026-11-24 03:00:00 10.0.0.9 - FTPSVC1 WEB 10.0.0.1 21 PASS *** 530 1326 41",
  );
  const [line] = JSON.parse(logged.stdout) as Told[];
  expect(line?.status?.code).toBe("530.41 1326");
  for (const told of [address, line]) {
    expect(told?.place?.credentials.map(({ kind }) => kind)).toEqual(["unc"]);
    expect(told?.notes.join()).toContain("an anonymous user of its own");
  }
});

test("what a stack declares is compared, as preview does it", async () => {
  const options = { cwd: project.cwd, env: project.env };
  const answers = async (asked: string): Promise<Told> => {
    const { stdout } = await runCommand(["explain", "--json", asked, "--stack", "web01"], options);
    return (JSON.parse(stdout) as Told[])[0]!;
  };
  const declared = await answers("Default Web Site/app/x");
  expect(declared.place?.stack?.differences.join()).toMatch(/password: differs, foreign/);
  expect((await answers("/LM/W3SVC/AppPools/Shop")).place?.stack?.differences).toEqual([]);
});

test.each<readonly [asked: string, code: string, says: RegExp, next: RegExp]>([
  ["500.19", "500.19", /applicationHost\.config or a web\.config/, /error page names the file/],
  ["500.19 0x80070021", "500.19 33", /locked/, /overrideModeDefault/],
  ["500 19 33", "500.19 33", /locked/, /lockAttributes/],
  ["500.19 0x8007000D", "500.19 13", /malformed/, /error page names the file/],
  ["500.19 0x80070005", "500.19 5", /IIS_IUSRS/, /Compare the rights/],
  ["500.19 0x80070003", "500.19 3", /physicalPath/, /find unc --long/],
  ["500.19 0x8007010B", "500.19 267", /physicalPath/, /find unc --long/],
  ["500.19 0x8007052E", "500.19 1326", /can't log on there/, /find unc --long/],
  ["500.19 0x800700B7", "500.19 183", /twice/, /error page/],
  ["500.19 0x8007007E", "500.19 126", /module/, /error page/],
  ["500.19 0x800700C1", "500.19 193", /32 or 64 bits/, /error page/],
  [
    "500.19 0x80090016",
    "500.19 2148073494 (0x80090016)",
    /key that this server does not have/,
    /Set the passwords/,
  ],
  ["500 19 2148073477", "500.19 2148073477 (0x80090005)", /key/, /Set the passwords/],
  ["0x8009000B", "2148073483 (0x8009000B)", /key/, /Set the passwords/],
  ["0x80070020", "32", /another one was being written/, /Try again/],
  ["0x80070021", "33", /locked at a level above/, /overrideMode/],
  ["0x80090016", "2148073494 (0x80090016)", /encrypted or decrypted/, /Set the passwords/],
  ["503", "503", /application pool does not answer/, /WAS 5021, 5057 and 5059/],
  ["503.2", "503.2", /Too many requests/, /WAS 5021/],
  ["503.4", "503.4", /FastCGI/, /WAS 5021/],
  ["503 QueueFull", "503 QueueFull", /queue is full/, /queueLength/],
  ["401 1 1385", "401.1 1385", /lacks the right/, /Compare logonMethod/],
  ["403.1", "403.1", /accessPolicy/, /^$/],
  ["5021", "event 5021", /identity of an application pool is not valid/, /set the pool's identity again/],
  ["WAS 5057", "event 5057", /without starting a process/, /SpecificUser/],
  ["5059", "event 5059", /could not be started/, /logonType/],
  ["event 2307", "event 2307", /could not be decrypted|decrypted/, /Set the passwords/],
  ["IIS-W3SVC-WP 2307", "event 2307", /decrypted/, /Set the passwords/],
  ["event 5172", "event 5172", /while it was being written/, /start/],
])("%s is told in the words of IIS 7", async (asked, code, says, next) => {
  const { status } = await explained(...asked.split(" "));
  expect(status?.code).toBe(code);
  expect(status?.says.join("\n")).toMatch(says);
  expect(status?.next.join("\n")).toMatch(next);
  expect(JSON.stringify(status)).not.toMatch(
    /AppPoolIdentityType|WAMUser|metabase|IIS_WPG|AuthFlags|adsutil/,
  );
});
