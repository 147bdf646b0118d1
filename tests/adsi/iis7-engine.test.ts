import { AnonymousIdentity, UncIdentity, WamIdentity, type MetabaseArgs } from "../../provider/src";
import { farm, farmPassword, type FarmCopy } from "../support/apphost-farm";
import { metabaseFile } from "../support/metabase-xml";
import { openedTree } from "../support/admin-probe";
import { diagnostics, removeScenarios, said, Scenario } from "../support/scenario";
import { adminVariants, ScriptHost, type AdminVariant } from "../support/script-host/script-host";

/* The real engine over the agent in Wine's cscript, on a simulated IIS 10: as on a file, with one script host a batch. */

const hosts: ScriptHost[] = [];

afterEach(async () => {
  await removeScenarios();
  const violations = hosts.flatMap((host) => host.violations);
  for (const host of hosts.splice(0)) host.remove();
  expect(violations).toEqual([]);
});

const classes = { anonymous: AnonymousIdentity, wam: WamIdentity, unc: UncIdentity };
const pair = (password: string): string => ` userName="FARM\\data" password="${sealed(password)}"`;
const sealed = (text: string): string => `[enc:AesProvider:${text}:enc]`;

interface Server {
  readonly host: ScriptHost;
  readonly scenario: Scenario;
  readonly metabase: MetabaseArgs;
  /** Somebody else's file. */
  readonly replace: (text: string) => void;
}

async function serverWith(text: string, variant: AdminVariant): Promise<Server> {
  const planted = (bytes: string) => ({
    majorVersion: 10,
    configuration: { bytes: Buffer.from(bytes), variant },
  });
  const host = await ScriptHost.create(metabaseFile([]), planted(text));
  hosts.push(host);
  const metabase = { store: "iis7", transport: { type: "local", scriptHost: host.path } } as const;
  const replace = (other: string): void => {
    host.plant(planted(other));
  };
  return { host, scenario: await Scenario.create(""), metabase, replace };
}

/** How many script hosts a run starts. */
async function starts<Result>(host: ScriptHost, run: Promise<Result>): Promise<[Result, number]> {
  const before = host.starts;
  const result = await run;
  return [result, host.starts - before];
}

const [anyVariant] = Object.values(adminVariants);

test("two hundred identities are previewed with one script host, fifty that drifted written with few more", async () => {
  const size = { sites: 90, pools: 30, tags: 240 };
  const copies = farm(size).copies.slice(0, 200);
  const drifted = copies.filter((_, index) => index % 4 === 1);
  const fileWith = (stale: readonly FarmCopy[]): string =>
    farm({
      ...size,
      password: ({ kind, location, userName }) =>
        stale.some((each) => each.kind === kind && each.location === location)
          ? sealed("Stale")
          : sealed(farmPassword(userName)),
    }).text;
  const right = fileWith([]);
  const { host, scenario, metabase, replace } = await serverWith(right, anyVariant!);
  const { stack } = scenario;
  scenario.run(() => {
    for (const { kind, location, userName } of copies) {
      const password = farmPassword(userName);
      new classes[kind](`${kind} ${location}`, { metabase, location, userName, password });
    }
  });
  const [adopted, adoptedStarts] = await starts(host, stack.up());
  expect([adopted.code, adoptedStarts, host.journal]).toEqual([0, 1, []]);

  const wrong = fileWith(drifted);
  replace(wrong);
  const [preview, previewStarts] = await starts(host, stack.preview(["--diff"]));
  expect([preview.code, previewStarts]).toEqual([0, 1]);
  const updated = [...said(preview).matchAll(/\(update\)\s[^()]*::((?:anonymous|wam|unc) [^\]\n]+)\]/g)];
  const names = drifted.map(({ kind, location }) => `${kind} ${location}`);
  expect(updated.map(([, name]) => name).sort()).toEqual(names.sort());
  expect(host.configuration.toString()).toBe(wrong);

  const parallel = 8;
  const [up, upStarts] = await starts(host, stack.up([`--parallel=${String(parallel)}`]));
  expect(up.code).toBe(0);
  const most = 1 + Math.ceil(drifted.length / parallel) + 1;
  // The count is what this test is for: to be seen in the log.
  console.log(
    `script hosts: preview ${String(previewStarts)}, up ${String(upStarts)} of at most ${String(most)}`,
  );
  expect(upStarts).toBeLessThanOrEqual(most);
  expect(openedTree(host.configuration)).toEqual(openedTree(Buffer.from(right)));
  expect(host.backups).toHaveLength(1);

  const [again, againStarts] = await starts(host, stack.preview(["--expect-no-changes"]));
  expect([again.code, againStarts]).toEqual([0, 1]);
});

