import { rm, writeFile } from "node:fs/promises";
import { metabaseText } from "../support/metabase-folder";
import { identityOf, removeScenarios, said, Scenario } from "../support/scenario";
import { serverKeys, stored } from "../support/server-keys";

const foreign = "Foreign-3c8d";
const right = metabaseText(serverKeys);

afterEach(removeScenarios);

test("refresh tells drift from none, keeps secrets out of state, and leaves the repair to up", async () => {
  const { metabase, stack } = await adopted();
  for (const [name, password] of [
    [undefined, foreign],
    ["SOMEONE", undefined],
    ["SOMEONE", foreign],
  ]) {
    await writeFile(metabase.path, right);
    if (name !== undefined) await metabase.set("/LM/W3SVC/1/ROOT", "AnonymousUserName", name);
    if (password !== undefined) await metabase.set("/LM/W3SVC/1/ROOT", "AnonymousUserPass", password);
    expect((await stack.refresh(["--preview-only", "--expect-no-changes"])).code).not.toBe(0);
  }
  const before = await metabase.listing();

  expect((await stack.refresh()).code).toBe(0);
  const state = await stack.state();
  expect(identityOf(state, "www")?.outputs).toMatchObject({
    userName: "SOMEONE",
    revision: 0,
    drift: [
      'rewrite 1: AnonymousUserName: differs, found "SOMEONE" (declared "WEBFARM\\svc-web")',
      "rewrite 1: AnonymousUserPass: differs, foreign",
    ],
  });
  for (const secret of [foreign, ...Object.values(stored)]) {
    expect(JSON.stringify(state)).not.toContain(secret);
  }
  const preview = await stack.preview(["--diff"]);
  expect(preview.stdout).toMatch(/~ userName +: "SOMEONE" => "WEBFARM\\\\svc-web"/);
  expect(await metabase.listing()).toEqual(before);

  expect((await stack.up()).code).toBe(0);
  expect(await metabase.text()).toBe(right);
  expect((await stack.refresh(["--preview-only", "--expect-no-changes"])).code).toBe(0);
  expect((await stack.preview(["--expect-no-changes"])).code).toBe(0);
});

test("refresh after a rotation that was declared and not written yet changes no password in state", async () => {
  const scenario = await adopted();
  const { metabase, stack } = scenario;
  await metabase.set("/LM/W3SVC/1/ROOT", "AnonymousUserPass", foreign);
  expect((await stack.refresh()).code).toBe(0);
  const clear = await stack.cli(["stack", "export", "--show-secrets"]);
  expect(clear.stdout).toContain(stored.web);
  expect(clear.stdout).not.toContain(foreign);
});

test("a location that left the metabase leaves state, and only then", async () => {
  const { metabase, stack } = await adopted();
  for (const [content, code] of [
    [undefined, "E_FILE_NOT_FOUND"],
    [right.slice(0, right.length / 2), "E_TRUNCATED"],
    ["", "E_EMPTY_FILE"],
  ] as const) {
    if (content === undefined) await rm(metabase.path);
    else await writeFile(metabase.path, content);
    const failed = await stack.refresh();
    expect(failed.code).not.toBe(0);
    expect(said(failed)).toContain(code);
    expect(said(failed)).not.toContain(stored.web);
    expect(identityOf(await stack.state(), "www")).toBeDefined();
  }

  const gone = serverKeys.filter(({ location }) => location !== "/LM/W3SVC/1/ROOT");
  await writeFile(metabase.path, metabaseText(gone));
  expect((await stack.refresh()).code).toBe(0);
  const state = await stack.state();
  expect(identityOf(state, "www")).toBeUndefined();
  expect(identityOf(state, "intranet")).toBeDefined();
});

async function adopted(): Promise<Scenario> {
  const scenario = await Scenario.create();
  scenario.declare({
    www: { location: "W3SVC/1/ROOT", userName: "WEBFARM\\svc-web", password: stored.web },
    intranet: { location: "W3SVC/2/ROOT", userName: "WEBFARM\\svc-intranet", password: stored.intranet },
  });
  expect((await scenario.stack.up()).code).toBe(0);
  return scenario;
}
