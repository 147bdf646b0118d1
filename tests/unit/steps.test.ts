import fc from "fast-check";
import { growth, steady, stepsOf } from "../support/steps";
import { RegExpMachine } from "../support/steps/regexp-machine";

const blanks = (size: number): string => " ".repeat(size);
const numbers = (size: number): readonly number[] => Array.from({ length: size }, (_, index) => index);

type Work = (size: number) => unknown;

test.each<readonly [string, Work]>([
  ["a loop in a loop", (size) => numbers(size).map((one) => numbers(size).filter((other) => other < one))],
  ["blanks that are not at the end", (size) => `${blanks(size)}x`.replace(/\s+$/, "")],
  ["a branch that is taken back", (size) => /^a*a*b/.test("a".repeat(size))],
  ["looking ahead", (size) => "a".repeat(size).replace(/a(?=a*b)/g, "")],
  ["looking behind", (size) => "a".repeat(size).replace(/(?<=^a*)x/g, "")],
  ["searches through a whole text", (size) => numbers(size).map(() => blanks(size).indexOf("x"))],
  ["searches in a list", (size) => numbers(size).map((each) => numbers(size).indexOf(-each - 1))],
  ["questions to a list", (size) => numbers(size).map((each) => numbers(size).includes(-each - 1))],
  [
    "a list taken from its head",
    (size) => {
      const queue = [...numbers(size)];
      while (queue.length > 0) queue.shift();
    },
  ],
  ["a list made anew", (size) => numbers(size).reduce<number[]>((all, each) => [...all, each], [])],
  [
    "a text cut anew",
    (size) => {
      let text = blanks(size);
      while (text !== "") text = text.slice(1);
    },
  ],
  [
    "bytes put together anew",
    (size) => numbers(size).reduce((all) => Buffer.concat([all, Buffer.from("x")]), Buffer.from("")),
  ],
  [
    "searches through all bytes",
    (size) => numbers(size).map(() => new Uint8Array(Buffer.alloc(size)).indexOf(1)),
  ],
  ["comparing all bytes", (size) => numbers(size).map(() => Buffer.alloc(size).compare(Buffer.alloc(size)))],
])("what grows with the square is found: %s", async (_, work) => {
  expect(await growth(100, (size) => size, work)).toBeGreaterThan(3);
});

test.each<readonly [string, Work]>([
  ["a loop", (size) => numbers(size).map((each) => each + 1)],
  [
    "sorting",
    (size) => [...numbers(size)].sort((left, right) => ((left * 7919) % 101) - ((right * 7919) % 101)),
  ],
  ["blanks in front", (size) => `${blanks(size)}x`.replace(/^\s+/, "")],
  ["every match of a text", (size) => Array.from("a-b ".repeat(size).matchAll(/\w-\w/g))],
  ["anchored questions", (size) => numbers(size).map((each) => /^\d+$/.test(String(each)))],
  ["splitting", (size) => "a,b;".repeat(size).split(/[,;]/)],
  ["a list made once", (size) => [...new Set([...numbers(size), ...numbers(size)])]],
  [
    "searches from where the last one ended",
    (size) => {
      const text = "a;".repeat(size);
      for (let at = text.indexOf(";"); at >= 0; at = text.indexOf(";", at + 1));
    },
  ],
  [
    "comparing parts",
    (size) => {
      const bytes = Buffer.alloc(size);
      return numbers(size).map((at) => bytes.compare(bytes, at, at + 1, at, at + 1));
    },
  ],
])("what grows as its input does is left alone: %s", async (_, work) => {
  expect(await growth(100, (size) => size, work)).toBeLessThan(steady);
});

test("the same work takes the same steps, also where it waits", async () => {
  const work = async (): Promise<void> => {
    for (const each of numbers(50)) await Promise.resolve(/\d(?=0)/.exec(String(each)));
  };
  await stepsOf(work);
  expect(await stepsOf(work)).toBe(await stepsOf(work));
});

