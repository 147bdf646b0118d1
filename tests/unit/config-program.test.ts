import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import program from "../../index";

jest.mock("pulumi-iis-identity", () => jest.requireActual<object>("../../provider/src"));
jest.mock("pulumi-iis-identity/config", () => jest.requireActual<object>("../../provider/src/config/public"));
jest.mock("pulumi-iis-identity/stack", () =>
  jest.requireActual<object>("../../provider/src/stack/clear-passwords"),
);

const canary = 'C4nary"&<{}>\\pass word';

const ourType = "pulumi-nodejs:dynamic/iis:";

interface Registered {
  readonly type: string;
  readonly name: string;
  readonly inputs: Record<string, unknown>;
  /** What had been created when its turn came. */
  readonly after: readonly string[];
}

let registered: Registered[];
/** For each resource, the names that it had before. */
let aliases: Record<string, unknown>;
let created: string[];
let finished: string[];
/** As many callers as an error notes while a resource is made. */
let stackLimits: number[];

beforeEach(async () => {
  registered = [];
  aliases = {};
  created = [];
  finished = [];
  stackLimits = [];
  await pulumi.runtime.setMocks(
    {
      newResource: async ({ type, name, inputs }) => {
        created.push(name);
        const after = [...finished];
        const ours = type.replace(ourType, "");
        if (type !== "pulumi:pulumi:Stack") registered.push({ type: ours, name, inputs, after });
        // Leaves every resource that waits for nothing the time to begin.
        for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
        finished.push(name);
        return { id: name, state: { ...inputs, revision: 0, result: `${canary} made for ${name}` } };
      },
      call: () => ({}),
    },
    "iis-identity",
    "web01",
  );
});

