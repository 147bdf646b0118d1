import { writeFileSync } from "node:fs";
import { kinds, parseLocation, Secret, type Snapshot } from "../../provider/src/domain";
import { planAccount, type AccountPlan } from "../../provider/src/drift";
import { FileStore } from "../../provider/src/stores/file/file-store";
import { syncJson } from "../../provider/src/cli/sync-report";
import type { AccountDifference } from "../../provider/src/drift";
import { failureOf, isPartial, writeDrifted, type Outcome } from "../../provider/src/operations";
import { MetabaseFolder, metabaseText, withAttribute } from "../support/metabase-folder";

const at = (site: number): string => `/LM/W3SVC/${String(site)}/ROOT`;
const text = metabaseText(
  [1, 2].map((site) => ({ location: at(site), attributes: { UNCPassword: "old", UNCUserName: "svc" } })),
);

let folder: MetabaseFolder;
let store: FileStore;

beforeEach(async () => {
  folder = await MetabaseFolder.create(text);
  store = new FileStore({ path: folder.path });
});

afterEach(async () => {
  await store.close();
  await folder.remove();
});

async function plan(): Promise<AccountPlan> {
  const desired = {
    userName: "svc",
    password: new Secret("new"),
    kinds,
    under: parseLocation("LM"),
    aliases: [],
    formerNames: [],
    rewriteUnused: false,
  };
  return planAccount(await store.observe({ locations: [] }), desired, []);
}

const told = (results: readonly Outcome<AccountDifference>[]): readonly string[] =>
  results.map(({ difference, result }) => `${difference.target.key.location} ${result.outcome}`);

/** Another program changes the second copy right after it was compared, so many times. */
function disturbed(times: number): () => Promise<AccountPlan> {
  let left = times;
  return async () => {
    const planned = await plan();
    if (left > 0) {
      const now = await folder.text();
      writeFileSync(folder.path, withAttribute(now, at(2), "UNCPassword", `theirs ${String(left)}`));
      left -= 1;
    }
    return planned;
  };
}

const both = (password: string): string =>
  withAttribute(withAttribute(text, at(1), "UNCPassword", "new"), at(2), "UNCPassword", password);

test("a copy that somebody changed meanwhile is compared again and written, and each is reported once", async () => {
  const { results, error } = await writeDrifted(store, disturbed(2));
  expect(told(results)).toEqual([`${at(1)} written`, `${at(2)} written`]);
  expect(error).toBeUndefined();
  expect(await folder.text()).toBe(both("new"));
});

test("--json lists a copy that came meanwhile, and what the one before it does to others", async () => {
  const parts = { userName: "svc", password: new Secret("new"), kinds, under: parseLocation("LM") };
  const desired = { ...parts, aliases: [], formerNames: [], rewriteUnused: false };
  const observe = (): Promise<Snapshot> => store.observe({ locations: [] });
  const first = { snapshot: await observe(), plan: await plan() };
  const late = metabaseText(
    [1, 2, 3].map((site) => ({
      location: at(site),
      attributes: { UNCPassword: site === 1 ? "theirs" : "old", UNCUserName: "svc" },
    })),
  );
  let disturbs = true;
  const { results } = await writeDrifted(store, async () => {
    const planned = await plan();
    if (disturbs) writeFileSync(folder.path, late);
    disturbs = false;
    return planned;
  });
  const rest = { store: "x", kind: "unc", desired, accepted: false, storeWarnings: [] } as const;
  const report = { ...rest, snapshot: await observe(), plan: await plan(), earlier: [first] };
  for (const each of [report, { ...rest, ...first }]) {
    const answer = JSON.parse(syncJson(each, results)) as { copies: { location: string; state: string }[] };
    expect(answer.copies.map(({ location, state }) => `${location} ${state}`)).toEqual(
      [1, 2, 3].map((site) => `${at(site)} written`),
    );
  }
});

test("a copy that somebody else brought in step meanwhile has not failed", async () => {
  let time = 0;
  const { results, error } = await writeDrifted(store, async () => {
    time += 1;
    if (time === 2) writeFileSync(folder.path, both("new"));
    const planned = await plan();
    if (time === 1) writeFileSync(folder.path, both("theirs"));
    return planned;
  });
  expect(told(results)).toEqual([`${at(1)} unchanged`]);
  expect(error).toBeUndefined();
  expect(await folder.text()).toBe(both("new"));
});

test("one who never stops is left alone, and named with its copy", async () => {
  const { results, error } = await writeDrifted(store, disturbed(9));
  expect(told(results)).toEqual([`${at(1)} written`, `${at(2)} failed`]);
  expect(error).toBeUndefined();
  expect(await folder.text()).toBe(both("theirs 7"));
});

test("what went wrong after a first write is reported beside what was written", async () => {
  const disturb = disturbed(1);
  let time = 0;
  const { results, error } = await writeDrifted(store, () => {
    time += 1;
    if (time === 2) writeFileSync(folder.path, "");
    return disturb();
  });
  expect(told(results)).toEqual([`${at(1)} written`, `${at(2)} failed`]);
  expect(error?.code).toBe("E_EMPTY_FILE");
});

test("if the store refuses everything after a first write, it is reported that something is not done", async () => {
  const disturb = disturbed(1);
  let time = 0;
  const outcomes = await writeDrifted(store, async () => {
    time += 1;
    const planned = await disturb();
    if (time === 2) writeFileSync(folder.path, "");
    return planned;
  });
  expect(told(outcomes.results)).toEqual([`${at(1)} written`, `${at(2)} failed`]);
  expect(failureOf(outcomes)?.code).toBe("E_EMPTY_FILE");
  expect(isPartial(outcomes)).toBe(true);
});

test("what goes wrong before anything was written is thrown", async () => {
  writeFileSync(folder.path, "");
  await expect(writeDrifted(store, plan)).rejects.toMatchObject({ code: "E_EMPTY_FILE" });
});