interface Stored {
  readonly user?: string;
  readonly password?: string;
  readonly pool?: string;
  readonly files?: string;
  /** The credential of the directory `/data`, as attributes; left out, it has none. */
  readonly data?: string;
}

const shop = ({
  user = "FARM\\web",
  password = "First-1",
  pool = "Pool-1",
  files = "Files-1",
  data = "",
}: Stored): string => `<configuration>
  <system.applicationHost>
    <applicationPools>
      <add name="Shop"><processModel identityType="SpecificUser" userName="FARM\\pool" password="${sealed(pool)}" /></add>
      <add name="Other"><processModel identityType="SpecificUser" userName="FARM\\other" password="${sealed("Other-1")}" /></add>
      <applicationPoolDefaults><processModel identityType="ApplicationPoolIdentity" /></applicationPoolDefaults>
    </applicationPools>
    <sites>
      <site name="Shop" id="7">
        <application path="/" applicationPool="Shop">
          <virtualDirectory path="/" physicalPath="C:\\shop" />
          <virtualDirectory path="/data" physicalPath="C:\\data"${data} />
          <virtualDirectoryDefaults userName="FARM\\data" password="${sealed("Data-1")}" />
          <virtualDirectory path="/files" physicalPath="\\\\s\\f" userName="FARM\\files" password="${sealed(files)}" />
        </application>
      </site>
    </sites>
  </system.applicationHost>
  <location path="Shop">
    <system.webServer><security><authentication>
      <anonymousAuthentication enabled="true" userName="${user}" password="${sealed(password)}" />
    </authentication></security></system.webServer>
  </location>
</configuration>`;

test.each(Object.entries(adminVariants))(
  "preview, up, drift, rotation, rename, refresh and destroy change what is declared and nothing else, where IIS gives %s",
  async (_, variant) => {
    const { host, scenario, metabase, replace } = await serverWith(shop({ data: pair("Stale-0") }), variant);
    const { stack } = scenario;
    const declare = (userName: string, password: string, pool: string): void => {
      scenario.run(() => {
        new AnonymousIdentity("www", { metabase, location: "Shop", userName, password });
        new UncIdentity("data", {
          metabase,
          location: "W3SVC/7/ROOT/data",
          userName: "FARM\\data",
          password: "Data-1",
          onDelete: "inherit",
        });
        new WamIdentity("pool", { metabase, location: "Shop", userName: "FARM\\pool", password: pool });
        new UncIdentity("files", {
          metabase,
          location: "Shop/files",
          userName: "FARM\\files",
          password: "Files-1",
        });
      });
    };
    const data = pair("Data-1");
    const holds = (stored: Stored): void => {
      expect(openedTree(host.configuration)).toEqual(openedTree(Buffer.from(shop(stored))));
    };

    declare("FARM\\web", "First-1", "Pool-1");
    const first = await stack.preview();

    expect([first.code, diagnostics(first).filter((line) => line.startsWith("Shop"))]).toEqual([
      0,
      [
        'Shop/data onDelete: inherit would leave the account "FARM\\data"',
        "Shop/data virtualDirectory password: differs, foreign",
      ],
    ]);
    expect(host.journal).toEqual([]);
    expect((await stack.up()).code).toBe(0);
    holds({ data });
    expect((await stack.preview(["--expect-no-changes"])).code).toBe(0);

    // Somebody else's password at one place, and at another one.
    replace(shop({ data, password: "Foreign-9", pool: "Foreign-9" }));
    expect(diagnostics(await stack.preview()).filter((line) => line.startsWith("Shop"))).toEqual([
      "Shop 2 locations inherit what changes here",
      "Shop anonymousAuthentication password: differs, foreign",
      "Shop processModel password: differs, foreign",
      "Shop recycles the application pool Shop",
    ]);
    expect((await stack.refresh(["--preview-only", "--expect-no-changes"])).code).not.toBe(0);
    expect((await stack.up()).code).toBe(0);
    holds({ data });

    // A rotation and a rename at once.
    declare("FARM\\web-new", "Second-2", "Pool-2");
    const rotation = await stack.preview();
    expect(said(rotation)).not.toContain("Second-2");
    expect((await stack.up()).code).toBe(0);
    holds({ data, user: "FARM\\web-new", password: "Second-2", pool: "Pool-2" });
    expect((await stack.refresh(["--preview-only", "--expect-no-changes"])).code).toBe(0);
    const { journal } = host;
    expect((await stack.up()).code).toBe(0);
    expect(host.journal).toEqual(journal);

    expect((await stack.destroy()).code).toBe(0);
    holds({ user: "FARM\\web-new", password: "Second-2", pool: "Pool-2" });
  },
);
