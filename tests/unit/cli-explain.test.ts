import { fakeProject, type FakeProject } from "../support/fake-project";
import { MetabaseFolder, metabaseText, type KeyElement } from "../support/metabase-folder";
import { runCommand, type CommandRun } from "../support/command";

const sealed = "496344626200000026000000aabbcc";
const anonymous = (name?: string, password?: string) => ({
  ...(name === undefined ? {} : { AnonymousUserName: name }),
  ...(password === undefined ? {} : { AnonymousUserPass: password }),
});
const site = (location: string, attributes: Readonly<Record<string, string>>): KeyElement => ({
  location,
  type: "IIsWebServer",
  attributes,
});

/** Passwords that no output may hold. */
const canaries = ["Canary-one", "Canary-two", "Canary-pool", "Canary-unc", "CANARYQUERY"] as const;

const keys: readonly KeyElement[] = [
  {
    location: "/LM/MSFTPSVC",
    type: "IIsFtpService",
    attributes: anonymous("IUSR_WEB", canaries[0]),
  },
  {
    location: "/LM/MSFTPSVC/1",
    type: "IIsFtpServer",
    attributes: { ServerBindings: ":21:", ServerComment: "Files" },
  },
  { location: "/LM/MSFTPSVC/1/ROOT", type: "IIsFtpVirtualDir", attributes: { Path: "D:\\ftp" } },
  {
    location: "/LM/MSFTPSVC/2",
    type: "IIsFtpServer",
    attributes: { ...anonymous("FARM\\ftp", canaries[1]), AllowAnonymous: "FALSE", ServerBindings: ":2121:" },
  },
  {
    location: "/LM/MSFTPSVC/2/ROOT",
    type: "IIsFtpVirtualDir",
    attributes: { AuthFlags: "AuthAnonymous", Path: "D:\\ftp2" },
  },
  {
    location: "/LM/MSFTPSVC/3",
    type: "IIsFtpServer",
    attributes: { AllowAnonymous: "TRUE", AuthFlags: "0", ServerBindings: ":2122:" },
  },
  {
    location: "/LM/W3SVC",
    type: "IIsWebService",
    attributes: {
      ...anonymous("IUSR_WEB", canaries[0]),
      AppPoolId: "DefaultAppPool",
      AuthFlags: "AuthAnonymous | AuthNTLM",
      LogonMethod: "0",
      WAMUserName: "IWAM_WEB",
      WAMUserPass: canaries[2],
    },
  },
  site("/LM/W3SVC/1", { ServerBindings: ":80:\n\t\t\t:8080:", ServerComment: "Shop" }),
  {
    location: "/LM/W3SVC/1/ROOT",
    attributes: { ...anonymous("FARM\\svc", canaries[1]), Path: "D:\\shop" },
  },
  {
    location: "/LM/W3SVC/1/ROOT/Cart",
    attributes: { AnonymousUserPass: canaries[0], AppPoolId: "CartPool" },
  },
  { location: "/LM/W3SVC/1/ROOT/HR Forms", attributes: { AuthFlags: "AuthNTLM" } },
  { location: "/LM/W3SVC/1/ROOT/Grün", attributes: { AppPoolId: "NoSuchPool" } },
  {
    location: "/LM/W3SVC/1/ROOT/share",
    attributes: { Path: "\\\\files\\share", UNCUserName: "FARM\\unc", UNCPassword: canaries[3] },
  },
  { location: "/LM/W3SVC/1/ROOT/share/passed", attributes: { UNCUserName: "" } },
  {
    location: "/LM/W3SVC/1/ROOT/visitors",
    attributes: { Path: "\\\\files\\visitors" },
  },
  { location: "/LM/W3SVC/1/ROOT/visitors/deep", type: "IIsWebDirectory" },
  {
    location: "/LM/SmtpSvc/1",
    type: "IIsSmtpServer",
    attributes: { AnonymousUserName: "FARM\\mail", ServerBindings: ":25:" },
  },
  { location: "/LM/W3SVC/1/ROOT/none", attributes: { ...anonymous(""), Path: "D:\\none" } },
  { location: "/LM/W3SVC/1/ROOT/none/deep" },
  { location: "/LM/W3SVC/1/ROOT/old", attributes: anonymous("FARM\\old", sealed) },
  { location: "/LM/W3SVC/1/ROOT/builtin", attributes: anonymous("NT AUTHORITY\\NETWORK SERVICE") },
  site("/LM/W3SVC/2", {
    SecureBindings: "10.0.0.2:443:",
    ServerBindings: "10.0.0.2:80:&#10;:80:www.two.example",
    ServerComment: "Two",
  }),
  { location: "/LM/W3SVC/2/root", attributes: { Path: "D:\\two" } },
  site("/LM/W3SVC/7", { ServerBindings: ":81:", ServerComment: "Twin" }),
  site("/LM/W3SVC/8", { ServerBindings: ":81:", ServerComment: "twin" }),
  site("/LM/W3SVC/9", { ServerBindings: "[fe80::0:2]:8009:", ServerComment: "Six" }),
  site("/LM/W3SVC/503", { ServerComment: "Number" }),
  site("/LM/W3SVC/Info/Templates/Public Web Site", { ...anonymous("T", "t"), ServerComment: "Shop" }),
  { location: "/LM/W3SVC/AppPools", type: "IIsApplicationPools" },
  {
    location: "/LM/W3SVC/AppPools/CartPool",
    type: "IIsApplicationPool",
    attributes: { AppPoolIdentityType: "3", WAMUserName: "FARM\\pool", WAMUserPass: canaries[2] },
  },
  { location: "/LM/W3SVC/AppPools/Pool.of two", type: "IIsApplicationPool" },
  // The site of that name comes first.
  { location: "/LM/W3SVC/AppPools/Two", type: "IIsApplicationPool" },
  {
    location: "/LM/W3SVC/AppPools/DefaultAppPool",
    type: "IIsApplicationPool",
    attributes: { AppPoolIdentityType: "2" },
  },
];

