import { writeFile } from "node:fs/promises";
import { AccountCredential, type AccountCredentialArgs } from "../../provider/src";
import { metabaseText, withAttribute, type KeyElement } from "../support/metabase-folder";
import { diagnostics, removeScenarios, said, Scenario } from "../support/scenario";

/*
 * An account at 300 keys among 3,000, 40 of them drifted in five ways. What must stand in the file afterwards is made
 * from the same list of keys, not by the code under test.
 */

const now = "Rotated-77d0";
const before = "Before-19aa";
const stale = "Stale-5c1e";
const base = "Base-8d1f";
const svc = "WEBFARM\\svc-web";
const old = "WEBFARM\\svc-old";
const name = (value: string) => ({ AnonymousUserName: value });
const pass = (value: string) => ({ AnonymousUserPass: value });
type Attributes = NonNullable<KeyElement["attributes"]>;

interface Way {
  readonly found: Attributes;
  readonly left: Attributes;
  readonly beneath?: boolean;
  readonly says: string;
}
const ways: readonly Way[] = [
  {
    found: { ...name(svc), ...pass(before) },
    left: { ...name(svc), ...pass(now) },
    says: "AnonymousUserPass: differs, previous",
  },
  {
    found: { ...name("webfarm\\SVC-Web"), ...pass(stale) },
    left: { ...name("webfarm\\SVC-Web"), ...pass(now) },
    says: "AnonymousUserPass: differs, foreign",
  },
  {
    found: { ...name(old), ...pass(stale) },
    left: { ...name(svc), ...pass(now) },
    says: 'AnonymousUserName: differs, found "WEBFARM\\svc-old" (declared "WEBFARM\\svc-web"); AnonymousUserPass: differs, foreign',
  },
  {
    found: name(svc),
    left: { ...name(svc), ...pass(now) },
    says: "AnonymousUserPass: differs, foreign, inherited from /LM/W3SVC (AnonymousUserName without its own AnonymousUserPass)",
  },
  {
    found: pass(stale),
    left: pass(now),
    beneath: true,
    says: "AnonymousUserPass: differs, foreign (AnonymousUserPass without its own AnonymousUserName)",
  },
];

const site = (index: number): string => `/LM/W3SVC/${1000 + index * 13}/ROOT`;
const isCopy = (index: number): boolean => index % 10 === 3;

/** Where the index-th of 3,000 keys stands, and, where it is one of the 40, in which way it drifted. */
function keyAt(index: number): { location: string; way: Way | undefined } {
  const count = (index - 3) / 10;
  const way = isCopy(index) && count >= 100 && count < 140 ? ways[count % 5] : undefined;
  // Beneath a copy that is in step, so that the account's name is inherited.
  return { location: way?.beneath === true ? `${site((count - 100) * 10 + 3)}/sub` : site(index), way };
}

function neighbour(index: number): Attributes {
  const others: readonly Attributes[] = [
    { ...name(`IUSR_${index}`), ...pass(`Own-${index}`) },
    {},
    { ...name("svc-web"), ...pass(before) },
    { ...name("OTHER\\svc-web"), ...pass(stale) },
    { UNCUserName: `U${index}`, UNCPassword: now },
  ];
  return others[index % others.length] ?? {};
}

function textWith(state: "found" | "left"): string {
  const keys = Array.from({ length: 3000 }, (_, index): KeyElement => {
    const { location, way } = keyAt(index);
    const copy = way === undefined ? { ...name(svc), ...pass(now) } : way[state];
    return { location, attributes: isCopy(index) ? copy : neighbour(index) };
  });
  return metabaseText([
    { location: "/LM/W3SVC", type: "IIsWebService", attributes: { ...name("IUSR_BASE"), ...pass(base) } },
    ...keys,
  ]);
}

const found = textWith("found");
const left = textWith("left");
const drifted = Array.from({ length: 3000 }, (_, index) => keyAt(index)).flatMap(({ location, way }) =>
  way === undefined ? [] : [{ location, says: `${location} ${way.says}` }],
);

let scenario: Scenario;
beforeAll(async () => {
  scenario = await Scenario.create(found);
});
afterAll(removeScenarios);

function declare(resource: string, args: Partial<AccountCredentialArgs> = {}): void {
  scenario.run(() => {
    new AccountCredential(resource, {
      metabase: { path: scenario.metabase.path },
      userName: svc,
      password: now,
      formerNames: [old],
      ...args,
    });
  });
}

/** A person's search and replace over the whole file. */
const replaced = (text: string, pairs: readonly (readonly [string, string])[]): string =>
  pairs.reduce((current, [from, to]) => current.replaceAll(`"${from}"`, `"${to}"`), text);

