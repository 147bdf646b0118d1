import { readFile, writeFile } from "node:fs/promises";
import { appendFileSync, cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import program from "../../index";
import { AnonymousIdentity, UncIdentity, WamIdentity, type WamIdentityArgs } from "../../provider/src";
import { farm, farmPassword, type FarmCopy } from "../support/apphost-farm";
import { EngineStack } from "../support/engine";
import { metabaseText } from "../support/metabase-folder";
import { diagnostics, removeScenarios, said, Scenario } from "../support/scenario";

jest.mock("pulumi-iis-identity", () => jest.requireActual<object>("../../provider/src"));
jest.mock("pulumi-iis-identity/config", () => jest.requireActual<object>("../../provider/src/config/public"));

afterEach(removeScenarios);

const classes = { anonymous: AnonymousIdentity, wam: WamIdentity, unc: UncIdentity };
const elements = { anonymous: "anonymousAuthentication", wam: "processModel", unc: "virtualDirectory" };

/** 300 sites, 60 pools of every identity type, 65 location tags at three depths. */
const size = { sites: 300, pools: 60, tags: 65 };
const stale = (copy: FarmCopy, index: number): boolean => index % 19 === 3 && copy.userName !== "";
const { copies } = farm(size);
const drifted = copies.filter(stale);
const right = farm(size).text;
const wrong = farm({
  ...size,
  password: (copy) =>
    drifted.some((each) => each.kind === copy.kind && each.location === copy.location)
      ? "Stale"
      : farmPassword(copy.userName),
}).text;

/** Three names of one place each: canonical, native, and canonical without its beginning. */
function writtenAs({ kind, location, name }: FarmCopy, index: number): string {
  if (index % 3 === 0) return location;
  return index % 3 === 1 && kind !== "wam" ? name : location.slice("/LM/".length);
}

test("of a farm's identities exactly those that drifted are named, rewritten, and in step afterwards", async () => {
  expect(drifted.length).toBeGreaterThan(8);
  const scenario = await Scenario.create(wrong, "farm.config");
  const { metabase, stack } = scenario;
  scenario.run(() => {
    for (const [index, copy] of copies.entries()) {
      new classes[copy.kind](`${copy.kind} ${copy.location}`, {
        metabase: { path: metabase.path, allowPlainText: true },
        location: writtenAs(copy, index),
        userName: copy.userName,
        password: farmPassword(copy.userName),
      });
    }
    for (let tag = 3; tag < size.tags; tag += 4) {
      const site = `Site ${String(Math.floor(tag / 3) + 1)}`;
      const location = site + (["", "/app", "/app/files"][tag % 3] ?? "");
      new AnonymousIdentity(`pool of ${location}`, {
        metabase: { path: metabase.path, allowPlainText: true },
        location,
        poolIdentity: true,
      });
    }
  });
  const lines = drifted.map(({ kind, name }) => `${name} ${elements[kind]} password: differs, foreign`);
  const isDrift = (line: string): boolean => line.includes(" password: ") && !line.startsWith("warning");

  const preview = await stack.preview();
  expect(preview.code).toBe(0);
  expect(diagnostics(preview).filter(isDrift)).toEqual([...lines].sort());
  expect(await readFile(metabase.path, "utf8")).toBe(wrong);

  const up = await stack.up();
  expect(up.code).toBe(0);
  expect(await readFile(metabase.path, "utf8")).toBe(right);
  expect(await metabase.backups()).toEqual([wrong]);
  expect((await stack.preview(["--expect-no-changes"])).code).toBe(0);

  // Somebody rotates by hand at half of them; refresh sees it, the next preview names it.
  await writeFile(metabase.path, wrong);
  const refresh = await stack.cli(["refresh", "--preview-only", "--expect-no-changes"]);
  expect(refresh.code).not.toBe(0);
  expect(diagnostics(await stack.preview()).filter(isDrift)).toEqual([...lines].sort());
});

test("drift, rotation, rename, refresh and destroy leave each byte as it was that is not declared", async () => {
  const shop = ({ user = "FARM\\web", password = "First-1", pool = "Pool-1", data = "" }): string =>
    `<configuration>\r
  <!-- <location path="Shop"><anonymousAuthentication userName="x" /></location> -->\r
  <system.applicationHost>\r
    <applicationPools>\r
      <add name="Shop"><processModel identityType='SpecificUser' userName='FARM\\pool' password='${pool}' /></add>\r
      <add name="Other"><processModel userName="FARM\\other" password="[enc:IISCngProvider:AAAA:enc]" /></add>\r
    </applicationPools>\r
    <sites>\r
      <site name="Shop" id="7">\r
        <application path="/" applicationPool="Shop">\r
          <virtualDirectory path="/data" physicalPath="C:\\data"${data} />\r
          <virtualDirectoryDefaults userName="FARM\\data" password="Data-1" />\r
        </application>\r
      </site>\r
    </sites>\r
  </system.applicationHost>\r
  <location path="Shop" overrideMode="Deny"><system.webServer><security><authentication>\r
    <anonymousAuthentication enabled="true" userName="${user}" password="${password}" />\r
  </authentication></security></system.webServer></location>\r
</configuration>`;
  const data = ' userName="FARM\\data" password="Data-1"';
  const scenario = await Scenario.create(
    shop({ data: ' userName="FARM\\data" password="Stale-0"' }),
    "shop.config",
  );
  const { stack } = scenario;
  const { path } = scenario.metabase;
  const metabase = { path, allowPlainText: true };
  const declare = (userName: string, password: string, pool: string): void => {
    scenario.run(() => {
      new AnonymousIdentity("www", { metabase, location: "Shop", userName, password });
      const of = { userName: "FARM\\data", password: "Data-1", onDelete: "inherit" } as const;
      new UncIdentity("data", { metabase, location: "Shop/data", ...of });
      new WamIdentity("pool", { metabase, location: "Shop", userName: "FARM\\pool", password: pool });
    });
  };
  const up = async (expected: string): Promise<void> => {
    expect(await stack.up()).toMatchObject({ code: 0 });
    expect(await readFile(path, "utf8")).toBe(expected);
    expect(await stack.preview(["--expect-no-changes"])).toMatchObject({ code: 0 });
  };

  declare("FARM\\web", "First-1", "Pool-1");
  await up(shop({ data }));
  await writeFile(path, shop({ data, password: "Foreign-9", pool: "Foreign-9" }));
  expect((await stack.refresh(["--preview-only", "--expect-no-changes"])).code).not.toBe(0);
  await up(shop({ data }));
  declare("FARM\\web-new", "Second&2", "Pool'2");
  const rotated = { user: "FARM\\web-new", password: "Second&amp;2", pool: "Pool&apos;2" };
  await up(shop({ data, ...rotated }));
  expect((await stack.refresh(["--preview-only", "--expect-no-changes"])).code).toBe(0);
  expect(await stack.destroy()).toMatchObject({ code: 0 });
  expect(await readFile(path, "utf8")).toBe(shop(rotated));
});

test("one stack's file is compared with IIS 6 and with IIS 10, and only its metabase is another", async () => {
  const stack = await EngineStack.create(() => Promise.resolve(program()));
  try {
    const old = join(stack.folder, "MetaBase.xml");
    const now = join(stack.folder, "applicationHost.config");
    const shop = { AnonymousUserName: "FARM\\web", AnonymousUserPass: "pw" };
    writeFileSync(
      old,
      metabaseText([
        { location: "/LM/W3SVC", type: "IIsWebService" },
        { location: "/LM/W3SVC/1/ROOT", attributes: { ...shop, ServerComment: "Shop" } },
        { location: "/LM/W3SVC/1/ROOT/files", attributes: { UNCUserName: "FARM\\files", UNCPassword: "pw" } },
        {
          location: "/LM/W3SVC/AppPools/Shop",
          type: "IIsApplicationPool",
          attributes: { WAMUserName: "FARM\\pool", WAMUserPass: "pw", AppPoolIdentityType: "3" },
        },
      ]),
    );
    writeFileSync(
      now,
      `<configuration>
    <system.applicationHost>
        <applicationPools>
            <add name="Shop"><processModel identityType="SpecificUser" userName="FARM\\pool" password="pw" /></add>
        </applicationPools>
        <sites>
            <site name="Shop" id="1">
                <application path="/" applicationPool="Shop">
                    <virtualDirectory path="/" physicalPath="C:\\shop" />
                    <virtualDirectory path="/files" physicalPath="\\\\s\\f" userName="FARM\\old" password="pw" />
                </application>
            </site>
        </sites>
    </system.applicationHost>
    <location path="Shop">
        <system.webServer>
            <security>
                <authentication>
                    <anonymousAuthentication userName="FARM\\web" password="pw" />
                </authentication>
            </security>
        </system.webServer>
    </location>
</configuration>
`,
    );
    const stackFile = join(stack.folder, "Pulumi.test.yaml");
    const empty = `${stackFile}.empty`;
    cpSync(stackFile, empty);
    const identities = [
      { location: "W3SVC/1/ROOT", userName: "FARM\\web" },
      { kind: "unc", location: "W3SVC/1/ROOT/files", userName: "FARM\\files" },
      { kind: "wam", location: "W3SVC/AppPools/Shop", userName: "FARM\\pool" },
    ];
    const use = (path: string): void => {
      cpSync(empty, stackFile);
      const config = { "iis-identity:metabase": { path }, "iis-identity:identities": identities };
      appendFileSync(stackFile, `\nconfig: ${JSON.stringify(config)}\n`);
    };
    use(old);
    expect(await stack.up()).toMatchObject({ code: 0 });
    expect(await stack.preview(["--expect-no-changes"])).toMatchObject({ code: 0 });

    use(now);
    const moved = await stack.preview();
    // A name never goes without its password, and this stack leaves the passwords alone.
    expect(said(moved)).toContain("E_PASSWORD_REQUIRED /LM/W3SVC/1/ROOT/files");
    writeFileSync(now, (await readFile(now, "utf8")).replace("FARM\\old", "FARM\\files"));
    const inStep = await stack.preview();
    expect(inStep.code).toBe(0);
    expect(diagnostics(inStep).filter((line) => line.includes("differs"))).toEqual([]);
    expect(inStep.stdout).not.toMatch(/replace|create|delete/);
    expect(await stack.up()).toMatchObject({ code: 0 });
    expect(await stack.preview(["--expect-no-changes"])).toMatchObject({ code: 0 });
  } finally {
    await stack.remove();
  }
});

test("what a pool runs as goes through the whole cycle, and only what is declared of it changes", async () => {
  const file = (pool: string): string => `<configuration>
    <system.applicationHost>
        <applicationPools>
            <add name="Shop">
                <processModel ${pool} />
            </add>
            <add name="Other" managedRuntimeVersion="v4.0" />
            <applicationPoolDefaults>
                <processModel identityType="NetworkService" />
            </applicationPoolDefaults>
        </applicationPools>
        <sites />
    </system.applicationHost>
</configuration>
`;
  const account = 'identityType="SpecificUser" userName="FARM\\svc" password="pw" idleTimeout="00:00:00"';
  const virtual = 'identityType="ApplicationPoolIdentity" idleTimeout="00:00:00"';
  const managed = 'identityType="SpecificUser" userName="FARM\\gmsa$" idleTimeout="00:00:00"';
  const scenario = await Scenario.create(file(account), "pools.config");
  const { metabase, stack } = scenario;
  const text = (): Promise<string> => readFile(metabase.path, "utf8");
  const declare = (args: Omit<WamIdentityArgs, "metabase" | "location">): void => {
    scenario.run(() => {
      new WamIdentity("shop", { metabase: { path: metabase.path }, location: "Shop", ...args });
    });
  };
  const inStep = async (): Promise<void> => {
    expect(await stack.preview(["--expect-no-changes"])).toMatchObject({ code: 0 });
  };

  declare({ identityType: "ApplicationPoolIdentity", passwordless: true });
  const preview = await stack.preview();
  expect(diagnostics(preview)).toEqual([
    "Shop processModel identityType: runs as SpecificUser instead of the declared ApplicationPoolIdentity; processModel userName: stored where none is allowed; processModel password: stored where none is allowed",
    "Shop recycles the application pool Shop",
  ]);
  expect(await text()).toBe(file(account));
  expect(await stack.up()).toMatchObject({ code: 0 });
  expect(await text()).toBe(file(virtual));
  expect(await metabase.backups()).toEqual([file(account)]);
  await inStep();

  // Somebody sets it back by hand.
  await writeFile(metabase.path, file(account));
  expect((await stack.refresh(["--preview-only", "--expect-no-changes"])).code).not.toBe(0);
  expect(await stack.refresh()).toMatchObject({ code: 0 });
  expect(diagnostics(await stack.preview())).toEqual(diagnostics(preview));
  expect(await stack.up()).toMatchObject({ code: 0 });
  expect(await text()).toBe(file(virtual));
  await inStep();

  declare({ identityType: "SpecificUser", userName: "FARM\\gmsa$", passwordless: true, onDelete: "inherit" });
  expect(diagnostics(await stack.preview())).toEqual([
    "Shop onDelete: inherit would leave the identityType NetworkService",
    "Shop processModel identityType: runs as ApplicationPoolIdentity instead of the declared SpecificUser; processModel userName: absent",
    "Shop recycles the application pool Shop",
  ]);
  expect(await stack.up()).toMatchObject({ code: 0 });
  expect(await text()).toBe(file(managed));
  await inStep();

  expect(await stack.destroy()).toMatchObject({ code: 0 });
  expect(await text()).toBe(file('idleTimeout="00:00:00"'));
});