let folder: MetabaseFolder;
let project: FakeProject;

beforeAll(async () => {
  folder = await MetabaseFolder.create(metabaseText(keys));
  project = await fakeProject(
    {
      "iis-identity:metabase": { path: folder.path },
      "iis-identity:identities": [
        { location: "W3SVC/1/ROOT/Cart", userName: "FARM\\svc", passwordFrom: "svc" },
        { location: "W3SVC/1/ROOT/old", userName: "FARM\\old", passwordFrom: "svc" },
      ],
      "iis-identity:accounts": [{ userName: "FARM\\pool", passwordFrom: "pool" }],
    },
    { "iis-identity:svc": canaries[1], "iis-identity:pool": canaries[2] },
  );
});

afterAll(async () => {
  await Promise.all([folder.remove(), project.remove()]);
});

interface Told {
  readonly status: { readonly code: string } | null;
  readonly place: {
    readonly location: string;
    readonly site: string | null;
    readonly how: readonly string[];
    readonly credentials: readonly {
      readonly kind: string;
      readonly location: string;
      readonly userName: string | null;
      readonly userNameFrom: string | null;
      readonly passwordState: string;
      readonly passwordFrom: string | null;
      readonly used: boolean | null;
      readonly says: readonly string[];
    }[];
    readonly stack: { readonly differences: readonly string[]; readonly notes: readonly string[] } | null;
    readonly byHand: readonly { readonly commands: readonly string[] }[];
  } | null;
  readonly notes: readonly string[];
}

async function run(args: readonly string[], input?: string): Promise<CommandRun> {
  const found = await runCommand(
    ["explain", ...args, "--path", folder.path],
    input === undefined ? {} : { input },
  );
  for (const canary of canaries) expect(found.stdout + found.stderr).not.toContain(canary);
  return found;
}

async function explained(question: string): Promise<Told> {
  const { code, stdout, stderr } = await run(["--json", ...question.split(" ")]);
  expect([code, stderr]).toEqual([0, ""]);
  return (JSON.parse(stdout) as Told[])[0]!;
}

const line = (rest: string): string => `2008-11-24 03:00:00 ${rest}`;
const agent = "Mozilla/4.0+(compatible;+MSIE+6.0)";

