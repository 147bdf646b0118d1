import { writeFileSync } from "node:fs";
import { nextOperation, sceneOfEachTest, type Host, type Properties } from "../support/host-operation";
import { configOf, hostOf } from "../support/iis7-config";

const scene = sceneOfEachTest();

const account = 'identityType="SpecificUser" userName="FARM\\shop" password="pw"';

/** A server with the pools Shop and Other, of these processModels. */
const server = (shop: string, defaults = 'identityType="NetworkService"', other = ""): string =>
  configOf(
    hostOf(
      `<applicationPools><add name="Shop"><processModel ${shop} idleTimeout="0"/></add>`,
      `<add name="Other"><processModel ${other}/></add>`,
      `<applicationPoolDefaults><processModel ${defaults}/></applicationPoolDefaults></applicationPools>`,
    ),
  );

const write = (text: string): void => {
  writeFileSync(scene.path, text);
};

/** Each test has a file of its own, which is there only while it runs. */
const metabase = {
  allowPlainText: true,
  get path() {
    return scene.path;
  },
};

const pool = (more: Properties, location = "Shop"): Properties => ({
  kind: "wam",
  resourceName: "shop",
  metabase,
  location,
  ...more,
});
const own = pool({ identityType: "ApplicationPoolIdentity" });
const ownAlone = pool({ identityType: "ApplicationPoolIdentity", passwordless: true });
const user = pool({ identityType: "SpecificUser", userName: "FARM\\shop", password: "pw" });

/** Preview and up of a resource that is new. */
async function created(news: Properties, host: Host = nextOperation()) {
  const { inputs, failures } = await host.check({}, news);
  expect(failures).toEqual([]);
  return host.create(inputs);
}

/** Preview and up of a resource that exists. */
async function updated(id: string, olds: Properties, news: Properties): Promise<Properties> {
  const host = nextOperation();
  const { inputs, failures } = await host.check(olds, news);
  expect(failures).toEqual([]);
  expect(await host.diff(id, olds, inputs)).toEqual({ changes: true });
  return (await host.update(id, olds, inputs)).outs;
}

async function refusal(news: Properties): Promise<string> {
  const { failures } = await nextOperation().check({}, news);
  return failures[0]?.reason ?? "accepted";
}

describe("a pool that is to run without a stored account", () => {
  test("gets its type in the place of the other one, and nothing else is touched", async () => {
    write(server(account));
    const { id, outs } = await created(own);
    expect(scene.printed).toEqual([
      "Shop processModel identityType: runs as SpecificUser instead of the declared ApplicationPoolIdentity",
      "Shop recycles the application pool Shop",
      "warning: Shop: an account is still stored, which ApplicationPoolIdentity does not use: passwordless: true removes it, its password included",
    ]);
    const written = server(account).replace("SpecificUser", "ApplicationPoolIdentity");
    expect(scene.read()).toBe(written);
    expect(outs).toMatchObject({ identityType: "ApplicationPoolIdentity", revision: 1, drift: [] });
    expect(outs).not.toHaveProperty("userName");
    expect(await nextOperation().diff(id, outs, outs)).toEqual({ changes: false });
  });

  test("loses what is stored there, where that is declared", async () => {
    write(server(account));
    const { id, outs } = await created(ownAlone);
    const written = server('identityType="ApplicationPoolIdentity"');
    expect(scene.read()).toBe(written);
    const again = await created(ownAlone);
    expect(again.outs).toMatchObject({ revision: 0 });
    expect(await nextOperation().diff(id, outs, outs)).toEqual({ changes: false });
    expect(scene.read()).toBe(written);
  });

  test("loses it later as well, and its type stays", async () => {
    write(server(account));
    const { id, outs } = await created(own);
    await updated(id, outs, ownAlone);
    expect(scene.read()).toBe(server('identityType="ApplicationPoolIdentity"'));
  });

  test("goes back to an account with one write", async () => {
    write(server('identityType="ApplicationPoolIdentity"'));
    const { id, outs } = await created(ownAlone);
    await updated(id, outs, user);
    expect(scene.read()).toBe(server(account));
  });
});

