import { runCommand } from "../support/command";
import type { KeyText } from "../support/keys";
import { nextOperation, sceneOfEachTest, type Properties } from "../support/host-operation";

const scene = sceneOfEachTest();

type Keys = Readonly<Record<string, KeyText>>;
type Declared = Properties & { readonly kind: string };

const service = (...anonymous: NonNullable<KeyText["anonymous"]>): KeyText => ({
  type: "IIsWebService",
  anonymous,
});
const server = (...anonymous: NonNullable<KeyText["anonymous"]>): KeyText => ({
  type: "IIsWebServer",
  anonymous,
});
const svc: Declared = { kind: "anonymous", location: "W3SVC", userName: "svc", password: "new" };
const account: Declared = { kind: "account", userName: "svc", password: "new", kinds: ["anonymous"] };
const child = (more: Properties): Declared => ({
  ...svc,
  location: "W3SVC/1/ROOT",
  password: undefined,
  ...more,
});

/** Declares all of them in one operation, in this order. @returns what preview says of other accounts' pairs, and what up says */
async function declare(keys: Keys, ...declared: readonly Declared[]): Promise<readonly string[]> {
  const before = scene.write(keys);
  const host = nextOperation();
  const inputs: Properties[] = [];
  for (const [index, { password, ...one }] of declared.entries()) {
    const checked = await host.check(
      {},
      {
        ...one,
        ...(password === undefined ? {} : { password }),
        metabase: { path: scene.path },
        resourceName: String(index),
      },
    );
    expect(checked.failures).toEqual([]);
    inputs.push(checked.inputs);
  }
  const said = scene.printed.flatMap((line) => /half pair of another account: (.*)$/.exec(line)?.[1] ?? []);
  try {
    await host.create(inputs.at(-1)!);
    return said;
  } catch (error) {
    expect(scene.read()).toBe(before);
    return [...said, /^E_\w+/.exec((error as Error).message)![0]];
  }
}

const gets = (location: string, name: string, property: string): string =>
  `/LM/${location} ("${name}") would get another ${property}`;
const password = (location: string, name = "other"): readonly string[] => [
  gets(location, name, "AnonymousUserPass"),
  "E_EFFECTS",
];

/** A half pair at a key type that may hold none, and what a name without INHERIT leaves its keys to inherit. */
const unseen: readonly (readonly [what: string, keys: Keys, refusal: readonly string[]])[] = [
  [
    "a name at a key whose type may not hold it",
    { W3SVC: service("svc", "old"), "W3SVC/1/ROOT": { type: "IIsFtpVirtualDir", anonymous: ["other"] } },
    password("W3SVC/1/ROOT"),
  ],
  [
    "a name at a key of an unknown type",
    { W3SVC: service("svc", "old"), "W3SVC/1/Custom": { type: "VendorKey", anonymous: ["other"] } },
    password("W3SVC/1/Custom"),
  ],
  [
    "an inherited name beneath the account's own that counts at its key alone",
    {
      W3SVC: service("other", "x"),
      "W3SVC/1": server({ local: "svc" }, "old"),
      "W3SVC/1/ROOT": {},
      "W3SVC/1/ROOT/a": {},
    },
    password("W3SVC/1/ROOT"),
  ],
];

/** The plain ones. */
const seen: typeof unseen = [
  [
    "a name at a server, which may hold no password of its kind",
    {
      SMTPSVC: { type: "IIsSmtpService", anonymous: ["svc", "old"] },
      "SMTPSVC/1": { type: "IIsSmtpServer", anonymous: ["other"] },
    },
    password("SMTPSVC/1"),
  ],
  [
    "what keys inherit from a name and a password of different keys",
    {
      "W3SVC/1": server("svc", "old"),
      "W3SVC/1/ROOT": { anonymous: [{ local: "svc" }] },
      "W3SVC/1/ROOT/a": { anonymous: ["other"] },
      "W3SVC/1/ROOT/a/b": {},
    },
    password("W3SVC/1/ROOT/a"),
  ],
];

const heldAt = (keys: Keys): string =>
  Object.entries(keys).find(([, { anonymous }]) => {
    const [name] = anonymous ?? [];
    return name === "svc" || (typeof name === "object" && "local" in name && name.local === "svc");
  })![0];