test.each<readonly [question: string, location: string, site: string | null]>([
  ["w3svc\\1\\root\\", "/LM/W3SVC/1/ROOT", 'W3SVC/1 "Shop"'],
  ["/LM/W3SVC/1", "/LM/W3SVC/1", 'W3SVC/1 "Shop"'],
  ["W3SVC/1/ROOT/HR Forms", "/LM/W3SVC/1/ROOT/HR Forms", 'W3SVC/1 "Shop"'],
  ["W3SVC/AppPools/CartPool", "/LM/W3SVC/AppPools/CartPool", null],
  ["shop", "/LM/W3SVC/1/ROOT", 'W3SVC/1 "Shop"'],
  ["cartpool", "/LM/W3SVC/AppPools/CartPool", null],
  ["Pool.of two", "/LM/W3SVC/AppPools/Pool.of two", null],
  ["two", "/LM/W3SVC/2/root", 'W3SVC/2 "Two"'],
  ["TWO", "/LM/W3SVC/2/root", 'W3SVC/2 "Two"'],
  ["1", "/LM/W3SVC/1/ROOT", 'W3SVC/1 "Shop"'],
  ["7", "/LM/W3SVC/7", 'W3SVC/7 "Twin"'],
  ["http://anything:/cart", "/LM/W3SVC/1/ROOT/Cart", 'W3SVC/1 "Shop"'],
  ["http://[FE80:0::2]:8009/", "/LM/W3SVC/9", 'W3SVC/9 "Six"'],
  ["server:21", "/LM/MSFTPSVC/1/ROOT", 'MSFTPSVC/1 "Files"'],
  ["files", "/LM/MSFTPSVC/1/ROOT", 'MSFTPSVC/1 "Files"'],
  ["ftp://server/", "/LM/MSFTPSVC/1/ROOT", 'MSFTPSVC/1 "Files"'],
  ["http://anything/cart/x.asp?CANARYQUERY", "/LM/W3SVC/1/ROOT/Cart", 'W3SVC/1 "Shop"'],
  ["http://u:CANARYQUERY@anything:8080/CART#CANARYQUERY", "/LM/W3SVC/1/ROOT/Cart", 'W3SVC/1 "Shop"'],
  ["anything:8080/cart", "/LM/W3SVC/1/ROOT/Cart", 'W3SVC/1 "Shop"'],
  ["www.two.example/x", "/LM/W3SVC/2/root", 'W3SVC/2 "Two"'],
  ["http://WWW.TWO.example./x", "/LM/W3SVC/2/root", 'W3SVC/2 "Two"'],
  ["http://10.0.0.2/", "/LM/W3SVC/2/root", 'W3SVC/2 "Two"'],
  ["https://secure.example/", "/LM/W3SVC/2/root", 'W3SVC/2 "Two"'],
  ["http://a/HR%20Forms/a.doc", "/LM/W3SVC/1/ROOT/HR Forms", 'W3SVC/1 "Shop"'],
  ["http://a/Gr%C3%BCn/", "/LM/W3SVC/1/ROOT/Grün", 'W3SVC/1 "Shop"'],
  ["http://a/gr%FCn/", "/LM/W3SVC/1/ROOT/Grün", 'W3SVC/1 "Shop"'],
  ["http://a/x/../share/./passed/%2e%2e/y", "/LM/W3SVC/1/ROOT/share", 'W3SVC/1 "Shop"'],
  ["http://a/../../../W3SVC", "/LM/W3SVC/1/ROOT", 'W3SVC/1 "Shop"'],
  ["http://a/%00/%", "/LM/W3SVC/1/ROOT", 'W3SVC/1 "Shop"'],
  [
    line(`W3SVC1 10.0.0.1 GET /Cart/x.asp CANARYQUERY 80 - 10.0.0.9 ${agent} 401 1 1326`),
    "/LM/W3SVC/1/ROOT/Cart",
    'W3SVC/1 "Shop"',
  ],
  [
    line(`10.0.0.2 GET /HR+Forms/x.asp id=CANARYQUERY 80 - 10.0.0.9 ${agent} 401 1 1326 15`),
    "/LM/W3SVC/2/root",
    'W3SVC/2 "Two"',
  ],
  [
    line(`W3SVC1 10.0.0.1 GET /HR+Forms/x.asp 401 80 - 10.0.0.9 ${agent} 401 1 1326 1656 230 15`),
    "/LM/W3SVC/1/ROOT/HR Forms",
    'W3SVC/1 "Shop"',
  ],
])("%s is the key %s", async (question, location, siteOf) => {
  const { place } = await explained(question);
  expect([place?.location, place?.site]).toEqual([location, siteOf]);
});

