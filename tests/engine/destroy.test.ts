import { metabaseText, withAttribute } from "../support/metabase-folder";
import { diagnostics, removeScenarios, said, Scenario } from "../support/scenario";
import { serverKeys, stored } from "../support/server-keys";

const right = metabaseText(serverKeys);
const shop = { location: "W3SVC/1/ROOT/shop", userName: "WEBFARM\\svc-web", password: stored.web };

afterEach(removeScenarios);

test("destroy leaves every byte by default, and removes exactly the own pair with onDelete: inherit", async () => {
  const scenario = await Scenario.create();
  const { metabase, stack } = scenario;
  const www = { location: "W3SVC/1/ROOT", userName: "WEBFARM\\svc-web", password: stored.web };
  scenario.declare({ www, shop: { ...shop, onDelete: "inherit" } });
  const before = await metabase.listing();

  const preview = await stack.preview();
  expect(diagnostics(preview)).toEqual([
    '/LM/W3SVC/1/ROOT/shop onDelete: inherit would leave the account "WEBFARM\\svc-web"',
  ]);
  expect((await stack.up()).code).toBe(0);
  expect(await metabase.listing()).toEqual(before);

  expect((await stack.destroy()).code).toBe(0);
  expect(await metabase.text()).toBe(withoutOwnPair(right, "/LM/W3SVC/1/ROOT/shop"));
  expect(await metabase.backups()).toEqual([right]);
  expect(await metabase.strays()).toEqual([]);
});

test.each([
  ["its password", "AnonymousUserPass", "Foreign-3c8d"],
  ["its name", "AnonymousUserName", "SOMEONE"],
])("onDelete: inherit leaves a credential of which somebody changed %s", async (_, name, value) => {
  const scenario = await Scenario.create();
  const { metabase, stack } = scenario;
  scenario.declare({ shop: { ...shop, onDelete: "inherit" } });
  expect((await stack.up()).code).toBe(0);
  await metabase.set("/LM/W3SVC/1/ROOT/shop", name, value);
  const before = await metabase.listing();

  expect((await stack.destroy()).code).toBe(0);
  expect(await metabase.listing()).toEqual(before);
});

test("onDelete: inherit is refused at preview where no ancestor holds a whole pair", async () => {
  const service = { location: "W3SVC", userName: "IUSR_BASE", password: stored.service };
  const scenario = await Scenario.create();
  const { metabase, stack } = scenario;
  scenario.declare({ service: { ...service, onDelete: "inherit" } });
  const before = await metabase.listing();

  const preview = await stack.preview();
  expect(preview.code).not.toBe(0);
  expect(said(preview)).toContain("E_NOTHING_TO_INHERIT /LM/W3SVC:");
  expect(await metabase.listing()).toEqual(before);
});

test("an ancestor that lost its pair since keeps destroy from removing one", async () => {
  const scenario = await Scenario.create();
  const { metabase, stack } = scenario;
  scenario.declare({ shop: { ...shop, onDelete: "inherit" } });
  expect((await stack.up()).code).toBe(0);
  for (const location of ["/LM/W3SVC", "/LM/W3SVC/1/ROOT"]) {
    await metabase.set(location, "AnonymousUserPass", undefined);
  }
  const before = await metabase.listing();

  const destroy = await stack.destroy();
  expect(destroy.code).not.toBe(0);
  expect(said(destroy)).toContain("E_NOTHING_TO_INHERIT /LM/W3SVC/1/ROOT/shop:");
  expect(await metabase.listing()).toEqual(before);
});

test("a changed onDelete is an update that writes nothing and leaves the counter", async () => {
  const scenario = await Scenario.create();
  const { metabase, stack } = scenario;
  const before = await metabase.listing();
  scenario.declare({ shop });
  expect((await stack.up()).code).toBe(0);

  scenario.declare({ shop: { ...shop, onDelete: "inherit" } });
  const up = await stack.up();
  expect(up.stdout).toMatch(/~ 1 updated/);
  expect(await scenario.outputs("shop")).toMatchObject({ onDelete: "inherit", revision: 0 });
  expect(await metabase.listing()).toEqual(before);
});

test("protect and retainOnDelete keep a credential that onDelete: inherit would remove", async () => {
  const scenario = await Scenario.create();
  const { metabase, stack } = scenario;
  const before = await metabase.listing();
  scenario.declare({ shop: { ...shop, onDelete: "inherit", opts: { protect: true } } });
  expect((await stack.up()).code).toBe(0);
  expect((await stack.destroy()).code).not.toBe(0);
  expect(await scenario.outputs("shop")).toBeDefined();

  scenario.declare({ shop: { ...shop, onDelete: "inherit", opts: { retainOnDelete: true } } });
  expect((await stack.up()).code).toBe(0);
  expect((await stack.destroy()).code).toBe(0);
  expect(await scenario.outputs("shop")).toBeUndefined();
  expect(await metabase.listing()).toEqual(before);
});

function withoutOwnPair(text: string, location: string): string {
  const withoutName = withAttribute(text, location, "AnonymousUserName", undefined);
  return withAttribute(withoutName, location, "AnonymousUserPass", undefined);
}
