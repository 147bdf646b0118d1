import { growth, steady } from "../support/steps";
import { kinds, parseLocation, Secret, type Snapshot } from "../../provider/src/domain";
import {
  adoptAll,
  findingsOf,
  findTargets,
  planAccount,
  planCredential,
  relatedCredentials,
  reportAccount,
  storedCopies,
  storedCredentials,
  type DesiredAccount,
} from "../../provider/src/drift";
import { copiesIn } from "../../provider/src/cli/sync-plan";
import { readMetabase } from "../../provider/src/metabase";
import { snapshotOf } from "../../provider/src/stores/file/snapshot-of";
import { fileOf, metabaseOf } from "../support/metabase-file";

// Of three sizes the smallest.
const size = 100;

const many = (count: number, each: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => each(index)).join("");
const anonymous = (userName: string, password: string): string =>
  `AnonymousUserName="${userName}" AnonymousUserPass="${password}"`;
const key = (path: string, attributes: string, type = "IIsWebVirtualDir"): string =>
  `<${type} Location="/LM/W3SVC${path}" ${attributes}/>`;

/** Paths of which each lies beneath the one before. Their texts together grow as the count does. */
const nested = (count: number): readonly string[] =>
  Array.from({ length: Math.round(3 * Math.sqrt(count)) }, (_, depth) => "/a".repeat(depth));

/** Who reads the path of a single key; the others know it by the key alone. */
const pathReaders: readonly string[] = [
  "planning an account",
  "looking for faults",
  "adopting all",
  "looking for relatives",
  "planning every credential for another account",
];

/** What can be long in a metabase: its keys, or one of them. */
const metabases: readonly (readonly [
  what: string,
  keys: (count: number) => string,
  lookedAtBy?: readonly string[],
])[] = [
  ["copies", (count) => many(count, (at) => key(`/${at}`, anonymous("svc", "old")))],
  ["copies in step", (count) => many(count, (at) => key(`/${at}`, anonymous("svc", "new")))],
  ["copies of the former name", (count) => many(count, (at) => key(`/${at}`, anonymous("was", "old")))],
  [
    "copies of different passwords",
    (count) => many(count, (at) => key(`/${at}`, anonymous("svc", `old${at}`))),
  ],
  ["accounts", (count) => many(count, (at) => key(`/${at}`, anonymous(`svc${at}`, "old")))],
  [
    "half pairs",
    (count) =>
      key("", anonymous("svc", "old")) + many(count, (at) => key(`/${at}`, 'AnonymousUserName="other"')),
  ],
  [
    "passwords alone",
    (count) =>
      key("", anonymous("svc", "old")) + many(count, (at) => key(`/${at}`, 'AnonymousUserPass="old"')),
  ],
  ["keys that inherit", (count) => key("", anonymous("svc", "old")) + many(count, (at) => key(`/${at}`, ""))],
  [
    "keys without a credential",
    (count) =>
      key("", anonymous("svc", "old"), "IIsWebService") +
      many(count, (at) => key(`/${at}`, "", "IIsConfigObject")),
  ],
  [
    "sealed passwords",
    (count) => many(count, (at) => key(`/${at}`, anonymous("other", "4963446262000000260000"))),
  ],
  [
    "unclear keys",
    (count) => key("", anonymous("svc", "old")) + many(count, (at) => key(`/${at}`, 'anonymoususername="x"')),
  ],
  [
    "unclear keys in each other",
    (count) =>
      nested(count)
        .map((path) => key(path, 'anonymoususername="x"'))
        .join(""),
  ],
  [
    "copies in each other",
    (count) =>
      nested(count)
        .map((path) => key(path, anonymous("svc", "old")))
        .join(""),
  ],
  [
    "other copies in each other",
    (count) =>
      nested(count)
        .map((path, at) => key(path, anonymous(at % 2 === 0 ? "svc" : "other", "old")))
        .join(""),
  ],
  [
    "half pairs in each other",
    (count) =>
      nested(count)
        .map((path, at) =>
          key(
            path,
            at % 3 === 0
              ? anonymous("svc", "old")
              : at % 3 === 1
                ? 'AnonymousUserName="other"'
                : 'AnonymousUserPass="x"',
          ),
        )
        .join(""),
  ],
  [
    "keys that inherit in each other",
    (count) =>
      nested(count)
        .map((path) => key(path, path === "" ? anonymous("svc", "old") : ""))
        .join(""),
  ],
  [
    "a copy that lies deep",
    (count) => key("", anonymous("svc", "old")) + key("/a".repeat(count), anonymous("svc", "old")),
    pathReaders,
  ],
  [
    "a key that inherits and lies deep",
    (count) => key("", anonymous("svc", "old")) + key("/a".repeat(count), ""),
    ["planning an account", "planning every credential for another account"],
  ],
  ["a long path", (count) => key(`/${"a".repeat(count)}`, anonymous("svc", "old")), pathReaders],
  ["a long name", (count) => key("/1", anonymous("a".repeat(count), "old"))],
  ["a long name beyond ASCII", (count) => key("/1", anonymous("é".repeat(count), "old"))],
  [
    "pools",
    (count) =>
      key("", 'WAMUserName="svc" WAMUserPass="old"', "IIsWebService") +
      many(count, (at) =>
        key(
          `/AppPools/${at}`,
          `AppPoolIdentityType="${at % 4}" WAMUserName="svc" WAMUserPass="old"`,
          "IIsApplicationPool",
        ),
      ),
  ],
  ["templates", (count) => many(count, (at) => key(`/Info/Templates/${at}`, anonymous("svc", "old")))],
];

