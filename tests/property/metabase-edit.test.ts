import { parseXml, XmlElement, type XmlDocument } from "@rgrove/parse-xml";
import fc from "fast-check";
import { SaxesParser } from "saxes";
import { isIdentityError, kinds, locationKey, parseLocation, type Kind } from "../../provider/src/domain";
import { applyEdits } from "../../provider/src/document";
import {
  planEdits,
  readMetabase,
  verifyEdits,
  type KeyChange,
  type MetabaseDocument,
} from "../../provider/src/metabase";
import { fileEncodings, fileOf, splice, type FileEncoding } from "../support/metabase-file";

const names: Record<Kind, readonly [userName: string, password: string]> = {
  anonymous: ["AnonymousUserName", "AnonymousUserPass"],
  wam: ["WAMUserName", "WAMUserPass"],
  unc: ["UNCUserName", "UNCPassword"],
};
const ids: Record<string, number> = {
  AnonymousUserName: 6020,
  AnonymousUserPass: 6021,
  WAMUserName: 7501,
  WAMUserPass: 7502,
  UNCUserName: 3002,
  UNCPassword: 3003,
};

// Every character that XML 1.0 can hold, those that hurt more often than the others.
const character = fc.oneof(
  fc.constantFrom(
    ...Array.from("&<>\"' \t\r\n=/;#x]-!?["),
    "\u00a0",
    "\ufeff",
    "\u0085",
    "\u2028",
    "\ufffd",
    "é",
    "😀",
  ),
  fc
    .integer({ min: 0x20, max: 0x10ffff })
    .map((code) =>
      (code >= 0xd800 && code < 0xe000) || code === 0xfffe || code === 0xffff
        ? "x"
        : String.fromCodePoint(code),
    ),
);
const value = fc.array(character, { maxLength: 12 }).map((characters) => characters.join(""));

// What a file holds to begin with; an error that told it would be found.
const stored = fc.oneof(
  value,
  value.map((text) => `CANARY${text}`),
);

const part = fc
  .array(fc.constantFrom(...Array.from("abcXYZ019 .-_~()'&é漢😀ß")), { minLength: 1, maxLength: 6 })
  .map((characters) => characters.join(""));
// A blank at the end is one that a reader may drop: such a key is ambiguous.
const path = fc
  .array(part, { minLength: 1, maxLength: 4 })
  .map((parts) => `/LM/${parts.join("/")}`)
  .filter((text) => !text.endsWith(" "));

const space = (minLength: number) =>
  fc
    .array(fc.constantFrom(" ", "\t", "\n", "\r\n"), { minLength, maxLength: 3 })
    .map((blanks) => blanks.join(""));

