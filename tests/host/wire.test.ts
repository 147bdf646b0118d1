import { writeFile } from "node:fs/promises";
import { DynamicHost, wireInputs, type Wire } from "../support/dynamic-host";
import { MetabaseFolder, metabaseText, withAttribute } from "../support/metabase-folder";
import { serverKeys, stored } from "../support/server-keys";

const canary = "Canary-e41b";
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const right = metabaseText(serverKeys);
const web = { location: "W3SVC/1/ROOT", userName: "WEBFARM\\svc-web" };
const id = "/LM/W3SVC/1/ROOT";

// One process serves all: what it remembers, it remembers by metabase, and each test has its own.
let host: DynamicHost;
let metabase: MetabaseFolder;
beforeAll(async () => {
  host = await DynamicHost.start();
});
afterAll(async () => {
  await host.remove();
});
beforeEach(async () => {
  metabase = await MetabaseFolder.create(right);
});
afterEach(async () => {
  await metabase.remove();
});

const inputs = (more: Wire = {}): Wire =>
  wireInputs(metabase.path, { ...web, password: stored.web, ...more });

describe("check", () => {
  test("answers with the counter and no list where nothing drifted", async () => {
    const { inputs: checked, failures } = await host.check(inputs({ revision: 7, drift: ["old"] }), inputs());
    expect(failures).toEqual([]);
    expect(checked).toEqual({ ...inputs(), revision: 7 });
  });

  test("names what drifted, under the next counter, and prints it", async () => {
    const { inputs: checked } = await host.check(
      inputs({ revision: 7, password: canary }),
      inputs({ userName: "IUSR_NEW", password: "Rotated-2" }),
    );
    expect(checked["revision"]).toBe(8);
    expect(checked["drift"]).toEqual([
      'rewrite 8: AnonymousUserName: differs, found "WEBFARM\\svc-web" (declared "IUSR_NEW")',
      "rewrite 8: AnonymousUserPass: differs, foreign",
    ]);
    await host.prints(
      '/LM/W3SVC/1/ROOT AnonymousUserName: differs, found "WEBFARM\\svc-web" (declared "IUSR_NEW"); AnonymousUserPass: differs, foreign',
    );
  });

  test("tells a stored copy of the password declared before from a stranger's", async () => {
    const { inputs: checked } = await host.check(inputs(), inputs({ password: "Rotated-2" }));
    expect(checked["drift"]).toEqual(["rewrite 1: AnonymousUserPass: differs, previous"]);
  });

  test.each([
    ["location", { location: unknown }],
    ["user name", { userName: unknown }],
    ["metabase", { metabase: { path: unknown } }],
    ["switch", { onDelete: unknown }],
  ])("reads nothing while the %s is unknown, and knows no more than that", async (_, more) => {
    await writeFile(metabase.path, "no metabase");
    const { inputs: checked, failures } = await host.check({ revision: 3 }, inputs(more));
    expect(failures).toEqual([]);
    expect(checked).toEqual({ ...inputs(more), revision: unknown, drift: unknown });
  });

  test.each(["the right name", "another name"])(
    "compares the name while the password is unknown, and knows no more: %s",
    async (which) => {
      const news = inputs({
        password: unknown,
        ...(which === "another name" ? { userName: "IUSR_NEW" } : {}),
      });
      const { inputs: checked } = await host.check({ revision: 3 }, news);
      expect(checked).toEqual({ ...news, revision: unknown, drift: unknown });
      if (which === "another name") {
        await host.prints(
          '/LM/W3SVC/1/ROOT AnonymousUserName: differs, found "WEBFARM\\svc-web" (declared "IUSR_NEW")',
        );
      }
    },
  );

  test.each<[string, Wire, string]>([
    ["a password", { password: unknown }, "/LM/W3SVC/1/ROOT anonymous\n/LM/W3SVC/1/ROOT/shop anonymous"],
    ["the account's name", { userName: unknown }, unknown],
    ["a former name", { formerNames: ["a", unknown] }, unknown],
    ["the scope", { under: unknown }, unknown],
  ])(
    "knows nothing of an account's copies that depends on %s that is unknown",
    async (_what, more, locations) => {
      const { location, ...account } = inputs({ kind: "account" });
      expect(location).toBeDefined();
      const news = { ...account, ...more };
      const { inputs: checked, failures } = await host.check({ revision: 3, locations: "before" }, news);
      expect(failures).toEqual([]);
      expect(checked).toEqual({ ...news, revision: unknown, drift: unknown, locations });
    },
  );

  test("of what inherits from a key with an unknown password only the name is known", async () => {
    const above = { location: "W3SVC/1/ROOT", password: unknown, resourceName: "above" };
    const beneath = { location: "W3SVC/1/ROOT/docs", password: stored.web };
    await host.check({}, inputs({ ...above, userName: "IUSR_NEW" }));
    const { inputs: checked, failures } = await host.check({}, inputs({ ...beneath, userName: "IUSR_NEW" }));
    expect(failures).toEqual([]);
    expect(checked).toEqual({
      ...inputs({ ...beneath, userName: "IUSR_NEW" }),
      revision: unknown,
      drift: unknown,
    });
    // One that has a pair of its own inherits nothing.
    const own = { location: "W3SVC/1/ROOT/shop", password: stored.web };
    expect((await host.check({}, inputs(own))).inputs).toEqual({ ...inputs(own), revision: 0 });
  });

  test("an unknown password over one that can't be compared is refused before any is made", async () => {
    await metabase.set(id, "AnonymousUserPass", "NOLONGERVALID12");
    const { failures } = await host.check({}, inputs({ password: unknown }));
    expect(failures.map(({ reason }) => reason.split(" ")[0])).toEqual(["E_NOT_COMPARABLE"]);
  });

  test.each<[string, Wire]>([
    ["E_EMPTY_PASSWORD", { password: "" }],
    ["E_LOCATION", { location: "" }],
    ["E_LOCATION", { location: "W3SVC//1", password: unknown, userName: unknown }],
    ["E_INPUT", { userName: "" }],
    ["E_INPUT", { passwort: "misspelled, it would stand in state in clear" }],
    ["E_INPUT", { onDelete: "remove" }],
    ["E_INPUT", { passwordless: true }],
    ["E_INPUT", { passwordless: true, password: unknown }],
    ["E_INPUT", { metabase: { path: "x", store: "adsi" } }],
    ["E_UNKNOWN_LOCATION", { location: "W3SVC/9" }],
    ["E_KEY_TYPE", { location: "W3SVC/AppPools/ShopPool" }],
    ["E_PASSWORD_REQUIRED", { userName: "IUSR_NEW", password: null }],
    [
      "E_PASSWORD_INHERITED",
      { userName: "IUSR", password: null, passwordless: true, location: "W3SVC/1/ROOT/docs" },
    ],
    ["E_XML_CHARACTER", { password: `${canary}\u0001` }],
    ["E_NOTHING_TO_INHERIT", { location: "W3SVC", onDelete: "inherit" }],
    ["E_FILE_NOT_FOUND", { metabase: { path: "/nowhere/MetaBase.xml" } }],
  ])(
    "refuses with %s, naming no property, since the engine would print its value: %j",
    async (code, more) => {
      const { failures } = await host.check({}, inputs({ password: canary, ...more }));
      expect(failures).toEqual([
        { property: "", reason: expect.stringMatching(new RegExp(`^${code}\\b.*: .+ [A-Z].+\\.$`)) },
      ]);
      expect(failures[0]!.reason).not.toContain(canary);
      expect(await metabase.text()).toBe(right);
    },
  );

  test("refuses a second resource that declares another value for one credential", async () => {
    await host.check({}, inputs({ resourceName: "one", password: canary }));
    const same = await host.check(
      {},
      inputs({ resourceName: "two", password: canary, location: "/lm/w3svc/1/root" }),
    );
    expect(same.failures).toEqual([]);
    const other = await host.check({}, inputs({ resourceName: "three", password: "Rotated-2" }));
    expect(other.failures).toEqual([
      { property: "", reason: expect.stringMatching(/^E_CONFLICT .*one.*three/) },
    ]);
  });
});