const desired: DesiredAccount = {
  userName: "svc",
  password: new Secret("new"),
  kinds,
  under: parseLocation("LM"),
  aliases: ["SVC@farm.example"],
  formerNames: ["was"],
  rewriteUnused: false,
};

/** Everything that is decided about a whole metabase. */
const decisions: readonly (readonly [what: string, decide: (snapshot: Snapshot) => unknown])[] = [
  [
    "planning an account",
    (snapshot) => {
      const found = findTargets(snapshot, desired);
      if (found.doubts.length > 0) return;
      reportAccount(snapshot, planAccount(snapshot, desired, [], found), "svc");
    },
  ],
  ["looking for faults", (snapshot) => findingsOf(snapshot)],
  ["adopting all", (snapshot) => adoptAll(snapshot)],
  ["gathering copies", (snapshot) => storedCopies(snapshot)],
  ["looking for relatives", (snapshot) => relatedCredentials(snapshot, desired)],
  [
    "planning every credential for another account",
    (snapshot) => {
      for (const { key: at, kind } of storedCredentials(snapshot)) {
        if (at.ambiguous !== undefined || at.keyType === "IIsConfigObject") continue;
        try {
          planCredential(
            snapshot,
            {
              location: at.location,
              kind,
              userName: "new",
              password: new Secret("n"),
            },
            [],
          );
        } catch {
          // What can't be compared was looked at, too.
        }
      }
    },
  ],
];

const rows = decisions.flatMap(([decision, decide]) =>
  metabases
    .filter(([, , by = [decision]]) => by.includes(decision))
    .map(([what, keys]) => ({ decision, decide, what, keys })),
);

async function growsInStep({ keys, decide }: (typeof rows)[number]): Promise<void> {
  const found = await growth(
    size,
    (count) => snapshotOf(readMetabase(fileOf(metabaseOf(keys(count)))), "WEB01", true),
    decide,
  );
  expect(found).toBeLessThan(steady);
}

test.each(rows)(
  "deciding takes as long as the metabase is, whatever is long in it: $decision, $what",
  growsInStep,
);

test("adopting takes as long as a password is", async () => {
  const found = await growth(
    size,
    (count) =>
      snapshotOf(
        readMetabase(fileOf(metabaseOf(key("/1", anonymous("svc", "a ".repeat(count)))))),
        "WEB01",
        true,
      ),
    (snapshot) => adoptAll(snapshot),
  );
  expect(found).toBeLessThan(steady);
});

describe("an account of many names is planned in the time that names and copies take together:", () => {
  const names = (count: number, of: (at: number) => string): readonly string[] =>
    Array.from({ length: count }, (_, at) => of(at));

  test.each<readonly [string, (count: number) => Pick<DesiredAccount, "aliases" | "formerNames">]>([
    [
      "former names",
      (count) => ({
        aliases: [],
        formerNames: names(count, (at) => `svc${at}`),
      }),
    ],
    [
      "former names that no copy holds",
      (count) => ({
        aliases: ["svc0"],
        formerNames: names(count, (at) => `x${at}`),
      }),
    ],
    [
      "aliases",
      (count) => ({
        aliases: names(count, (at) => `svc${at}`),
        formerNames: [],
      }),
    ],
  ])("%s", async (_, of) => {
    const found = await growth(
      size,
      (count) => ({
        account: { ...desired, ...of(count) },
        snapshot: snapshotOf(
          readMetabase(fileOf(metabaseOf(many(count, (at) => key(`/${at}`, anonymous(`svc${at}`, "old")))))),
          "WEB01",
          false,
        ),
      }),
      ({ account, snapshot }) => {
        const plan = planAccount(snapshot, account, []);
        reportAccount(snapshot, plan, "svc");
        relatedCredentials(snapshot, account);
        copiesIn(snapshot, "anonymous", account);
      },
    );
    expect(found).toBeLessThan(steady);
  });
});
