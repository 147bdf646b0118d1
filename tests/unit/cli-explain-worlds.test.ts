import { MetabaseFolder, metabaseText, type KeyElement } from "../support/metabase-folder";
import { runCommand, type CommandRun } from "../support/command";

const service = (attributes: Readonly<Record<string, string>>): KeyElement => ({
  location: "/LM/W3SVC",
  type: "IIsWebService",
  attributes: {
    AnonymousUserName: "IUSR_WEB01",
    AnonymousUserPass: "x",
    AuthFlags: "AuthAnonymous",
    WAMUserName: "IWAM_WEB01",
    WAMUserPass: "stale",
    ...attributes,
  },
});
const site: KeyElement = {
  location: "/LM/W3SVC/1",
  type: "IIsWebServer",
  attributes: { ServerBindings: ":80:" },
};
const folders: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "": { Path: "c:\\x", AppIsolated: "2" },
  "/op": { Path: "c:\\op", AppIsolated: "1" },
  "/inproc": { Path: "c:\\ip", AppIsolated: "0" },
  "/inproc/deep": {},
  "/unset": { Path: "c:\\u" },
};
const isolated: readonly KeyElement[] = [
  { location: "/LM/MSFTPSVC", type: "IIsFtpService", attributes: { AllowAnonymous: "TRUE" } },
  {
    location: "/LM/MSFTPSVC/1",
    type: "IIsFtpServer",
    attributes: { AnonymousUserName: "IUSR_OLD", AnonymousUserPass: "y", ServerBindings: ":21:" },
  },
  {
    location: "/LM/MSFTPSVC/1/ROOT",
    type: "IIsFtpVirtualDir",
    attributes: { Path: "\\\\files\\ftp", UNCUserName: "FARM\\files", UNCPassword: "z" },
  },
  { location: "/LM/NNTPSVC/1", type: "IIsNntpServer", attributes: { AnonymousUserName: "IUSR_NEWS" } },
  service({ IIs5IsolationModeEnabled: "TRUE" }),
  site,
  ...Object.entries(folders).map(([path, attributes]) => ({
    location: `/LM/W3SVC/1/ROOT${path}`,
    attributes,
  })),
  { location: "/LM/W3SVC/AppPools", type: "IIsApplicationPools" },
  {
    location: "/LM/W3SVC/AppPools/P",
    type: "IIsApplicationPool",
    attributes: { AppPoolIdentityType: "3", WAMUserName: "FARM\\pool", WAMUserPass: "p" },
  },
];

interface Told {
  readonly status: {
    readonly kinds: readonly string[];
    readonly says: readonly string[];
  } | null;
  readonly place: {
    readonly credentials: readonly {
      readonly kind: string;
      readonly used: boolean | null;
      readonly says: readonly string[];
      readonly warnings: readonly string[];
    }[];
    readonly byHand: readonly { readonly credential: string; readonly after: readonly string[] }[];
  } | null;
  readonly next: readonly string[];
}

async function withKeys<Result>(
  keys: readonly KeyElement[],
  use: (run: (question: string) => Promise<CommandRun>) => Promise<Result>,
): Promise<Result> {
  const folder = await MetabaseFolder.create(metabaseText(keys));
  try {
    return await use((question) => runCommand(["explain", question, "--json", "--path", folder.path]));
  } finally {
    await folder.remove();
  }
}

async function explained(question: string, keys = isolated): Promise<Told> {
  const { code, stdout, stderr } = await withKeys(keys, (run) => run(question));
  expect([code, stderr]).toEqual([0, ""]);
  return (JSON.parse(stdout) as Told[])[0]!;
}

const row = (path: string, status: string): string =>
  `2008-11-24 03:00:00 W3SVC1 192.0.2.1 GET ${path} - 80 - 192.0.2.9 Mozilla/4.0 ${status}`;
const ofPools = /application pool|IIS_WPG|recycle|1021|5021/i;
const ofComplus = /synciwam\.vbs/;

test.each(["W3SVC/1/ROOT/op", "W3SVC/1/ROOT", "W3SVC/1/ROOT/unset"])(
  "in IIS 5 isolation mode %s gets the advice of COM+, and none of pools",
  async (question) => {
    const { place, next } = await explained(question);
    const advice = [...next, ...place!.byHand.flatMap(({ after }) => after)].join("\n");
    expect(place!.credentials.find(({ kind }) => kind === "wam")?.used).toBe(true);
    expect(next.join("\n")).toMatch(ofComplus);
    expect(next.join("\n")).toMatch(/DCOM 10004.*W3SVC 36/s);
    expect(advice).not.toMatch(ofPools);
  },
);

