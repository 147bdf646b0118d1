import { join } from "node:path";
import { AccountCredential, GeneratedPassword, UncIdentity } from "../../provider/src";
import type { Run } from "../support/engine";
import { MadeValue } from "../support/made-value";
import { metabaseText, withAttribute, type KeyElement } from "../support/metabase-folder";
import { removeScenarios, said, Scenario } from "../support/scenario";

/* An update does what a preview promised, where the two share a plan. */

const anonymous = (userName: string, password: string): Record<string, string> => ({
  AnonymousUserName: userName,
  AnonymousUserPass: password,
});
const keys: readonly KeyElement[] = [
  { location: "/LM/W3SVC", type: "IIsWebService", attributes: anonymous("IUSR_WEB01", "Base-1") },
  { location: "/LM/W3SVC/1/ROOT", attributes: { ...anonymous("FARM\\svc", "Old-1"), Path: "D:\\www" } },
  { location: "/LM/W3SVC/1/ROOT/docs", attributes: { Path: "D:\\docs" } },
  { location: "/LM/W3SVC/2/ROOT", attributes: { ...anonymous("FARM\\other", "Other-1"), Path: "D:\\2" } },
  {
    location: "/LM/W3SVC/3/ROOT",
    attributes: { Path: "\\\\files\\3", UNCPassword: "Old-3", UNCUserName: "FARM\\files" },
  },
];
const R = "/LM/W3SVC/1/ROOT";

let scenario: Scenario;
beforeEach(async () => {
  scenario = await Scenario.create(metabaseText(keys));
});
afterEach(removeScenarios);

/** Previews with a plan, then does what that allows. */
async function byPlan(name: string): Promise<{ readonly preview: Run; readonly up: Run }> {
  const env = { PULUMI_EXPERIMENTAL: "true" };
  const file = join(scenario.stack.folder, `${name}.json`);
  const preview = await scenario.stack.preview(["--save-plan", file], { env });
  expect([preview.code, said(preview)]).toEqual([0, expect.not.stringContaining("error")]);
  const up = await scenario.stack.up(["--plan", file], { env });
  expect([name, up.code, said(up)]).toEqual([name, 0, expect.not.stringContaining("violates")]);
  expect((await scenario.stack.preview(["--expect-no-changes"])).code).toBe(0);
  return { preview, up };
}

test("generated passwords are made and rotated by plan", async () => {
  const { metabase } = scenario;
  const settings = { path: metabase.path };
  const declare = (quarter: string): void => {
    scenario.run(() => {
      const generated = (name: string) => new GeneratedPassword(name, { keepers: { quarter } }).result;
      const password = generated("svc");
      const account = new AccountCredential("svc", { metabase: settings, userName: "FARM\\svc", password });
      const pair = { userName: "FARM\\svc", password };
      scenario.identity("docs", { location: `${R}/docs`, ...pair }, { dependsOn: [account] });
      scenario.identity("2", { location: "W3SVC/2/ROOT", ...pair, userName: "FARM\\svc2" });
      const files = { location: "W3SVC/3/ROOT", userName: "FARM\\files", password: generated("files") };
      new UncIdentity("3", { metabase: settings, ...files });
    });
  };
  const passwords = async (): Promise<ReadonlySet<string>> =>
    new Set((await metabase.text()).match(/(?:AnonymousUserPass|UNCPassword)="[^"]*"/g));
  for (const [quarter, revision] of [
    ["first", 1],
    ["second", 2],
  ] as const) {
    const before = await passwords();
    declare(quarter);
    const { preview, up } = await byPlan(quarter);
    for (const secret of before) {
      expect(said(preview) + said(up)).not.toContain(/"(.*)"/.exec(secret)![1]);
    }
    const after = await passwords();
    // The account's two, the UNC user's, and the one of the web service that nobody declared.
    expect(after.size).toBe(3);
    expect([...after].filter((each) => before.has(each))).toEqual(['AnonymousUserPass="Base-1"']);
    expect(await scenario.outputs("2")).toMatchObject({ revision, drift: [] });
    expect(await scenario.outputs("docs")).toMatchObject({ revision: 0, drift: [] });
  }
  await byPlan("nothing left to do");
});

test.each([
  ["the user name", { userName: "FARM\\svc" }],
  ["the location", { location: R }],
])("%s is made in the same up, by plan", async (_, made) => {
  scenario.run(() => {
    const [[name, value]] = Object.entries(made) as [[string, string]];
    const known = { location: "W3SVC/1/ROOT", userName: "FARM\\svc", password: "Rotated-2" };
    scenario.identity("www", { ...known, [name]: new MadeValue("made", value).value });
  });
  await byPlan("made");
  const rotated = withAttribute(metabaseText(keys), R, "AnonymousUserPass", "Rotated-2");
  expect(await scenario.metabase.text()).toBe(rotated);
});

test("what inherits from a password that is made in the same up goes by plan as well", async () => {
  scenario.run(() => {
    const password = new MadeValue("password", "Made-77").value;
    const www = scenario.identity("www", { location: R, userName: "FARM\\svc", password });
    const docs = { location: `${R}/docs`, userName: "FARM\\svc", password: "Old-1" };
    scenario.identity("docs", docs, { dependsOn: [www] });
  });
  await byPlan("inherits");
  const text = withAttribute(metabaseText(keys), R, "AnonymousUserPass", "Made-77");
  const named = withAttribute(text, `${R}/docs`, "AnonymousUserName", "FARM\\svc");
  expect(await scenario.metabase.text()).toBe(
    withAttribute(named, `${R}/docs`, "AnonymousUserPass", "Old-1"),
  );
});
