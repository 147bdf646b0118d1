import { callScript } from "../support/call-script";

// What `npm start` holds each step against. A check that lets a planted mistake pass would prove nothing.

const call = (name: string, ...parameters: unknown[]): unknown =>
  callScript("demo-checks.mjs", name, parameters);

const shop = { location: "/LM/W3SVC/1/ROOT/My Shop", properties: ["AnonymousUserPass"] };
const both = { location: "/LM/W3SVC/2", properties: ["AnonymousUserName", "AnonymousUserPass"] };

const output = `Previewing update (web01):

 +  pulumi:pulumi:Stack two-servers-web01 create /LM/W3SVC/9 AnonymousUserPass: differs, foreign
Diagnostics:
  pulumi:pulumi:Stack (two-servers-web01):
    /LM/W3SVC/2 AnonymousUserName: differs, found "A; AnonymousUserPass"; AnonymousUserPass: absent
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
    expect(call("namedIn", text)).toEqual([
      { ...shop, previous: true },
      { ...both, previous: false },
    ]);
  });

  test("is nothing where there are none", () => {
    expect(call("namedIn", "Previewing update (web01):\n\nResources:\n    12 unchanged\n")).toEqual([]);
  });

  test.each([
    ["the same", [both, shop], 0],
    ["one too few", [shop], 1],
    ["one too many", [shop, both, { ...shop, location: "/LM/W3SVC/3" }], 1],
    ["one twice", [shop, both, both], 1],
    ["another property", [shop, { ...both, properties: ["AnonymousUserName"] }], 2],
    ["nothing", [], 2],
  ])("is compared with what differs: %s", (_, named, mistakes) => {
    expect(call("checkNames", [shop, both], named)).toHaveLength(mistakes);
  });
});

test.each([
  ["the same", { update: 6, same: 6 }, 0],
  ["a zero more", { update: 6, same: 6, create: 0 }, 0],
  ["another number", { update: 5, same: 7 }, 2],
  ["a kind more", { update: 6, same: 6, delete: 1 }, 1],
  ["none", {}, 2],
])("counts are compared: %s", (_, found, mistakes) => {
  expect(call("checkCounts", "resources to", { update: 6, same: 6 }, found)).toHaveLength(mistakes);
});

const file = (text: string, modified = 1): unknown => ({ text, modified });
const before = { "MetaBase.xml": file("<a p='old'/>"), "other.bak": file("x") };

describe("a folder that has to stay as it is", () => {
  test.each([
    ["as it was", before, 0],
    ["one byte changed", { ...before, "MetaBase.xml": file("<a p='olD'/>") }, 1],
    ["the same bytes written again", { ...before, "MetaBase.xml": file("<a p='old'/>", 2) }, 1],
    ["one file more", { ...before, "MetaBase.xml.lock": file("") }, 1],
    ["one file less", { "other.bak": file("x") }, 1],
  ])("%s", (_, after, mistakes) => {
    expect(call("checkUntouched", before, after)).toHaveLength(mistakes);
  });
});

describe("a file that has to be rewritten", () => {
  const expected = "<a p='new'/>";
  const backup = "MetaBase.xml.20260131T235959999Z.bak";
  const noBackup = { ...before, "MetaBase.xml": file(expected, 2) };
  const right = { ...noBackup, [backup]: file("<a p='old'/>") };

  test.each([
    ["as announced", right, []],
    ["one byte more touched", { ...right, "MetaBase.xml": file("<b p='new'/>") }, ["byte 1 "]],
    ["cut off", { ...right, "MetaBase.xml": file("<a p='new'/") }, ["byte 11 "]],
    ["bytes behind it", { ...right, "MetaBase.xml": file("<a p='new'/>\n") }, ["byte 12 "]],
    ["not rewritten", { ...right, "MetaBase.xml": file("<a p='old'/>") }, ["byte 6 "]],
    ["no backup", noBackup, ["0 files"]],
    ["another backup", { ...right, [backup]: file(expected) }, ["not the file as it was"]],
    ["something left behind", { ...right, "MetaBase.xml.lock": file("") }, ["2 files", "left behind"]],
    ["another file touched", { ...right, "other.bak": file("y") }, ["other.bak was changed"]],
    [
      "another file removed",
      { ...noBackup, [backup]: file("<a p='old'/>"), "other.bak": undefined },
      ["other.bak"],
    ],
  ])("%s", (_, after, mistakes) => {
    const found = call("checkRewritten", "MetaBase.xml", expected, before, after) as string[];
    expect(found).toHaveLength(mistakes.length);
    for (const [index, mistake] of mistakes.entries()) expect(found[index]).toContain(mistake);
    expect(found.join()).not.toMatch(/old|new|<a/);
  });
});

test("bytes of lines that stayed are counted, an inserted and a changed line are not", () => {
  expect(call("untouchedBytes", "one\r\ntwo\r\ntwo\r\nend", "one\r\nnew\r\ntwo\r\nTWO\r\nend")).toBe(13);
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
