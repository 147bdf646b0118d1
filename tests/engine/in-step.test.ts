import { metabaseText, withAttribute } from "../support/metabase-folder";
import { diagnostics, removeScenarios, said, Scenario, type Declarations } from "../support/scenario";
import { serverKeys, stored } from "../support/server-keys";

const declared: Declarations = {
  service: { location: "W3SVC", userName: "iusr_base", password: stored.service },
  www: { location: "W3SVC/1/ROOT", userName: "WEBFARM\\svc-web", password: stored.web },
  docs: {
    location: "W3SVC/1/ROOT/docs",
    userName: "WEBFARM\\svc-web",
    password: stored.web,
    after: "www",
  },
  intranet: { location: "W3SVC/2/ROOT", userName: "WEBFARM\\svc-intranet", password: stored.intranet },
  ftp: { location: "MSFTPSVC", userName: "IUSR_FTP" },
};

afterEach(removeScenarios);

test("what is right already is adopted without a write, and stays untouched by every command", async () => {
  const scenario = await begin();
  const { metabase, stack } = scenario;
  const before = await metabase.listing();

  const preview = await stack.preview();
  expect(preview.code).toBe(0);
  expect(diagnostics(preview)).toEqual([]);
  expect((await stack.up()).code).toBe(0);
  for (const name of Object.keys(declared)) {
    expect(await scenario.outputs(name)).toMatchObject({ revision: 0, drift: [] });
  }
  expect((await stack.up(["--expect-no-changes"])).code).toBe(0);
  expect((await stack.preview(["--expect-no-changes"])).code).toBe(0);
  expect((await stack.refresh(["--preview-only", "--expect-no-changes"])).code).toBe(0);
  expect((await stack.refresh()).code).toBe(0);
  expect((await stack.preview(["--expect-no-changes"])).code).toBe(0);

  expect(await metabase.listing()).toEqual(before);
});

test("the first up rewrites what differs, beside what it adopts, and shows nothing secret", async () => {
  const drifted = withAttribute(
    metabaseText(serverKeys),
    "/LM/W3SVC/1/ROOT",
    "AnonymousUserPass",
    "Old &amp; &lt;odd&gt; &quot;one&quot;",
  );
  const scenario = await begin(drifted);
  const { metabase, stack } = scenario;
  const before = await metabase.listing();

  const preview = await stack.preview();
  expect(preview.code).toBe(0);
  expect(diagnostics(preview)).toEqual([
    "/LM/W3SVC/1/ROOT 1 location inherits what changes here",
    "/LM/W3SVC/1/ROOT AnonymousUserPass: differs, foreign",
  ]);
  expect(await metabase.listing()).toEqual(before);

  const up = await stack.up();
  expect(up.code).toBe(0);
  expect(await metabase.text()).toBe(metabaseText(serverKeys));
  expect(await metabase.backups()).toEqual([drifted]);
  expect(await metabase.strays()).toEqual([]);
  expect(await scenario.outputs("www")).toMatchObject({ revision: 1, drift: [] });
  expect(await scenario.outputs("docs")).toMatchObject({ revision: 0, drift: [] });
  for (const secret of ["Old &", "odd", ...Object.values(stored)]) {
    expect(said(preview) + said(up)).not.toContain(secret);
  }
});

async function begin(text?: string): Promise<Scenario> {
  const scenario = await Scenario.create(text);
  scenario.declare(declared);
  return scenario;
}
