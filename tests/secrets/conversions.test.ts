import { IdentityError, parseLocation, Secret, type Change, type Snapshot } from "../../provider/src/domain";
import { parseSection } from "../../provider/src/config";
import { compareCredential, planCredential, viewWith } from "../../provider/src/drift";
import host from "../../provider/src/resources/host/host";
import { readInputs } from "../../provider/src/resources/identity/inputs";
import { openMetabase } from "../../provider/src/resources/host/metabases";
import { CommitQueue } from "../../provider/src/stores";
import { FileStore } from "../../provider/src/stores/file/file-store";
import { MemoryStore } from "../support/memory-store";
import { canary, encoders, leaks } from "../support/canary";
import { fileIn, freshFolder } from "../support/io-folder";
import { memoryKeys } from "../support/keys";
import { metabaseText } from "../support/metabase-folder";
import { showings } from "../support/showings";

const declared = canary("declared");
const previous = canary("previous");
const stored = canary("stored");
const family = [declared, previous, stored];
const at = "W3SVC/1/ROOT";
const location = parseLocation(at);

const properties = {
  resourceName: "www",
  kind: "anonymous",
  metabase: { path: "/nowhere/MetaBase.xml" },
  location: at,
  userName: "IUSR_WEB",
  password: declared.text,
};

const memory = (): MemoryStore =>
  new MemoryStore("test", memoryKeys({ [at]: { anonymous: ["IUSR_OLD", stored.text] } }));

const metabase = metabaseText([
  {
    location: `/LM/${at}`,
    attributes: {
      AnonymousUserName: "IUSR_OLD",
      AnonymousUserPass: String(encoders["XML, named"]?.(stored.text)),
    },
  },
]);
const file = (): FileStore => new FileStore({ path: fileIn(freshFolder(), metabase) });

const desired = {
  location,
  kind: "anonymous",
  userName: "IUSR_WEB",
  password: new Secret(declared.text),
  previousPassword: new Secret(previous.text),
} as const;

function planOn(snapshot: Snapshot): { change: Change } {
  const plan = planCredential(snapshot, desired, []);
  if (plan.state !== "drifted") throw new Error("nothing drifted");
  return plan;
}

const inputs = (given: Record<string, unknown> = properties) => {
  const read = readInputs(given);
  if (read === undefined) throw new Error("something is unknown");
  return read;
};

const shown: readonly (readonly [string, () => unknown])[] = [
  ["a secret", () => new Secret(declared.text)],
  ["what holds a secret", () => ({ deep: [new Map([["password", new Secret(declared.text)]])] })],
  ["an error", () => new IdentityError({ code: "E_INPUT", message: "No.", hint: "Stop.", location })],
  ["what was declared", () => desired],
  ["inputs of a resource", () => inputs()],
  [
    "a stack's configuration",
    () =>
      parseSection({
        metabase: properties.metabase,
        identities: [
          { location: at, userName: "IUSR_WEB", password: declared.text },
          { location: "W3SVC", userName: "IUSR_WEB", passwordFrom: "web-user" },
        ],
        setting: () => ({ text: previous.text, secret: true }),
        clearPassword: () => false,
      }),
  ],
  ["a metabase that is open and claimed", checkedMetabase],
  ["a queue of commits", () => queueThatFails()],
  ...[memory, file].flatMap((open): readonly (readonly [string, () => unknown])[] => [
    [`the ${open.name} store`, open],
    [`the ${open.name} store, read`, () => observed(open())],
    [`a snapshot of the ${open.name} store`, () => open().observe({ locations: [] })],
    [`a revealing snapshot of the ${open.name} store`, () => open().observe({ locations: [], reveal: true })],
    [`its key`, async () => (await open().observe({ locations: [] })).key(location)],
    [`its plan`, async () => planOn(await open().observe({ locations: [] }))],
    [`its comparison`, async () => compareCredential(await open().observe({ locations: [] }), desired, [])],
    [`its view`, async () => viewed(await open().observe({ locations: [] }))],
    [`its results`, async () => applied(open())],
  ]),
];

test.each(shown)("%s shows no password, however it is printed, copied or sent", async (name, make) => {
  expect(leaks(showings(name, await make()), family)).toEqual([]);
});

test("what holds a password unwrapped is caught in each of these ways that can show it", () => {
  const ways = leaks(showings("bare", { password: declared.text }), family).map((leak) => leak.split(",")[0]);
  expect(new Set(ways)).toEqual(
    new Set(["inspect", "JSON", "log formats", "clone", "serialisation", "own properties"]),
  );
  const error = new Error(declared.text, { cause: stored.text });
  expect(leaks(showings("error", error), family).map((leak) => leak.split(",")[0])).toEqual(
    expect.arrayContaining(["inspect", "String", "template", "clone", "stack", "cause"]),
  );
});

test("a secret still gives its text to those who ask, and a copy gives none", () => {
  const secret = new Secret(declared.text);
  expect(secret.reveal()).toBe(declared.text);
  expect(structuredClone(secret)).not.toHaveProperty("reveal");
  expect(Secret.prototype.reveal.call(Object.create(Secret.prototype))).toBe("");
});

async function observed(store: MemoryStore | FileStore): Promise<unknown> {
  await store.observe({ locations: [] });
  return store;
}

async function applied(store: MemoryStore | FileStore): Promise<unknown> {
  const { change } = planOn(await store.observe({ locations: [] }));
  const results = [...(await store.apply([change])), ...(await store.apply([change]))];
  const { expected } = change;
  const stale = await store.apply([{ ...change, expected, password: { set: new Secret(previous.text) } }]);
  expect([...results, ...stale].map(({ outcome }) => outcome)).toEqual(["written", "unchanged", "failed"]);
  return [results, stale, store];
}

function viewed(snapshot: Snapshot): unknown {
  const view = viewWith(snapshot, [planOn(snapshot).change]);
  return [view, view.own(location, "anonymous"), view.effective(location, "anonymous")];
}

/** A metabase as the provider's process knows it once a resource was checked: read, and claimed. */
async function checkedMetabase(): Promise<unknown> {
  const claiming = { ...properties, metabase: { path: fileIn(freshFolder(), metabase) } };
  const printed = jest.spyOn(process.stderr, "write").mockReturnValue(true);
  const { failures } = await host.check({}, claiming);
  printed.mockRestore();
  expect(failures).toEqual([]);
  const read = inputs(claiming);
  return [read, openMetabase(read.metabase)];
}

function queueThatFails(): CommitQueue<Change, never> {
  const queue = new CommitQueue<Change, never>(() => new Promise(() => undefined));
  void queue.submit([
    {
      ...desired,
      expected: { userName: undefined, password: undefined },
      userName: { set: "x" },
      password: { set: desired.password },
    },
  ]);
  return queue;
}