test.each<readonly [location: string, rows: readonly string[]]>([
  [
    "W3SVC/1/ROOT/Cart",
    [
      "anonymous /LM/W3SVC/1/ROOT/Cart FARM\\svc /LM/W3SVC/1/ROOT set own true",
      "wam /LM/W3SVC/AppPools/CartPool FARM\\pool own set own true",
      "unc /LM/W3SVC/1/ROOT/Cart null null absent null false",
    ],
  ],
  [
    "W3SVC/1/ROOT/HR Forms",
    [
      "anonymous /LM/W3SVC/1/ROOT/HR Forms FARM\\svc /LM/W3SVC/1/ROOT set /LM/W3SVC/1/ROOT false",
      "wam /LM/W3SVC/AppPools/DefaultAppPool IWAM_WEB /LM/W3SVC set /LM/W3SVC false",
      "unc /LM/W3SVC/1/ROOT/HR Forms null null absent null false",
    ],
  ],
  [
    "W3SVC/1/ROOT/Grün",
    [
      "anonymous /LM/W3SVC/1/ROOT/Grün FARM\\svc /LM/W3SVC/1/ROOT set /LM/W3SVC/1/ROOT true",
      "wam /LM/W3SVC/1/ROOT/Grün null null absent null null",
      "unc /LM/W3SVC/1/ROOT/Grün null null absent null false",
    ],
  ],
  [
    "W3SVC/1/ROOT/share",
    [
      "anonymous /LM/W3SVC/1/ROOT/share FARM\\svc /LM/W3SVC/1/ROOT set /LM/W3SVC/1/ROOT true",
      "wam /LM/W3SVC/AppPools/DefaultAppPool IWAM_WEB /LM/W3SVC set /LM/W3SVC false",
      "unc /LM/W3SVC/1/ROOT/share FARM\\unc own set own true",
    ],
  ],
  [
    "MSFTPSVC/1/ROOT",
    [
      "anonymous /LM/MSFTPSVC/1/ROOT IUSR_WEB /LM/MSFTPSVC set /LM/MSFTPSVC null",
      "unc /LM/MSFTPSVC/1/ROOT null null absent null false",
    ],
  ],
  [
    "MSFTPSVC/2/ROOT",
    [
      "anonymous /LM/MSFTPSVC/2/ROOT FARM\\ftp /LM/MSFTPSVC/2 set /LM/MSFTPSVC/2 false",
      "unc /LM/MSFTPSVC/2/ROOT null null absent null false",
    ],
  ],
  ["MSFTPSVC/3", ["anonymous /LM/MSFTPSVC/3 IUSR_WEB /LM/MSFTPSVC set /LM/MSFTPSVC true"]],
])(
  "explain %s shows for each kind what counts, from where, and whether it is used",
  async (location, rows) => {
    const { place } = await explained(location);
    expect(
      place?.credentials.map(
        ({ kind, location: at, userName, userNameFrom, passwordState, passwordFrom, used }) =>
          [kind, at, userName, userNameFrom, passwordState, passwordFrom, used].map(String).join(" "),
      ),
    ).toEqual(rows);
  },
);

