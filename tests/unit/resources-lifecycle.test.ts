import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { memoryKeys, type KeyText } from "../support/keys";
import { metabaseFile } from "../support/metabase-xml";

type Properties = Readonly<Record<string, unknown>>;
interface Host {
  check(
    olds: Properties,
    news: Properties,
  ): Promise<{ inputs: Properties; failures: readonly { reason: string }[] }>;
  diff(id: string, olds: Properties, news: Properties): Promise<{ changes: boolean }>;
  create(inputs: Properties): Promise<{ id: string; outs: Properties }>;
  update(id: string, olds: Properties, news: Properties): Promise<{ outs: Properties }>;
  read(id: string, state: Properties): Promise<{ id?: string; props?: Properties }>;
  delete(id: string, state: Properties): Promise<void>;
}

/** The provider as the engine starts it for one operation. */
function nextOperation(): Host {
  let host: Host | undefined;
  jest.isolateModules(() => {
    host = jest.requireActual<Host>("../../provider/src/resources/host/host");
  });
  return host!;
}

let folder: string;
let path: string;
let printed: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lifecycle-"));
  path = join(folder, "MetaBase.xml");
  printed = [];
  jest.spyOn(process.stderr, "write").mockImplementation((line) => {
    printed.push(String(line).trimEnd());
    return true;
  });
});

afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

function metabase(keys: Readonly<Record<string, KeyText>>): string {
  const text = metabaseFile(memoryKeys(keys));
  writeFileSync(path, text);
  return text;
}

const read = (): string => readFileSync(path, "utf8");

const identity = (
  location: string,
  userName: string,
  password: string,
  more: Properties = {},
): Properties => ({
  kind: "anonymous",
  resourceName: location,
  metabase: { path },
  location,
  userName,
  password,
  ...more,
});

const account = (userName: string, more: Properties): Properties => ({
  kind: "account",
  resourceName: userName,
  metabase: { path },
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
    metabase({ W3SVC: service("base", "b"), "W3SVC/1/ROOT": { anonymous: ["svc", "pw"] } });
    const state = await up(nextOperation(), identity("W3SVC/1/ROOT", "svc", "pw", { onDelete: "inherit" }));
    const changed = read().replace('"svc"', '"stranger"');
    writeFileSync(path, changed);
    const { props } = await nextOperation().read("id", state);
    await nextOperation().delete("id", props!);
    expect(read()).toBe(changed);
  });

  test("a pair that another declared identity inherits", async () => {
    const before = metabase({
      W3SVC: service("base", "b"),
      "W3SVC/1": { type: "IIsWebServer", anonymous: ["svc", "pw"] },
      "W3SVC/1/ROOT": {},
    });
    const state = await up(nextOperation(), identity("W3SVC/1", "svc", "pw", { onDelete: "inherit" }));
    const operation = nextOperation();
    await up(operation, identity("W3SVC/1/ROOT", "svc", "pw"));
    await operation.delete("id", state);
    expect(read()).toBe(before);
    expect(printed.at(-1)).toMatch(/ROOT is declared and inherits it$/);
  });

  test.each([
    ["without acceptEffects", {}, true],
    ["but not with acceptEffects", { acceptEffects: true }, false],
  ])("a pair that a half pair of another account is paired with, %s", async (_, more, stays) => {
    const before = metabase({
      W3SVC: service("base", "b"),
      "W3SVC/1": { type: "IIsWebServer", anonymous: ["svc", "pw"] },
      "W3SVC/1/ROOT": { anonymous: ["other"] },
    });
    const state = await up(
      nextOperation(),
      identity("W3SVC/1", "svc", "pw", { onDelete: "inherit", ...more }),
    );
    await nextOperation().delete("id", state);
    expect(read() === before).toBe(stays);
  });

  test("where the whole pair above was declared in the same operation, and its write failed", async () => {
    const child: Record<string, KeyText> = { "W3SVC/1/ROOT": { anonymous: ["svc", "pw"] } };
    metabase({ W3SVC: service("base", "b"), "W3SVC/1": { type: "IIsWebServer" }, ...child });
    const state = await up(nextOperation(), identity("W3SVC/1/ROOT", "svc", "pw", { onDelete: "inherit" }));
    const before = metabase({ "W3SVC/1": { type: "IIsWebServer" }, ...child });
    const host = nextOperation();
    const parent = await host.check({}, identity("W3SVC/1", "base", "b"));
    expect(parent.failures).toEqual([]);
    // Its create never comes, as after an error of another resource's.
    await expect(host.delete("id", state)).rejects.toThrow("E_NOTHING_TO_INHERIT");
    expect(read()).toBe(before);
    await host.create(parent.inputs);
    await host.delete("id", state);
    expect(read()).not.toContain('"svc"');
  });

  test("where the halves above come from different keys", async () => {
    metabase({
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
    metabase({ "W3SVC/1/ROOT": { anonymous: ["svc", "pw"] } });
    const link = join(folder, "link.xml");
    symlinkSync(path, link);
    const host = nextOperation();
    await host.check({}, identity("W3SVC/1/ROOT", "svc", "one"));
    const second = await host.check({}, identity("W3SVC/1/ROOT", "svc", "two", { metabase: { path: link } }));
    expect(second.failures).toMatchObject([{ reason: expect.stringMatching(/^E_CONFLICT /) }]);
  });
});

