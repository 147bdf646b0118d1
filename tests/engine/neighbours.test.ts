import { metabaseText, withAttribute } from "../support/metabase-folder";
import { diagnostics, removeScenarios, said, Scenario } from "../support/scenario";
import { serverKeys, stored } from "../support/server-keys";

const userName = "WEBFARM\\svc-web";

afterEach(removeScenarios);

test("half pairs of other accounts: preview names them, up refuses, and writes once they are accepted", async () => {
  const text = metabaseText([
    ...serverKeys,
    { location: "/LM/W3SVC/1/ROOT/legacy", attributes: { AnonymousUserName: "WEBFARM\\svc-legacy" } },
  ]);
  const scenario = await Scenario.create(text);
  const { metabase, stack } = scenario;
  const before = await metabase.listing();
  const www = { location: "W3SVC/1/ROOT", userName, password: "Rotated-2" };
  const intranet = { location: "W3SVC/2/ROOT", userName, password: "Rotated-2" };
  scenario.declare({ www });

  const preview = await stack.preview();
  expect(preview.code).toBe(0);
  expect(diagnostics(preview)).toEqual([
    "/LM/W3SVC/1/ROOT 2 locations inherit what changes here",
    "/LM/W3SVC/1/ROOT AnonymousUserPass: differs, foreign",
    '/LM/W3SVC/1/ROOT half pair of another account: /LM/W3SVC/1/ROOT/legacy ("WEBFARM\\svc-legacy") would get another AnonymousUserPass',
    "/LM/W3SVC/1/ROOT up refuses this change without acceptEffects: true",
  ]);

  const refused = await stack.up();
  expect(refused.code).not.toBe(0);
  expect(said(refused)).toMatch(/error: E_EFFECTS \/LM\/W3SVC\/1\/ROOT.* at \/LM\/W3SVC\/1\/ROOT\/legacy\. /);
  expect(said(refused)).not.toContain("Rotated-2");
  expect(await metabase.listing()).toEqual(before);

  scenario.declare({ www: { ...www, acceptEffects: true }, intranet });
  expect((await stack.up()).code).toBe(0);
  const rotated = withAttribute(text, "/LM/W3SVC/1/ROOT", "AnonymousUserPass", "Rotated-2");
  const named = withAttribute(rotated, "/LM/W3SVC/2/ROOT", "AnonymousUserName", userName);
  expect(await metabase.text()).toBe(
    withAttribute(named, "/LM/W3SVC/2/ROOT", "AnonymousUserPass", "Rotated-2"),
  );
});

test("a child that inherits gets no pair of its own from a parent that changes with it", async () => {
  const scenario = await Scenario.create();
  const { metabase, stack } = scenario;
  const declareWith = (password: string) => {
    const pair = { userName, password };
    scenario.declare({
      docs: { location: "W3SVC/1/ROOT", ...pair },
      child: { location: "W3SVC/1/ROOT/docs", ...pair, after: "docs" },
    });
  };
  declareWith(stored.web);
  expect((await stack.up()).code).toBe(0);

  declareWith("Rotated-2");
  const preview = await stack.preview();
  expect(diagnostics(preview)).toContain("/LM/W3SVC/1/ROOT AnonymousUserPass: differs, previous");
  expect(said(preview)).not.toContain("/LM/W3SVC/1/ROOT/docs");
  expect((await stack.up()).code).toBe(0);
  expect(await metabase.text()).toBe(
    withAttribute(metabaseText(serverKeys), "/LM/W3SVC/1/ROOT", "AnonymousUserPass", "Rotated-2"),
  );
  expect((await stack.preview(["--expect-no-changes"])).code).toBe(0);
  expect(await scenario.outputs("child")).toMatchObject({ drift: [] });
});

test("a half pair of the declared account is completed with the missing half alone", async () => {
  const whole = metabaseText(serverKeys);
  const half = withAttribute(whole, "/LM/W3SVC/1/ROOT/shop", "AnonymousUserPass", undefined);
  const scenario = await Scenario.create(half);
  const { metabase, stack } = scenario;
  scenario.declare({ shop: { location: "W3SVC/1/ROOT/shop", userName, password: "Rotated-2" } });
  expect((await stack.up()).code).toBe(0);
  expect(await metabase.text()).toBe(
    withAttribute(whole, "/LM/W3SVC/1/ROOT/shop", "AnonymousUserPass", "Rotated-2"),
  );
});