test.each<readonly [location: string, kind: string, says: RegExp]>([
  ["W3SVC/1/ROOT/Cart", "anonymous", /two halves of different keys/],
  ["W3SVC/1/ROOT", "anonymous", /right to log on locally/],
  ["W3SVC/1/ROOT/HR Forms", "anonymous", /Anonymous access is off \(AuthFlags, set here\)/],
  ["MSFTPSVC/2/ROOT", "anonymous", /Anonymous access is off \(AllowAnonymous, set at \/LM\/MSFTPSVC\/2\)/],
  ["W3SVC/1/ROOT/old", "anonymous", /sealed: it can't be read/],
  ["W3SVC/1/ROOT/builtin", "anonymous", /built-in account: it has no password/],
  ["W3SVC/1/ROOT", "wam", /runs as NetworkService \(AppPoolIdentityType 2\)/],
  [
    "W3SVC/1/ROOT/Grün",
    "wam",
    /NoSuchPool, which the metabase does not have: requests are answered with 503/,
  ],
  ["W3SVC/1/ROOT/share/passed", "unc", /passed on to the share/],
  ["W3SVC/1/ROOT/visitors/deep", "unc", /passed on to the share/],
  ["W3SVC/1/ROOT/share/passed", "unc", /^An empty user name is set here, which hides any above/m],
  ["W3SVC/1/ROOT/none", "anonymous", /^An empty user name is set here, which hides any above/m],
  ["W3SVC/1/ROOT/none/deep", "anonymous", /^An empty user name is set at \/LM\/W3SVC\/1\/ROOT\/none, which/m],
  ["W3SVC/1/ROOT", "unc", /local folder/],
  ["MSFTPSVC/1/ROOT", "anonymous", /1 of them holds|stored at \d+ places/],
])("explain %s says of %s: %s", async (location, kind, says) => {
  const { place } = await explained(location);
  const found = place?.credentials.find((one) => one.kind === kind);
  expect(found?.says.join("\n")).toMatch(says);
});

test.each<readonly [question: string, hint: string]>([
  ["W3SVC/1/ROOT/Cart/deep/er", "/LM/W3SVC/1/ROOT/Cart."],
  ["W3SVC/99", "/LM/W3SVC."],
  ["shoq", 'W3SVC/1 "Shop"'],
  ["99", 'W3SVC/1 "Shop"'],
  ["http://a:4711/", "4711"],
  ["twin", 'W3SVC/7 "Twin", W3SVC/8 "twin"'],
  ["http://a:81/", 'W3SVC/7 "Twin", W3SVC/8 "twin"'],
  [line(`W3SVC44 10.0.0.1 GET /Cart/x.asp CANARYQUERY 80 - 10.0.0.9 ${agent} 401 1 1326`), 'W3SVC/1 "Shop"'],
])("%s is unknown or more than one: exit code 1 with what comes nearest", async (question, hint) => {
  const { code, stderr } = await run(question.split(" "));
  expect(code).toBe(1);
  expect(stderr).toContain("E_UNKNOWN_LOCATION");
  expect(stderr).toContain(hint);
});

test.each([
  "S3cret!x y",
  "S3cret!x/y",
  "x\\S3cret!x",
  "03:00:00 10.0.0.9 [3]PASS S3cret!x/secret",
  "10.0.0.9 [3]PASS /S3cret!x",
  "10.0.0.9/x [3]PASS S3cret!x x",
  "GET /x password=S3cret!x 80 FARM\\joe",
  "/shop?password=S3cret!x",
  "/shop#S3cret!x/y",
  "W3SVC/1/NONE?pw=S3cret!x",
  "W3SVC/1/ROOT/S3cret!x",
])("what was typed in place of a name is not repeated: case %#", async (typed) => {
  for (const found of [await run([typed]), await run(["-"], typed), await run(["-", "--json"], typed)]) {
    expect(found.code).toBe(1);
    expect(found.stdout + found.stderr).not.toContain("S3cret!x");
  }
});

test.each(["W3SVC/1/ROOT?pw=CANARYQUERY", "W3SVC/1/ROOT#CANARYQUERY"])(
  "what follows a location is cut off: case %#",
  async (typed) => {
    expect((await explained(typed)).place?.location).toBe("/LM/W3SVC/1/ROOT");
  },
);

test("a status is explained although the place of its line is unknown", async () => {
  const asked = line(`W3SVC44 10.0.0.1 GET /x - 80 - 10.0.0.9 ${agent} 401 1 1909`);
  const { code, stdout } = await run(["--json", asked]);
  expect(code).toBe(1);
  expect((JSON.parse(stdout) as Told[])[0]).toMatchObject({ status: { code: "401.1 1909" }, place: null });
});

test("a number that is a status and a site's id is the status, with the way to the site", async () => {
  const { status, place, notes } = await explained("503");
  expect([status?.code, place]).toEqual(["503", null]);
  expect(notes.join()).toContain("W3SVC/503");
});

test("lines from standard input follow their #Fields, and many that ask the same are answered once", async () => {
  const head =
    "#Software: IIS\r\n#Fields: time cs-host s-ip s-port sc-status cs-method cs-uri-stem cs-uri-query sc-substatus sc-win32-status\r\n";
  const body = [
    "03:00:01 www.two.example 10.0.0.2 80 401 GET /Cart/a CANARYQUERY 1 1326",
    "03:00:02 www.two.example 10.0.0.2 80 401 GET /Cart/a CANARYQUERY 1 1326",
    "03:00:03 - 10.0.0.1 8080 401 GET /Cart/a CANARYQUERY 1 1330",
    "",
  ].join("\r\n");
  const { code, stdout } = await run(["-", "--json"], head + body);
  expect(code).toBe(0);
  expect((JSON.parse(stdout) as Told[]).map(({ status, place }) => [status?.code, place?.location])).toEqual([
    ["401.1 1326", "/LM/W3SVC/2/root"],
    ["401.1 1330", "/LM/W3SVC/1/ROOT/Cart"],
  ]);
});

test("lines of a log that can't be read are a note, and the rest is answered", async () => {
  const good = line(`W3SVC1 10.0.0.1 GET /Cart/x - 80 - 10.0.0.9 ${agent} 401 1 1326`);
  const broken = ["and so on", "GET /x y 80", good, "03:00:00 10.0.0.9 [3]PASS CANARYQUERY/x", "4242"];
  const withMetabase = await run(["-"], broken.slice(0, 4).join("\n"));
  expect([withMetabase.code, withMetabase.stderr]).toEqual([0, "No status was found in lines 1, 2, 4.\n"]);
  expect(withMetabase.stdout).toContain("/LM/W3SVC/1/ROOT/Cart");
  const without = await runCommand(["explain", "-"], { input: broken.slice(1).join("\n") });
  expect([without.code, without.stderr]).toEqual([0, "No status was found in lines 1, 3.\n"]);
  expect(without.stdout).toContain("401.1 1326");
  const one = await run(["-", "--json"], ["W3SVC/1/ROOT/Cart", "", "x"].join("\n"));
  expect([one.code, one.stderr]).toEqual([0, "No status was found in line 3.\n"]);
  expect((JSON.parse(one.stdout) as Told[]).map(({ place }) => place?.location)).toEqual([
    "/LM/W3SVC/1/ROOT/Cart",
  ]);
  const none = await runCommand(["explain", "-"], { input: "x\n".repeat(7) });
  expect(none).toEqual({
    code: 1,
    stdout: "",
    stderr: "No status was found in lines 1, 2, 3, 4, 5 and 2 more.\n",
  });
});

test.each<readonly [question: string, option: string]>([
  ["W3SVC/1/ROOT/Cart", '--user "FARM\\svc" --long'],
  [line(`W3SVC1 10.0.0.1 GET /Cart/x - 80 - 10.0.0.9 ${agent} 401 1 1326`), '--user "FARM\\svc" --long'],
  [line(`W3SVC1 10.0.0.1 GET /Cart/x - 80 - 10.0.0.9 ${agent} 503 0 1326`), '--user "FARM\\pool" --long'],
  [line(`W3SVC1 10.0.0.1 GET /share/x - 80 - 10.0.0.9 ${agent} 500 16 1326`), "find unc --long"],
  ["401 1 1326", "--user NAME --long"],
  ["MSFTPSVC/1/ROOT", "--user IUSR_WEB --long"],
])("%s: the next step is a command that can be pasted: %s", async (question, option) => {
  const { stdout } = await run(question.split(" "));
  expect(stdout).toContain(`${option} --path ${folder.path})`);
});

test("a place that several lines are about is shown once", async () => {
  const lines = ["401 1 1326", "401 1 1909", "401 3 5"].map((status) =>
    line(`W3SVC1 10.0.0.1 GET /Cart/x - 80 - 10.0.0.9 ${agent} ${status}`),
  );
  const { code, stdout } = await run(["-"], lines.join("\n"));
  const count = (text: string): number => stdout.split(text).length - 1;
  expect(code).toBe(0);
  expect(
    ["AnonymousUserName  ", "By hand", "/LM/W3SVC/1/ROOT/Cart, as above\n  The site"].map(count),
  ).toEqual([1, 1, 2]);
  expect(count("Look next")).toBe(3);
});

test("a log without site and host may be about a site that is bound to a host, and the answer says so", async () => {
  const { place } = await explained(line(`10.0.0.1 GET /Cart/x - 80 - 10.0.0.9 ${agent} 401 1 1326`));
  expect(place?.location).toBe("/LM/W3SVC/1/ROOT/Cart");
  expect(place?.how[1]).toContain('W3SVC/2 "Two"');
});

test("the first leg of a healthy logon is no proof of health where anonymous access is on", async () => {
  const leg = (path: string): string => line(`W3SVC1 10.0.0.1 GET ${path} - 80 - 10.0.0.9 ${agent} 401 2 5`);
  const [on, off] = await Promise.all(["/Cart/", "/HR+Forms/"].map((path) => explained(leg(path))));
  expect([on!.notes.length, off!.notes.length]).toEqual([1, 0]);
});

test("ten thousand lines about two places are two answers", async () => {
  const lines = Array.from({ length: 10_000 }, (_, index) =>
    line(
      `W3SVC1 10.0.0.1 GET /${index % 2 === 0 ? "Cart" : "old"}/${String(index)} - 80 - 10.0.0.9 ${agent} 401 1 1326`,
    ),
  );
  const { stdout } = await run(["-", "--json"], lines.join("\r\n"));
  expect((JSON.parse(stdout) as Told[]).map(({ place }) => place?.location)).toEqual([
    "/LM/W3SVC/1/ROOT/Cart",
    "/LM/W3SVC/1/ROOT/old",
  ]);
});

test("what FTP logs for PASS is never repeated", async () => {
  const asked =
    "#Fields: time c-ip cs-method cs-uri-stem sc-status sc-win32-status\n03:00:00 10.0.0.9 [3]PASS /CANARYQUERY 530 1326\n";
  const { code, stdout } = await run(["-"], asked);
  expect(code).toBe(0);
  expect(stdout).toContain("530 1326");
});

test("a line without a metabase is explained by its status, and says how to get its place", async () => {
  const asked = line(`W3SVC1 10.0.0.1 GET /Cart;x=CANARYQUERY CANARYQUERY 80 - 10.0.0.9 ${agent} 401 3 5`);
  const { code, stdout, stderr } = await runCommand(["explain", asked]);
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toContain("401.3 5");
  expect(stdout).toContain("W3SVC1 /Cart:");
  expect(stdout).not.toContain("CANARYQUERY");
});

test("in IIS 5 isolation mode the pair of the place counts, and COM+ has to follow", async () => {
  const isolated = await MetabaseFolder.create(
    metabaseText(
      keys.map((key) =>
        key.location === "/LM/W3SVC"
          ? { ...key, attributes: { ...key.attributes, IIs5IsolationModeEnabled: "TRUE" } }
          : key,
      ),
    ),
  );
  const { stdout } = await runCommand(["explain", "shop", "--path", isolated.path]);
  await isolated.remove();
  expect(stdout).toContain("IIS uses IWAM_WEB with the password, both set at /LM/W3SVC.");
  expect(stdout).toContain("synciwam.vbs");
});

test("explain --stack ends with 3 and names what differs, as preview does; passwords are compared, not shown", async () => {
  const { cwd, env } = project;
  const explain = async (place: string): Promise<readonly [number, Told["place"]]> => {
    const found = await runCommand(["explain", place, "--json", "--stack", "web"], { cwd, env });
    expect(found.stderr).toBe("");
    for (const canary of canaries) expect(found.stdout).not.toContain(canary);
    return [found.code, (JSON.parse(found.stdout) as Told[])[0]!.place];
  };
  const [code, cart] = await explain("W3SVC/1/ROOT/Cart");
  expect([code, cart?.stack]).toEqual([
    3,
    { differences: ["/LM/W3SVC/1/ROOT/Cart AnonymousUserPass: differs, foreign"], notes: [] },
  ]);
  const [inStep, pool] = await explain("W3SVC/AppPools/CartPool");
  expect([inStep, pool?.stack]).toEqual([0, { differences: [], notes: [] }]);
  const [stranger, two] = await explain("W3SVC/2/root");
  expect([stranger, two?.stack?.differences, two?.stack?.notes.length]).toEqual([0, [], 1]);
  const [sealedCode, old] = await explain("W3SVC/1/ROOT/old");
  expect([sealedCode, old?.stack?.differences.length]).toEqual([3, 1]);
  expect(old?.stack?.differences[0]).toContain("sealed");
});

test("text for people: what counts, from where, where to look next, the change by hand", async () => {
  const plain = "  warning: the password is stored in plain text in a file that seals others";
  const { code, stdout, stderr } = await run(["http://x/cart/a?CANARYQUERY"]);
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout.split("\n").slice(0, 26)).toEqual([
    '/LM/W3SVC/1/ROOT/Cart (IIsWebVirtualDir, of the site W3SVC/1 "Shop")',
    '  The site W3SVC/1 "Shop"; /cart/a is served by /LM/W3SVC/1/ROOT/Cart, the longest key that exists.',
    `  If the host name has an IP address of its own, it is W3SVC/2 "Two" instead.`,
    "",
    "  property           value      from",
    "  AnonymousUserName  FARM\\svc   /LM/W3SVC/1/ROOT",
    "  AnonymousUserPass  set        /LM/W3SVC/1/ROOT/Cart",
    "  WAMUserName        FARM\\pool  /LM/W3SVC/AppPools/CartPool",
    "  WAMUserPass        set        /LM/W3SVC/AppPools/CartPool",
    "",
    "anonymous",
    "  IIS logs it on interactively: the account needs the right to log on locally (LogonMethod).",
    "  IIS uses FARM\\svc, set at /LM/W3SVC/1/ROOT, with the password set here: two halves of different keys.",
    "  The account is stored at 2 places.",
    "  1 of them holds another password than the one that counts here: /LM/W3SVC/1/ROOT.",
    plain,
    "",
    "wam, at /LM/W3SVC/AppPools/CartPool",
    "  The pool /LM/W3SVC/AppPools/CartPool runs as a specific user (AppPoolIdentityType 3).",
    "  IIS uses FARM\\pool with the password, both set here.",
    plain,
    "",
    "unc",
    "  Path, set at /LM/W3SVC/1/ROOT, is a local folder: no UNC user is used.",
    "",
    "Look next",
  ]);
  const [, byHand = ""] = stdout.split("By hand, on the server");
  expect(byHand.match(/adsutil\.vbs SET \S+/g)).toEqual([
    "adsutil.vbs SET W3SVC/1/ROOT/Cart/AnonymousUserName",
    "adsutil.vbs SET W3SVC/1/ROOT/Cart/AnonymousUserPass",
    "adsutil.vbs SET W3SVC/AppPools/CartPool/WAMUserName",
    "adsutil.vbs SET W3SVC/AppPools/CartPool/WAMUserPass",
  ]);
  expect(byHand).toContain("Directory Security");
  expect(byHand).toContain("adsutil puts the password on the command line");
});

