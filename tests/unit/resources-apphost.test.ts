import { writeFileSync } from "node:fs";
import { nextOperation, sceneOfEachTest, type Host, type Properties } from "../support/host-operation";
import {
  anonymousOf,
  applicationOf,
  configOf,
  directoryOf,
  hostOf,
  siteOf,
  tagOf,
} from "../support/iis7-config";

const scene = sceneOfEachTest();

const pools =
  '<applicationPools><add name="Shop"><processModel identityType="SpecificUser" userName="FARM\\shop" password="pw"/></add></applicationPools>';

/** Two sites, of which one is called as the other's number; every kind with its own pair. */
const config = (shop = "Shop", other = "Default Web Site"): string =>
  configOf(
    anonymousOf('userName="IUSR"'),
    hostOf(
      pools,
      "<sites>",
      siteOf(
        shop,
        1,
        applicationOf("/", directoryOf("/"), directoryOf("/files", 'userName="FARM\\files" password="pw"')),
      ),
      siteOf(other, 2),
      "</sites>",
    ),
    tagOf(shop, anonymousOf('userName="FARM\\web" password="pw"')),
    tagOf(`${other}/app`, anonymousOf('userName=""')),
  );

const write = (text: string): void => {
  writeFileSync(scene.path, text);
};

const identity = (location: string, userName: string, more: Properties = {}): Properties => ({
  kind: "anonymous",
  resourceName: "id",
  metabase: { path: scene.path },
  location,
  userName,
  password: "pw",
  ...more,
});

const poolIdentity = (location: string): Properties => ({
  kind: "anonymous",
  resourceName: "id",
  metabase: { path: scene.path },
  location,
  poolIdentity: true,
});

async function created(
  news: Properties,
  host: Host = nextOperation(),
): Promise<{ id: string; outs: Properties }> {
  const { inputs, failures } = await host.check({}, news);
  expect(failures).toEqual([]);
  return host.create(inputs);
}

test.each<[written: string, kind: string, userName: string, id: string]>([
  ["Shop", "anonymous", "FARM\\web", "/LM/W3SVC/1/ROOT"],
  ["W3SVC/1", "anonymous", "FARM\\web", "/LM/W3SVC/1/ROOT"],
  ["/LM/W3SVC/1/ROOT", "anonymous", "FARM\\web", "/LM/W3SVC/1/ROOT"],
  ["MACHINE/WEBROOT/APPHOST/Shop", "anonymous", "FARM\\web", "/LM/W3SVC/1/ROOT"],
  ["Shop", "wam", "FARM\\shop", "/LM/W3SVC/AppPools/Shop"],
  ["Shop/files", "unc", "FARM\\files", "/LM/W3SVC/1/ROOT/files"],
])("%s is adopted as %s, and its id is the canonical location", async (location, kind, userName, id) => {
  write(config());
  const made = await created(identity(location, userName, { kind }));
  expect(made).toMatchObject({ id, outs: { location, revision: 0, drift: [] } });
  expect(await nextOperation().diff(made.id, made.outs, made.outs)).toEqual({ changes: false });
});

test("a drift is named as IIS names the place and the element", async () => {
  write(config());
  const { inputs } = await nextOperation().check({}, identity("Shop", "FARM\\web", { password: "new" }));
  expect(inputs["drift"]).toEqual(["rewrite 1: anonymousAuthentication password: differs, foreign"]);
  expect(scene.printed).toContain("Shop anonymousAuthentication password: differs, foreign");
});

test("that nothing can be written is a warning at preview, and an error at up", async () => {
  write(config());
  const host = nextOperation();
  const { inputs, failures } = await host.check({}, identity("Shop", "FARM\\web", { password: "new" }));
  expect(failures).toEqual([]);
  expect(scene.printed).toContainEqual(
    expect.stringMatching(/^Shop up refuses this change: E_PLAIN_TEXT .*allowPlainText: true/),
  );
  await expect(host.create(inputs)).rejects.toThrow("E_PLAIN_TEXT /LM/W3SVC/1/ROOT");
  expect(scene.read()).toBe(config());
});

test("a password is written where that is allowed, and nothing else is touched", async () => {
  write(config());
  const metabase = { path: scene.path, allowPlainText: true };
  const host = nextOperation();
  const { inputs } = await host.check({}, identity("Shop", "FARM\\web", { password: "new", metabase }));
  await host.create(inputs);
  expect(scene.read()).toBe(
    config().replace('userName="FARM\\web" password="pw"', 'userName="FARM\\web" password="new"'),
  );
});

test("a name that can be two places is refused with both", async () => {
  write(config("Shop", "W3SVC"));
  const { failures } = await nextOperation().check({}, identity("W3SVC/1", "FARM\\web"));
  expect(failures).toMatchObject([
    {
      reason: expect.stringMatching(
        /^E_LOCATION: W3SVC\/1 can mean \/LM\/W3SVC\/1\/ROOT and \/LM\/W3SVC\/2\/ROOT\/1/,
      ),
    },
  ]);
});

test("two resources that mean one credential by different names are one claim", async () => {
  write(config());
  const host = nextOperation();
  await host.check({}, identity("Shop", "FARM\\web", { resourceName: "one" }));
  const { failures } = await host.check({}, identity("W3SVC/1/ROOT", "FARM\\other", { resourceName: "two" }));
  expect(failures).toMatchObject([{ reason: expect.stringMatching(/^E_CONFLICT .*one and two/) }]);
});

