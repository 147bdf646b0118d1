import { metabaseText, withAttribute } from "../support/metabase-folder";
import { diagnostics, removeScenarios, said, Scenario, urnOf, type Declarations } from "../support/scenario";
import { serverKeys, stored } from "../support/server-keys";

const declared: Declarations = {
  www: { location: "W3SVC/1/ROOT", userName: "WEBFARM\\svc-web", password: stored.web },
  shop: { location: "W3SVC/1/ROOT/shop", userName: "WEBFARM\\svc-web", password: stored.web },
  intranet: { location: "W3SVC/2/ROOT", userName: "WEBFARM\\svc-intranet", password: stored.intranet },
};
const right = metabaseText(serverKeys);
const foreign = "Foreign-3c8d";

afterEach(removeScenarios);

test("every preview names what drifted and touches nothing, up rewrites exactly that", async () => {
  const { metabase, stack } = await adopted();
  await metabase.set("/LM/W3SVC/1/ROOT/shop", "AnonymousUserPass", foreign);
  await metabase.set("/LM/W3SVC/2/ROOT", "AnonymousUserName", "SOMEONE");
  await metabase.set("/LM/W3SVC/2/ROOT", "AnonymousUserPass", undefined);
  const drifted = await metabase.text();
  const before = await metabase.listing();
  const found = [
    "/LM/W3SVC/1/ROOT/shop AnonymousUserPass: differs, foreign",
    '/LM/W3SVC/2/ROOT AnonymousUserName: differs, found "SOMEONE" (declared "WEBFARM\\svc-intranet"); AnonymousUserPass: differs, foreign, inherited from /LM/W3SVC',
  ];

  const preview = await stack.preview(["--expect-no-changes"]);
  expect(preview.code).not.toBe(0);
  expect(diagnostics(preview)).toEqual(found);
  expect(preview.stdout).toMatch(/~ 2 to update\n\s+2 unchanged/);

  const diff = await stack.preview(["--diff"]);
  expect(diff.code).toBe(0);
  expect(diff.stdout).toContain('+     [0]: "rewrite 1: AnonymousUserPass: differs, foreign"');
  expect(diff.stdout).toContain(
    '+     [0]: "rewrite 1: AnonymousUserName: differs, found \\"SOMEONE\\" (declared \\"WEBFARM\\\\svc-intranet\\")"',
  );
  expect(diff.stdout.match(/~ revision +: 0 => 1/g)).toHaveLength(2);
  expect(diff.stdout).not.toContain("AnonymousIdentity::www");

  const json = await stack.preview(["--json"]);
  expect(json.code).toBe(0);
  expect(updatesOf(json.stdout)).toEqual({
    [urnOf("shop")]: { revision: 1, drift: ["rewrite 1: AnonymousUserPass: differs, foreign"] },
    [urnOf("intranet")]: {
      revision: 1,
      drift: [
        'rewrite 1: AnonymousUserName: differs, found "SOMEONE" (declared "WEBFARM\\svc-intranet")',
        "rewrite 1: AnonymousUserPass: differs, foreign, inherited from /LM/W3SVC",
      ],
    },
  });
  expect(await metabase.listing()).toEqual(before);

  const up = await stack.up();
  expect(up.code).toBe(0);
  expect(diagnostics(up)).toEqual(found);
  expect(await metabase.text()).toBe(right);
  expect(await metabase.backups()).toEqual([drifted]);
  expect(await metabase.strays()).toEqual([]);

  const after = await metabase.listing();
  expect((await stack.up(["--expect-no-changes"])).code).toBe(0);
  expect((await stack.preview(["--expect-no-changes"])).code).toBe(0);
  expect(await metabase.listing()).toEqual(after);
  for (const run of [preview, diff, json, up]) {
    for (const secret of [foreign, ...Object.values(stored)]) expect(said(run)).not.toContain(secret);
  }
});

test("a drift that comes back after its repair is named again, each time", async () => {
  const scenario = await adopted();
  const { metabase, stack } = scenario;
  for (const revision of [1, 2, 3]) {
    await metabase.set("/LM/W3SVC/1/ROOT/shop", "AnonymousUserPass", foreign);
    const { stdout } = await stack.preview(["--diff"]);
    expect(stdout).toContain(`"rewrite ${revision}: AnonymousUserPass: differs, foreign"`);
    expect((await stack.up()).code).toBe(0);
    expect(await metabase.text()).toBe(right);
    expect(await scenario.outputs("shop")).toMatchObject({ revision, drift: [] });
  }
});

test("a declared name without a password is compared alone, and its drift is refused", async () => {
  const scenario = await Scenario.create();
  const { metabase, stack } = scenario;
  scenario.declare({ www: { location: "W3SVC/1/ROOT", userName: "WEBFARM\\svc-web" } });
  expect((await stack.up()).code).toBe(0);
  await metabase.set("/LM/W3SVC/1/ROOT", "AnonymousUserPass", foreign);
  expect((await stack.preview(["--expect-no-changes"])).code).toBe(0);

  await metabase.set("/LM/W3SVC/1/ROOT", "AnonymousUserName", "SOMEONE");
  const before = await metabase.listing();
  const up = await stack.up();
  expect(up.code).not.toBe(0);
  expect(said(up)).toContain("E_PASSWORD_REQUIRED /LM/W3SVC/1/ROOT:");
  expect(await metabase.listing()).toEqual(before);
});

test("with --target only the target is written", async () => {
  const { metabase, stack } = await adopted();
  await metabase.set("/LM/W3SVC/1/ROOT/shop", "AnonymousUserPass", foreign);
  await metabase.set("/LM/W3SVC/2/ROOT", "AnonymousUserPass", foreign);

  const up = await stack.up(["--target", urnOf("shop")]);
  expect(up.code).toBe(0);
  expect(diagnostics(up)).toEqual(["/LM/W3SVC/1/ROOT/shop AnonymousUserPass: differs, foreign"]);
  expect(await metabase.text()).toBe(withAttribute(right, "/LM/W3SVC/2/ROOT", "AnonymousUserPass", foreign));
});

async function adopted(): Promise<Scenario> {
  const scenario = await Scenario.create();
  scenario.declare(declared);
  expect((await scenario.stack.up()).code).toBe(0);
  return scenario;
}

/** The counter and the named drift of each update in what `pulumi preview --json` prints. */
function updatesOf(json: string): Readonly<Record<string, unknown>> {
  const { steps } = JSON.parse(json) as {
    steps: { op: string; urn: string; newState: { inputs: Record<string, unknown> } }[];
  };
  const updates = steps.filter(({ op }) => op === "update");
  return Object.fromEntries(
    updates.map(({ urn, newState: { inputs } }) => [
      urn,
      { revision: inputs["revision"], drift: inputs["drift"] },
    ]),
  );
}