test("one further run of a block is not taken for many", async () => {
  const probe = (times: number): number => {
    for (let time = 1; ; time += 1) if (time >= times) return time;
  };
  const work = (first: number): unknown => numbers(1_000).map((each) => probe(each === 0 ? first : 1));
  await stepsOf(() => work(1));
  const [once, twice] = [await stepsOf(() => work(1)), await stepsOf(() => work(2))];
  expect(twice - once).toBeLessThan(10);
});

test("work that does not look at what grows proves nothing, and is refused", async () => {
  await expect(growth(100, blanks, (text) => text.length)).rejects.toThrow("did not look");
});

test("built-ins are what they were, also where the work fails", async () => {
  const before = [RegExp.prototype.exec, String.prototype.indexOf, [][Symbol.iterator]().next];
  await expect(stepsOf(() => JSON.parse("{"))).rejects.toThrow();
  expect([RegExp.prototype.exec, String.prototype.indexOf, [][Symbol.iterator]().next]).toEqual(before);
});

/** What the machine finds, as it has to be what V8 finds. */
function bothFind(expression: RegExp, text: string, from: number) {
  expression.lastIndex = from;
  const found = expression.exec(text);
  const { match } = new RegExpMachine(expression).search(text, from, expression.sticky);
  return [match, found === null ? undefined : { index: found.index, end: found.index + found[0].length }];
}

describe("the steps of a regular expression are those of a machine that finds what V8 finds:", () => {
  const atom = fc.constantFrom("a", "b", ".", "\\w", "\\s", "[^a]", "[a-c-]", "\\p{L}", "\\u{e9}", "\\n");
  const edge = fc.constantFrom("^", "$", "\\b", "\\B");
  const times = fc.constantFrom("*", "+", "?", "*?", "+?", "??", "{2}", "{1,3}", "{2,}", "{0,2}?");
  const { pattern } = fc.letrec<{ pattern: string; part: string }>((tie) => ({
    pattern: fc
      .array(fc.array(tie("part"), { maxLength: 3 }), { minLength: 1, maxLength: 2 })
      .map((branches) => branches.map((parts) => parts.join("")).join("|")),
    part: fc.oneof(
      { depthSize: "small" },
      atom,
      edge,
      fc.tuple(atom, times).map((parts) => parts.join("")),
      fc
        .tuple(fc.constantFrom("(?:", "("), tie("pattern"), times)
        .map(([open, inner, many]) => `${open}${inner})${many}`),
      fc
        .tuple(fc.constantFrom("(?=", "(?!", "(?<=", "(?<!"), tie("pattern"))
        .map(([open, inner]) => `${open}${inner})`),
    ),
  }));
  const text = fc
    .array(fc.constantFrom("a", "b", "c", "A", " ", "\n", "é"), { maxLength: 8 })
    .map((characters) => characters.join(""));
  const flags = fc.subarray(["i", "m", "s", "y"]).map((chosen) => `${chosen.join("")}gu`);

  test("any expression", () => {
    fc.assert(
      fc.property(pattern, flags, text, fc.nat({ max: 3 }), (source, chosen, searched, from) => {
        fc.pre(from <= searched.length);
        const [counted, found] = bothFind(new RegExp(source, chosen), searched, from);
        expect(counted).toEqual(found);
      }),
      { numRuns: 2_000 },
    );
  });

  test.each([/.+\u{1f600}./gu, /[^a]*$/gu, /..(?<=\u{1f600}b)/gu, /..(?<=\udc00b)/g])("%s", (expression) => {
    const [counted, found] = bothFind(expression, "a😀😀b\udc00b", 0);
    expect(found).toBeDefined();
    expect(counted).toEqual(found);
  });

  test.each([
    [String.raw`(a)\1`, ""],
    ["[a--b]", "v"],
  ])("/%s/%s is not known, and refused", (source, flags) => {
    expect(() => new RegExpMachine(new RegExp(source, flags))).toThrow("can't be counted");
  });
});