describe("a site that is renamed keeps its resource", () => {
  test("under its new name, or its number", async () => {
    write(config());
    const { id, outs } = await created(identity("Shop", "FARM\\web"));
    write(config("Store"));
    for (const location of ["Store", "W3SVC/1/ROOT"])
      expect(await nextOperation().diff(id, outs, { ...outs, location })).toEqual({ changes: false });
  });

  test("while its old name belongs to another site, which is another resource", async () => {
    write(config());
    const { id, outs } = await created(identity("Shop", "FARM\\web"));
    write(config("Store", "Shop"));
    expect(await nextOperation().diff(id, outs, outs)).toMatchObject({ replaces: ["location"] });
    // What belonged to the old name is deleted where it is.
    const { props } = await nextOperation().read(id, outs);
    expect(props).toMatchObject({ userName: "FARM\\web", drift: [] });
  });

  test("and a refresh finds it", async () => {
    write(config());
    const { id, outs } = await created(identity("Shop", "FARM\\web"));
    write(config("Store").replace("FARM\\web", "FARM\\else"));
    const { props } = await nextOperation().read(id, outs);
    expect(props).toMatchObject({ userName: "FARM\\else" });
    write(configOf(hostOf("<sites></sites>")));
    expect(await nextOperation().read(id, outs)).toEqual({});
  });
});

describe("the pool's identity", () => {
  test("is adopted where it is set, and is no user name", async () => {
    write(config());
    const { id, outs } = await created(poolIdentity("Default Web Site/app"));
    expect(id).toBe("/LM/W3SVC/2/ROOT/app");
    expect(outs).toMatchObject({ poolIdentity: true, revision: 0 });
    expect(outs).not.toHaveProperty("userName");
    expect(await nextOperation().diff(id, outs, outs)).toEqual({ changes: false });
  });

  test("drifts to a user and back, and each refresh can be refreshed", async () => {
    write(config());
    const { id, outs } = await created(poolIdentity("Default Web Site/app"));
    write(config().replace('userName=""', 'userName="FARM\\x"'));
    const first = await nextOperation().read(id, outs);
    expect(first.props).toMatchObject({
      userName: "FARM\\x",
      drift: [
        'rewrite 1: anonymousAuthentication userName: differs, found "FARM\\x" (declared the pool\'s identity)',
      ],
    });
    const state = first.props!;
    expect(await nextOperation().diff(id, state, poolIdentity("Default Web Site/app"))).toEqual({
      changes: true,
    });
    write(config());
    const second = await nextOperation().read(id, state);
    expect(second.props).toMatchObject({ poolIdentity: true });
    expect(second.props).not.toHaveProperty("userName");
  });

  test.each<[what: string, more: Properties]>([
    ["a user name", { userName: "IUSR" }],
    ["a password", { password: "x" }],
    ["passwordless", { passwordless: true }],
    ["another kind", { kind: "wam" }],
  ])("excludes %s", async (_, more) => {
    write(config());
    const { failures } = await nextOperation().check({}, { ...poolIdentity("Shop"), ...more });
    expect(failures).toMatchObject([{ reason: expect.stringMatching(/^E_INPUT /) }]);
  });

  test("and neither of the two is refused", async () => {
    write(config());
    const { failures } = await nextOperation().check({}, { ...poolIdentity("Shop"), poolIdentity: false });
    expect(failures).toMatchObject([{ reason: expect.stringMatching(/^E_INPUT .*userName is missing/) }]);
  });
});

test.each([
  ["wam", "Shop", "FARM\\shop", "processModel"],
  ["unc", "Shop/files", "FARM\\files", "virtualDirectory"],
])(
  "a name that was emptied by hand is drift at each refresh, and no name in state: %s",
  async (kind, location, userName, element) => {
    write(config());
    const { id, outs } = await created(identity(location, userName, { kind }));
    write(config().replace(`userName="${userName}"`, 'userName=""'));
    const found = {
      userName,
      drift: expect.arrayContaining([
        `rewrite 1: ${element} userName: differs, found "" (declared "${userName}")`,
      ]),
    };
    const { props } = await nextOperation().read(id, outs);
    expect(props).toMatchObject(found);
    expect((await nextOperation().read(id, props!)).props).toMatchObject(found);
  },
);

test("an account's copies are found at every level, and what is not managed is named", async () => {
  const account = 'userName="FARM\\svc" password="pw"';
  write(
    configOf(
      anonymousOf(account),
      hostOf(
        `<applicationPools><applicationPoolDefaults><processModel ${account} identityType="SpecificUser"/></applicationPoolDefaults></applicationPools>`,
        "<sites>",
        siteOf(
          "Shop",
          1,
          applicationOf("/", directoryOf("/", 'password="pw"'), `<virtualDirectoryDefaults ${account}/>`),
        ),
        "</sites>",
      ),
      tagOf(
        "Shop",
        `<system.webServer><odbcLogging userName="FARM\\svc" password="pw"/><security><authentication><iisClientCertificateMappingAuthentication><oneToOneMappings><add ${account}/></oneToOneMappings></iisClientCertificateMappingAuthentication></authentication></security></system.webServer>`,
      ),
    ),
  );
  const news = {
    kind: "account",
    resourceName: "svc",
    metabase: { path: scene.path },
    userName: "FARM\\svc",
    password: "pw",
  };
  const { inputs, failures } = await nextOperation().check({}, news);
  expect(failures).toEqual([]);
  expect(String(inputs["locations"]).split("\n")).toEqual([
    "/LM/W3SVC anonymous",
    "/LM/W3SVC/1/ROOT/* unc",
    "/LM/W3SVC/1/ROOT unc",
    "/LM/W3SVC/AppPools wam",
  ]);
  expect(scene.printed.filter((line) => line.includes("not managed"))).toEqual([
    "svc: system.webServer/odbcLogging at Shop names a database login of that name with a password: it is not managed here, change it by hand",
    expect.stringMatching(/^svc: .*oneToOneMappings\/add at Shop names the account with a password/),
  ]);
});
