import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { KeyText } from "../support/keys";
import { nextOperation, sceneOfEachTest, type Host, type Properties } from "../support/host-operation";

const scene = sceneOfEachTest();

const identity = (
  location: string,
  userName: string,
  password: string,
  more: Properties = {},
): Properties => ({
  kind: "anonymous",
  resourceName: location,
  metabase: { path: scene.path },
  location,
  userName,
  password,
  ...more,
});

const account = (userName: string, more: Properties): Properties => ({
  kind: "account",
  resourceName: userName,
  metabase: { path: scene.path },
  userName,
  ...more,
});

/** Check and create in one operation, as an `up` does; the outputs. */
async function up(host: Host, news: Properties): Promise<Properties> {
  const { inputs, failures } = await host.check({}, news);
  expect(failures).toEqual([]);
  return (await host.create(inputs)).outs;
}

const service = (name: string, password: string): KeyText => ({
  type: "IIsWebService",
  anonymous: [name, password],
});

describe("onDelete: inherit leaves what is not its own to remove", () => {
  test("a name that somebody changed and a refresh has seen", async () => {
    scene.write({ W3SVC: service("base", "b"), "W3SVC/1/ROOT": { anonymous: ["svc", "pw"] } });
    const state = await up(nextOperation(), identity("W3SVC/1/ROOT", "svc", "pw", { onDelete: "inherit" }));
    const changed = scene.read().replace('"svc"', '"stranger"');
    writeFileSync(scene.path, changed);
    const { props } = await nextOperation().read("id", state);
    await nextOperation().delete("id", props!);
    expect(scene.read()).toBe(changed);
  });

  test("a pair that another declared identity inherits", async () => {
    const before = scene.write({
      W3SVC: service("base", "b"),
      "W3SVC/1": { type: "IIsWebServer", anonymous: ["svc", "pw"] },
      "W3SVC/1/ROOT": {},
    });
    const state = await up(nextOperation(), identity("W3SVC/1", "svc", "pw", { onDelete: "inherit" }));
    const operation = nextOperation();
    await up(operation, identity("W3SVC/1/ROOT", "svc", "pw"));
    await operation.delete("id", state);
    expect(scene.read()).toBe(before);
    expect(scene.printed.at(-1)).toMatch(/ROOT is declared and inherits it$/);
  });

  test.each([
    ["without acceptEffects", {}, true],
    ["but not with acceptEffects", { acceptEffects: true }, false],
  ])("a pair that a half pair of another account is paired with, %s", async (_, more, stays) => {
    const before = scene.write({
      W3SVC: service("base", "b"),
      "W3SVC/1": { type: "IIsWebServer", anonymous: ["svc", "pw"] },
      "W3SVC/1/ROOT": { anonymous: ["other"] },
    });
    const state = await up(
      nextOperation(),
      identity("W3SVC/1", "svc", "pw", { onDelete: "inherit", ...more }),
    );
    await nextOperation().delete("id", state);
    expect(scene.read() === before).toBe(stays);
  });

  test("where the whole pair above was declared in the same operation, and its write failed", async () => {
    const child: Record<string, KeyText> = { "W3SVC/1/ROOT": { anonymous: ["svc", "pw"] } };
    scene.write({ W3SVC: service("base", "b"), "W3SVC/1": { type: "IIsWebServer" }, ...child });
    const state = await up(nextOperation(), identity("W3SVC/1/ROOT", "svc", "pw", { onDelete: "inherit" }));
    const before = scene.write({ "W3SVC/1": { type: "IIsWebServer" }, ...child });
    const host = nextOperation();
    const parent = await host.check({}, identity("W3SVC/1", "base", "b"));
    expect(parent.failures).toEqual([]);
    // Its create never comes, as after an error of another resource's.
    await expect(host.delete("id", state)).rejects.toThrow("E_NOTHING_TO_INHERIT");
    expect(scene.read()).toBe(before);
    await host.create(parent.inputs);
    await host.delete("id", state);
    expect(scene.read()).not.toContain('"svc"');
  });

  test("where the pair above counts at its own key only", async () => {
    const before = scene.write({
      W3SVC: { type: "IIsWebService", anonymous: [{ local: "base" }, { local: "b" }] },
      "W3SVC/1": { type: "IIsWebServer", anonymous: ["svc", "pw"] },
    });
    const news = identity("W3SVC/1", "svc", "pw", { onDelete: "inherit" });
    const checked = await nextOperation().check({}, news);
    expect(checked.failures).toMatchObject([{ reason: expect.stringMatching(/^E_NOTHING_TO_INHERIT /) }]);
    const state = await up(nextOperation(), { ...news, onDelete: "keep" });
    await expect(nextOperation().delete("id", { ...state, onDelete: "inherit" })).rejects.toThrow(
      "E_NOTHING_TO_INHERIT",
    );
    expect(scene.read()).toBe(before);
  });

  test("where the halves above come from different keys", async () => {
    scene.write({
      W3SVC: service("base", "b"),
      "W3SVC/1": { type: "IIsWebServer", anonymous: ["svc2"] },
      "W3SVC/1/ROOT": { anonymous: ["svc", "pw"] },
    });
    const checked = await nextOperation().check(
      {},
      identity("W3SVC/1/ROOT", "svc", "pw", { onDelete: "inherit" }),
    );
    expect(checked.failures).toMatchObject([{ reason: expect.stringMatching(/^E_NOTHING_TO_INHERIT /) }]);
  });
});

