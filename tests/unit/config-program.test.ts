import * as pulumi from "@pulumi/pulumi";
import program from "../../index";

jest.mock("pulumi-iis-identity", () => jest.requireActual<object>("../../provider/src"));
jest.mock("pulumi-iis-identity/config", () => jest.requireActual<object>("../../provider/src/config"));

const canary = 'C4nary"&<{}>\\pass word';

interface Registered {
  readonly name: string;
  readonly inputs: Record<string, unknown>;
  /** What had been created when its turn came. */
  readonly after: readonly string[];
}

let registered: Registered[];
let created: string[];
let finished: string[];

beforeEach(async () => {
  registered = [];
  created = [];
  finished = [];
  await pulumi.runtime.setMocks(
    {
      newResource: async ({ type, name, inputs }) => {
        created.push(name);
        if (type !== "pulumi:pulumi:Stack") registered.push({ name, inputs, after: [...finished] });
        // Leaves every resource that waits for nothing the time to begin.
        for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
        finished.push(name);
        return { id: name, state: { ...inputs, revision: 0 } };
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
  return pulumi.runtime.runInPulumiStack(() => Promise.resolve(program()));
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
  await run();
  const secret = (value: string): unknown => expect.objectContaining({ value });
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

test("an empty list declares nothing and is no error", async () => {
  configure({ metabase, identities: [] }, []);
  await expect(run()).resolves.toMatchObject({ identities: 0 });
  expect(registered).toEqual([]);
});
