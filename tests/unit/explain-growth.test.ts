import { growth, steady } from "../support/steps";
import { copiesOf, otherThan } from "../../provider/src/explain/place/copies-of";
import { answer } from "../../provider/src/explain/answer/answer";
import { parseQuestions } from "../../provider/src/explain/question/question";
import { locateSection, parseSection } from "../../provider/src/config";
import { parseLocation, type Settings, type Snapshot } from "../../provider/src/domain";
import { MemoryStore, type MemoryKey } from "../support/memory-store";
import { runCommand } from "../support/command";

/** What is asked, of which metabase, and what a stack declares of that. */
interface Case {
  readonly keys: readonly MemoryKey[];
  readonly questions: string;
  readonly stack?: { readonly identities?: readonly object[]; readonly accounts?: readonly object[] };
  /** Whether it was typed, and is no log. */
  readonly typed?: true;
}

type Row = readonly [name: string, size: number, make: (size: number) => Case];

const many = <Item>(count: number, make: (index: number) => Item): readonly Item[] =>
  Array.from({ length: count }, (_, index) => make(index));
const lines = (count: number, make: (index: number) => string): string => many(count, make).join("\n");

function key(path: string, settings: Settings = {}, user?: string, password = "p"): MemoryKey {
  const pair = {
    userName: { value: user ?? "", inheritable: true },
    password: { value: password, inheritable: true },
  };
  return {
    location: parseLocation(path),
    keyType: /^W3SVC\/\d+$/.test(path) ? "IIsWebServer" : "IIsWebVirtualDir",
    own: user === undefined ? {} : { anonymous: pair },
    settings,
  };
}

const at = "2008-11-24 03:00:00";
const row = (site: number, path: string): string =>
  `${at} W3SVC${String(site)} 192.0.2.1 GET ${path} - 80 - 192.0.2.9 Mozilla/4.0 401 1 1326`;
const shop = [key("W3SVC/1", { ServerBindings: ":80:", ServerComment: "Shop" }), key("W3SVC/1/ROOT")];
const sites = (count: number, settings: (index: number) => Settings): readonly MemoryKey[] =>
  many(count, (index) => key(`W3SVC/${String(index)}`, settings(index)));
/** A site with as many places, each with a copy of its own. */
const places = (
  count: number,
  user: (index: number) => string = () => "svc",
  password: (index: number) => string = () => "p",
): readonly MemoryKey[] => [
  ...shop,
  ...many(count, (index) => key(`W3SVC/1/ROOT/a${String(index)}`, {}, user(index), password(index))),
];
const rowsOfPlaces = (count: number): string => lines(count, (index) => row(1, `/a${String(index)}/x`));
const own = (index: number): string => `svc${String(index)}`;
const ip = (index: number): string => `10.0.${String(index % 250)}.${String(Math.floor(index / 250))}`;

async function read({ keys, questions, stack, typed }: Case) {
  const snapshot: Snapshot = await new MemoryStore("growth", keys).observe({ locations: [] });
  const parsed = parseSection({
    metabase: { path: "MetaBase.xml" },
    ...stack,
    setting: () => ({ text: "q", secret: true }),
    clearPassword: () => false,
  });
  const section = stack === undefined ? undefined : locateSection(parsed.section!, snapshot);
  return { known: { snapshot, section, options: [], isLog: typed !== true }, questions };
}

function growthOf(size: number, make: (size: number) => Case): Promise<number> {
  return growth(
    size,
    (of) => read(make(of)),
    async (made) => {
      const { known, questions } = await made;
      for (const { question } of parseQuestions(questions)) answer(question, known);
    },
  );
}