describe("a refresh finds", () => {
  test("an account where none was declared, and an update undoes it", async () => {
    write(server(account));
    const { id, outs } = await created(ownAlone);
    const written = scene.read();
    write(server(account));
    const { props } = await nextOperation().read(id, outs);
    expect(props).toMatchObject({ identityType: "SpecificUser", userName: "FARM\\shop" });
    expect(props).not.toHaveProperty("password");
    expect(props!["drift"]).toEqual([
      "rewrite 2: processModel identityType: runs as SpecificUser instead of the declared ApplicationPoolIdentity",
      "rewrite 2: processModel userName: stored where none is allowed",
      "rewrite 2: processModel password: stored where none is allowed",
    ]);
    expect(await nextOperation().read(id, props!)).toMatchObject({ props: { identityType: "SpecificUser" } });
    await updated(id, props!, ownAlone);
    expect(scene.read()).toBe(written);
  });

  test("no account where one was declared, and an update undoes it", async () => {
    write(server(account));
    const { id, outs } = await created(user);
    write(server('identityType="LocalService" userName="FARM\\shop" password="pw"'));
    const { props } = await nextOperation().read(id, outs);
    expect(props).toMatchObject({ identityType: "LocalService" });
    for (const name of ["userName", "password"]) expect(props).not.toHaveProperty(name);
    expect(await nextOperation().read(id, props!)).toMatchObject({ props: { identityType: "LocalService" } });
    await updated(id, props!, user);
    expect(scene.read()).toBe(server(account));
  });

  test.each([
    ["what is not a type", 'identityType="Specific"'],
    ["an account without a name", 'identityType="SpecificUser"'],
  ])("%s, and keeps what was declared, with what differs", async (_, found) => {
    write(server('identityType="ApplicationPoolIdentity"'));
    const { id, outs } = await created(ownAlone);
    write(server(found));
    const { props } = await nextOperation().read(id, outs);
    expect(props).toMatchObject({ identityType: "ApplicationPoolIdentity", drift: [expect.anything()] });
    expect(await nextOperation().read(id, props!)).toMatchObject({ id });
  });
});

test.each<[what: string, more: Properties]>([
  ["a user name", { userName: "FARM\\shop" }],
  ["a password", { password: "x" }],
  ["another kind", { kind: "anonymous", userName: "x" }],
  ["the pool's identity of a request", { poolIdentity: true }],
  ["a type that IIS does not have", { identityType: "applicationpoolidentity" }],
  ["an account without a name", { identityType: "SpecificUser" }],
])("%s is refused with it, and not a byte is written", async (_, more) => {
  write(server(account));
  expect(await refusal({ ...own, ...more })).toMatch(/^E_INPUT /);
  expect(scene.read()).toBe(server(account));
});

test("in a metabase it is refused, with an account and without", async () => {
  const text = scene.write({
    "W3SVC/AppPools/Shop": { type: "IIsApplicationPool", wam: ["FARM\\shop", "pw"] },
  });
  const location = "W3SVC/AppPools/Shop";
  for (const news of [own, user]) expect(await refusal({ ...news, location })).toMatch(/^E_KEY_TYPE .*IIS 7/);
  expect(scene.read()).toBe(text);
});

test("two resources that declare different types of one pool are refused with both names", async () => {
  write(server('userName="FARM\\shop" password="pw"'));
  const host = nextOperation();
  const password = { userName: "FARM\\shop", password: "pw" };
  const more = { ...password, identityType: "SpecificUser", resourceName: "one" };
  expect((await host.check({}, pool({ ...password, resourceName: "none" }))).failures).toEqual([]);
  expect((await host.check({}, pool(more))).failures).toEqual([]);
  const { failures } = await host.check({}, { ...own, resourceName: "two" });
  expect(failures).toMatchObject([{ reason: expect.stringMatching(/^E_CONFLICT .* and two/) }]);
});