test("a mail server has no password to set by hand, and no tab of that name", async () => {
  const { code, stdout } = await run(["SmtpSvc/1"]);
  const [, byHand = ""] = stdout.split("By hand, on the server");
  expect(code).toBe(0);
  expect(byHand.match(/adsutil\.vbs SET \S+/g)).toEqual(["adsutil.vbs SET SmtpSvc/1/AnonymousUserName"]);
  expect(byHand).not.toContain("Directory Security");
});

test("a location that occurs twice: what counts there is unclear, and the answer says so", async () => {
  const key: KeyElement = { location: "/LM/W3SVC/1/ROOT", attributes: anonymous("FARM\\svc", canaries[1]) };
  const twice = await MetabaseFolder.create(metabaseText([key, key]));
  const { code, stdout } = await runCommand(["explain", "W3SVC/1/ROOT", "--path", twice.path]);
  await twice.remove();
  expect([code, stdout.includes("No user name or password is found")]).toEqual([0, false]);
  expect(stdout).toContain("Which credentials count there can't be told.\n");
});

test.each<readonly [name: string, location: string, userName: string]>([
  ["a quote in the user's name", "x", "FARM\\a&quot;b"],
  ["a percent sign in the user's name", "x", "FARM\\%PATH%"],
  ["a backslash at the end of the user's name", "x", "FARM\\"],
  ["a character that turns the direction of writing", "x", "FARM\\a\u202eb"],
  ["a percent sign in the location", "50% off", "FARM\\svc"],
  ["a line separator in the location", "a\u2028b", "FARM\\svc"],
])("%s: no command is shown that would set another name, only IIS Manager", async (_name, at, userName) => {
  const odd = await MetabaseFolder.create(
    metabaseText([
      ...keys,
      { location: `/LM/W3SVC/1/ROOT/odd/${at}`, attributes: anonymous(userName, canaries[1]) },
    ]),
  );
  const { code, stdout } = await runCommand(["explain", `W3SVC/1/ROOT/odd/${at}`, "--path", odd.path]);
  await odd.remove();
  const [, byHand = ""] = stdout.split("By hand, on the server");
  expect([code, byHand.includes("adsutil")]).toEqual([0, false]);
  expect(byHand).toContain("in IIS Manager, as no command line can hold these names: ");
});

test.each<readonly [args: readonly string[]]>([
  [["explain"]],
  [["explain", "Shop"]],
  [["explain", "http://x/"]],
  [["explain", "4242"]],
  [["explain", "-"]],
  [["explain", "401", "--path", "x", "--stack", "y"]],
])("%j is no command line: exit code 2, and nothing on standard output", async (args) => {
  const { code, stdout, stderr } = await runCommand(args);
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).not.toBe("");
});

test("the help has the examples, and needs no metabase", async () => {
  const { code, stdout } = await runCommand(["explain", "--help"]);
  expect(code).toBe(0);
  expect(stdout).toContain("npx iis-identity explain 401 1 1326");
});
