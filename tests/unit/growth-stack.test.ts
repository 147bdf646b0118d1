import { growth, steady } from "../support/steps";
import { mistakesError, parseSection } from "../../provider/src/config";
import { dependencyOrder } from "../../provider/src/config/dependency-order";
import { accountResourceNames, identityResourceName } from "../../provider/src/config/resource-name";
import { parseLocation, Secret } from "../../provider/src/domain";
import type { Adopted } from "../../provider/src/drift";
import { undeclared } from "../../provider/src/cli/undeclared";
import { discovered } from "../../provider/src/cli/discover-report";
import { PasswordSettings } from "../../provider/src/stack/password-settings";
import { adoptedSettings, requireAdopted } from "../../provider/src/stack/adopted-section";
import { readYaml } from "../../provider/src/stack/read-yaml";
import { withSettings } from "../../provider/src/stack/stack-file";
import { sectionOf } from "../../provider/src/stack/stack-configuration";
import { readMetabase } from "../../provider/src/metabase";
import { snapshotOf } from "../../provider/src/stores/file/snapshot-of";
import { adoptAll } from "../../provider/src/drift";
import { fileOf, metabaseOf } from "../support/metabase-file";

// Of three sizes the smallest.
const size = 100;

// The YAML package compares each key of a mapping with all others, and cuts out all that stands before each quoted value.
const slow = new Set(["accounts of one name in as many domains"]);

const list = <Item>(count: number, of: (at: number) => Item): readonly Item[] =>
  Array.from({ length: count }, (_, at) => of(at));
const many = (count: number, of: (at: number) => string): string => list(count, of).join("");

interface Lists {
  readonly identities?: readonly unknown[];
  readonly accounts?: readonly unknown[];
}

const parsed = ({ identities, accounts }: Lists): ReturnType<typeof parseSection> =>
  parseSection({
    metabase: { path: "MetaBase.xml" },
    identities,
    accounts,
    setting: () => ({ text: "p", secret: true }),
    clearPassword: () => false,
  });

/** Paths of which each lies beneath the one before. Their texts together grow as the count does. */
const nested = (count: number): readonly string[] =>
  list(Math.round(3 * Math.sqrt(count)), (depth) => `W3SVC${"/a".repeat(depth)}`);
const passwordFrom = "web-user";

type Row = readonly [what: string, lists: (count: number) => Lists];

const declared: readonly Row[] = [
  [
    "identities",
    (count) => ({
      identities: list(count, (at) => ({ location: `W3SVC/${at}`, userName: "svc", passwordFrom })),
    }),
  ],
  [
    "identities in each other",
    (count) => ({
      identities: nested(count).map((location) => ({ location, userName: "svc", passwordFrom })),
    }),
  ],
  [
    "an identity that lies deep",
    (count) => ({
      identities: [
        { location: "W3SVC", userName: "svc", passwordFrom },
        { location: `W3SVC${"/a".repeat(count)}`, userName: "svc", passwordFrom },
      ],
    }),
  ],
  [
    "identities of one key",
    (count) => ({
      identities: list(count, () => ({ location: "W3SVC", userName: "svc", passwordFrom })),
    }),
  ],
  [
    "identities with a mistake each",
    (count) => ({
      identities: list(count, () => ({ location: "", userName: 1, paswordFrom: "x", kind: "none" })),
    }),
  ],
  [
    "an identity with many settings that are none",
    (count) => ({ identities: [Object.fromEntries(list(count, (at) => [`x${at}`, at]))] }),
  ],
  [
    "a user name of backslashes",
    (count) => ({ identities: [{ location: "W3SVC", userName: "\\".repeat(count), passwordFrom }] }),
  ],
  [
    "a user name of blanks",
    (count) => ({ identities: [{ location: "W3SVC", userName: `x${" ".repeat(count)}`, passwordFrom }] }),
  ],
  [
    "a location of slashes",
    (count) => ({ identities: [{ location: `W3SVC${"/".repeat(count)}`, userName: "svc", passwordFrom }] }),
  ],
  [
    "a long name of a setting",
    (count) => ({
      identities: [{ location: "W3SVC", userName: "svc", passwordFrom: `${"a-".repeat(count)}!` }],
    }),
  ],
  [
    "accounts",
    (count) => ({ accounts: list(count, (at) => ({ userName: `FARM\\svc${at}`, passwordFrom })) }),
  ],
  [
    "items of one account, each for keys of its own",
    (count) => ({
      accounts: list(count, (at) => ({ userName: "svc", under: `W3SVC/${at}`, passwordFrom })),
    }),
  ],
  [
    "items of one account, each beneath the one before",
    (count) => ({ accounts: nested(count).map((under) => ({ userName: "svc", under, passwordFrom })) }),
  ],
  ["items of one account", (count) => ({ accounts: list(count, () => ({ userName: "svc", passwordFrom })) })],
  [
    "an account that lies deep",
    (count) => ({
      accounts: [
        { userName: "svc", under: "W3SVC/1", passwordFrom },
        { userName: "svc", under: `W3SVC/2${"/a".repeat(count)}`, passwordFrom },
      ],
    }),
  ],
  [
    "an account of many other names",
    (count) => ({
      accounts: [
        {
          userName: "svc",
          aliases: list(count, (at) => `FARM\\a${at}`),
          formerNames: list(count, (at) => `b${at}`),
          passwordFrom,
        },
      ],
    }),
  ],
  [
    "an account of many names that are the same",
    (count) => ({ accounts: [{ userName: "svc", formerNames: list(count, () => "SVC"), passwordFrom }] }),
  ],
  [
    "an account of many names that are none",
    (count) => ({ accounts: [{ userName: "svc", aliases: list(count, () => 1), passwordFrom }] }),
  ],
];