describe("diff", () => {
  test.each<[string, Wire, Wire, { changes: boolean; replaces: string[] }]>([
    ["nothing changed", {}, {}, { changes: false, replaces: [] }],
    [
      "the counter, the list and the name",
      { revision: 3, drift: [], resourceName: "a" },
      { revision: 4, drift: ["x"] },
      { changes: false, replaces: [] },
    ],
    [
      "another spelling of the location",
      {},
      { location: "\\w3svc\\1\\root\\" },
      { changes: false, replaces: [] },
    ],
    [
      "drift that a refresh recorded and somebody repaired",
      { drift: ["x"] },
      {},
      { changes: true, replaces: [] },
    ],
    ["another location", {}, { location: "W3SVC/2/ROOT" }, { changes: true, replaces: ["location"] }],
    ["an unknown location", {}, { location: unknown }, { changes: true, replaces: [] }],
    ["an unknown password", {}, { password: unknown }, { changes: true, replaces: [] }],
    ["another password", {}, { password: canary }, { changes: true, replaces: [] }],
    ["another name", {}, { userName: "IUSR_NEW" }, { changes: true, replaces: [] }],
    ["another onDelete", {}, { onDelete: "inherit" }, { changes: true, replaces: [] }],
    [
      "another metabase",
      {},
      { metabase: { path: "/elsewhere/MetaBase.xml" } },
      { changes: true, replaces: [] },
    ],
  ])("%s", async (_, olds, news, expected) => {
    expect(await host.diff(id, inputs(olds), inputs(news))).toEqual({ ...expected, deleteFirst: false });
  });

  test("a live difference is a change, though the declaration is the same", async () => {
    await metabase.set(id, "AnonymousUserPass", "Foreign-3c8d");
    expect(await host.diff(id, inputs(), inputs())).toMatchObject({ changes: true, replaces: [] });
  });
});

