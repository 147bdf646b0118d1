import { growth, steady } from "../support/steps";
import { isIdentityError, parseLocation, type ErrorCode } from "../../provider/src/domain";
import { applyEdits } from "../../provider/src/document";
import { planEdits, readMetabase, verifyEdits, type KeyChange } from "../../provider/src/metabase";
import { fileOf, metabaseOf } from "../support/metabase-file";

const many = (size: number, each: (index: number) => string): string =>
  Array.from({ length: size }, (_, index) => each(index)).join("");
const key = (inside: string, attributes = ""): string =>
  metabaseOf(`<K Location="/LM/A" ${attributes}>${inside}</K>`);
const odd = (index: number): string =>
  `<x:Custom ID="6021" Name="${index}" Location="W3SVC\\${index}" Value="x"/>`;

/** What can be made long in a file, and the code that reading it ends with. */
const files: readonly (readonly [what: string, text: (size: number) => string, code?: ErrorCode])[] = [
  ["keys", (size) => metabaseOf(many(size, (at) => `<K Location="/LM/${at}" UNCUserName="u"/>`))],
  ["keys at one location", (size) => metabaseOf(many(size, () => '<K Location="/LM/A" UNCUserName="u"/>'))],
  ["keys in keys", (size) => metabaseOf(`${many(size, () => "<K>")}${many(size, () => "</K>")}`)],
  [
    "keys in keys with Locations",
    (size) =>
      metabaseOf(
        `${many(size, (at) => `<K Location="/LM/${at}" UNCPassword="x">`)}${many(size, () => "</K>")}`,
      ),
  ],
  [
    "attributes",
    (size) =>
      key(
        "",
        many(size, (at) => ` a${at}="v"`),
      ),
  ],
  [
    "attributes of one name in any case",
    (size) =>
      key(
        "",
        many(
          size,
          (at) => ` ${at.toString(2).replace(/./g, (bit) => (bit === "0" ? "a" : "A"))}UNCPassword="v"`,
        ),
      ),
  ],
  [
    "Custom elements",
    (size) => key(many(size, (at) => `<Custom ID="${at}" Name="N" Value="v" Type="STRING"/>`)),
  ],
  ["credentials that are spelled otherwise", (size) => key(many(size, odd))],
  ["the same outside of keys", (size) => metabaseOf(many(size, odd))],
  ["elements in a key", (size) => key(`${many(size, () => "<X>")}${many(size, () => "</X>")}`)],
  ["a value", (size) => key("", `UNCPassword="${"v".repeat(size)}"`)],
  ["a value of blanks", (size) => key("", `UNCPassword="${" ".repeat(size)}x"`)],
  ["a value of references", (size) => key("", `UNCPassword="${"&#65;&lt;".repeat(size)}"`)],
  ["a value of ampersands", (size) => key("", `UNCPassword="${"&".repeat(size)}"`), "E_SYNTAX"],
  ["a long reference", (size) => key("", `UNCPassword="&#${"0".repeat(size)}65;"`)],
  ["a reference that never ends", (size) => key("", `UNCPassword="&${"a".repeat(size)}"`), "E_SYNTAX"],
  ["a value beyond ASCII", (size) => key("", `UNCPassword="${"😀é".repeat(size)}"`)],
  ["a location", (size) => metabaseOf(`<K Location="/LM/${"a".repeat(size)}" UNCUserName="u"/>`)],
  [
    "a location of many parts",
    (size) => metabaseOf(`<K Location="/LM${"/a".repeat(size)}" UNCUserName="u"/>`),
  ],
  [
    "a location beyond ASCII",
    (size) => metabaseOf(`<K Location="/LM/${"é".repeat(size)}" UNCUserName="u"/>`),
  ],
  ["a location of slashes", (size) => metabaseOf(`<K Location="${"/".repeat(size)}LM" UNCUserName="u"/>`)],
  [
    "a location of blanks",
    (size) =>
      metabaseOf(
        `<K Location="${" ".repeat(size)}/LM/x${" ".repeat(size)}y${" ".repeat(size)}" UNCUserName="u"/>`,
      ),
  ],
  ["an ID of digits", (size) => key(`<Custom ID="${"0".repeat(size)}6021"/>`)],
  ["an ID of blanks", (size) => key(`<Custom ID="${" ".repeat(size)}6021"/>`)],
  ["a Name", (size) => key(`<Custom Name="${"UnknownName_".repeat(size)}6021"/>`)],
  ["a Name of blanks", (size) => key(`<Custom Name="${" ".repeat(size)}x${" ".repeat(size)}"/>`)],
  [
    "flags",
    (size) => key(`<Custom ID="6021" Type="STRING" Value="" Attributes="${"INHERIT|".repeat(size)}"/>`),
  ],
  ["flags of blanks", (size) => key(`<Custom ID="6021" Attributes="x${" ".repeat(size)}x|"/>`)],
  ["a name", (size) => key("", `${"n".repeat(size)}="v"`)],
  ["a name beyond ASCII", (size) => key("", `${"é".repeat(size)}="v"`)],
  ["a key's name", (size) => metabaseOf(`<${"K".repeat(size)} Location="/LM/A"></${"K".repeat(size)}>`)],
  ["white space in a tag", (size) => key("", " \n".repeat(size))],
  ["white space between keys", (size) => metabaseOf(" \n".repeat(size))],
  ["white space alone", (size) => " \n".repeat(size), "E_EMPTY_FILE"],
  ["white space before anything else", (size) => `${" \n".repeat(size)}x`, "E_NOT_A_METABASE"],
  ["text", (size) => metabaseOf("text ".repeat(size))],
  ["text in a Custom", (size) => key(`<Custom ID="6021">${"<!---->x".repeat(size)}</Custom>`)],
  ["comments", (size) => metabaseOf("<!-- -->".repeat(size))],
  ["a comment", (size) => metabaseOf(`<!--${"- ".repeat(size)}-->`)],
  ["CDATA sections", (size) => metabaseOf("<![CDATA[]]]]>".repeat(size))],
  ["a CDATA section", (size) => metabaseOf(`<![CDATA[${"] ]>".repeat(size)}]]>`)],
  ["the end of CDATA sections", (size) => metabaseOf("]]".repeat(size))],
  ["instructions", (size) => metabaseOf("<?a ?>".repeat(size))],
  ["an instruction", (size) => metabaseOf(`<?a ${"? ".repeat(size)}?>`)],
  ["a first line of blanks", (size) => `<?xml version="1.0"${" ".repeat(size)}?>${metabaseOf()}`],
  ["a first line of blanks in vain", (size) => `<?xml${" ".repeat(size)}x?>${metabaseOf()}`, "E_SYNTAX"],
  [
    "a first line that names something",
    (size) => `<?xml version="1.0" encoding="${"x".repeat(size)}"?>${metabaseOf()}`,
    "E_ENCODING",
  ],
  ["a first line that never ends", (size) => `<?xml ${"?".repeat(size)}`, "E_TRUNCATED"],
  ["a DOCTYPE", (size) => `<!DOCTYPE c ${"x ".repeat(size)}>${metabaseOf()}`],
  ["declarations", (size) => `<!DOCTYPE c [${"<!ENTITY a 'b'>".repeat(size)}]>${metabaseOf()}`],
  [
    "references in declarations",
    (size) => `<!DOCTYPE c [${"%a;".repeat(size)}]>${metabaseOf()}`,
    "E_NOT_A_METABASE",
  ],
  [
    "lists of attributes",
    (size) => `<!DOCTYPE c [${"<!ATTLIST a>".repeat(size)}]>${metabaseOf()}`,
    "E_NOT_A_METABASE",
  ],
  ["elements that never end", (size) => `<configuration><MBProperty>${"<K>".repeat(size)}`, "E_TRUNCATED"],
  [
    "a name that breaks off",
    (size) => `<configuration><${"M".repeat(size)}></${"M".repeat(size - 1)}`,
    "E_TRUNCATED",
  ],
  ["quotes", (size) => key("", `a='${'"'.repeat(size)}`), "E_SYNTAX"],
  [
    "settings",
    (size) => metabaseOf(many(size, (at) => `<K Location="/LM/${at}" ServerBindings=":80:\n:${at}:"/>`)),
  ],
];