const escaped = (text: string, quote: string): string =>
  text.replace(/[&<>\t\r\n]|["']/g, (found) =>
    found === quote || !`"'>`.includes(found) ? `&#x${found.charCodeAt(0).toString(16)};` : found,
  );

const attribute = (name: string, text: fc.Arbitrary<string>) =>
  fc
    .tuple(space(1), space(0), space(0), fc.constantFrom('"', "'"), text)
    .map(([before, left, right, quote, found]) =>
      [before, name, left, "=", right, quote, escaped(found, quote), quote].join(""),
    );

const custom = (name: string) =>
  fc
    .tuple(
      fc.constantFrom(
        `Name="${name}" ID="${ids[name]}"`,
        `Name="UnknownName_${ids[name]}" ID='${ids[name]}'`,
        `Name='${name}'`,
      ),
      attribute("Value", stored),
      fc.constantFrom("INHERIT", "SECURE | INHERIT", "NO_ATTRIBUTES"),
      fc.constantFrom("/>", "></Custom>", " ><!-- <Custom/> --></Custom>"),
    )
    .map(([which, text, flags, end]) => `<Custom ${which}${text} Type="STRING" Attributes="${flags}"${end}`);

const trivia = fc.oneof(
  space(0),
  fc.constantFrom(
    '<!-- <K Location="/LM/comment" UNCPassword="no"/> -->',
    '<?pi <K Location="/LM/pi"/> ?>',
    '<![CDATA[<K Location="/LM/cdata"/>]]>',
    "text &amp; more > text",
  ),
);

const properties = Object.values(names).flat();
const element = (location: string) =>
  fc
    .tuple(
      fc.subarray(properties).chain((chosen) =>
        fc.tuple(
          ...chosen.map((name) =>
            fc.oneof(
              attribute(name, stored).map((markup) => ({ markup, inside: false })),
              custom(name).map((markup) => ({ markup, inside: true })),
            ),
          ),
        ),
      ),
      fc
        .subarray(["AccessFlags", "Path", "ScriptMaps", "UNCs", "Zone", "a"])
        .chain((chosen) => fc.tuple(...chosen.map((name) => attribute(name, stored)))),
      attribute("Location", fc.constant(location)),
      fc.integer(),
      space(0),
      fc.array(trivia, { minLength: 3, maxLength: 3 }),
      fc.constantFrom("IIsWebServer", "IIsWebVirtualDir", "IIsConfigObject"),
    )
    .map(([credentials, others, place, seed, end, between, type]) => {
      const attributes = [
        place,
        ...others,
        ...credentials.filter(({ inside }) => !inside).map(({ markup }) => markup),
      ];
      const turn = Math.abs(seed) % attributes.length;
      const turned = [...attributes.slice(turn), ...attributes.slice(0, turn)].join("");
      const children = credentials.filter(({ inside }) => inside).map(({ markup }) => markup);
      return children.length === 0 && seed % 2 === 0
        ? `<${type}${turned}${end}/>`
        : `<${type}${turned}${end}>${between[0] ?? ""}${children.join(between[1])}${between[2] ?? ""}</${type}>`;
    });

const metabase = fc
  .tuple(
    fc.uniqueArray(path, {
      minLength: 1,
      maxLength: 5,
      selector: (found) => locationKey(parseLocation(found)),
    }),
    fc.array(trivia, { minLength: 6, maxLength: 6 }),
    fc.constantFrom("", '<?xml version ="1.0"?>\r\n', "<!-- x -->\n"),
    fc.constantFrom("", ' xmlns="urn:microsoft-catalog:XML_Metabase_V64_0"'),
    fc.constantFrom("", "\n", "\r\n<!-- end -->"),
    fc.constantFrom(...fileEncodings),
  )
  .chain(([locations, between, head, namespace, foot, encoding]) =>
    fc.tuple(...locations.map(element)).map((elements) => ({
      encoding,
      locations,
      text: `${head}<configuration${namespace}><MBProperty>${elements
        .map((markup, index) => `${between[index] ?? ""}${markup}`)
        .join("")}${between[5] ?? ""}</MBProperty></configuration>${foot}`,
    })),
  );

const textChange = fc.oneof(
  value.map((text) => ({ set: text })),
  fc.constant({ remove: true } as const),
  fc.constant(undefined),
);

const edited = metabase.chain((file) =>
  fc
    .uniqueArray(
      fc.tuple(fc.constantFrom(...file.locations), fc.constantFrom(...kinds), textChange, textChange),
      {
        maxLength: 6,
        selector: ([location, kind]) => `${kind}${location}`,
      },
    )
    .map((changes) => ({
      ...file,
      changes: changes.map(([location, kind, userName, password]): KeyChange => ({
        location: parseLocation(location),
        kind,
        ...(userName === undefined ? {} : { userName }),
        ...(password === undefined ? {} : { password }),
      })),
    })),
);

/** What parse-xml, which knows nothing of us, reads in a file. */
const oracle = (text: string): XmlDocument => parseXml(text, { includeOffsets: true });

function elementsOf(document: XmlDocument): XmlElement[] {
  const inside = (parent: { readonly children: readonly unknown[] }): XmlElement[] =>
    parent.children.filter((child): child is XmlElement => child instanceof XmlElement);
  return inside(document).flatMap(inside).flatMap(inside);
}

function valuesOf(found: XmlElement): Record<string, string> {
  const values: Record<string, string> = {};
  for (const name of properties) {
    const text = found.attributes[name];
    if (text !== undefined) values[name] = text;
  }
  for (const child of found.children) {
    if (!(child instanceof XmlElement) || child.name !== "Custom") continue;
    const name = properties.find(
      (property) => child.attributes["ID"] === String(ids[property]) || child.attributes["Name"] === property,
    );
    if (name !== undefined) values[name] = child.attributes["Value"] ?? "";
  }
  return values;
}

function ownValues(document: MetabaseDocument, index: number): Record<string, string> {
  const values: Record<string, string> = {};
  for (const kind of kinds) {
    const pair = document.keys[index]?.values[kind];
    if (pair?.userName !== undefined) values[names[kind][0]] = pair.userName.text;
    if (pair?.password !== undefined) values[names[kind][1]] = pair.password.text;
  }
  return values;
}

/** A place in the file's text for a place in our index. */
function textIndex(document: MetabaseDocument, index: number, encoding: FileEncoding): number {
  if (encoding.startsWith("utf-16")) return index;
  const { bomLength } = document.encoded;
  return Buffer.from(document.bytes.subarray(bomLength, bomLength + index)).toString("utf8").length;
}

test("keys, their places and their values are what an independent parser finds", () => {
  fc.assert(
    fc.property(metabase, ({ text, encoding }) => {
      const document = readMetabase(fileOf(text, encoding));
      const expected = elementsOf(oracle(text));
      expect(document.keys.map(({ keyType }) => keyType)).toEqual(expected.map(({ name }) => name));
      document.keys.forEach((key, index) => {
        const found = expected[index]!;
        expect(key.location).toBe(parseLocation(found.attributes["Location"]!));
        expect(ownValues(document, index)).toEqual(valuesOf(found));
        expect(key.ambiguous).toBeUndefined();
        expect(textIndex(document, key.element.start, encoding)).toBe(found.start);
        expect(textIndex(document, key.element.end, encoding)).toBe(found.end);
      });
    }),
    { numRuns: 250 },
  );
});

test("an edit gives what was asked, touches no other byte, and finds nothing to do when it is made again", () => {
  fc.assert(
    fc.property(edited, ({ text, encoding, changes }) => {
      const bytes = fileOf(text, encoding);
      const document = readMetabase(bytes);
      const edits = planEdits(document, changes);
      const after = applyEdits(document, edits);
      expect(bytes.equals(fileOf(text, encoding))).toBe(true);
      const { bomLength } = document.encoded;
      expect(
        splice(bytes, edits, (content) => fileOf(content, encoding).subarray(bomLength)).equals(after),
      ).toBe(true);
      verifyEdits(document, after, changes);

      const again = readMetabase(after);
      const elements = elementsOf(oracle(again.encoded.decode(0, again.encoded.text.length)));
      expect(again.keys.map(({ location }) => location)).toEqual(
        document.keys.map(({ location }) => location),
      );
      again.keys.forEach((key, index) => {
        const expected = ownValues(document, index);
        for (const change of changes) {
          if (locationKey(change.location) !== locationKey(key.location)) continue;
          for (const [half, name] of [
            [change.userName, names[change.kind][0]],
            [change.password, names[change.kind][1]],
          ] as const) {
            if (half === undefined) continue;
            if ("set" in half) expected[name] = String(half.set);
            else Reflect.deleteProperty(expected, name);
          }
        }
        expect(ownValues(again, index)).toEqual(expected);
        expect(valuesOf(elements[index]!)).toEqual(expected);
      });
      expect(planEdits(again, changes)).toEqual([]);
    }),
    { numRuns: 250 },
  );
});

test("each edit lies inside the element of a key that was to change, in order and without overlap", () => {
  fc.assert(
    fc.property(edited, ({ text, encoding, changes }) => {
      const document = readMetabase(fileOf(text, encoding));
      let done = 0;
      for (const { offset, length } of planEdits(document, changes)) {
        expect(offset).toBeGreaterThanOrEqual(done);
        done = offset + length;
        const inside = changes.some(({ location }) => {
          const { start, end } = document.key(location)!.element;
          return document.encoded.offsetOf(start) < offset && done < document.encoded.offsetOf(end);
        });
        expect(inside).toBe(true);
      }
    }),
    { numRuns: 200 },
  );
});

test("a broken-off file is refused with a code, or holds all its keys; no error shows a word of it", () => {
  fc.assert(
    fc.property(metabase, fc.nat(), ({ text, encoding }, seed) => {
      const bytes = fileOf(text, encoding);
      const keys = readMetabase(bytes).keys.length;
      try {
        expect(readMetabase(bytes.subarray(0, seed % bytes.length)).keys).toHaveLength(keys);
      } catch (error) {
        if (!isIdentityError(error)) throw error;
        expect(error.code).toMatch(/^E_(TRUNCATED|EMPTY_FILE|ENCODING)$/);
        expect(`${error.message}${error.hint}${error.stack ?? ""}`).not.toContain("CANARY");
      }
    }),
    { numRuns: 250 },
  );
});

/**
 * Whether a text is well-formed XML, as saxes sees it. parse-xml takes `&#x3cx#x26;` for a reference and
 * `<?xmlx?>` for a broken declaration; XML 1.0 (sections 4.1 and 2.6), libxml2 and saxes say the contrary.
 */
function isWellFormed(text: string): boolean {
  let found = true;
  const parser = new SaxesParser();
  parser.on("error", () => {
    found = false;
  });
  parser.write(text).close();
  return found;
}

// Where the ranges of XML 1.0 (section 2.3) begin and end, and both neighbours of each.
const nameEdges = [
  0x2d, 0x30, 0x3a, 0x41, 0x5f, 0x61, 0x7f, 0xb7, 0xc0, 0xd7, 0xf7, 0x2ff, 0x300, 0x36f, 0x37e, 0x1fff,
  0x200c, 0x200d, 0x203f, 0x2040, 0x2070, 0x218f, 0x2c00, 0x2fef, 0x3001, 0xd7ff, 0xf900, 0xfdcf, 0xfdf0,
  0xfffd, 0x10000, 0xeffff,
].flatMap((code) => [code - 1, code, code + 1]);
const nameCharacter = fc
  .oneof(fc.constantFrom(...nameEdges), fc.integer({ min: 0x21, max: 0x10ffff }))
  .filter((code) => !(code >= 0xd800 && code < 0xe000) && code !== 0xfffe && code !== 0xffff)
  .map((code) => String.fromCodePoint(code))
  .filter((character) => !`<>&"'/=?![]`.includes(character));

test("a name is read exactly where an independent parser reads it", () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(nameCharacter, fc.constant("a")), { minLength: 1, maxLength: 4 }),
      fc.constantFrom<(name: string) => string>(
        (name) => `<${name}/>`,
        (name) => `<${name}></${name}>`,
        (name) => `<a ${name}="1"/>`,
        (name) => `<?${name} x?>`,
      ),
      fc.constantFrom(...fileEncodings),
      (characters, markup, encoding) => {
        const text = `<configuration><MBProperty>${markup(characters.join(""))}</MBProperty></configuration>`;
        const wellFormed = isWellFormed(text);
        expect(isReadByParseXml(text)).toBe(wellFormed);
        try {
          readMetabase(fileOf(text, encoding));
          expect(wellFormed).toBe(true);
        } catch (error) {
          if (!isIdentityError(error)) throw error;
          expect([wellFormed, error.code]).toEqual([false, "E_SYNTAX"]);
        }
      },
    ),
    { numRuns: 3_000 },
  );
});