test("create adopts without a write, and answers with every input and the canonical location", async () => {
  const before = await metabase.listing();
  const { id: made, outputs } = await host.create(inputs({ revision: 0 }));
  expect(made).toBe(id);
  expect(outputs).toEqual({ ...inputs(), revision: 0, drift: [] });
  expect(await metabase.listing()).toEqual(before);
});

test("update writes the difference alone, and answers with every input", async () => {
  const news = inputs({
    password: canary,
    revision: 1,
    drift: ["rewrite 1: AnonymousUserPass: differs, previous"],
  });
  expect(await host.update(id, inputs(), news)).toEqual({ ...news, drift: [] });
  expect(await metabase.text()).toBe(withAttribute(right, id, "AnonymousUserPass", canary));
  const after = await metabase.listing();
  expect(await host.update(id, news, news)).toEqual({ ...news, drift: [] });
  expect(await metabase.listing()).toEqual(after);
});

test("updates that arrive together share a backup, and each is written", async () => {
  const other = { location: "W3SVC/2/ROOT", userName: "WEBFARM\\svc-intranet" };
  await Promise.all([
    host.update(id, inputs(), inputs({ password: "First-1" })),
    host.update("/LM/W3SVC/2/ROOT", inputs(other), inputs({ ...other, password: "Second-2" })),
  ]);
  const first = withAttribute(right, id, "AnonymousUserPass", "First-1");
  expect(await metabase.text()).toBe(
    withAttribute(first, "/LM/W3SVC/2/ROOT", "AnonymousUserPass", "Second-2"),
  );
  expect(await metabase.backups()).toEqual([right]);
});

