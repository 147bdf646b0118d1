import { callScript } from "../support/call-script";

// What `npm start` holds each step against. A check that lets a planted mistake pass would prove nothing.

const call = (name: string, ...parameters: unknown[]): unknown =>
  callScript("demo-checks.mjs", name, parameters);

const output = `Previewing update (web01):

 +  pulumi:pulumi:Stack two-servers-web01 create /LM/W3SVC/9 AnonymousUserPass: differs, foreign
Diagnostics:
  pulumi:pulumi:Stack (two-servers-web01):
    /LM/W3SVC/2 AnonymousUserName: differs, found "A; AnonymousUserPass" (declared "B"); AnonymousUserPass: absent
    /LM/W3SVC/2 4 locations inherit what changes here
    /LM/W3SVC/3 onDelete: inherit would leave the account "X"
    /LM/W3SVC/1/ROOT/My Shop AnonymousUserPass: differs, previous

Outputs:
    /LM/W3SVC/8 AnonymousUserPass: differs, foreign

Resources:
    + 12 to create
`;

describe("what the engine's output names", () => {
  test.each([
    ["", output],
    [" with CRLF", output.replaceAll("\n", "\r\n")],
  ])("is read from the diagnostics alone%s", (_, text) => {
    expect(call("driftIn", text)).toEqual([
      "/LM/W3SVC/1/ROOT/My Shop AnonymousUserPass: differs, previous",
      '/LM/W3SVC/2 AnonymousUserName: differs, found "A; AnonymousUserPass" (declared "B"); AnonymousUserPass: absent',
    ]);
  });

  test("is nothing where there are none", () => {
    expect(call("driftIn", "Previewing update (web01):\n\nResources:\n    12 unchanged\n")).toEqual([]);
  });
});

type Folder = Readonly<Record<string, string>>;

// In the order of their names.
const folder = (files: Folder, modified = 1): unknown => ({
  names: Object.keys(files).map((name) => name.replace(/\.\d+\.bak$/, ".bak")),
  texts: Object.values(files),
  modified,
});

const before: Folder = { "MetaBase.xml": "old", "MetaBase.xml.1.bak": "older" };

test.each<[string, Folder, number, boolean]>([
  ["as it was", before, 1, true],
  ["one byte changed", { ...before, "MetaBase.xml": "olD" }, 1, false],
  ["the same bytes written again", before, 2, false],
  ["one file more", { ...before, "MetaBase.xml.lock": "" }, 1, false],
  ["one file less", { "MetaBase.xml": "old" }, 1, false],
])("a folder that has to stay as it is: %s", (_, after, modified, right) => {
  expect(call("isAsAnnounced", folder(before), folder(after, modified))).toBe(right);
});

const rewritten: Folder = { ...before, "MetaBase.xml": "new", "MetaBase.xml.2.bak": "old" };

test.each<[string, Folder, boolean]>([
  ["as announced", rewritten, true],
  ["one byte more touched", { ...rewritten, "MetaBase.xml": "New" }, false],
  ["cut off", { ...rewritten, "MetaBase.xml": "ne" }, false],
  ["bytes behind it", { ...rewritten, "MetaBase.xml": "new\n" }, false],
  ["not rewritten", before, false],
  ["no backup", { ...before, "MetaBase.xml": "new" }, false],
  ["another backup", { ...rewritten, "MetaBase.xml.2.bak": "new" }, false],
  ["the backup before touched", { ...rewritten, "MetaBase.xml.1.bak": "" }, false],
  ["something left behind", { ...rewritten, "MetaBase.xml.lock": "" }, false],
])("a file that has to be rewritten: %s", (_, after, right) => {
  expect(call("isAsAnnounced", folder(before), folder(after, 2), "new")).toBe(right);
});

describe("the expected file", () => {
  const example = (name: string, ...parameters: unknown[]): unknown =>
    callScript("demo-example.mjs", name, parameters);
  const text = '<A Location ="/LM/1" P="{{x}}"/><A Location ="/LM/2" P="{{x}}" Q="{{x}}"/>';

  test("has an edit where its location is, and nowhere else", () => {
    expect(example("edited", text, [["/LM/2", '"{{x}}"', '"$&"']])).toBe(
      text.replace('P="{{x}}" Q', () => 'P="$&" Q'),
    );
  });
});

describe("a password in a text", () => {
  const password = 'AbCdEf123_-X&<"%ZyXwVu987-_q';

  test.each([
    ["as it is", `x${password}x`, true],
    ["escaped for XML", "AbCdEf123_-X&amp;&lt;&quot;%ZyXwVu987-_q", true],
    ["escaped for JSON", JSON.stringify(password), true],
    ["escaped for an address", encodeURIComponent(password), true],
    ["its second half alone", "…ZyXwVu987-_q", true],
    ["in base64", Buffer.from(password).toString("base64"), true],
    ["in UTF-16, read as bytes", Buffer.from(password, "utf16le").toString("latin1"), true],
    ["not there", "AbCdEf, ZyXwVu", false],
  ])("%s", (_, text, found) => {
    expect(call("holdsPassword", text, ["another one", password])).toBe(found);
  });
});