const linear: readonly Row[] = [
  ["rows that say the same", 60, (size) => ({ keys: shop, questions: lines(size, () => row(1, "/a")) })],
  [
    "rows of as many paths",
    60,
    (size) => ({ keys: shop, questions: lines(size, (index) => row(1, `/a${String(index)}`)) }),
  ],
  [
    "rows of as many places, which store one account",
    30,
    (size) => ({ keys: places(size), questions: rowsOfPlaces(size) }),
  ],
  [
    "rows of as many places, which store one account with as many passwords",
    30,
    (size) => ({ keys: places(size, () => "svc", own), questions: rowsOfPlaces(size) }),
  ],
  [
    "rows of as many places, which store as many accounts",
    30,
    (size) => ({ keys: places(size, own), questions: rowsOfPlaces(size) }),
  ],
  [
    "rows of as many sites",
    60,
    (size) => ({ keys: sites(size, () => ({})), questions: lines(size, (index) => row(index, "/a")) }),
  ],
  [
    "rows of sites that are not there, in a metabase of as many",
    60,
    (size) => ({
      keys: sites(size, (index) => ({ ServerComment: own(index) })),
      questions: lines(size, (index) => row(index + 1_000_000, "/a")),
    }),
  ],
  [
    "lines that are nothing, in a metabase of as many sites",
    60,
    (size) => ({
      keys: sites(size, (index) => ({ ServerComment: own(index) })),
      questions: lines(size, own),
    }),
  ],
  [
    "a name near to those of as many sites",
    30,
    (size) => ({
      keys: sites(size, (index) => ({ ServerComment: `shop${String(index)}` })),
      questions: "shpo1",
      typed: true,
    }),
  ],
  [
    "an address that as many sites are bound to",
    60,
    (size) => ({
      keys: sites(size, () => ({ ServerBindings: ":80:" })),
      questions: "http://x/",
      typed: true,
    }),
  ],
  [
    "a site with as many bindings",
    60,
    (size) => ({
      keys: [key("W3SVC/1", { ServerBindings: lines(size, (index) => `:80:h${String(index)}`) })],
      questions: "http://h0/",
      typed: true,
    }),
  ],
  [
    "a place of an account that as many keys store",
    60,
    (size) => ({ keys: places(size), questions: "W3SVC/1/ROOT/a0", typed: true }),
  ],
];

test.each(linear)("the work of explain grows as what is asked: %s", async (_name, size, make) => {
  expect(await growthOf(size, make)).toBeLessThan(steady);
});

test("the work of explain grows as what is asked: each copy of an account against all others", async () => {
  const made = (size: number): ReturnType<typeof read> =>
    read({ keys: places(size, () => "svc", own), questions: "x" });
  const work = async (made: ReturnType<typeof read>): Promise<void> => {
    const { snapshot } = (await made).known;
    for (const { own: pairs } of snapshot.keys) {
      const password = pairs.anonymous?.password?.value;
      const { count } = otherThan(copiesOf(snapshot, "svc")!, password);
      expect(count).toBe(password === undefined ? 0 : snapshot.keys.length - shop.length - 1);
    }
  };
  expect(await growth(100, made, work)).toBeLessThan(steady);
});

const declared = { userName: "svc", passwordFrom: "p" };
const ofStacks: readonly Row[] = [
  [
    "that declares each",
    30,
    (size) => ({
      keys: places(size),
      questions: rowsOfPlaces(size),
      stack: {
        identities: many(size, (index) => ({ ...declared, location: `W3SVC/1/ROOT/a${String(index)}` })),
      },
    }),
  ],
  [
    "that declares their account",
    20,
    (size) => ({ keys: places(size), questions: rowsOfPlaces(size), stack: { accounts: [declared] } }),
  ],
  [
    "that declares as many accounts",
    10,
    (size) => ({
      keys: places(size, own),
      questions: rowsOfPlaces(size),
      stack: { accounts: many(size, (index) => ({ ...declared, userName: own(index) })) },
    }),
  ],
];

test.each(ofStacks)(
  "the work of explain grows as what is asked: rows of as many places, against a stack %s",
  async (_name, size, make) => {
    expect(await growthOf(size, make)).toBeLessThan(steady);
  },
);

const ofHosts: readonly (readonly [
  name: string,
  binding: (index: number) => string,
  asked: (index: number) => string,
])[] = [
  [
    "hosts, each bound by its site",
    (index) => `:80:h${String(index)}`,
    (index) => `h${String(index)} 192.0.2.1`,
  ],
  ["hosts, as many sites bound to all", () => ":80:", (index) => `h${String(index)} 192.0.2.1`],
  [
    "hosts that no site is bound to, with as many sites at addresses of their own",
    (index) => `${ip(index)}:80:`,
    (index) => `h${String(index)} -`,
  ],
  ["hosts, as many sites bound at another port", () => ":81:h", (index) => `h${String(index)} 192.0.2.1`],
  [
    "addresses, as many sites bound by host names",
    (index) => `:80:h${String(index)}`,
    (index) => `- ${ip(index)}`,
  ],
  ["addresses, each that of a site", (index) => `${ip(index)}:80:`, (index) => `- ${ip(index)}`],
];

test.each(ofHosts)(
  "the work of explain grows as what is asked: rows of as many %s",
  async (_name, binding, asked) => {
    const make = (size: number): Case => ({
      keys: sites(size, (index) => ({ ServerBindings: binding(index) })),
      questions: [
        "#Fields: cs-host s-ip s-port cs-method cs-uri-stem sc-status",
        lines(size, (index) => `${asked(index)} 80 GET /a 404`),
      ].join("\n"),
    });
    expect(await growthOf(100, make)).toBeLessThan(steady);
  },
);