test("of 300 copies among 3,000 keys the 40 that drifted are named and rewritten, and no other byte", async () => {
  const { metabase, stack } = scenario;
  expect(drifted).toHaveLength(40);
  // Declared before, and adopted, with the password that was right then.
  await writeFile(metabase.path, replaced(left, [[now, before]]));
  declare("web", { password: before, formerNames: [] });
  expect((await stack.up()).code).toBe(0);
  await writeFile(metabase.path, found);
  declare("web");

  const listing = await metabase.listing();
  const preview = await stack.preview();
  expect(preview.code).toBe(0);
  expect(diagnostics(preview)).toEqual(drifted.map(({ says }) => says).sort());
  const diff = await stack.preview(["--diff"]);
  const named = [...diff.stdout.matchAll(/"rewrite 1: (\S+) /g)].map(([, location]) => location);
  expect(named.sort()).toEqual(drifted.map(({ location }) => location).sort());
  expect(await metabase.listing()).toEqual(listing);

  const up = await stack.up();
  expect(up.code).toBe(0);
  expect(await metabase.text()).toBe(left);
  expect((await metabase.backups()).at(-1)).toBe(found);
  expect(await metabase.strays()).toEqual([]);
  const clean = await stack.preview(["--expect-no-changes"]);
  expect(clean.code).toBe(0);
  expect(diagnostics(clean)).toEqual([
    'web: former name "WEBFARM\\svc-old" is held by no key any more and can be removed',
  ]);
  for (const run of [preview, diff, up, clean]) {
    for (const secret of [now, before, stale, base]) expect(said(run)).not.toContain(secret);
  }
});

test("a copy that appears in step and one that vanishes are named changes that write nothing", async () => {
  const { metabase, stack } = scenario;
  declare("web", { formerNames: [] });
  expect((await stack.up()).code).toBe(0);
  await metabase.set(site(1), "AnonymousUserName", svc);
  await metabase.set(site(1), "AnonymousUserPass", now);
  await metabase.set(site(13), "AnonymousUserName", "SOMEONE");
  await metabase.set(site(13), "AnonymousUserPass", "theirs");
  const listing = await metabase.listing();

  const preview = await stack.preview(["--diff", "--expect-no-changes"]);
  expect(preview.code).not.toBe(0);
  // Those two, and none that only comes after them.
  expect(preview.stdout.match(/[+-] \/LM\/.*/g)).toEqual([
    `+ ${site(1)} anonymous`,
    `- ${site(13)} anonymous`,
  ]);
  expect(preview.stdout).not.toContain("~ revision");
  // What the update before repaired leaves the list of the inputs; nothing is added to it.
  expect(preview.stdout).not.toMatch(/\+ +\[\d+\]: "rewrite/);
  expect((await stack.up()).code).toBe(0);
  expect(await metabase.listing()).toEqual(listing);
  expect((await stack.preview(["--expect-no-changes"])).code).toBe(0);
});

test("a copy that appears out of step is drift at the next preview", async () => {
  const { metabase, stack } = scenario;
  await metabase.set(site(11), "AnonymousUserName", svc);
  await metabase.set(site(11), "AnonymousUserPass", stale);
  const text = await metabase.text();

  const up = await stack.up();
  expect(up.code).toBe(0);
  expect(diagnostics(up)).toEqual([`${site(11)} AnonymousUserPass: differs, foreign`]);
  expect(await metabase.text()).toBe(withAttribute(text, site(11), "AnonymousUserPass", now));
});

test("a rename by formerNames, in another resource, moves all copies; at most so many lines are shown", async () => {
  const { metabase, stack } = scenario;
  const text = await metabase.text();
  declare("renamed", { userName: "WEBFARM\\svc-2", formerNames: [svc] });

  const lines = diagnostics(await stack.preview());
  expect(lines.filter((line) => line.includes(": differs, found "))).toHaveLength(50);
  expect(lines.filter((line) => line.endsWith("lines so far; --diff shows the rest"))).not.toEqual([]);
  expect(lines.length).toBeLessThan(60);
  const diff = await stack.preview(["--diff"]);
  expect(diff.stdout.match(/"rewrite 1: \//g)).toHaveLength(100);
  expect(diff.stdout).toMatch(/"rewrite 1: and \d+ more"/);

  expect((await stack.up()).code).toBe(0);
  const renamed = replaced(text, [
    [svc, "WEBFARM\\svc-2"],
    ["webfarm\\SVC-Web", "WEBFARM\\svc-2"],
  ]);
  expect(await metabase.text()).toBe(renamed);
});

test("a changed userName, with another password, moves all copies, too", async () => {
  const { metabase, stack } = scenario;
  const text = await metabase.text();
  declare("renamed", { userName: "WEBFARM\\svc-3", password: "Third-2f90", formerNames: [] });

  expect((await stack.up()).code).toBe(0);
  const copies = text.split("\r\n<").map((key) =>
    key.includes("svc-2") || key.includes("/sub")
      ? replaced(key, [
          ["WEBFARM\\svc-2", "WEBFARM\\svc-3"],
          [now, "Third-2f90"],
        ])
      : key,
  );
  expect(await metabase.text()).toBe(copies.join("\r\n<"));
  expect((await stack.preview(["--expect-no-changes"])).code).toBe(0);
});