test.each(["W3SVC/1/ROOT/inproc", "W3SVC/1/ROOT/inproc/deep"])(
  "%s runs in IIS's own process: no stored account, no pool and no COM+ package",
  async (question) => {
    const { place, next } = await explained(question);
    const wam = place!.credentials.find(({ kind }) => kind === "wam");
    expect([wam?.used, wam?.says.join().includes("AppIsolated 0")]).toEqual([false, true]);
    expect(place!.byHand.map(({ credential }) => credential)).toEqual(["anonymous"]);
    const advice = [...next, ...place!.byHand.flatMap(({ after }) => after)].join("\n");
    expect(advice).not.toMatch(ofPools);
    expect(advice).not.toMatch(ofComplus);
  },
);

test.each(["500 0 1326", "500 1326", "500 0 2147500058", "500 0 0"])(
  "%s there is about the WAM account: that is the one to look for, and COM+ the next place",
  async (status) => {
    const told = await explained(row("/op/x.asp", status));
    expect(told.status?.kinds).toEqual(["wam"]);
    expect(told.next.join("\n")).toMatch(/find --user IWAM_WEB01 /);
    expect(told.next.join("\n")).not.toMatch(/IUSR_WEB01/);
    expect(told.next.join("\n")).toMatch(ofComplus);
    expect(told.next.join("\n")).toMatch(/DCOM 10004.*W3SVC 36/s);
    expect(told.next.join("\n")).not.toMatch(ofPools);
  },
);

test("500 of what runs in IIS's own process is not about the WAM account", async () => {
  const told = await explained(row("/inproc/x.asp", "500 0 1326"));
  expect(told.status?.kinds).toEqual([]);
  expect(told.next.join("\n")).not.toMatch(ofComplus);
});

test("500 where pools serve is not about COM+", async () => {
  const pools = isolated.map((key) => (key.location === "/LM/W3SVC" ? service({ AppPoolId: "P" }) : key));
  const told = await explained(row("/op/x.asp", "500 0 1326"), pools);
  expect(told.status?.kinds).toEqual([]);
  expect(told.next.join("\n")).not.toMatch(ofComplus);
});

test.each(["401 1 1326", "401 1 2147942405", "503 0 0"])(
  "%s in IIS 5 isolation mode: no step is about pools",
  async (status) => {
    expect((await explained(row("/op/x.asp", status))).next.join("\n")).not.toMatch(ofPools);
    expect((await explained(row("/inproc/x.asp", status))).next.join("\n")).not.toMatch(ofPools);
  },
);

test.each(["MSFTPSVC/1", "MSFTPSVC/1/ROOT", "NNTPSVC/1"])("%s has no pools to recycle", async (question) => {
  const { place, next } = await explained(question);
  const advice = [...next, ...place!.byHand.flatMap(({ after }) => after)].join("\n");
  expect(advice).toContain("15 minutes");
  expect(advice).not.toMatch(ofPools);
});

test.each<readonly [status: string, kinds: string, says: RegExp]>([
  ["530 1326", "anonymous", /FTP: the logon failed/],
  ["550 5", "unc", /FTP: the file or the folder/],
  ["503 0", "", /A wrong credential does not lead/],
  ["500 0", "", /A wrong credential does not lead/],
])("FTP's %s is FTP's own, with and without a metabase", async (status, kinds, says) => {
  const asked = `03:00:00 192.0.2.9 - MSFTPSVC1 S 192.0.2.1 21 [7]RETR /a.txt - ${status}`;
  const alone = await runCommand(["explain", asked, "--json"]);
  for (const told of [await explained(asked), (JSON.parse(alone.stdout) as Told[])[0]!]) {
    expect(told.status?.kinds.join()).toBe(kinds);
    expect(told.status?.says[0]).toMatch(says);
    expect(told.next.join("\n")).not.toMatch(ofPools);
  }
});