describe("the defaults", () => {
  const defaults = (more: Properties = {}): Properties =>
    pool({ identityType: "ApplicationPoolIdentity", resourceName: "defaults", ...more }, "W3SVC/AppPools");

  test("name the pools that change with them, and a pool beneath is compared with what they will be", async () => {
    write(server(account));
    const host = nextOperation();
    const above = await host.check({}, defaults());
    const below = await host.check(
      {},
      pool({ identityType: "ApplicationPoolIdentity", resourceName: "other" }, "Other"),
    );
    expect([...above.failures, ...below.failures]).toEqual([]);
    expect(below.inputs).toMatchObject({ revision: 0 });
    expect(scene.printed).toEqual([
      "MACHINE/WEBROOT/APPHOST applicationPoolDefaults identityType: runs as NetworkService instead of the declared ApplicationPoolIdentity",
      "MACHINE/WEBROOT/APPHOST pools without a type of their own would run as ApplicationPoolIdentity instead of NetworkService: Other",
      "MACHINE/WEBROOT/APPHOST recycles the application pool Other",
    ]);
    await host.create(above.inputs);
    await host.create(below.inputs);
    expect(scene.read()).toBe(server(account, 'identityType="ApplicationPoolIdentity"'));
  });

  test("that would take another account out of use need acceptEffects, or that pool's own declaration", async () => {
    const before = server(account, 'identityType="SpecificUser"', 'userName="FARM\\other" password="pw"');
    write(before);
    const { inputs } = await nextOperation().check({}, defaults());
    await expect(nextOperation().create(inputs)).rejects.toThrow("E_EFFECTS");
    expect(scene.read()).toBe(before);

    const host = nextOperation();
    const other = { identityType: "SpecificUser", userName: "FARM\\other", resourceName: "other" };
    const declared = await host.check({}, pool(other, "Other"));
    const above = await host.check({}, defaults());
    expect(declared.failures).toEqual([]);
    await host.create(above.inputs);
    await host.create(declared.inputs);
    expect(scene.read()).toBe(
      server(
        account,
        'identityType="ApplicationPoolIdentity"',
        'identityType="SpecificUser" userName="FARM\\other" password="pw"',
      ),
    );
  });
});

describe("onDelete: inherit", () => {
  const inherit = { onDelete: "inherit" };

  test.each<[what: string, before: string, news: Properties, prints: RegExp, after: string]>([
    [
      "removes a type, and the defaults' one counts",
      server('identityType="ApplicationPoolIdentity"'),
      own,
      /would leave the identityType NetworkService/,
      server("").replace("<processModel  ", "<processModel "),
    ],
    [
      "leaves a stored account that it did not declare",
      server('identityType="LocalSystem" userName="FARM\\old" password="x"'),
      pool({ identityType: "LocalSystem" }),
      /would leave the identityType NetworkService/,
      server('userName="FARM\\old" password="x"'),
    ],
    [
      "removes type and account together",
      server(account),
      user,
      /would leave the identityType NetworkService/,
      server("").replace("<processModel  ", "<processModel "),
    ],
    [
      "removes type and account where the defaults have a whole one",
      server(account, 'identityType="SpecificUser" userName="FARM\\all" password="y"'),
      user,
      /would leave the account "FARM\\all"/,
      server("", 'identityType="SpecificUser" userName="FARM\\all" password="y"').replace(
        "<processModel  ",
        "<processModel ",
      ),
    ],
  ])("%s", async (_, before, news, prints, after) => {
    write(before);
    const { id, outs } = await created({ ...news, ...inherit });
    expect(scene.read()).toBe(before);
    expect(scene.printed).toContainEqual(expect.stringMatching(prints));
    await nextOperation().delete(id, outs);
    expect(scene.read()).toBe(after);
  });

  test.each([
    [
      "a type above is set nowhere",
      server('identityType="LocalSystem"', ""),
      pool({ identityType: "LocalSystem" }),
    ],
    ["the account above is half a one", server(account, 'identityType="SpecificUser" userName="x"'), user],
  ])("is refused where %s", async (_, before, news) => {
    write(before);
    expect(await refusal({ ...news, ...inherit })).toMatch(/^E_NOTHING_TO_INHERIT /);
  });

  test.each<[what: string, found: string]>([
    ["another type", 'identityType="LocalService"'],
    ["an account", 'identityType="ApplicationPoolIdentity" userName="FARM\\x" password="y"'],
  ])("leaves %s that somebody else set", async (_, found) => {
    write(server('identityType="ApplicationPoolIdentity"'));
    const { id, outs } = await created({ ...ownAlone, ...inherit });
    write(server(found));
    await nextOperation().delete(id, outs);
    expect(scene.read()).toBe(server(found));
    expect(scene.printed).toContainEqual(expect.stringMatching(/left the credential as it is/));
  });
});

test("a type that is changed between preview and up is compared again", async () => {
  write(server('identityType="NetworkService"'));
  const { inputs } = await nextOperation().check({}, ownAlone);
  write(server(account));
  await nextOperation().create(inputs);
  expect(scene.read()).toBe(server('identityType="ApplicationPoolIdentity"'));
});
