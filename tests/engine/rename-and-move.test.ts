import { MetabaseFolder, metabaseText, withAttribute } from "../support/metabase-folder";
import { removeScenarios, Scenario } from "../support/scenario";
import { serverKeys, stored } from "../support/server-keys";

const right = metabaseText(serverKeys);
const userName = "WEBFARM\\svc-web";
const shop = { location: "W3SVC/1/ROOT/shop", userName, password: stored.web };

afterEach(removeScenarios);

test("a resource renamed in the program never undoes its credential", async () => {
  const scenario = await Scenario.create();
  const { metabase, stack } = scenario;
  const before = await metabase.listing();
  scenario.declare({ shop: { ...shop, onDelete: "inherit" } });
  expect((await stack.up()).code).toBe(0);

  scenario.declare({ store: { ...shop, onDelete: "inherit" } });
  const renamed = await stack.up();
  expect(renamed.code).toBe(0);
  expect(renamed.stdout).toMatch(/\+ 1 created\n\s+- 1 deleted/);
  expect(await metabase.listing()).toEqual(before);

  scenario.declare({ sales: { ...shop, password: "Rotated-2", onDelete: "inherit" } });
  expect((await stack.up()).code).toBe(0);
  expect(await metabase.text()).toBe(
    withAttribute(right, "/LM/W3SVC/1/ROOT/shop", "AnonymousUserPass", "Rotated-2"),
  );
});

test.each(["keep", "inherit"] as const)(
  "a moved location is written at the new place, and the old one treated by onDelete: %s",
  async (onDelete) => {
    const scenario = await Scenario.create();
    const { metabase, stack } = scenario;
    scenario.declare({ site: { ...shop, onDelete } });
    expect((await stack.up()).code).toBe(0);

    scenario.declare({ site: { ...shop, onDelete, location: "W3SVC/2/ROOT" } });
    const moved = await stack.up();
    expect(moved.code).toBe(0);
    expect(moved.stdout).toMatch(/\+-1 replaced/);
    const written = withPair(right, "/LM/W3SVC/2/ROOT", userName, stored.web);
    expect(await metabase.text()).toBe(
      onDelete === "keep" ? written : withPair(written, "/LM/W3SVC/1/ROOT/shop", undefined, undefined),
    );
    expect(await metabase.backups()).toEqual([right]);
    expect((await stack.preview(["--expect-no-changes"])).code).toBe(0);
  },
);

test("a location spelled in another way is the same one", async () => {
  const scenario = await Scenario.create();
  const { metabase, stack } = scenario;
  const before = await metabase.listing();
  scenario.declare({ shop: { ...shop, onDelete: "inherit" } });
  expect((await stack.up()).code).toBe(0);

  for (const location of ["/lm/w3svc/1/root/SHOP", "\\W3SVC\\1\\ROOT\\shop\\"]) {
    scenario.declare({ shop: { ...shop, onDelete: "inherit", location } });
    const preview = await stack.preview();
    expect(preview.code).toBe(0);
    expect(preview.stdout).not.toMatch(/replace|delete|create/);
  }
  expect((await stack.up()).code).toBe(0);
  expect(await metabase.listing()).toEqual(before);
});

test("a metabase that moved is compared and written at its new place, and the old file left alone", async () => {
  const scenario = await Scenario.create();
  const { metabase, stack } = scenario;
  scenario.declare({ shop: { ...shop, onDelete: "inherit" } });
  expect((await stack.up()).code).toBe(0);
  const before = await metabase.listing();
  const other = await MetabaseFolder.create(
    withAttribute(right, "/LM/W3SVC/1/ROOT/shop", "AnonymousUserPass", "Foreign-3c8d"),
  );
  try {
    scenario.declare({ shop: { ...shop, onDelete: "inherit", metabase: { path: other.path } } });
    const up = await stack.up();
    expect(up.code).toBe(0);
    expect(up.stdout).toMatch(/~ 1 updated/);
    expect(await other.text()).toBe(right);
    expect(await metabase.listing()).toEqual(before);
    expect(await scenario.outputs("shop")).toMatchObject({ revision: 1, metabase: { path: other.path } });
  } finally {
    await other.remove();
  }
});

test("ignoreChanges on the password keeps the recorded one", async () => {
  const scenario = await Scenario.create();
  const { metabase, stack } = scenario;
  const before = await metabase.listing();
  scenario.declare({ shop });
  expect((await stack.up()).code).toBe(0);

  scenario.declare({ shop: { ...shop, password: "Rotated-2", opts: { ignoreChanges: ["password"] } } });
  expect((await stack.up(["--expect-no-changes"])).code).toBe(0);
  expect(await metabase.listing()).toEqual(before);
});

function withPair(
  text: string,
  location: string,
  name: string | undefined,
  password: string | undefined,
): string {
  const named = withAttribute(text, location, "AnonymousUserName", name);
  return withAttribute(named, location, "AnonymousUserPass", password);
}
