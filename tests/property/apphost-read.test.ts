import fc from "fast-check";
import { locate, readAppHost, type ConfigElement } from "../../provider/src/apphost";
import { applyEdits, type Edit } from "../../provider/src/document";
import { isIdentityError, kinds } from "../../provider/src/domain";
import { bytesOf, levelsIn } from "../support/iis7-config";
import { farmFile, randomFarm, randomWriting } from "../support/iis7-farm";

const encoded = fc.constantFrom(
  (text: string) => bytesOf(text),
  (text: string) => bytesOf(`\ufeff${text}`.replaceAll("\n", "\r\n")),
  (text: string) => Buffer.from(`\ufeff${text.replace("UTF-8", "UTF-16")}`, "utf16le"),
  (text: string) => Buffer.from(`\ufeff${text.replace("UTF-8", "UTF-16")}`, "utf16le").swap16(),
);

const reasonsIn = (bytes: Uint8Array): readonly (string | undefined)[] =>
  locate(readAppHost(bytes)).levels.map(({ ambiguous }) => ambiguous);

test("what is around credentials, the order of location tags and the encoding change no answer", () => {
  const written = randomFarm.chain((farm) => fc.tuple(fc.constant(farm), randomWriting(farm), encoded));
  fc.assert(
    fc.property(written, ([farm, writing, encode]) => {
      const [written, plain] = [encode(farmFile(farm, writing)), bytesOf(farmFile(farm))];
      expect(levelsIn(written)).toEqual(levelsIn(plain));
      expect(reasonsIn(written)).toEqual(reasonsIn(plain));
    }),
    { numRuns: 300 },
  );
});

/** Every element of which the document knows the place. */
function elementsIn(bytes: Uint8Array): readonly ConfigElement[] {
  const { levels } = locate(readAppHost(bytes));
  const found = levels.flatMap((level) => kinds.flatMap((kind) => level[kind]?.element ?? []));
  return [...new Set(found)].sort((left, right) => left.span.start - right.span.start);
}

test("each place is where it is said to be, and the file put together from its places is the file", () => {
  const written = randomFarm.chain((farm) => fc.tuple(fc.constant(farm), randomWriting(farm), encoded));
  fc.assert(
    fc.property(written, ([farm, writing, encode]) => {
      const bytes = encode(farmFile(farm, writing));
      const document = readAppHost(bytes);
      const { encoded: file } = document;
      const edits: Edit[] = [];
      for (const { name, span, attributes } of elementsIn(bytes)) {
        const whole = file.decode(span.start, span.end);
        expect(whole.startsWith(`<${name}`)).toBe(true);
        expect(whole.endsWith("/>") || whole.endsWith(`</${name}>`)).toBe(true);
        for (const attribute of attributes.keys()) {
          const { nameStart, valueStart, valueEnd } = attributes.get(attribute)!;
          expect(file.decode(nameStart, valueStart)).toBe(`${attribute}="`);
          edits.push({
            offset: file.offsetOf(valueStart),
            length: (valueEnd - valueStart) * file.unitSize,
            content: file.decode(valueStart, valueEnd),
          });
        }
      }
      expect(Buffer.compare(applyEdits(document, edits), bytes)).toBe(0);
    }),
    { numRuns: 150 },
  );
});

test("a file that was damaged anywhere is read or refused with a code, and never with its text", () => {
  const damage = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.nat(12),
    by: fc.oneof(
      fc.constantFrom(
        "",
        "<",
        ">",
        '"',
        "'",
        "&",
        "/",
        "=",
        "-->",
        "<!--",
        "]]>",
        "<![CDATA[",
        "<location ",
        "\0",
        "é",
      ),
      fc.constantFrom(
        '<site name="S1" id="1"/>',
        "</sites>",
        "<sites>",
        ' userName="z"',
        ' id="x"',
        "/a",
        ".",
      ),
    ),
  });
  fc.assert(
    fc.property(
      randomFarm,
      encoded,
      fc.array(damage, { minLength: 1, maxLength: 3 }),
      (farm, encode, damages) => {
        let bytes: Uint8Array = encode(farmFile(farm));
        for (const { at, length, by } of damages) {
          const from = Math.floor(at * bytes.length);
          bytes = Buffer.concat([bytes.subarray(0, from), Buffer.from(by), bytes.subarray(from + length)]);
        }
        try {
          locate(readAppHost(bytes));
        } catch (error) {
          if (!isIdentityError(error)) throw error;
          expect(error.message).not.toMatch(/FARM|p&amp;1|AAAA/);
        }
      },
    ),
    { numRuns: 2000 },
  );
});