describe("another account's pair that would change in effect is refused:", () => {
  test.each(unseen)("%s, where an identity changes", async (_, keys, refusal) => {
    expect(await declare(keys, { ...svc, location: heldAt(keys) })).toEqual(refusal);
  });

  test.each(seen)("%s, where an identity changes", async (_, keys, refusal) => {
    expect(await declare(keys, { ...svc, location: heldAt(keys) })).toEqual(refusal);
  });

  test.each(unseen)("%s, where an account changes", async (_, keys, refusal) => {
    expect(await declare(keys, account)).toEqual(refusal);
  });

  test.each(unseen)("%s, where sync changes it", async (_, keys, refusal) => {
    const text = scene.write(keys);
    const sync = ["sync", "Anonymous", "svc", "--password-stdin", "--path", scene.path];
    const preview = await runCommand(sync, { input: "new" });
    expect(preview.stdout).toContain(`half pair of another account: ${refusal[0]!}\n`);
    expect(await runCommand([...sync, "--apply"], { input: "new" })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("E_EFFECTS"),
    });
    expect(scene.read()).toBe(text);
  });
});

test("a password under no name that would get one", async () => {
  const keys: Keys = {
    W3SVC: service(),
    "W3SVC/1": server(undefined, "left over"),
    "W3SVC/2": server(undefined, ""),
  };
  expect(await declare(keys, svc)).toEqual([
    "/LM/W3SVC/1 (no user name) would get another AnonymousUserName",
    "E_EFFECTS",
  ]);
});

describe("what a resource declares of another account's pair is not another's, and only that:", () => {
  const keys: Keys = { W3SVC: service("svc", "old"), "W3SVC/1/ROOT": { anonymous: ["other"] } };
  const inherited: Keys = { W3SVC: service("b", "x"), "W3SVC/1/ROOT": { anonymous: [undefined, "p"] } };
  const [name, whole] = [{ userName: "other" }, { userName: "other", password: "own" }];
  const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

  test.each<[string, Keys, Declared, readonly string[]]>([
    ["its password", keys, child(whole), []],
    ["that it has none", { ...keys, W3SVC: service("svc", "") }, child({ ...name, passwordless: true }), []],
    ["a password that is not known yet", keys, child({ ...name, password: unknown }), []],
    ["every copy of its account", keys, { ...account, ...whole }, []],
  ])("%s", async (_, metabase, declared, refusal) => {
    expect(await declare(metabase, declared, svc)).toEqual(refusal);
  });

  test.each<[string, Keys, Declared, readonly string[]]>([
    ["not its name alone", keys, child(name), password("W3SVC/1/ROOT")],
    [
      "not its password, where the name changes",
      inherited,
      { ...account, userName: "b", password: "p", under: "W3SVC/1" },
      [gets("W3SVC/1/ROOT", "b", "AnonymousUserName"), "E_EFFECTS"],
    ],
  ])("%s", async (_, metabase, declared, refusal) => {
    expect(await declare(metabase, declared, svc)).toEqual(refusal);
  });
});

describe("no other account's pair changes:", () => {
  test.each<[string, Keys, Declared]>([
    ["a key that inherits the whole pair", { W3SVC: service("b", "x"), "W3SVC/1/ROOT": {} }, svc],
    [
      "a key whose halves all came from different keys, and come from one",
      { W3SVC: service("b"), "W3SVC/1": server(undefined, "x"), "W3SVC/1/ROOT": {} },
      { ...svc, location: "W3SVC/1" },
    ],
    [
      "one that has a pair of its own",
      { W3SVC: service("b", "x"), "W3SVC/1/ROOT": { anonymous: ["c", "y"] } },
      svc,
    ],
    [
      "a half pair of the account, which gets its password",
      { W3SVC: service("svc", "x"), "W3SVC/1/ROOT": { anonymous: [".\\SVC"] } },
      svc,
    ],
  ])("%s", async (_, keys, declared) => {
    expect(await declare(keys, declared)).toEqual([]);
  });

  test.each<[string, Keys, Declared]>([
    [
      "a half pair that gets the password it had, from another key",
      { W3SVC: service("b", "new"), "W3SVC/1": server(), "W3SVC/1/ROOT": { anonymous: ["other"] } },
      { ...svc, location: "W3SVC/1" },
    ],
  ])("%s", async (_, keys, declared) => {
    expect(await declare(keys, declared)).toEqual([]);
  });
});

test.each<[string, Declared]>([
  ["an identity's", svc],
  ["an account's", account],
])("while %s password is not known yet, preview tells whose pair it would break up", async (_, declared) => {
  const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
  const keys: Keys = { W3SVC: service("svc", "old"), "W3SVC/1/ROOT": { anonymous: ["other"] } };
  scene.write(keys);
  const inputs = { ...declared, password: unknown, metabase: { path: scene.path }, resourceName: "r" };
  expect((await nextOperation().check({}, inputs)).failures).toEqual([]);
  expect(scene.printed.join("\n")).toContain(gets("W3SVC/1/ROOT", "other", "AnonymousUserPass"));
  expect(scene.printed.at(-1)).toMatch(/up refuses this change without acceptEffects: true$/);
});