// Of three sizes the smallest.
const size = 200;

describe("reading takes as long as the file is, whatever is long in it:", () => {
  const readsInStep = async (text: (size: number) => string, code: ErrorCode | undefined): Promise<void> => {
    const found = await growth(
      size,
      (length) => fileOf(text(length)),
      (bytes) => {
        let ended: ErrorCode | undefined;
        try {
          readMetabase(bytes);
        } catch (error) {
          if (!isIdentityError(error)) throw error;
          ended = error.code;
        }
        expect(ended).toBe(code);
      },
    );
    expect(found).toBeLessThan(steady);
  };

  test.each(files.map(([what, text, code]) => ({ what, text, code })))("$what", ({ text, code }) =>
    readsInStep(text, code),
  );
});

const location = parseLocation("A");
const password = (set: string): KeyChange => ({ location, kind: "unc", password: { set } });
const both = (at: number | string, set: string): KeyChange => ({
  location: parseLocation(String(at)),
  kind: "unc",
  userName: { set },
  password: { set },
});
const each = (count: number, of: (at: number) => KeyChange): readonly KeyChange[] =>
  Array.from({ length: count }, (_, at) => of(at));

/** What can be long in a file that is written, and in what is written. */
const writes: readonly (readonly [
  what: string,
  text: (size: number) => string,
  changes: (size: number) => readonly KeyChange[],
])[] = [
  [
    "keys, one changed",
    (length) =>
      metabaseOf(`<K Location="/LM/A"/>${many(length, (at) => `<K Location="/LM/${at}" Path="p"/>`)}`),
    () => [both("A", "n")],
  ],
  [
    "keys, all changed",
    (length) => metabaseOf(many(length, (at) => `<K Location="/LM/${at}" UNCUserName="u"/>`)),
    (length) => each(length, (at) => both(at, "n")),
  ],
  [
    "keys on one line, to which attributes come",
    (length) => metabaseOf(many(length, (at) => `<K Location="/LM/${at}"></K>`)).replaceAll("\n", ""),
    (length) => each(length, (at) => both(at, "n")),
  ],
  [
    "keys on lines of their own, to which attributes come",
    (length) => metabaseOf(many(length, (at) => `<K Location="/LM/${at}"\n\t></K>\n`)),
    (length) => each(length, (at) => both(at, "n")),
  ],
  [
    "keys of which attributes are taken",
    (length) => metabaseOf(many(length, (at) => `<K Location="/LM/${at}" UNCUserName="u" UNCPassword="p"/>`)),
    (length) =>
      each(length, (at) => ({
        location: parseLocation(String(at)),
        kind: "unc",
        userName: { remove: true },
        password: { remove: true },
      })),
  ],
  [
    "attributes",
    (length) =>
      key(
        "",
        many(length, (at) => ` a${at}="v"`),
      ),
    () => [both("A", "n")],
  ],
  [
    "Custom elements",
    (length) =>
      key(
        `${many(length, (at) => `<Custom ID="${at + 10_000}" Value="v"/>`)}<Custom ID="3003" Type="STRING" Value="v"/>`,
      ),
    () => [both("A", "n")],
  ],
  [
    "white space before a Custom that is taken",
    (length) => key(`${" ".repeat(length)}<Custom ID="3003" Type="STRING" Value="v"/>`),
    () => [{ location, kind: "unc", password: { remove: true } }],
  ],
  ["texts and comments", (length) => key("x<!-- -->".repeat(length)), () => [both("A", "n")]],
  [
    "a value that is replaced",
    (length) => key("", `UNCPassword="${"&amp; ".repeat(length)}"`),
    () => [password("n")],
  ],
  ["another value", (length) => key("", `a="${"&amp; ".repeat(length)}"`), () => [password("n")]],
  ["a new value", () => key(""), (length) => [password("n".repeat(length))]],
  ["a new value of blanks", () => key(""), (length) => [password(" ".repeat(length))]],
  ["a new value with blanks inside", () => key(""), (length) => [password(`x${" ".repeat(length)}x`)]],
  ["a new value of markup", () => key(""), (length) => [password("<&\n".repeat(length))]],
  ["a new value beyond ASCII", () => key(""), (length) => [password("😀é".repeat(length))]],
];

describe("writing takes as long as the file and what is written are:", () => {
  test.each(writes.map(([what, text, changes]) => ({ what, text, changes })))(
    "$what",
    async ({ text, changes }) => {
      const found = await growth(
        size,
        (length) => ({ bytes: fileOf(text(length)), changes: changes(length) }),
        (input) => {
          const document = readMetabase(input.bytes);
          const after = applyEdits(document, planEdits(document, input.changes));
          verifyEdits(document, after, input.changes);
        },
      );
      expect(found).toBeLessThan(steady);
    },
  );
});
