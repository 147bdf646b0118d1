import {
  locate,
  planAppHostEdits,
  readAppHost,
  verifyAppHostEdits,
  type AppHostChange,
} from "../../provider/src/apphost";
import { applyEdits, type Edit } from "../../provider/src/document";
import { parseLocation } from "../../provider/src/domain";
import { errorOf } from "../support/metabase-file";

const file = `<configuration>
  <system.applicationHost>
    <applicationPools>
      <add name="Own"><processModel identityType="SpecificUser" userName="a" password="CANARY1" idleTimeout="0" /></add>
      <add name="Other"><processModel identityType="SpecificUser" userName="o" password="p" /></add>
    </applicationPools>
    <sites>
      <site name="Shop" id="1">
        <application path="/">
          <virtualDirectory path="/" physicalPath="C:\\x" userName="u" password="v" logonMethod="Batch" />
        </application>
        <application path="/app"><virtualDirectory path="/" physicalPath="C:\\y" /></application>
      </site>
    </sites>
  </system.applicationHost>
  <location path="Shop"><system.webServer><security><authentication>
    <anonymousAuthentication userName="w" password="z" />
  </authentication></security></system.webServer></location>
</configuration>
`;

const document = readAppHost(Buffer.from(file));
const located = locate(document);
const changes: readonly AppHostChange[] = [
  { location: parseLocation("W3SVC/AppPools/Own"), kind: "wam", password: { set: "CANARY2&lt;" } },
  { location: parseLocation("W3SVC/1/ROOT"), kind: "anonymous", userName: { set: "new" } },
];
const edits = planAppHostEdits(document, located, changes);
const good = file.replace("CANARY1", "CANARY2&amp;lt;").replace('"w"', '"new"');

function verified(these: readonly Edit[], text: string): string {
  const bytes = Buffer.from(text);
  return Buffer.from(verifyAppHostEdits(document, located, these, bytes, changes).bytes).toString();
}

test("what was asked passes", () => {
  expect(Buffer.from(applyEdits(document, edits)).toString()).toBe(good);
  expect(verified(edits, good)).toBe(good);
});

/** The edit of a part that occurs once. */
function exchanged(from: string, to: string): Edit {
  expect(file.split(from)).toHaveLength(2);
  return { offset: file.indexOf(from), length: from.length, content: to };
}

const faults: readonly (readonly [what: string, from: string, to: string])[] = [
  ["another pool's password", 'password="p"', 'password="q"'],
  [
    "another pool's type",
    'identityType="SpecificUser" userName="o"',
    'identityType="LocalSystem" userName="o"',
  ],
  ["another pool's name", '"Other"', '"Others"'],
  ["a pool more", "</applicationPools>", '<add name="New" /></applicationPools>'],
  ["the password of a directory", '"v"', '"CANARY3"'],
  ["how a directory logs on", '"Batch"', '"Network"'],
  ["where a directory is", '"C:\\y"', '"C:\\z"'],
  ["a site's number", 'id="1"', 'id="2"'],
  [
    "an application less",
    '<application path="/app"><virtualDirectory path="/" physicalPath="C:\\y" /></application>',
    "",
  ],
  ["a tag of another place", '<location path="Shop">', '<location path="Shop/app">'],
  ["a place that becomes unclear", "</sites>", '</sites><sites><site name="Shop" id="3" /></sites>'],
  ["what a pool's element has beside", ' idleTimeout="0"', ' idleTimeout="1"'],
  ["a half that was not asked for", '"z"', '"y"'],
];

describe("a planted fault is found:", () => {
  test.each(faults)("%s, as an edit more", (_, from, to) => {
    const more = [...edits, exchanged(from, to)].sort((left, right) => left.offset - right.offset);
    const error = errorOf(() => verified(more, Buffer.from(applyEdits(document, more)).toString()));
    expect(["E_VERIFY", "E_AMBIGUOUS"]).toContain(error.code);
    expect(error.message).not.toContain("CANARY");
  });

  test.each(faults)("%s, beside the edits", (_, from, to) => {
    expect(errorOf(() => verified(edits, good.replace(from, to))).code).toBe("E_VERIFY");
  });

  test.each([
    ["nothing was edited", file],
    ["a value escaped too little", file.replace("CANARY1", "CANARY2&lt;").replace('"w"', '"new"')],
    ["a value escaped twice", file.replace("CANARY1", "CANARY2&amp;amp;lt;").replace('"w"', '"new"')],
    ["one of two", good.replace('"new"', '"w"')],
    ["another value", good.replace("CANARY2", "CANARY3")],
    ["a truncated file", good.slice(0, -20)],
    ["an empty file", ""],
  ])("%s", (_, text) => {
    const error = errorOf(() => verified(edits, text));
    expect(error.code).toBe("E_VERIFY");
    expect(error.message).not.toContain("CANARY");
  });
});
