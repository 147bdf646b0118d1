import { withCommits } from "../support/script-host/apphost-text.cjs";

/*
 * What the simulated administration objects of IIS 7 and later make of an applicationHost.config: everything that a commit
 * does not concern stays byte for byte.
 */

const before = [
  '<?xml version="1.0" encoding="UTF-8"?><!-- <add name="A"> ü -->',
  "<configuration>",
  "  <pools  x='1'>",
  '    <add name = \'A\'\tuser="old" ><model user="u"   password="p" /></add ><!-- </pools> -->',
  '    <add name="B"/>',
  "  </pools>",
  "  <empty></empty>",
  "</configuration>",
].join("\r\n");

describe("a commit", () => {
  test.each<[string, readonly string[], (text: string) => string]>([
    ["nothing", ["commit", "setinfo x"], (text) => text],
    [
      "sets a value",
      ["commit set:0/0:l:user:%003cn%0026%00fc%20ac%0022"],
      (text) => text.replace('user="old"', 'user="&#60;n&#38;&#252;&#8364;&#34;"'),
    ],
    [
      "keeps the quotes' place and the blanks",
      ["commit set:0:l:x:2"],
      (text) => text.replace("x='1'", 'x="2"'),
    ],
    [
      "removes a value",
      ["commit remove:0/0/0:l:user"],
      (text) => text.replace('<model user="u"   password', "<model   password"),
    ],
    [
      "adds a value to an empty element",
      ["commit set:0/1:l:y:1"],
      (text) => text.replace('name="B"/>', 'name="B" y="1"/>'),
    ],
    [
      "adds an element to an empty one",
      ["commit add:0/1:model: set:0/1/0:l:y:1"],
      (text) => text.replace('name="B"/>', 'name="B">\r\n    <model y="1" />\r\n</add>'),
    ],
    [
      "adds one to another",
      ["commit add:1:in:"],
      (text) => text.replace("<empty></empty>", "<empty>    <in />\r\n</empty>"),
    ],
    [
      "adds a location tag",
      ["commit add::location:a%0020b add:2:group: set:2/0:l:y:1"],
      (text) =>
        text.replace(
          /<\/configuration>$/,
          '    <location path="a b">\r\n        <group y="1" />\r\n    </location>\r\n</configuration>',
        ),
    ],
    [
      "is followed by another",
      ["commit set:0/1:l:y:1", "commit set:0/1:l:y:2 remove:0/1:l:name"],
      (text) => text.replace('<add name="B"/>', '<add y="2"/>'),
    ],
  ])("%s", (_, journal, expected) => {
    const written = withCommits(Buffer.from(before), journal.join("\r\n"), []);
    expect(written.toString()).toBe(expected(before));
  });

  const encodings: Readonly<Record<string, (text: string) => Buffer>> = {
    "UTF-8": (text) => Buffer.from(text),
    "UTF-8 with a mark": (text) => Buffer.from(`\ufeff${text}`),
    "UTF-16": (text) => Buffer.from(`\ufeff${text}`, "utf16le"),
    "UTF-16 with the high byte first": (text) => Buffer.from(`\ufeff${text}`, "utf16le").swap16(),
    "one byte a character": (text) => Buffer.from(text, "latin1"),
  };
  test.each(Object.entries(encodings))("leaves a file in %s in its encoding", (_, encoded) => {
    const written = withCommits(encoded(before), "commit set:0:l:x:%00fc", []);
    expect(written).toEqual(encoded(before.replace("x='1'", 'x="&#252;"')));
  });
});

test("what another administrator wrote takes the place of all before it", () => {
  const theirs = [{ bytes: Buffer.from('<configuration y="0"/>').toString("base64") }];
  const journal = ["commit set:0:l:x:2", "replaced 0", "commit set::l:y:1"].join("\n");
  expect(withCommits(Buffer.from(before), journal, theirs).toString()).toBe('<configuration y="1"/>');
});