function isReadByParseXml(text: string): boolean {
  try {
    return oracle(text).children.length > 0;
  } catch {
    return false;
  }
}

test("a damaged file is refused exactly where an independent parser refuses it, and always with a code", () => {
  const damage = fc.tuple(
    fc.nat(),
    fc.nat({ max: 4 }),
    fc.constantFrom(
      "",
      "<",
      ">",
      "&",
      '"',
      "'",
      "/",
      "=",
      "]]>",
      "--",
      "<!--",
      "-->",
      "<![CDATA[",
      "<?",
      "?>",
      " ",
      "&#0;",
      "&lt;",
      "x",
    ),
  );
  fc.assert(
    fc.property(metabase, fc.array(damage, { minLength: 1, maxLength: 2 }), ({ text }, damages) => {
      const damaged = damages.reduce((before, [at, length, inserted]) => {
        const place = at % before.length;
        return before.slice(0, place) + inserted + before.slice(place + length);
      }, text);
      // Cutting an astral character in two is another matter than markup.
      fc.pre(!/\p{Cs}/u.test(damaged));
      const wellFormed = isWellFormed(damaged);
      try {
        readMetabase(fileOf(damaged));
        expect(wellFormed).toBe(true);
      } catch (error) {
        if (!isIdentityError(error)) throw error;
        if (error.code !== "E_NOT_A_METABASE" && error.code !== "E_ENCODING") expect(wellFormed).toBe(false);
      }
    }),
    { numRuns: 600 },
  );
});
