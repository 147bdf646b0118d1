import { readdirSync } from "node:fs";
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import {
  AccountCredential,
  AnonymousIdentity,
  GeneratedPassword,
  UncIdentity,
  WamIdentity,
} from "../../provider/src";
import { EngineStack, type State } from "../support/engine";
import { metabaseText, withAttribute, type KeyElement } from "../support/metabase-folder";
import { diagnostics } from "../support/scenario";

const recordings = resolve(__dirname, "../fixtures/state");
const recording = process.env["IIS_IDENTITY_RECORD_STATE"];
const versions = readdirSync(recordings).filter((name) => /^\d/.test(name));

// Taken from the project's folder, so that state names no folder of the machine it was recorded on.
const metabase = { path: "MetaBase.xml" };
const R = "/LM/W3SVC/1/ROOT";
const keys: readonly KeyElement[] = [
  {
    location: "/LM/W3SVC",
    type: "IIsWebService",
    attributes: {
      AnonymousUserName: "IUSR_BASE",
      AnonymousUserPass: "Base-1",
      WAMUserName: "IWAM_BASE",
      WAMUserPass: "Base-2",
    },
  },
  { location: R, attributes: { AnonymousUserName: "FARM\\site", AnonymousUserPass: "stale" } },
  { location: `${R}/share`, attributes: { UNCPassword: "stale", UNCUserName: "FARM\\share" } },
  {
    location: "/LM/W3SVC/2/ROOT",
    attributes: { AnonymousUserName: "FARM\\svc", AnonymousUserPass: "stale" },
  },
  {
    location: "/LM/W3SVC/3/ROOT",
    attributes: { AnonymousUserName: "FARM\\made", AnonymousUserPass: "stale" },
  },
  {
    location: "/LM/W3SVC/AppPools/Shop",
    type: "IIsApplicationPool",
    attributes: { AppPoolIdentityType: "3", WAMUserName: "FARM\\pool", WAMUserPass: "stale" },
  },
];

/** Every type of resource, with the arguments that a stack of that time had. */
function program(): Promise<void> {
  new AnonymousIdentity("site", {
    metabase,
    location: "W3SVC/1/ROOT",
    userName: "FARM\\site",
    password: "Site-41",
  });
  new UncIdentity("share", {
    metabase,
    location: "W3SVC/1/ROOT/share",
    userName: "FARM\\share",
    password: "Share-42",
  });
  new WamIdentity("pool", {
    metabase,
    location: "W3SVC/AppPools/Shop",
    userName: "FARM\\pool",
    password: "Pool-43",
    onDelete: "inherit",
  });
  new AccountCredential("account", { metabase, userName: "FARM\\svc", password: "Account-44" });
  const made = new GeneratedPassword("made", { keepers: { quarter: "1" } });
  new AccountCredential("generated", { metabase, userName: "FARM\\made", password: made.result });
  return Promise.resolve();
}

/** What tells of the machine and the source that recorded it is left out. */
function portable(state: State): unknown {
  const text = JSON.stringify(state, (name, value: unknown) =>
    name === "sourcePosition" || name === "stackTrace" ? undefined : value,
  );
  return JSON.parse(text) as unknown;
}

let stack: EngineStack;
beforeEach(async () => {
  stack = await EngineStack.create(program);
});
afterEach(() => stack.remove());

const file = (): string => join(stack.folder, metabase.path);

if (recording !== undefined) {
  test("records the state of this version", async () => {
    await writeFile(file(), metabaseText(keys));
    expect((await stack.up()).code).toBe(0);
    const folder = join(recordings, recording);
    await mkdir(folder, { recursive: true });
    await copyFile(file(), join(folder, "MetaBase.xml"));
    await writeFile(
      join(folder, "state.json"),
      `${JSON.stringify(portable(await stack.state()), undefined, 2)}\n`,
    );
  });
} else {
  test.each(versions)("state of %s is refreshed, previewed, updated and destroyed", async (version) => {
    const recorded = await readFile(join(recordings, version, "MetaBase.xml"), "utf8");
    await writeFile(file(), recorded);
    const imported = await stack.cli(["stack", "import", "--file", join(recordings, version, "state.json")]);
    expect(imported.code).toBe(0);

    expect((await stack.refresh(["--preview-only", "--expect-no-changes"])).code).toBe(0);
    expect((await stack.refresh()).code).toBe(0);
    expect((await stack.preview(["--expect-no-changes"])).code).toBe(0);
    expect((await stack.up(["--expect-no-changes"])).code).toBe(0);
    expect(await readFile(file(), "utf8")).toBe(recorded);

    const made = /FARM\\made"\r\n\t\tAnonymousUserPass="([^"]+)"/.exec(recorded)?.[1];
    const drifts: readonly (readonly [string, string, string])[] = [
      [R, "AnonymousUserPass", "Site-41"],
      [`${R}/share`, "UNCPassword", "Share-42"],
      ["/LM/W3SVC/2/ROOT", "AnonymousUserPass", "Account-44"],
      ["/LM/W3SVC/3/ROOT", "AnonymousUserPass", made ?? ""],
      ["/LM/W3SVC/AppPools/Shop", "WAMUserPass", "Pool-43"],
    ];
    const set = (values: readonly (readonly [string, string, string | undefined])[]): string =>
      values.reduce((text, [at, name, value]) => withAttribute(text, at, name, value), recorded);
    expect(set(drifts)).toBe(recorded);
    await writeFile(file(), set(drifts.map(([at, name]) => [at, name, "foreign"])));
    const up = await stack.up();
    expect(up.code).toBe(0);
    expect(diagnostics(up)).toEqual(
      expect.arrayContaining(drifts.map(([at, name]) => `${at} ${name}: differs, foreign`)),
    );
    expect(await readFile(file(), "utf8")).toBe(recorded);
    expect((await stack.preview(["--expect-no-changes"])).code).toBe(0);

    expect((await stack.destroy()).code).toBe(0);
    const pool = "/LM/W3SVC/AppPools/Shop";
    expect(await readFile(file(), "utf8")).toBe(
      set([
        [pool, "WAMUserName", undefined],
        [pool, "WAMUserPass", undefined],
      ]),
    );
    const { resources } = (await stack.state()).deployment;
    expect(resources.filter(({ type }) => type.includes("dynamic/iis:"))).toEqual([]);
  });
}