describe("a stack's configuration is read in the time that it is long, whatever is long in it:", () => {
  const readsInStep = async (lists: (count: number) => Lists): Promise<void> => {
    const found = await growth(size, lists, (given) => {
      const { section, mistakes } = parsed(given);
      if (section === undefined) return mistakesError(mistakes);
      dependencyOrder(section.identities);
      section.identities.map(identityResourceName);
      return accountResourceNames(section.accounts);
    });
    expect(found).toBeLessThan(steady);
  };

  const rows = declared.map(([what, lists]) => ({ what, lists }));
  test.each(rows)("$what", ({ lists }) => readsInStep(lists));
});

/** What can be long in a stack's file. */
const files: readonly (readonly [what: string, text: (count: number) => string])[] = [
  ["settings", (count) => `config:\n${many(count, (at) => `  a:b${at}: c\n`)}`],
  ["settings on one line", (count) => `config: {${list(count, (at) => `"a:b${at}": c`).join(", ")}}\n`],
  ["settings of the project", (count) => `${many(count, (at) => `s${at}: c\n`)}config:\n  a:b: c\n`],
  [
    "identities",
    (count) =>
      `config:\n  iis-identity:identities:\n${many(count, (at) => `    - { location: W3SVC/${at}, userName: 'svc' }\n`)}  a:b: c\n`,
  ],
  ["a value on one line", (count) => `config:\n  a:b: ${"x ".repeat(count)}\n`],
  ["a value in double quotes", (count) => `config:\n  a:b: "${"\\x41 ".repeat(count)}"\n`],
  ["a value in single quotes", (count) => `config:\n  a:b: '${"'' ".repeat(count)}'\n`],
  ["a value of lines", (count) => `config:\n  a:b: |\n${"    x\n".repeat(count)}`],
  ["blanks at a line's end", (count) => `config:\n  a:b: c${" ".repeat(count)}\n`],
  ["a comment", (count) => `config:\n  a:b: c #${" x".repeat(count)}\n`],
  ["comments", (count) => `config:\n  a:b: c\n${"  # x\n".repeat(count)}`],
  ["comments that all differ", (count) => `config:\n  a:b: c\n${many(count, (at) => `  # x${at}\n`)}`],
  ["empty lines", (count) => `config:\n  a:b: c\n${"\n".repeat(count)}`],
  ["empty lines in front", (count) => `${"\n".repeat(count)}config:\n  a:b: c\n`],
  ["a list on one line", (count) => `config:\n  a:b: [${"c, ".repeat(count)}c]\n`],
];

const setting = { "iis-identity:metabase": { fields: { path: "MetaBase.xml" } } };
const fileRows = files.map(([what, text]) => ({ what, text }));
// The YAML package cuts the text off before each value on a line. That takes no time, since V8 shares the text, but counts.
const slowFiles = new Set(["settings on one line", "identities", "a list on one line"]);

describe("a stack's file is read, and a setting put into it, in the time that it is long, whatever is long in it:", () => {
  const isPutInStep = async (text: (count: number) => string): Promise<void> => {
    const found = await growth(size, text, (given) => {
      readYaml(given);
      withSettings(given, setting, "docs/stack.schema.json", "Pulumi.x.yaml");
    });
    expect(found).toBeLessThan(steady);
  };

  test.each(fileRows.filter(({ what }) => !slowFiles.has(what)))("$what", ({ text }) => isPutInStep(text));
  test.failing.each(fileRows.filter(({ what }) => slowFiles.has(what)))("$what", ({ text }) =>
    isPutInStep(text),
  );
});

const key = (path: string, attributes: string): string =>
  `<IIsWebVirtualDir Location="/LM/W3SVC/${path}" ${attributes}/>`;
const anonymous = (userName: string, password: string): string =>
  `AnonymousUserName="${userName}" AnonymousUserPass="${password}"`;
const readOf = (keys: string): ReturnType<typeof snapshotOf> =>
  snapshotOf(readMetabase(fileOf(metabaseOf(keys))), "WEB01", true);

describe("discover takes as long as the metabase is:", () => {
  const metabases: readonly (readonly [what: string, keys: (count: number) => string])[] = [
    ["accounts", (count) => many(count, (at) => key(`${at}`, anonymous(`svc${at}`, `p${at}`)))],
    [
      "accounts of one name in as many domains",
      (count) => many(count, (at) => key(`${at}`, anonymous(`FARM${at}\\svc`, `p${at}`))),
    ],
    ["copies of one account", (count) => many(count, (at) => key(`${at}`, anonymous("svc", "p")))],
    [
      "copies of one account, each with a password of its own",
      (count) => many(count, (at) => key(`${at}`, anonymous("svc", `p${at}`))),
    ],
    [
      "accounts without a password",
      (count) => many(count, (at) => key(`${at}`, `AnonymousUserName="svc${at}"`)),
    ],
    [
      "sealed passwords of as many accounts",
      (count) => many(count, (at) => key(`${at}`, anonymous(`svc${at}`, "4963446262000000260000"))),
    ],
    [
      "passwords that can't be declared",
      (count) => many(count, (at) => key(`${at}`, 'AnonymousUserPass="p"')),
    ],
    ["accounts of names that are long", (count) => key("1", anonymous("a@".repeat(count), "p"))],
  ];

  const discoversInStep = async (keys: (count: number) => string): Promise<void> => {
    const found = await growth(
      size / 2,
      (count) => readOf(keys(count)),
      (snapshot) => {
        const adoption = adoptAll(snapshot);
        const passwords = new PasswordSettings(adoption.adopted, {
          names: [],
          setting: () => undefined,
        });
        const settings = adoptedSettings(adoption, undefined, (password) => passwords.nameOf(password));
        const text = withSettings("config:\n  a:b: c\n", settings, undefined, "Pulumi.x.yaml");
        withSettings(text, settings, undefined, "Pulumi.x.yaml");
        discovered({
          stack: "x",
          file: "Pulumi.x.yaml",
          adoption,
          passwords,
          machine: "WEB01",
          dryRun: false,
        });
        const value = Object.fromEntries(
          passwords.all.map(({ name, password }) => [
            `iis-identity:${name}`,
            { value: password.reveal(), secret: true },
          ]),
        );
        const items = settings["iis-identity:identities"];
        if (items === undefined || !("items" in items)) throw new Error("no identities");
        requireAdopted(
          snapshot,
          adoption,
          sectionOf({
            ...value,
            "iis-identity:metabase": { objectValue: { path: "MetaBase.xml" } },
            "iis-identity:identities": { objectValue: items.items.map(({ fields }) => fields) },
          }),
        );
      },
    );
    expect(found).toBeLessThan(steady);
  };

  const found = metabases.map(([what, keys]) => ({ what, keys }));
  test.each(found.filter(({ what }) => !slow.has(what)))("$what", ({ keys }) => discoversInStep(keys));
  test.failing.each(found.filter(({ what }) => slow.has(what)))("$what", ({ keys }) => discoversInStep(keys));
});

test("a password's setting is found in the time that settings and passwords take together", async () => {
  const found = await growth(
    size,
    (count) => ({
      names: list(count, (at) => `svc-${at}`),
      adopted: list(count, (at): Adopted => ({
        kind: "anonymous",
        location: parseLocation(`W3SVC/${at}`),
        place: "",
        userName: "svc",
        password: new Secret(`p${at}`),
        passwordless: false,
        unmanaged: undefined,
      })),
    }),
    ({ names, adopted }) => {
      const passwords = new PasswordSettings(adopted, {
        names,
        setting: (name) => ({ text: `other ${name}`, secret: true }),
      });
      adopted.map(({ password }) => passwords.nameOf(password));
    },
  );
  expect(found).toBeLessThan(steady);
});

describe("lint --stack takes as long as the metabase and the stack are together:", () => {
  const rows: readonly (readonly [
    what: string,
    lists: (count: number) => Lists,
    keys: (count: number) => string,
  ])[] = [
    [
      "accounts with a copy each",
      (count) => ({ accounts: list(count, (at) => ({ userName: `svc${at}`, passwordFrom })) }),
      (count) => many(count, (at) => key(`${at}`, anonymous(`svc${at}`, "p"))),
    ],
    [
      "accounts without a copy",
      (count) => ({ accounts: list(count, (at) => ({ userName: `x${at}`, passwordFrom })) }),
      (count) => many(count, (at) => key(`${at}`, anonymous(`svc${at}`, "p"))),
    ],
    [
      "items of one account, each for keys of its own",
      (count) => ({
        accounts: list(count, (at) => ({ userName: "svc", under: `W3SVC/${at}`, passwordFrom })),
      }),
      (count) => many(count, (at) => key(`${at}`, anonymous("svc", "p"))),
    ],
    [
      "an account of many former names",
      (count) => ({
        accounts: [{ userName: "svc", formerNames: list(count, (at) => `svc${at}`), passwordFrom }],
      }),
      (count) => many(count, (at) => key(`${at}`, anonymous(`svc${at}`, "p"))),
    ],
    [
      "accounts, and a key that lies deep",
      (count) => ({ accounts: list(count, (at) => ({ userName: `svc${at}`, passwordFrom })) }),
      (count) => key(`1${"/a".repeat(count)}`, anonymous("svc1", "p")),
    ],
    [
      "identities",
      (count) => ({
        identities: list(count, (at) => ({ location: `W3SVC/${at}`, userName: "svc", passwordFrom })),
      }),
      (count) => many(count, (at) => key(`${2 * at}`, anonymous("svc", "p"))),
    ],
    [
      "unclear keys",
      (count) => ({ accounts: list(count, (at) => ({ userName: `svc${at}`, passwordFrom })) }),
      (count) => many(count, (at) => key(`${at}`, 'anonymoususername="x"')),
    ],
  ];

  const lintsInStep = async (
    lists: (count: number) => Lists,
    keys: (count: number) => string,
  ): Promise<void> => {
    const found = await growth(
      size / 2,
      (count) => {
        const { section } = parsed(lists(count));
        if (section === undefined) throw new Error("no section");
        return { section, snapshot: readOf(keys(count)) };
      },
      ({ section, snapshot }) => undeclared(snapshot, section),
    );
    expect(found).toBeLessThan(steady);
  };

  const linted = rows.map(([what, lists, keys]) => ({ what, lists, keys }));
  test.each(linted)("$what", ({ lists, keys }) => lintsInStep(lists, keys));
});
