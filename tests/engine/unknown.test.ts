import * as pulumi from "@pulumi/pulumi";
import { MadeValue } from "../support/made-value";
import { metabaseText, withAttribute } from "../support/metabase-folder";
import { diagnostics, removeScenarios, said, Scenario } from "../support/scenario";
import { serverKeys, stored } from "../support/server-keys";

const userName = "WEBFARM\\svc-web";
const right = metabaseText(serverKeys);

afterEach(removeScenarios);

test("a password that is made in the same up: preview announces a change, up writes it", async () => {
  const scenario = await Scenario.create();
  const { metabase, stack } = scenario;
  scenario.declare({ www: { location: "W3SVC/1/ROOT", userName, password: stored.web } });
  expect((await stack.up()).code).toBe(0);
  const before = await metabase.listing();

  scenario.run(() => {
    const password = pulumi.secret(new MadeValue("password", "Made-77").value);
    scenario.identity("www", { location: "W3SVC/1/ROOT", userName, password });
    scenario.identity("intranet", { location: "W3SVC/2/ROOT", userName, password });
  });
  const preview = await stack.preview();
  expect(preview.code).toBe(0);
  expect(preview.stdout).toMatch(/\+ 2 to create\n\s+~ 1 to update/);
  expect(diagnostics(preview)).toEqual([
    '/LM/W3SVC/2/ROOT AnonymousUserName: differs, found "WEBFARM\\svc-intranet" (declared "WEBFARM\\svc-web")',
  ]);
  expect(await metabase.listing()).toEqual(before);

  const up = await stack.up();
  expect(up.code).toBe(0);
  const rotated = withAttribute(right, "/LM/W3SVC/1/ROOT", "AnonymousUserPass", "Made-77");
  const named = withAttribute(rotated, "/LM/W3SVC/2/ROOT", "AnonymousUserName", userName);
  expect(await metabase.text()).toBe(
    withAttribute(named, "/LM/W3SVC/2/ROOT", "AnonymousUserPass", "Made-77"),
  );
  expect(said(preview) + said(up)).not.toContain(stored.web);
  expect((await stack.preview(["--expect-no-changes"])).code).toBe(0);
});

test("a location that is made in the same up: preview announces, up compares and writes there", async () => {
  const scenario = await Scenario.create();
  const { metabase, stack } = scenario;
  const www = { userName, password: "Rotated-2" };
  scenario.run(() => {
    const { value } = new MadeValue("location", "W3SVC/1/ROOT");
    scenario.identity("www", { ...www, location: value });
  });
  const preview = await stack.preview();
  expect(preview.code).toBe(0);
  expect(preview.stdout).toMatch(/\+ 3 to create/);

  expect((await stack.up()).code).toBe(0);
  const rotated = withAttribute(right, "/LM/W3SVC/1/ROOT", "AnonymousUserPass", "Rotated-2");
  expect(await metabase.text()).toBe(rotated);

  // The same location from a resource that is yet to be made: neither a replacement nor a write comes of it.
  const before = await metabase.listing();
  scenario.run(() => {
    const { value } = new MadeValue("other", "W3SVC/1/ROOT");
    scenario.identity("www", { ...www, location: value });
  });
  expect((await stack.preview()).stdout).toMatch(/~ 1 to update/);
  const up = await stack.up();
  expect(up.code).toBe(0);
  expect(up.stdout).not.toContain("replaced");
  expect(await metabase.listing()).toEqual(before);
});