function configure(values: Record<string, unknown>, secretKeys: string[]): void {
  const texts = Object.entries(values).map(([name, value]): [string, string] => [
    `iis-identity:${name}`,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  pulumi.runtime.setAllConfig(
    Object.fromEntries(texts),
    secretKeys.map((name) => `iis-identity:${name}`),
  );
}

/** Runs the program to the end of everything that it registers. */
async function run(): Promise<unknown> {
  return pulumi.runtime.runInPulumiStack(() => {
    pulumi.runtime.registerStackTransformation(({ type, name, opts }) => {
      if (type.startsWith(ourType)) stackLimits.push(Error.stackTraceLimit);
      aliases[`${type.replace(ourType, "")} ${name}`] = opts.aliases;
      return undefined;
    });
    return Promise.resolve(program());
  });
}

/** Runs in the folder of a project whose stack's file has this list, in which passwords are encrypted. */
async function inProject(identities: readonly object[], work: () => Promise<unknown>): Promise<void> {
  const before = process.cwd();
  const folder = mkdtempSync(join(tmpdir(), "iis-identity-program-"));
  writeFileSync(join(folder, "Pulumi.yaml"), "name: iis-identity\n");
  writeFileSync(join(folder, "Pulumi.web01.yaml"), JSON.stringify({ config: { identities } }));
  process.chdir(folder);
  try {
    await work();
  } finally {
    process.chdir(before);
    rmSync(folder, { recursive: true });
  }
}

const metabase = { path: "web01/MetaBase.xml" };

test("Pulumi's runner and people who import the program by its name get the same function", () => {
  expect(program).toBeInstanceOf(Function);
  expect(program.program).toBe(program);
});

test("each identity becomes a resource named by its location, after the nearest one above it", async () => {
  const identities = [
    { location: "W3SVC\\1\\ROOT\\shop", userName: "b", passwordFrom: "web-user", onDelete: "inherit" },
    { location: "W3SVC/1/root", userName: "a", password: canary, acceptEffects: true },
    { location: "MSFTPSVC", userName: "IUSR", passwordless: true },
  ];
  configure({ metabase, identities, "web-user": `${canary}2` }, ["identities", "web-user"]);
  await inProject(
    identities.map((item) => (item.password === canary ? { ...item, password: { secure: "x" } } : item)),
    run,
  );
  expect(registered.map(({ name, after }) => [name, after.includes("/LM/W3SVC/1/root")])).toEqual([
    ["/LM/MSFTPSVC", false],
    ["/LM/W3SVC/1/root", false],
    ["/LM/W3SVC/1/ROOT/shop", true],
  ]);
  expect(registered.map(({ inputs }) => inputs)).toMatchObject([
    { location: "/LM/MSFTPSVC", userName: "IUSR", passwordless: true, onDelete: "keep", metabase },
    { location: "/LM/W3SVC/1/root", userName: "a", password: secret(canary), acceptEffects: true },
    { location: "/LM/W3SVC/1/ROOT/shop", userName: "b", password: secret(`${canary}2`), onDelete: "inherit" },
  ]);
  expect(registered[0]?.inputs).not.toHaveProperty("password");
});

const secret = (value: string): unknown => expect.objectContaining({ value });

const byName = (name: string): Registered => registered.find((each) => each.name === name)!;

const byType = (type: string): Registered[] => registered.filter((each) => each.type === type);

test("a kind decides the resource, and only declarations of its kind above it come first", async () => {
  const identities = [
    { location: "W3SVC/AppPools/Shop", kind: "wam", userName: "c", passwordFrom: "web-user" },
    { location: "W3SVC/AppPools", kind: "wam", userName: "b", passwordless: true, complus: "acknowledged" },
    { location: "W3SVC", userName: "a" },
    { location: "W3SVC/1/ROOT/files", kind: "unc", userName: "d", passwordFrom: "web-user" },
  ];
  configure({ metabase, identities, "web-user": canary }, ["web-user"]);
  await run();
  const found = registered.map(({ type, name, after }) => [
    name,
    [type, after.includes("wam:/LM/W3SVC/AppPools")],
  ]);
  expect(Object.fromEntries(found)).toEqual({
    "/LM/W3SVC": ["AnonymousIdentity", false],
    "wam:/LM/W3SVC/AppPools": ["WamIdentity", false],
    "unc:/LM/W3SVC/1/ROOT/files": ["UncIdentity", false],
    "wam:/LM/W3SVC/AppPools/Shop": ["WamIdentity", true],
  });
  const pools = { location: "/LM/W3SVC/AppPools", complus: "acknowledged" };
  expect(byName("wam:/LM/W3SVC/AppPools").inputs).toMatchObject(pools);
});

test("each account becomes a resource, before the identities of its kinds", async () => {
  const accounts = [
    { userName: "FARM\\svc-web", passwordFrom: "web-user", formerNames: ["FARM\\svc-www"], allowNone: true },
    {
      userName: "FARM\\svc-pool",
      passwordFrom: "web-user",
      kinds: ["wam"],
      under: "W3SVC",
      unused: "rewrite",
    },
  ];
  const identities = [
    { location: "W3SVC/1/ROOT", kind: "unc", userName: "a" },
    { location: "W3SVC/AppPools", kind: "wam", userName: "b" },
  ];
  configure({ metabase, accounts, identities, "web-user": canary }, ["web-user"]);
  const outputs = await run();
  expect(outputs).toMatchObject({ identities: 2, accounts: 2 });
  const web = "FARM\\svc-web";
  const pool = "FARM\\svc-pool";
  expect(
    byType("AccountCredential")
      .map(({ name }) => name)
      .sort(),
  ).toEqual([pool, web]);
  const names = [web, pool, "unc:/LM/W3SVC/1/ROOT", "wam:/LM/W3SVC/AppPools"];
  expect(Object.keys((outputs as { revisions: object }).revisions).sort()).toEqual(names.sort());
  expect(byName("wam:/LM/W3SVC/AppPools").after).toEqual(expect.arrayContaining([web, pool]));
  expect(byName("unc:/LM/W3SVC/1/ROOT").after).toContain(web);
  expect(byName(pool).after).not.toContain(web);
  expect(byName(web)).toMatchObject({
    inputs: { userName: web, formerNames: ["FARM\\svc-www"], allowNone: true, password: secret(canary) },
  });
  expect(aliases).toMatchObject({
    [`AccountCredential ${web}`]: [{ name: "FARM\\svc-www" }],
    [`AccountCredential ${pool}`]: [],
  });
  expect(byName(pool).inputs).toMatchObject({ kinds: ["wam"], under: "/LM/W3SVC", unused: "rewrite" });
  for (const left of ["aliases", "passwordless", "complus", "unused", "kinds", "under"]) {
    expect(byName(web).inputs).not.toHaveProperty(left);
  }
});

test("a generated password is made for its item, keeps its former names, and is shown as a secret", async () => {
  const generate = { length: 30, keepers: { quarter: "2026-4" } };
  const accounts = [{ userName: "svc", password: { generate }, formerNames: ["old"] }];
  const identities = [{ location: "W3SVC/1", userName: "a", password: { generate: {} } }];
  configure({ metabase, accounts, identities }, []);
  const outputs = await run();
  const made = byType("GeneratedPassword").map(({ name, inputs }) => [name, inputs]);
  expect(Object.fromEntries(made)).toEqual({
    SVC: expect.objectContaining(generate),
    "/LM/W3SVC/1": expect.not.objectContaining({ length: expect.anything() }),
  });
  expect(aliases).toMatchObject({
    "GeneratedPassword SVC": [{ name: "OLD" }],
    "AccountCredential svc": [{ name: "old" }],
  });
  expect(byType("AccountCredential")).toMatchObject([
    { name: "svc", inputs: { password: secret(`${canary} made for SVC`) } },
  ]);
  expect(byType("AnonymousIdentity")).toMatchObject([
    { inputs: { password: secret(`${canary} made for /LM/W3SVC/1`) } },
  ]);
  expect(outputs).toHaveProperty("generatedPasswords");
});

test("Pulumi, which parses the whole configuration at each question, is asked as often for many as for few", async () => {
  const ask = jest.spyOn(JSON, "parse");
  const parsed = async (count: number): Promise<number> => {
    const identities = Array.from({ length: count }, (_, index) => ({
      location: `W3SVC/${index + 1}/ROOT`,
      userName: "a",
      passwordFrom: "web",
    }));
    configure({ metabase, identities, web: canary }, ["web"]);
    ask.mockClear();
    await run();
    return ask.mock.calls.filter(([text]) => text.includes("iis-identity:identities")).length;
  };
  expect(await parsed(40)).toBe(await parsed(2));
  ask.mockRestore();
});

test("what called the SDK is written down for nobody but those who look for promises, and only while declaring", async () => {
  const limit = Error.stackTraceLimit;
  configure({ metabase: { path: "MetaBase.xml" }, identities: [{ location: "W3SVC/1", userName: "a" }] }, []);
  await run();
  expect(stackLimits).toEqual([1]);
  process.env["PULUMI_DEBUG_PROMISE_LEAKS"] = "true";
  try {
    await run();
  } finally {
    delete process.env["PULUMI_DEBUG_PROMISE_LEAKS"];
  }
  expect(stackLimits).toEqual([1, limit]);
  expect(Error.stackTraceLimit).toBe(limit);
});

test("the stack shows how many identities are declared and how often each was rewritten", async () => {
  configure({ metabase, identities: [{ location: "W3SVC", userName: "a" }] }, []);
  const outputs = await run();
  expect(outputs).toMatchObject({ identities: 1 });
  expect(JSON.stringify(outputs)).not.toContain("C4nary");
});

test.each([
  [
    "an inline password in a list that holds no secret",
    [{ location: "W3SVC", userName: "a", password: canary }],
    [],
  ],
  [
    "a reference to a setting that is not secret",
    [{ location: "W3SVC", userName: "a", passwordFrom: "p" }],
    [],
  ],
  ["a list that can't be read", canary, ["identities"]],
  [
    "one good item beside a broken one",
    [
      { location: "W3SVC", userName: "a" },
      { location: "W3SVC", userName: "" },
    ],
    [],
  ],
])("%s registers nothing, and the error shows no value", (_what, identities, secretKeys) => {
  configure({ metabase, identities, p: canary }, secretKeys);
  let thrown: unknown;
  try {
    program();
  } catch (error) {
    thrown = error;
  }
  expect(pulumi.RunError.isInstance(thrown)).toBe(true);
  const text = thrown instanceof Error ? `${thrown.message}${thrown.stack ?? ""}` : "";
  expect(text).toContain("E_INPUT");
  expect(text).toContain("iis-identity:identities");
  expect(text).not.toContain("C4nary");
  expect(created).toEqual([]);
});

test("empty lists declare nothing and are no error", async () => {
  configure({ metabase, identities: [], accounts: [] }, []);
  await expect(run()).resolves.toMatchObject({ identities: 0 });
  expect(registered).toEqual([]);
});
