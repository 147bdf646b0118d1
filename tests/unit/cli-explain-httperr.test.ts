import { MetabaseFolder, metabaseText } from "../support/metabase-folder";
import { runCommand } from "../support/command";

interface Told {
  readonly status: {
    readonly code: string;
    readonly normal: boolean;
    readonly says: readonly string[];
    readonly kinds: readonly string[];
    readonly next: readonly string[];
  } | null;
  readonly place: { readonly location: string; readonly how: readonly string[] } | null;
  readonly notes: readonly string[];
}

const fields =
  "#Fields: date time c-ip c-port s-ip s-port cs-version cs-method cs-uri sc-status s-siteid s-reason s-queuename";
const at = "2005-06-01 10:00:01 192.0.2.10 2091 192.0.2.1 80";

/** Rows of HTTP.SYS's own log by its fields, or alone, by their looks. */
async function explained(
  rows: readonly string[],
  ...more: readonly string[]
): Promise<{ readonly told: readonly Told[]; readonly stderr: string }> {
  const input = `${rows.join("\r\n")}\r\n`;
  const { code, stdout, stderr } = await runCommand(["explain", "-", "--json", ...more], { input });
  expect(code).toBe(0);
  return { told: JSON.parse(stdout) as Told[], stderr };
}

const reasons: readonly (readonly [reason: string, status: string, kinds: string, says: RegExp])[] = [
  ["AppOffline", "503", "wam", /rapid-fail protection/],
  ["AppPoolTimer", "503", "", /too long/],
  ["AppShutdown", "503", "", /processor time/],
  ["ConnLimit", "503", "", /limit/],
  ["Disabled", "503", "", /administrator/],
  ["N/A", "503", "", /service/],
  ["QueueFull", "503", "", /queue/],
  ["BadRequest", "400", "", /could not be read/],
  ["EntityTooLarge", "413", "", /body/],
  ["FieldLength", "400", "", /field/],
  ["Forbidden", "403", "", /not allowed/],
  ["Header", "400", "", /header/],
  ["Hostname", "400", "", /host/],
  ["Internal", "500", "", /inside HTTP\.SYS/],
  ["Invalid_CR/LF", "400", "", /line break/],
  ["LengthRequired", "411", "", /length/],
  ["N/I", "501", "", /does not know/],
  ["Number", "400", "", /number/],
  ["Precondition", "412", "", /condition/],
  ["RequestLength", "400", "", /request is longer/],
  ["URL", "400", "", /URL/],
  ["URL_Length", "414", "", /URL is longer/],
  ["Verb", "400", "", /method/],
  ["Version_N/S", "505", "", /version/],
];
const connections: readonly (readonly [reason: string, says: RegExp])[] = [
  ["Client_Reset", /client/],
  ["Connection_Abandoned_By_AppPool", /process/],
  ["Connection_Abandoned_By_ReqQueue", /queue/],
  ["Connection_Dropped", /answer/],
  ["Connection_Dropped_List_Full", /list/],
  ["Connections_Refused", /memory/],
  ["Timer_AppPool", /pool's queue/],
  ["Timer_ConnectionIdle", /idle/],
  ["Timer_EntityBody", /body/],
  ["Timer_HeaderWait", /headers/],
  ["Timer_MinBytesPerSecond", /slow/],
  ["Timer_ReqQueue", /request queue/],
  ["Timer_Response", /answer/],
  ["Timer_SslRenegotiation", /TLS/],
];

test.each(reasons)(
  "%s, with %s, is what HTTP.SYS gives as its reason; kinds of stored credentials: %j",
  async (reason, status, kinds, says) => {
    const row = `${at} HTTP/1.1 GET /a.aspx ${status} 1 ${reason} SomePool`;
    for (const rows of [[fields, row], [row]]) {
      const [told] = (await explained(rows)).told;
      expect([told!.status?.code, told!.status?.kinds.join()]).toEqual([`${status} ${reason}`, kinds]);
      expect(told!.status?.says.join("\n")).toMatch(says);
      const leads = told!.status!.next.some((step) => /copy of the account|pool's identity/.test(step));
      expect(leads).toBe(reason === "AppOffline");
    }
  },
);

test.each(connections)("%s needs no status, and is no stored credential", async (reason, says) => {
  const row = `${at} - - - - - ${reason} -`;
  for (const rows of [[fields, row], [row]]) {
    const { told, stderr } = await explained(rows);
    expect([told[0]?.status?.code, told[0]?.status?.kinds, stderr]).toEqual([reason, [], ""]);
    expect(told[0]?.status?.says.join("\n")).toMatch(says);
  }
});

test("no two reasons say the same, and none is merged into another", async () => {
  const rows = [
    ...reasons.map(([reason, status]) => `${at} HTTP/1.1 GET /a ${status} 1 ${reason} SomePool`),
    ...connections.map(([reason]) => `${at} - - - - - ${reason} -`),
  ];
  const { told } = await explained([fields, ...rows, ...rows]);
  const said = told.map(({ status }) => status?.says.join("\n"));
  expect([told.length, new Set(said).size]).toEqual([rows.length, rows.length]);
});

test("a reason that is not in the list leaves the status as it is, and is not repeated", async () => {
  const { told } = await explained([fields, `${at} HTTP/1.1 GET /a 503 1 CANARY_REASON SomePool`]);
  expect(told[0]?.status?.code).toBe("503");
  expect(JSON.stringify(told)).not.toContain("CANARY");
});

test.each(["503 AppOffline", "503 QueueFull", "AppOffline", "Timer_ConnectionIdle"])(
  "%s can be asked without a row",
  async (question) => {
    const { code, stdout } = await runCommand(["explain", ...question.split(" "), "--json"]);
    expect([code, (JSON.parse(stdout) as Told[])[0]?.status?.code]).toEqual([0, question]);
  },
);

describe("with a metabase", () => {
  let folder: MetabaseFolder;

  beforeAll(async () => {
    folder = await MetabaseFolder.create(
      metabaseText([
        {
          location: "/LM/W3SVC",
          type: "IIsWebService",
          attributes: { AppPoolId: "DefaultAppPool" },
        },
        {
          location: "/LM/W3SVC/1",
          type: "IIsWebServer",
          attributes: { ServerBindings: ":80:", ServerComment: "Shop" },
        },
        {
          location: "/LM/W3SVC/1/ROOT",
          attributes: {
            Path: "D:\\shop",
            AnonymousUserName: "web",
            AnonymousUserPass: "p",
            AppPoolId: "Shop_Pool",
          },
        },
        { location: "/LM/W3SVC/AppPools", type: "IIsApplicationPools" },
        { location: "/LM/W3SVC/AppPools/DefaultAppPool", type: "IIsApplicationPool" },
        {
          location: "/LM/W3SVC/AppPools/Shop_Pool",
          type: "IIsApplicationPool",
          attributes: { AppPoolIdentityType: "3", WAMUserName: "FARM\\pool", WAMUserPass: "p" },
        },
      ]),
    );
  });

  afterAll(() => folder.remove());

  test.each(["AppOffline", "QueueFull", "Disabled"])(
    "a row with %s is about the pool that it names, not about the one that serves the path by now",
    async (reason) => {
      const row = `${at} HTTP/1.1 GET /a 503 1 ${reason} Shop_Pool`;
      for (const rows of [[fields, row], [row]]) {
        const { told } = await explained(rows, "--path", folder.path);
        expect(told[0]?.place?.location).toBe("/LM/W3SVC/AppPools/Shop_Pool");
        expect(told[0]?.place?.how.join("\n")).toContain('W3SVC/1 "Shop"');
      }
    },
  );

  test("rows of two pools are two answers, and a missing pool is reported", async () => {
    const rows = ["Shop_Pool", "DefaultAppPool", "GonePool"].map(
      (pool) => `${at} HTTP/1.1 GET /a 503 1 AppOffline ${pool}`,
    );
    const { told } = await explained([fields, ...rows], "--path", folder.path);
    expect(told.map(({ place }) => place?.location)).toEqual([
      "/LM/W3SVC/AppPools/Shop_Pool",
      "/LM/W3SVC/AppPools/DefaultAppPool",
      "/LM/W3SVC/1/ROOT",
    ]);
    expect(told[2]?.notes.join("\n")).toContain("s-queuename");
  });

  const byHandOf = async (rows: readonly string[]): Promise<readonly [shown: number, json: number]> => {
    const run = async (...more: readonly string[]): Promise<string> =>
      (await runCommand(["explain", "-", "--path", folder.path, ...more], { input: rows.join("\n") })).stdout;
    const told = JSON.parse(await run("--json")) as { readonly place: { readonly byHand: unknown[] } }[];
    return [
      (await run()).split("By hand").length - 1,
      told.filter(({ place }) => place.byHand.length > 0).length,
    ];
  };
  const ofPool = (reason: string): string => `${at} HTTP/1.1 GET /a 503 1 ${reason} Shop_Pool`;
  const ofSite = (...words: readonly string[]): string =>
    `2005-06-01 10:00:01 W3SVC1 192.0.2.1 GET /a - 80 - 192.0.2.10 - ${words.join(" ")}`;

  test.each<readonly [rows: readonly string[], shown: number]>([
    [[ofPool("QueueFull")], 0],
    [[ofPool("Disabled"), ofPool("AppShutdown")], 0],
    [[ofPool("QueueFull"), ofPool("AppOffline"), ofPool("Disabled"), ofPool("AppOffline")], 1],
    [[`${at} HTTP/1.1 GET /a 503 1 ConnLimit -`], 0],
    [[ofSite("404", "0", "2")], 0],
    [[ofSite("403", "6", "64")], 0],
    [[ofSite("200", "0", "0")], 0],
    [[ofSite("404", "0", "2"), ofSite("401", "1", "1326")], 1],
  ])(
    "of %j the change by hand is shown %d times: where a stored identity can be the cause",
    async (rows, shown) => {
      expect(await byHandOf(rows)).toEqual([shown, shown]);
    },
  );

  test.each([[ofPool("AppOffline")], [ofSite("401", "1", "1326")], [ofSite("500", "0", "1326")]])(
    "of %s the change by hand is shown",
    async (row) => {
      expect(await byHandOf([row])).toEqual([1, 1]);
    },
  );

  test("the change by hand is that of the kinds that a status can be about", async () => {
    const input = `${ofSite("401", "1", "1326")}\n`;
    const { stdout } = await runCommand(["explain", "-", "--path", folder.path], { input });
    expect(stdout).toContain("AnonymousUserName");
    expect(stdout).not.toContain('WAMUserPass "');
  });

  test("a row without a reason that came to no site has no place", async () => {
    for (const reason of ["-", "Unheard_Of"]) {
      const row = `${at} HTTP/1.1 GET /a 400 - ${reason} -`;
      const { told } = await explained([row], "--path", folder.path);
      expect([told[0]?.status?.code, told[0]?.place]).toEqual(["400", null]);
      expect(told[0]?.notes.join("\n")).toContain("No place is shown");
    }
  });

  test("a reason that is no pool's leads to the site", async () => {
    const { told } = await explained(
      [fields, `${at} HTTP/1.1 GET /a 503 1 ConnLimit -`],
      "--path",
      folder.path,
    );
    expect(told[0]?.place?.location).toBe("/LM/W3SVC/1/ROOT");
  });

  test("a request that reached no site yet has no place, and the answer says so", async () => {
    const rows = [`${at} HTTP/1.1 GET /a 400 - Hostname -`, `${at} - - - - - Timer_ConnectionIdle -`];
    const { told } = await explained([fields, ...rows], "--path", folder.path);
    expect(told.map(({ place, notes }) => [place, notes.join().includes("No place is shown")])).toEqual([
      [null, true],
      [null, true],
    ]);
  });
});