describe("AnonymousPasswordSync", () => {
  const pools: readonly KeyElement[] = [
    { location: "/LM/W3SVC/AppPools", type: "IIsApplicationPools" },
    ...["0", "1", "2", "3"].map((type) => ({
      location: `/LM/W3SVC/AppPools/P${type}`,
      type: "IIsApplicationPool",
      attributes: { AppPoolIdentityType: type },
    })),
  ];
  const keysWith = (pool: string, setting: string | undefined): readonly KeyElement[] => [
    service({ AppPoolId: pool, ...(setting === undefined ? {} : { AnonymousPasswordSync: setting }) }),
    site,
    { location: "/LM/W3SVC/1/ROOT", attributes: { Path: "c:\\x" } },
    { location: "/LM/W3SVC/1/ROOT/closed", attributes: { AuthFlags: "AuthNTLM" } },
    ...pools,
  ];

  test.each<readonly [pool: string, setting: string | undefined, says: RegExp]>([
    ["P0", "TRUE", /IIS does not use the stored password/],
    ["P0", "1", /IIS does not use the stored password/],
    // On where nobody set it.
    ["P0", undefined, /IIS does not use the stored password/],
    ["P2", "TRUE", /401\.1/],
    ["P1", "TRUE", /401\.1/],
    ["P3", "TRUE", /401\.1/],
    ["NoSuchPool", "TRUE", /401\.1/],
  ])("in pool %s, set to %s, is named as what it can do", async (pool, setting, says) => {
    const keys = keysWith(pool, setting);
    for (const question of ["W3SVC/1/ROOT", "http://localhost/x", row("/x.asp", "401 1 1326")]) {
      const { place, next } = await explained(question, keys);
      const anonymous = place!.credentials.find(({ kind }) => kind === "anonymous");
      expect(anonymous!.warnings.join("\n")).toMatch(says);
      expect(anonymous!.warnings.join("\n")).toContain("AnonymousPasswordSync");
      expect(next.join("\n")).toContain("AnonymousPasswordSync");
    }
  });

  test.each<readonly [pool: string, setting: string | undefined]>([
    ["P0", "FALSE"],
    ["P2", "FALSE"],
    ["P2", undefined],
    ["P3", undefined],
    ["NoSuchPool", undefined],
  ])("in pool %s, set to %s, has no effect, and is not named", async (pool, setting) => {
    for (const question of ["W3SVC/1/ROOT", row("/x.asp", "401 1 1326")]) {
      expect(JSON.stringify(await explained(question, keysWith(pool, setting)))).not.toContain(
        "AnonymousPasswordSync",
      );
    }
  });

  test.each([
    ["W3SVC/1/ROOT/closed"],
    [row("/closed/x.asp", "401 2 5")],
    [row("/x.asp", "401 3 5")],
    [row("/x.asp", "404 0 2")],
  ])("is no cause of what no anonymous logon is: case %#", async (question) => {
    const { next } = await explained(question, keysWith("P2", "TRUE"));
    expect(next.join("\n")).not.toContain("AnonymousPasswordSync");
  });

  test.each(["MSFTPSVC/1", "W3SVC/1/ROOT/op"])(
    "is on by default for FTP and in IIS 5 isolation mode: %s",
    async (question) => {
      expect((await explained(question)).next.join("\n")).toContain("AnonymousPasswordSync");
    },
  );

  test("is found by lint once, at the key that an upgrade left it on", async () => {
    for (const [pool, setting, locations] of [
      ["P2", "TRUE", ["/LM/W3SVC"]],
      ["P2", undefined, undefined],
      ["P2", "FALSE", undefined],
    ] as const) {
      const folder = await MetabaseFolder.create(metabaseText(keysWith(pool, setting)));
      const { stdout } = await runCommand(["lint", "--json", "--path", folder.path]);
      await folder.remove();
      const found = JSON.parse(stdout) as { readonly finding: string; readonly locations: unknown }[];
      const about = found.filter(({ finding }) => finding.includes("AnonymousPasswordSync"));
      expect(about.map((one) => one.locations)).toEqual(locations === undefined ? [] : [locations]);
    }
  });
});

describe("sync with --complus acknowledged", () => {
  async function synced(...args: readonly string[]): Promise<CommandRun> {
    const folder = await MetabaseFolder.create(metabaseText(isolated));
    const found = await runCommand(
      ["sync", "WAM", "IWAM_WEB01", "--password-stdin", "--path", folder.path, ...args],
      { input: "new" },
    );
    await folder.remove();
    return found;
  }

  test("ends with what has to run on the server now", async () => {
    const { code, stdout } = await synced("--apply", "--complus", "acknowledged");
    expect(code).toBe(0);
    const last = stdout.trimEnd().split("\n").at(-1);
    expect(last).toMatch(/synciwam\.vbs.*DCOM 10004.*W3SVC 36/);
    expect(stdout).not.toMatch(ofPools);
  });

  test("says so before it writes, and to machines", async () => {
    const dry = await synced("--complus", "acknowledged");
    expect([dry.code, dry.stdout.includes("synciwam.vbs")]).toEqual([3, true]);
    const { stdout } = await synced("--apply", "--complus", "acknowledged", "--json");
    expect((JSON.parse(stdout) as { readonly next: readonly string[] }).next.join()).toMatch(ofComplus);
  });

  test("says nothing of COM+ where it has no part", async () => {
    const folder = await MetabaseFolder.create(
      metabaseText([service({}), site, { location: "/LM/W3SVC/AppPools", type: "IIsApplicationPools" }]),
    );
    const { code, stdout } = await runCommand(
      [
        "sync",
        "WAM",
        "IWAM_WEB01",
        "--password-stdin",
        "--apply",
        "--complus",
        "acknowledged",
        "--path",
        folder.path,
      ],
      { input: "new" },
    );
    await folder.remove();
    expect([code, stdout.includes("synciwam.vbs")]).toEqual([0, false]);
  });

  test("no pool is said to be recycled where pools are not used", async () => {
    const folder = await MetabaseFolder.create(metabaseText(isolated));
    const { stdout } = await runCommand(
      ["sync", "WAM", "FARM\\pool", "--password-stdin", "--path", folder.path],
      { input: "new" },
    );
    await folder.remove();
    expect(stdout).not.toMatch(/recycles/);
  });
});
