import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { runCommand } from "../support/command";
import { ScriptHost, variants, type Planted } from "../support/script-host/script-host";

const example = readFileSync(resolve(__dirname, "../../examples/two-servers/web01/MetaBase.xml"), "utf8");
const passwords = [...example.matchAll(/(?:AnonymousUserPass|WAMUserPass|UNCPassword)="([^"]+)"/g)].map(
  ([, value]) => value!,
);

const hosts: ScriptHost[] = [];

async function doctor(
  planted?: Planted,
  ...args: string[]
): Promise<{ code: number; stdout: string; stderr: string; host: ScriptHost }> {
  const host = await ScriptHost.create(example, planted);
  hosts.push(host);
  const run = await runCommand(["doctor", "--script-host", host.path, ...args], { env: process.env });
  return { ...run, host };
}

afterAll(() => {
  for (const host of hosts) host.remove();
});

test.each(Object.entries(variants))(
  "doctor tells of %s, writes nothing and shows no password",
  async (_, variant) => {
    const { code, stdout, stderr, host } = await doctor({ variant });
    expect(code).toBe(0);
    expect(stderr).not.toContain("error");
    expect(stdout).toContain("awkward texts that came back");
    expect(stdout).toContain("8 of 8");
    expect(stdout).toMatch(/^keys that set AnonymousUserName +\d+$/m);
    expect(stdout).toContain(`the attribute's name is ${variant.inheritName}`);
    expect(stdout).toContain(
      variant.nothingFound === "error" ? "answers with the error 0x800cc801" : "answers with an empty array",
    );
    expect(passwords.length).toBeGreaterThan(0);
    for (const password of passwords) expect(stdout).not.toContain(password);
    expect(host.metabase).toBe(example);
    expect(host.journal).toEqual([]);
    expect(host.starts).toBe(2);
  },
);

test.each<readonly [what: string, planted: Planted, code: number, said: RegExp]>([
  ["IIS 7 behind Metabase Compatibility", { majorVersion: 7 }, 0, /^note: this is IIS 7 or later/m],
  ["a version that is not told", { majorVersion: null }, 3, /^problem: IIS did not report its version/m],
  ["Metabase Compatibility itself", { majorVersion: 7 }, 0, /^Metabase Compatibility +1$/m],
  [
    "rights that are missing",
    { elevated: false },
    0,
    /^note: the script does not seem to run with an administrator's rights/m,
  ],
  ["a domain controller", { productType: 2 }, 0, /^note: this is a domain controller/m],
  [
    "a name that can't be read",
    {
      failures: [{ call: "Get", property: "AnonymousUserName", location: "/LM/W3SVC", hresult: 0x80070005 }],
    },
    3,
    /^problem: 1 keys? holds? something that could not be read/m,
  ],
  [
    "lists that the script engine can't read",
    { failures: [{ call: "GetDataPaths", hresult: 0x800a1391 }] },
    3,
    /^problem: the metabase could not be read: E_ADSI: .*0x800a1391/m,
  ],
])("doctor tells of %s", async (_, planted, code, said) => {
  const run = await doctor(planted);
  expect(run.stdout).toMatch(said);
  expect(run.code).toBe(code);
});

test.each(["empty", "null", "object"])("doctor counts a pool that gives no state: %s", async (as) => {
  const { code, stdout } = await doctor({
    given: [{ location: "/LM/W3SVC/AppPools/ShopPool", property: "AppPoolState", as }],
  });
  expect([code, stdout]).toEqual([
    0,
    expect.stringMatching(/^application pools +3, 0 stopped, 1 that gave no state$/m),
  ]);
});

test("doctor --json is the same for machines", async () => {
  const { code, stdout } = await doctor({}, "--json");
  expect(code).toBe(0);
  const report = JSON.parse(stdout) as Record<string, unknown>;
  expect(report).toMatchObject({
    majorVersion: 6,
    damaged: [],
    texts: 8,
    unreadable: 0,
    transport: expect.any(String),
  });
  expect(report["findings"]).toContainEqual({ name: "VBArray", value: "works" });
});

test.each<readonly [what: string, planted: Planted, error: string]>([
  ["access denied", { failures: [{ call: "GetObject", hresult: 0x80070005 }] }, "E_ACCESS_DENIED"],
  ["a server that is not there", { failures: [{ call: "GetObject", hresult: 0x800706ba }] }, "E_UNREACHABLE"],
  ["no provider", { failures: [{ call: "GetObject", hresult: 0x80005000 }] }, "E_NO_PROVIDER"],
  ["a script that is ended", { end: { when: "before Echo", count: 2, how: "quit" } }, "E_SCRIPT_HOST"],
])("doctor ends with an error where there is %s", async (_, planted, error) => {
  const { code, stdout, stderr } = await doctor(planted);
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toContain(error);
});

test("doctor looks at no file: exit code 2", async () => {
  const { code, stdout } = await runCommand(["doctor", "--path", "MetaBase.xml"]);
  expect([code, stdout]).toEqual([2, ""]);
});
