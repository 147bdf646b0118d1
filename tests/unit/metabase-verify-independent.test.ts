import type * as escape from "../../provider/src/document/escape";
import { parseLocation } from "../../provider/src/domain";
import { applyEdits } from "../../provider/src/document";
import { planEdits, readMetabase, verifyEdits, type KeyChange } from "../../provider/src/metabase";
import { errorOf, fileOf, metabaseOf } from "../support/metabase-file";

// A fault that our own reading cannot see: what is written wrong is misread in the same way.
jest.mock("../../provider/src/document/escape", () => {
  const actual = jest.requireActual<typeof escape>("../../provider/src/document/escape");
  return {
    ...actual,
    escapeValue: (text: string) => actual.escapeValue(text).replaceAll("new", "wen"),
    decodeValue: (raw: string) => actual.decodeValue(raw).replaceAll("wen", "new"),
  };
});

const location = parseLocation("A");
const set = (value: string) => ({ set: value });

describe("a value that our own reader misreads as our own writer wrote it is found by the independent parser", () => {
  test.each<readonly [string, string, Partial<KeyChange>]>([
    ["replaced", '<K Location="/LM/A" UNCPassword="p"/>', { password: set("new") }],
    [
      "the second of two",
      '<K Location="/LM/A" UNCPassword="p" UNCUserName="u"/>',
      { userName: set("new"), password: set("q") },
    ],
    ["added", '<K Location="/LM/A"/>', { password: set("new") }],
    [
      "in a Custom element",
      '<K Location="/LM/A"><Custom ID="3003" Type="STRING" Value="p" Attributes="INHERIT"/></K>',
      { password: set("new") },
    ],
    [
      "beside a removed one",
      '<K Location="/LM/A" UNCPassword="p" UNCUserName="u"/>',
      { userName: { remove: true }, password: set("new") },
    ],
  ])("%s", (_, key, halves) => {
    const document = readMetabase(fileOf(metabaseOf(key)));
    const changes: readonly KeyChange[] = [{ location, kind: "unc", ...halves }];
    const after = applyEdits(document, planEdits(document, changes));
    expect(readMetabase(after).key(location)?.values.unc?.password?.text).toBe(
      halves.password !== undefined && "set" in halves.password ? halves.password.set : undefined,
    );
    expect(errorOf(() => verifyEdits(document, after, changes)).code).toBe("E_VERIFY");
  });
});