test("the work of explain grows as what is asked: locations in a metabase of as many sites", async () => {
  const make = (size: number): Case => ({
    keys: sites(size, () => ({})),
    questions: lines(size, (index) => `W3SVC/${String(index)}`),
  });
  expect(await growthOf(200, make)).toBeLessThan(steady);
});

type Long = readonly (readonly [name: string, line: (size: number) => string])[];

function growthOfLine(line: (size: number) => string): Promise<number> {
  return growthOf(300, (size) => ({ keys: shop, questions: line(size), typed: true }));
}

/** What a line can have too much of. */
const long: Long = [
  ["words", (size) => `${at} GET /a ${"x ".repeat(size)}401 1 1326`],
  ["numbers", (size) => `${at} GET /a ${"401 ".repeat(size)}1 1326`],
  ["blanks", (size) => `${at} GET /a${" ".repeat(size)}401 1 1326`],
  ["blanks before a number", (size) => `401${" ".repeat(size)}x -1`],
  ["tabs", (size) => `x${"\t ".repeat(size)}x`],
  ["slashes in its path", (size) => row(1, `/${"/".repeat(size)}x`)],
  ["dots in its path", (size) => row(1, "/a/..".repeat(size))],
  ["escapes in its path", (size) => row(1, `/${"%41".repeat(size)}`)],
  ["broken escapes in its path", (size) => row(1, `/${"%4%ff".repeat(size)}`)],
  ["plus signs in its path", (size) => row(1, `/${"+".repeat(size)}`)],
  ["question marks in its path", (size) => row(1, `/${"?".repeat(size)}`)],
  ["semicolons in its path", (size) => row(1, `/${";".repeat(size)}`)],
  ["commas", (size) => `x,1${",1".repeat(size)}`],
  ["colons", (size) => "a:".repeat(size)],
  ["at signs in an address", (size) => `http://${"@".repeat(size)}`],
  ["brackets in an address", (size) => `http://[${"[".repeat(size)}`],
  ["colons in an address", (size) => `http://${":".repeat(size)}`],
  ["slashes in a location", (size) => `W3SVC/${"/".repeat(size)}`],
  ["backslashes", (size) => "\\".repeat(size)],
  ["percent signs", (size) => "%".repeat(size)],
  ["dots", (size) => "a.".repeat(size)],
  ["digits", (size) => "1".repeat(size)],
  ["letters", (size) => "A".repeat(size)],
  ["fields and a row behind them", (size) => `#Fields: ${"date ".repeat(size)}1 x`],
  ["commands of FTP", (size) => `${"[1]PASS ".repeat(size)}x`],
  ["addresses of httperr", (size) => `${"10.0.0.1 80 ".repeat(size)}x`],
  ["labels of an event", (size) => "Status: ".repeat(size)],
];

test.each(long)("the work of explain grows as what is asked: a line with many %s", async (_name, line) => {
  expect(await growthOfLine(line)).toBeLessThan(steady);
});

const deep: Long = [
  ["names in its path", (size) => row(1, "/a".repeat(size))],
  ["names in an address", (size) => `http://x${"/a".repeat(size)}`],
  ["names in a location", (size) => `W3SVC/1/ROOT${"/a".repeat(size)}`],
  ["names in an ADsPath", (size) => `IIS://x/W3SVC${"/a".repeat(size)}`],
  ["names in a path of a drive", (size) => `IIS:\\Sites\\Shop${"\\a".repeat(size)}`],
  ["folders", (size) => `D:${"\\LogFiles".repeat(size)}`],
  ["dates of NCSA", (size) => "[01/Jan/2008:".repeat(size)],
];

test.each(deep)("the work of explain grows as what is asked: a line with many %s", async (_name, line) => {
  expect(await growthOfLine(line)).toBeLessThan(steady);
});

test.each<readonly [name: string, log: (size: number) => string]>([
  ["rows", (size) => lines(size, (index) => row(1, `/a${String(index)}`))],
  [
    "rows with as many errors",
    (size) => lines(size, (index) => row(1, "/a").replace("1326", String(2000 + index))),
  ],
  ["lines that are no rows", (size) => lines(size, own)],
  [
    "fields",
    (size) => `#Fields: sc-status ${lines(size, own).replaceAll("\n", " ")}\n401${" -".repeat(size)}\n`,
  ],
  ["lines that name fields", (size) => "#Fields: sc-status\n401\n".repeat(size)],
  [
    "rows of httperr",
    (size) => lines(size, () => `${at} 192.0.2.10 2091 192.0.2.1 80 HTTP/1.1 GET /a 503 1 AppOffline Pool`),
  ],
])("the work of the command grows as its log does: %s", async (_name, log) => {
  const run = async (input: string): Promise<void> => {
    await runCommand(["explain", "-", "--json"], { input });
  };
  expect(await growth(150, log, run)).toBeLessThan(steady);
});
