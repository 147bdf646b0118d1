import fc from "fast-check";
import { parse } from "yaml";
import { withSettings } from "../../provider/src/stack/stack-file";

const setting = {
  "iis-identity:metabase": { fields: { path: "a.xml" } },
  "iis-identity:identities": { items: [{ fields: { location: "W3SVC" } }], comments: ["left out"] },
};
const lines = [
  "iis-identity:metabase: { path: a.xml }",
  "iis-identity:identities:",
  "  - { location: W3SVC }",
  "  # left out",
];

// What another reader and writer would spell otherwise.
const values = [
  ...["012345678901", "12345678901234567890", "1.20000000000000000001", "1.10", "+12", "0x1F", "0o17", "1e3"],
  ...["12:30:45", "2026-01-01", "yes", "True", "~", "null", "", ".inf", "-.NaN", "<", "a  b", "a # b", "a#b"],
  ...[
    "'it''s'",
    '"a\\x41\\u00e9"',
    "'  '",
    "{a: 1,b:  [ 2 , 3.0]}",
    "[]",
    "{}",
    "!!str 1",
    "!mine x",
    "&x {a: 01}",
  ],
  ...[
    "|\n    a\n      b",
    ">-\n    a\n    b",
    "|+\n    a\n\n",
    "|2\n      a",
    "\n    a: 1.0\n    b:\n      - 01\n      # c",
  ],
  ...[
    "\n    - 1\n    - 2",
    "\n  - 1\n  - x: 0x1",
    "plain\n    goes on",
    '"quoted\n    goes on"',
    "日本語 😀",
  ],
  ...["{ a: 1,\n      b: 2 }", "&late 007", "\n    secure: v1:abc=:def", "'a' # why", "| # why\n    a", "&e"],
];

const pairs = fc.uniqueArray(
  fc.record({
    key: fc.constantFrom("app:a", "'app:b'", '"app:c"', "? app:d\n  ", "app:e ", "app:f", "01", "yes"),
    value: fc.constantFrom(...values),
    before: fc.constantFrom("", "", "", "\n", "  # about\n", "# left\n", "    # deep\n"),
  }),
  { selector: ({ key }) => key, maxLength: 6 },
);

const textOf = ({ key, value, before }: { key: string; value: string; before: string }): string =>
  `${before}  ${key}: ${value}\n`;

const without = (text: string): string =>
  lines.reduce(
    (left, line) => left.replace(new RegExp(`^ *${line.replace(/[{}]/g, "\\$&")}\r?\n`, "m"), ""),
    text,
  );

test("whatever else a stack's file holds stays the same bytes, and is read as before", () => {
  let changed = 0;
  fc.assert(
    fc.property(
      pairs,
      fc.constantFrom("", "encryptionsalt: v1:01=\n", "# mine\n\n", "---\n", "\ufeff", "%YAML 1.2\n---\n"),
      fc.constantFrom("", "secretsprovider: 0x1F\n", "\n\n# the end", "\n\n", "# left\nx: |+\n  a\n\n"),
      fc.constantFrom("\n", "\r\n"),
      fc.boolean(),
      (others, head, tail, lineBreak, isThere) => {
        const own = isThere ? "  iis-identity:metabase: 1\n" : "";
        const half = others.length >> 1;
        const config = [...others.slice(0, half).map(textOf), own, ...others.slice(half).map(textOf)].join(
          "",
        );
        const text = `${head}config:\n${config}${tail}`.replaceAll("\n", lineBreak);
        let before: unknown;
        try {
          before = parse(text, { schema: "failsafe" });
        } catch {
          return;
        }
        const written = withSettings(text, setting, undefined, "");
        const rest = text.replace(/ *iis-identity:metabase: 1\r?\n/, "");
        // The last line gets its end where it had none.
        expect([rest, `${rest}${lineBreak}`]).toContain(without(written));
        const { config: held = {}, ...more } = parse(written, { schema: "failsafe" }) as Record<
          string,
          object
        >;
        const { config: was, ...moreBefore } = before as Record<string, object | string>;
        const expected = typeof was === "object" ? was : {};
        expect([more, { ...held, "iis-identity:metabase": 0, "iis-identity:identities": 0 }]).toEqual([
          moreBefore,
          { ...expected, "iis-identity:metabase": 0, "iis-identity:identities": 0 },
        ]);
        expect(withSettings(written, setting, undefined, "")).toBe(written);
        changed += 1;
      },
    ),
    { numRuns: 400 },
  );
  expect(changed).toBeGreaterThan(200);
});
