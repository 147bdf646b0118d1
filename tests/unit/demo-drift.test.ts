import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { callScript } from "../support/call-script";

// The second opinion that `npm start` compares the engine's with, and the file that it expects.

const key = (location: string, userName?: string, password?: string): string =>
  `<IIsWebVirtualDir Location="${location}"` +
  (userName === undefined ? "" : ` AnonymousUserName="${userName}"`) +
  (password === undefined ? "" : ` AnonymousUserPass="${password}"`) +
  "></IIsWebVirtualDir>";

const metabase = (...keys: string[]): string =>
  `<configuration><MBProperty>${keys.join("")}</MBProperty></configuration>`;

const service = key("/LM/W3SVC", "IUSR_WEB01", "p&amp;1");
const declaredService = { location: "W3SVC", userName: "IUSR_WEB01", password: "p&1" };
const site = { location: "W3SVC/1", userName: "D\\web", password: "w" };
const beneath = { ...site, location: "w3svc/1/root" };

describe("what differs in a metabase", () => {
  test.each([
    ["nothing", [service, key("/LM/W3SVC/1", "D\\web", "w")], [declaredService, site], []],
    ["a name with the machine's", [key("/LM/W3SVC", "web01\\iusr_web01", "p&amp;1")], [declaredService], []],
    ["a password", [service, key("/LM/W3SVC/1", "D\\web", "old")], [site], [["/LM/W3SVC/1", "Pass"]]],
    ["a name", [service, key("/LM/W3SVC/1", "D\\old", "w")], [site], [["/LM/W3SVC/1", "Name"]]],
    ["half a pair", [service, key("/LM/W3SVC/1", "D\\web")], [site], [["/LM/W3SVC/1", "Pass"]]],
    ["nothing of its own", [service, key("/LM/W3SVC/1")], [site], [["/LM/W3SVC/1", "Name", "Pass"]]],
    ["inherited", [service, key("/LM/W3SVC/1")], [{ ...declaredService, location: "W3SVC/1" }], []],
    ["only the name declared", [key("/LM/W3SVC/1", "D\\web", "x")], [{ ...site, password: undefined }], []],
    [
      "what inherits from a key that is repaired follows it",
      [key("/LM/W3SVC/1", "D\\web", "old"), key("/LM/W3SVC/1/ROOT")],
      [beneath, site],
      [["/LM/W3SVC/1", "Pass"]],
    ],
    [
      "a Custom element by number",
      [key("/LM/W3SVC/1", "D\\web").replace("></", '><Custom Name="X" ID="6021" Value="old"/></')],
      [site],
      [["/LM/W3SVC/1", "Pass"]],
    ],
  ])("%s", (_, keys, declared, expected) => {
    const found = callScript("demo-drift.mjs", "driftIn", [metabase(...keys), declared, "WEB01"]);
    expect(found).toEqual(
      expected.map(([location, ...halves]) => ({
        location,
        properties: halves.map((half) => `AnonymousUser${half}`),
      })),
    );
  });
});

describe("the expected file", () => {
  const template = (server: string): string =>
    readFileSync(join(__dirname, "../../examples/two-servers", server, "MetaBase.xml"), "utf8");
  const stale = '"{{web-user-old}}"';

  test("an edit fits exactly one place, else it is refused", () => {
    const edit = { location: "/LM/W3SVC/1/ROOT/Shop", find: stale, replace: '"$&"' };
    const text = template("web01");
    const [before = "", after = ""] = text.split(/(?<=Shop"[^>]*AnonymousUserPass=)"\{\{web-user-old\}\}"/);
    expect(callScript("demo-servers.mjs", "edited", [text, [edit]])).toBe(`${before}"$&"${after}`);
    for (const wrong of [
      { ...edit, location: "/LM/W3SVC/1/ROOT" },
      { ...edit, location: "/LM/W3SVC/77" },
    ]) {
      expect(failure("edited", [text, [wrong]])).toContain("expects at");
    }
  });

  test("placeholders become passwords, escaped, and none is left", () => {
    const passwords = { a: "$1&<\"'", "b-c": "x" };
    expect(callScript("demo-servers.mjs", "filled", ['p="{{a}}" {{b-c}}', passwords])).toBe(
      'p="$1&amp;&lt;&quot;\'" x',
    );
    expect(failure("filled", ["{{missing}}", passwords])).toContain("missing");
  });

  test("each placeholder gets a password of its own, except the known ones", () => {
    const text = template("web01");
    const made = callScript("demo-servers.mjs", "passwordsFor", [text, { "web-user": "known" }]) as object;
    const names = new Set(text.match(/(?<=\{\{)[a-z-]+(?=\}\})/g));
    expect(new Set(Object.keys(made))).toEqual(names);
    expect(new Set(Object.values(made)).size).toBe(names.size);
    expect(made).toMatchObject({ "web-user": "known" });
  });
});

/** What a function of demo-servers.mjs fails with. */
function failure(name: string, parameters: readonly unknown[]): string {
  const caller = resolve(__dirname, "../support/call-exported.mjs");
  const args = [caller, "demo-servers.mjs", name, JSON.stringify(parameters)];
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  expect(status).not.toBe(0);
  return stderr;
}