describe("an account's second preview is clean", () => {
  test("where a copy was but a password that none may hold", async () => {
    metabase({
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
    metabase({
      W3SVC: service("old", "x"),
      "W3SVC/1": { type: "IIsWebServer", anonymous: [undefined, "p"] },
    });
    const before = read();
    const declared = account("new", {
      password: "q",
      under: "W3SVC/1",
      formerNames: ["old"],
      allowNone: true,
    });
    const state = await up(nextOperation(), declared);
    expect(read()).toBe(before);
    const host = nextOperation();
    const { inputs } = await host.check(state, declared);
    expect(await host.diff("id", state, inputs)).toMatchObject({ changes: false });
  });
});

test("a half pair that a resource of this operation declares is no stranger's", async () => {
  metabase({ W3SVC: service("a", "old"), "W3SVC/1": { type: "IIsWebServer", anonymous: ["other"] } });
  const host = nextOperation();
  await up(host, identity("W3SVC/1", "other", "its own"));
  const state = await up(host, identity("W3SVC", "a", "new"));
  expect(state).toMatchObject({ revision: 1, drift: [] });
});

test("what somebody repaired after a refresh saw it drift is taken out of the outputs", async () => {
  metabase({ "W3SVC/1/ROOT": { anonymous: ["svc", "pw"] } });
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
  const text = metabase({
    W3SVC: { type: "IIsWebService", anonymous: ["svc", "old"] },
    "W3SVC/1": { type: "IIsWebServer", anonymous: ["other", "x"], ambiguous: "twice" },
  });
  const declared = account("svc", { password: "new", kinds: ["anonymous"] });
  const { failures } = await nextOperation().check({}, declared);
  expect(failures.map(({ reason }) => /^E_\w+ \S+/.exec(reason)?.[0])).toEqual(["E_AMBIGUOUS /LM/W3SVC/1:"]);
  expect(read()).toBe(text);

  metabase({
    W3SVC: { type: "IIsWebService", wam: ["svc", "old"] },
    "W3SVC/1": { type: "IIsWebServer", anonymous: ["other", "x"], ambiguous: "twice" },
  });
  await up(nextOperation(), account("svc", { password: "new", kinds: ["wam"] }));
  expect(read()).toContain('WAMUserPass="new"');
  expect(printed).toContain("svc: /LM/W3SVC/1 was left out: it can't be understood in one way");
});
