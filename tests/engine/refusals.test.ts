import { MetabaseFolder, metabaseText, withAttribute } from "../support/metabase-folder";
import { removeScenarios, said, Scenario, type Declarations } from "../support/scenario";
import { serverKeys, stored } from "../support/server-keys";

const canary = "Canary-e41b";
const right = metabaseText(serverKeys);
const sealed = `49634462480000002a000000${"5c".repeat(42)}`;
const web = { location: "W3SVC/1/ROOT", userName: "WEBFARM\\svc-web" };

let scenario: Scenario;
beforeAll(async () => {
  scenario = await Scenario.create();
});
afterAll(removeScenarios);

interface Refusal {
  readonly what: string;
  readonly code: string;
  readonly declared: Declarations;
  readonly text?: string;
  /** Where the metabase stands in its folder. */
  readonly name?: string;
  readonly location?: string;
  readonly mentions?: readonly string[];
}

const refusals: readonly Refusal[] = [
  {
    what: "two resources that declare different passwords for one location",
    code: "E_CONFLICT",
    declared: {
      one: { ...web, password: canary },
      two: { ...web, location: "/lm/w3svc/1/root", password: stored.web },
    },
    mentions: ["one", "two"],
  },
  {
    what: "two resources that declare different names for one location",
    code: "E_CONFLICT",
    declared: {
      one: { ...web, password: canary },
      two: { ...web, userName: "WEBFARM\\svc-other", password: canary },
    },
    mentions: ["one", "two"],
  },
  {
    what: "a location that the metabase does not have",
    code: "E_UNKNOWN_LOCATION",
    declared: { web: { ...web, location: "W3SVC/1/ROOT/nowhere", password: canary } },
    location: "/LM/W3SVC/1/ROOT/nowhere",
  },
  {
    what: "a key type that may not hold the credential",
    code: "E_KEY_TYPE",
    declared: { web: { ...web, location: "W3SVC/AppPools/ShopPool", password: canary } },
    location: "/LM/W3SVC/AppPools/ShopPool",
  },
  {
    what: "an empty password",
    code: "E_EMPTY_PASSWORD",
    declared: { web: { ...web, password: "" } },
  },
  {
    what: "a declared password over a sealed one",
    code: "E_NOT_COMPARABLE",
    declared: { web: { ...web, password: canary } },
    text: withAttribute(right, "/LM/W3SVC/1/ROOT", "AnonymousUserPass", sealed),
  },
  {
    what: "a password with a control character",
    code: "E_XML_CHARACTER",
    declared: { web: { ...web, password: `${canary}\u0001` } },
  },
  {
    what: "a password with a character that is none",
    code: "E_XML_CHARACTER",
    declared: { web: { ...web, password: `${canary}\ufffe` } },
  },
  {
    what: "a file that seals its other passwords",
    code: "E_SEALS_OTHERS",
    declared: { web: { ...web, password: canary } },
    text: withAttribute(right, ".", "SessionKey", sealed),
  },
  {
    what: "a file that a running IIS owns",
    code: "E_LIVE_METABASE",
    declared: { web: { ...web, password: canary } },
    name: "inetsrv/MetaBase.xml",
  },
  {
    what: "a location that stands twice in the file",
    code: "E_AMBIGUOUS",
    declared: { web: { ...web, password: canary } },
    text: metabaseText([...serverKeys, { location: "/LM/W3SVC/1/root" }]),
  },
  {
    what: "a built-in account where a password would be inherited",
    code: "E_PASSWORD_INHERITED",
    declared: { web: { location: "W3SVC/1/ROOT/docs", userName: "IUSR", passwordless: true } },
    location: "/LM/W3SVC/1/ROOT/docs",
  },
];

test.each(refusals)(
  "preview refuses $what",
  async ({ code, declared, text = right, name, location = "/LM/W3SVC/1/ROOT", mentions = [] }) => {
    const metabase = await MetabaseFolder.create(text, name);
    try {
      scenario.declare(withMetabase(declared, metabase));
      const before = await metabase.listing();

      const preview = await scenario.stack.preview();

      expect(preview.code).not.toBe(0);
      // The code, the location, the rule, and one imperative sentence.
      const line = said(preview)
        .split("\n")
        .find((candidate) => candidate.includes(code));
      expect(line).toMatch(new RegExp(`${code} /LM/.*: .+\\. [A-Z].+\\.$`));
      expect(line?.toLowerCase()).toContain(`${code} ${location}:`.toLowerCase());
      for (const mention of mentions) expect(line).toContain(mention);
      for (const secret of [canary, sealed, ...Object.values(stored)]) {
        expect(said(preview)).not.toContain(secret);
      }
      expect(await metabase.listing()).toEqual(before);
    } finally {
      await metabase.remove();
    }
  },
);

test("an up without a preview is refused in the same way, and writes nothing", async () => {
  const metabase = await MetabaseFolder.create(withAttribute(right, ".", "SessionKey", sealed));
  try {
    scenario.declare(withMetabase({ web: { ...web, password: canary } }, metabase));
    const before = await metabase.listing();
    const up = await scenario.stack.up();
    expect(up.code).not.toBe(0);
    expect(said(up)).toContain("E_SEALS_OTHERS /LM/W3SVC/1/ROOT:");
    expect(said(up)).not.toContain(canary);
    expect(await metabase.listing()).toEqual(before);
  } finally {
    await metabase.remove();
  }
});

test("two resources that declare the same for one location are fine, and so is a stopped IIS's file", async () => {
  const metabase = await MetabaseFolder.create(right, "inetsrv/MetaBase.xml");
  try {
    const settings = { metabase: { path: metabase.path, iisStopped: true }, password: canary };
    scenario.declare({
      one: { ...web, ...settings },
      two: { ...web, ...settings, location: "/lm/w3svc/1/root", userName: "webfarm\\SVC-WEB" },
    });
    expect((await scenario.stack.up()).code).toBe(0);
    expect(await metabase.text()).toBe(withAttribute(right, "/LM/W3SVC/1/ROOT", "AnonymousUserPass", canary));
    expect(await metabase.backups()).toEqual([right]);
  } finally {
    await metabase.remove();
  }
});

function withMetabase(declared: Declarations, { path }: MetabaseFolder): Declarations {
  return Object.fromEntries(
    Object.entries(declared).map(([name, identity]) => [name, { metabase: { path }, ...identity }]),
  );
}