test("read tells the live name and the drift, keeps the recorded password, and drops what left the metabase", async () => {
  const state = inputs({ revision: 2, drift: [] });
  expect(await host.read(id, state)).toEqual({ id, outputs: state, inputs: {} });

  await metabase.set(id, "AnonymousUserName", "SOMEONE");
  await metabase.set(id, "AnonymousUserPass", "Foreign-3c8d");
  const drifted = await host.read(id, state);
  expect(drifted).toEqual({
    id,
    outputs: {
      ...state,
      userName: "SOMEONE",
      drift: [
        'rewrite 3: AnonymousUserName: differs, found "SOMEONE" (declared "WEBFARM\\svc-web")',
        "rewrite 3: AnonymousUserPass: differs, foreign",
      ],
    },
    inputs: { ...inputs({ revision: 2 }), userName: "SOMEONE" },
  });

  await writeFile(metabase.path, metabaseText(serverKeys.filter(({ location }) => location !== id)));
  expect((await host.read(id, state)).id).toBe("");
});

test.each<[string, (state: Wire) => Promise<unknown>]>([
  ["diff", (state) => host.diff(id, state, state)],
  ["create", (state) => host.create(state)],
  ["read", (state) => host.read(id, state)],
  ["update", (state) => host.update(id, state, state)],
  ["delete", (state) => host.delete(id, state)],
])("an error of %s carries code and hint, and no secret", async (_, act) => {
  await writeFile(metabase.path, right.slice(0, right.indexOf(stored.web) + stored.web.length));
  const failure = await act(inputs({ password: canary, onDelete: "inherit" })).then(
    () => "",
    (error: unknown) => String(error),
  );
  expect(failure).toMatch(/E_TRUNCATED at byte \d+: .+\. [A-Z].+\./);
  for (const secret of [canary, stored.web]) expect(failure).not.toContain(secret);
});

test("delete removes the own pair by onDelete: inherit alone", async () => {
  const before = await metabase.listing();
  await host.delete(id, inputs());
  await host.delete(id, inputs({ onDelete: "keep" }));
  await host.delete(id, inputs({ onDelete: "inherit", password: canary }));
  await host.delete("/LM/W3SVC/9", inputs({ onDelete: "inherit", location: "W3SVC/9" }));
  expect(await metabase.listing()).toEqual(before);

  await host.delete(id, inputs({ onDelete: "inherit" }));
  const withoutName = withAttribute(right, id, "AnonymousUserName", undefined);
  expect(await metabase.text()).toBe(withAttribute(withoutName, id, "AnonymousUserPass", undefined));
});

test("the process ends by the engine's signal itself, and has printed what drifted and nothing else", async () => {
  const own = await DynamicHost.start();
  try {
    await own.check({}, inputs());
    await own.check({}, inputs({ location: "W3SVC/1/ROOT/shop", password: canary }));
    await own.check({}, inputs({ location: "W3SVC/1/ROOT/shop", password: "" }));
    await own.create(inputs({ location: "W3SVC/1/ROOT/shop", password: canary }));
    expect(await own.interrupt()).toEqual({
      code: null,
      signal: "SIGINT",
      stderr: "/LM/W3SVC/1/ROOT/shop AnonymousUserPass: differs, foreign\n",
    });
    expect(await metabase.strays()).toEqual([]);
  } finally {
    await own.remove();
  }
});

test("what the host itself prints of an error holds neither a secret nor a stack", async () => {
  const own = await DynamicHost.start();
  try {
    await writeFile(metabase.path, right.slice(0, right.indexOf(stored.web) + stored.web.length));
    const state = inputs({ password: canary });
    await expect(own.diff(id, state, state)).rejects.toThrow("E_TRUNCATED");
    await expect(own.read(id, state)).rejects.toThrow("E_TRUNCATED");
    const { stderr } = await own.interrupt();
    expect(stderr).toContain("E_TRUNCATED");
    for (const secret of [canary, stored.web]) expect(stderr).not.toContain(secret);
    expect(stderr).not.toMatch(/^\s+at /m);
  } finally {
    await own.remove();
  }
});