describe("one file is one metabase, however it is named", () => {
  test("two paths of it share the claims on its credentials", async () => {
    scene.write({ "W3SVC/1/ROOT": { anonymous: ["svc", "pw"] } });
    const link = join(scene.folder, "link.xml");
    symlinkSync(scene.path, link);
    const host = nextOperation();
    await host.check({}, identity("W3SVC/1/ROOT", "svc", "one"));
    const second = await host.check({}, identity("W3SVC/1/ROOT", "svc", "two", { metabase: { path: link } }));
    expect(second.failures).toMatchObject([{ reason: expect.stringMatching(/^E_CONFLICT /) }]);
  });
});

describe("an account's second preview is clean", () => {
  test("where a copy was but a password that none may hold", async () => {
    scene.write({
      W3SVC: { type: "IIsWebService", anonymous: ["NT AUTHORITY\\IUSR"] },
      "W3SVC/1/ROOT": { anonymous: [undefined, "left over"] },
    });
    const declared = account("IUSR", { passwordless: true });
    const state = await up(nextOperation(), declared);
    const host = nextOperation();
    const { inputs } = await host.check(state, declared);
    expect(await host.diff("id", state, inputs)).toMatchObject({ changes: false });
  });

  test("where a renamed account's copy inherits its former name from out of scope, and keeps its password", async () => {
    scene.write({
      W3SVC: service("old", "x"),
      "W3SVC/1": { type: "IIsWebServer", anonymous: [undefined, "p"] },
    });
    const before = scene.read();
    const declared = account("new", {
      password: "q",
      under: "W3SVC/1",
      formerNames: ["old"],
      allowNone: true,
    });
    const state = await up(nextOperation(), declared);
    expect(scene.read()).toBe(before);
    const host = nextOperation();
    const { inputs } = await host.check(state, declared);
    expect(await host.diff("id", state, inputs)).toMatchObject({ changes: false });
  });
});

test("a half pair that a resource of this operation declares is not another account's", async () => {
  scene.write({ W3SVC: service("a", "old"), "W3SVC/1": { type: "IIsWebServer", anonymous: ["other"] } });
  const host = nextOperation();
  await up(host, identity("W3SVC/1", "other", "its own"));
  const state = await up(host, identity("W3SVC", "a", "new"));
  expect(state).toMatchObject({ revision: 1, drift: [] });
});

test("what somebody repaired after a refresh saw it drift is taken out of the outputs", async () => {
  scene.write({ "W3SVC/1/ROOT": { anonymous: ["svc", "pw"] } });
  const declared = identity("W3SVC/1/ROOT", "svc", "pw");
  const state = {
    ...(await up(nextOperation(), declared)),
    drift: ["rewrite 1: AnonymousUserPass: differs"],
  };
  const host = nextOperation();
  const { inputs } = await host.check(state, declared);
  expect(await host.diff("id", state, inputs)).toMatchObject({ changes: true });
  expect((await host.update("id", state, inputs)).outs).toMatchObject({ revision: 0, drift: [] });
});

test("an account is refused where an unclear key may hold a copy of it, and goes on where none can", async () => {
  const text = scene.write({
    W3SVC: { type: "IIsWebService", anonymous: ["svc", "old"] },
    "W3SVC/1": { type: "IIsWebServer", anonymous: ["other", "x"], ambiguous: "twice" },
  });
  const declared = account("svc", { password: "new", kinds: ["anonymous"] });
  const { failures } = await nextOperation().check({}, declared);
  expect(failures.map(({ reason }) => /^E_\w+ \S+/.exec(reason)?.[0])).toEqual(["E_AMBIGUOUS /LM/W3SVC/1:"]);
  expect(scene.read()).toBe(text);

  scene.write({
    W3SVC: { type: "IIsWebService", wam: ["svc", "old"] },
    "W3SVC/1": { type: "IIsWebServer", anonymous: ["other", "x"], ambiguous: "twice" },
  });
  await up(nextOperation(), account("svc", { password: "new", kinds: ["wam"] }));
  expect(scene.read()).toContain('WAMUserPass="new"');
  expect(scene.printed).toContain("svc: /LM/W3SVC/1 was left out: it can't be understood in one way");
});
