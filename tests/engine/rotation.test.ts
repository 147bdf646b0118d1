import * as pulumi from "@pulumi/pulumi";
import { metabaseText, withAttribute } from "../support/metabase-folder";
import { diagnostics, removeScenarios, said, Scenario } from "../support/scenario";
import { serverKeys, stored } from "../support/server-keys";

const fresh = `Fresh & <"new"> 'pass' é\u{1F511} `;
const freshInFile = "Fresh &amp; &lt;&quot;new&quot;&gt; &apos;pass&apos; é\u{1F511}&#32;";

afterEach(removeScenarios);

test("a rotated password: preview says previous, up writes the copies and nothing else, then all is in step", async () => {
  const scenario = await Scenario.create();
  const { metabase, stack } = scenario;
  declareWith(scenario, stored.web);
  expect((await stack.up()).code).toBe(0);

  declareWith(scenario, fresh);
  const before = await metabase.listing();
  const preview = await stack.preview();
  expect(preview.code).toBe(0);
  expect(diagnostics(preview)).toEqual([
    "/LM/W3SVC/1/ROOT 1 location inherits what changes here",
    "/LM/W3SVC/1/ROOT AnonymousUserPass: differs, previous",
    "/LM/W3SVC/1/ROOT/shop AnonymousUserPass: differs, previous",
  ]);
  expect(await metabase.listing()).toEqual(before);

  const up = await stack.up();
  expect(up.code).toBe(0);
  expect(await metabase.text()).toBe(rotated());
  expect(await metabase.backups()).toEqual([metabaseText(serverKeys)]);
  expect(await scenario.outputs("www")).toMatchObject({ revision: 1 });
  expect((await stack.preview(["--expect-no-changes"])).code).toBe(0);
  expect((await stack.refresh(["--preview-only", "--expect-no-changes"])).code).toBe(0);
  for (const run of [preview, up]) {
    for (const secret of ["Fresh &", "Fresh &amp;", ...Object.values(stored)]) {
      expect(said(run)).not.toContain(secret);
    }
  }
  const exported = JSON.stringify(await stack.state());
  expect(exported).not.toContain("Fresh ");
  expect(exported).not.toContain(stored.web);
});

test("a copy that somebody rotated already is adopted without a write", async () => {
  const scenario = await Scenario.create();
  const { metabase, stack } = scenario;
  declareWith(scenario, stored.web);
  expect((await stack.up()).code).toBe(0);
  await metabase.set("/LM/W3SVC/1/ROOT", "AnonymousUserPass", "Rotated-2");
  await metabase.set("/LM/W3SVC/1/ROOT/shop", "AnonymousUserPass", "Rotated-2");
  const before = await metabase.listing();

  declareWith(scenario, "Rotated-2");
  expect((await stack.up()).code).toBe(0);
  expect(await metabase.listing()).toEqual(before);
  expect(await scenario.outputs("www")).toMatchObject({ revision: 0, drift: [] });
  expect((await stack.preview(["--expect-no-changes"])).code).toBe(0);
});

function declareWith(scenario: Scenario, password: string): void {
  scenario.run(() => {
    for (const [name, location] of [
      ["www", "W3SVC/1/ROOT"],
      ["shop", "W3SVC/1/ROOT/shop"],
    ] as const) {
      scenario.identity(name, { location, userName: "WEBFARM\\svc-web", password: pulumi.secret(password) });
    }
  });
}

function rotated(): string {
  return ["/LM/W3SVC/1/ROOT", "/LM/W3SVC/1/ROOT/shop"].reduce(
    (text, location) => withAttribute(text, location, "AnonymousUserPass", freshInFile),
    metabaseText(serverKeys),
  );
}
