import * as pulumi from "@pulumi/pulumi";
import {
  AccountCredential,
  AnonymousIdentity,
  GeneratedPassword,
  UncIdentity,
  WamIdentity,
  type AccountCredentialArgs,
} from "../../provider/src";
import { metabaseText, withAttribute, type KeyElement } from "../support/metabase-folder";
import type { Run } from "../support/engine";
import { diagnostics, removeScenarios, said, Scenario } from "../support/scenario";

/* What an account's credential, the other kinds and a generated password do on the real engine, options included. */

const svc = "FARM\\svc";
const now = "Now-41aa";
const next = "Next-9c0e";
// In the order in which a metabase lists them.
const pair = (
  kind: "Anonymous" | "WAM" | "UNC",
  userName: string,
  password: string,
): Record<string, string> =>
  kind === "UNC"
    ? { UNCPassword: password, UNCUserName: userName }
    : kind === "WAM"
      ? { WAMUserName: userName, WAMUserPass: password }
      : { AnonymousUserName: userName, AnonymousUserPass: password };
const keys: readonly KeyElement[] = [
  {
    location: "/LM/W3SVC",
    type: "IIsWebService",
    attributes: { ...pair("Anonymous", "IUSR_BASE", "Base-1"), ...pair("WAM", "IWAM_BASE", "Base-2") },
  },
  { location: "/LM/W3SVC/1/ROOT", attributes: { ...pair("Anonymous", svc, now), Path: "D:\\www" } },
  { location: "/LM/W3SVC/1/ROOT/share", attributes: { Path: "\\\\srv\\x", ...pair("UNC", svc, now) } },
  {
    location: "/LM/W3SVC/2/ROOT",
    attributes: { ...pair("Anonymous", "FARM\\other", "Other-5"), Path: "D:\\2" },
  },
  {
    location: "/LM/W3SVC/AppPools/Shop",
    type: "IIsApplicationPool",
    attributes: { AppPoolIdentityType: "3", ...pair("WAM", svc, now) },
  },
  {
    location: "/LM/W3SVC/AppPools/Unused",
    type: "IIsApplicationPool",
    attributes: { AppPoolIdentityType: "2", ...pair("WAM", svc, now) },
  },
];
const right = metabaseText(keys);
const R = "/LM/W3SVC/1/ROOT";
const share = `${R}/share`;
const pool = "/LM/W3SVC/AppPools/Shop";
const unusedPool = "/LM/W3SVC/AppPools/Unused";

/** The text with a password at some of the account's copies. */
function withPassword(text: string, password: string, at: readonly string[] = [R, share, pool]): string {
  const property = (location: string) =>
    location === R ? "AnonymousUserPass" : location === share ? "UNCPassword" : "WAMUserPass";
  return at.reduce(
    (current, location) => withAttribute(current, location, property(location), password),
    text,
  );
}

let scenario: Scenario;
afterEach(removeScenarios);

async function start(text = right): Promise<Scenario> {
  scenario = await Scenario.create(text);
  return scenario;
}

type Options = pulumi.CustomResourceOptions;
function account(name = "web", args: Partial<AccountCredentialArgs> = {}, opts?: Options): AccountCredential {
  return new AccountCredential(
    name,
    { metabase: { path: scenario.metabase.path }, userName: svc, password: now, ...args },
    opts,
  );
}
function accountOf(name = "web", args: Partial<AccountCredentialArgs> = {}, opts?: Options): void {
  scenario.run(() => {
    account(name, args, opts);
  });
}
/** Previews what must be refused. A program that had ended by then would complain that the engine hangs up. */
async function refusedPreview(make: () => unknown): Promise<Run> {
  scenario.stack.program = () => {
    make();
    return new Promise(() => undefined);
  };
  const run = await scenario.stack.preview();
  expect(run.code).not.toBe(0);
  return run;
}
const urn = (type: string, name: string): string =>
  `urn:pulumi:test::engine-test::pulumi-nodejs:dynamic/iis:${type}::${name}`;
async function outputsOf(name: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  const { deployment } = await scenario.stack.state();
  return deployment.resources.find((one) => one.urn.endsWith(`::${name}`))?.outputs;
}
async function upWith(args: readonly string[] = []): Promise<void> {
  const run = await scenario.stack.up(args);
  expect(said(run)).not.toContain("error:");
  expect(run.code).toBe(0);
}

describe("what a change of an input does", () => {
  test("rotation, narrowed scope, switches, another metabase, and no copy left", async () => {
    const { metabase, stack } = await start();
    accountOf();
    await upWith();
    expect(await metabase.text()).toBe(right);
    expect(await outputsOf("web")).toMatchObject({
      revision: 0,
      drift: [],
      locations: [`${R} anonymous`, `${share} unc`, `${pool} wam`].join("\n"),
    });

    // Switches: an update that writes nothing and raises nothing.
    const listing = await metabase.listing();
    accountOf("web", { aliases: ["svc@farm.example"], allowNone: true, acceptEffects: true });
    const switched = await stack.up();
    expect(switched.stdout).toMatch(/~ 1 updated/);
    expect(await outputsOf("web")).toMatchObject({ revision: 0 });
    expect(await metabase.listing()).toEqual(listing);

    // Narrowed with a rotation: what leaves the scope stays as it is.
    accountOf("web", { kinds: ["anonymous", "unc"], under: "W3SVC/1", password: next });
    const rotated = await stack.up();
    expect(diagnostics(rotated)).toEqual([
      `${R} AnonymousUserPass: differs, previous`,
      `${share} UNCPassword: differs, previous`,
      "web: 1 location inherits what changes here",
    ]);
    const narrowed = withPassword(right, next, [R, share]);
    expect(await metabase.text()).toBe(narrowed);
    expect(await outputsOf("web")).toMatchObject({
      revision: 1,
      locations: [`${R} anonymous`, `${share} unc`].join("\n"),
    });

    // Another metabase: an update in place there; the old one is not touched.
    const other = await Scenario.create(right);
    const before = await metabase.listing();
    accountOf("web", { metabase: { path: other.metabase.path }, password: next });
    const moved = await stack.up();
    expect(moved.stdout).toMatch(/~ 1 updated/);
    expect(await other.metabase.text()).toBe(withPassword(right, next));
    expect(await metabase.listing()).toEqual(before);

    // No copy any more: a warning, and no error.
    await other.metabase.set(R, "AnonymousUserName", "SOMEONE");
    await other.metabase.set(share, "UNCUserName", "SOMEONE");
    await other.metabase.set(pool, "WAMUserName", "SOMEONE");
    const gone = await stack.up();
    expect(gone.code).toBe(0);
    expect(diagnostics(gone)).toContain(`web found no copy of ${svc}`);
    expect((await stack.preview(["--expect-no-changes"])).code).toBe(0);
  });

  test("no copy at the first create is an error, unless allowed", async () => {
    const { metabase } = await start();
    const listing = await metabase.listing();
    const refused = await refusedPreview(() => account("none", { userName: "FARM\\nobody" }));
    expect(said(refused)).toContain("E_NO_COPY");
    accountOf("none", { userName: "FARM\\nobody", allowNone: true });
    await upWith();
    expect(await metabase.listing()).toEqual(listing);
  });
});

describe("conflicts", () => {
  const both = (password: string): void => {
    account();
    new AnonymousIdentity("site", {
      metabase: { path: scenario.metabase.path },
      location: "w3svc/1/root",
      userName: svc,
      password,
    });
  };

  test("an identity and an account with different values, each named; targets alone don't conflict; equal is fine", async () => {
    const { metabase, stack } = await start();
    const refused = await refusedPreview(() => {
      both(next);
    });
    expect(said(refused)).toMatch(/E_CONFLICT \/lm\/w3svc\/1\/root:.*\b(web and site|site and web)\b/i);

    scenario.run(() => {
      both(next);
    });
    const target = await stack.preview(["--target", urn("AccountCredential", "web")]);
    expect(target.code).toBe(0);

    scenario.run(() => {
      both(now);
    });
    await upWith();
    expect(await metabase.text()).toBe(right);
    expect((await stack.preview(["--expect-no-changes"])).code).toBe(0);
  });
});

describe("the other kinds", () => {
  test("WAM and UNC identities: preview, up, clean, refresh; warned where a pool doesn't use it", async () => {
    const { metabase, stack } = await start();
    const declare = (password: string) => {
      scenario.run(() => {
        const settings = { metabase: { path: metabase.path }, userName: svc, password };
        new WamIdentity("pool", { ...settings, location: "W3SVC/AppPools/Shop" });
        new WamIdentity("unused", { ...settings, location: "W3SVC/AppPools/Unused" });
        new UncIdentity("share", { ...settings, location: "W3SVC/1/ROOT/share" });
      });
    };
    declare(next);
    const preview = await stack.preview();
    expect(diagnostics(preview)).toEqual(
      expect.arrayContaining([
        `${pool} WAMUserPass: differs, foreign`,
        `${share} UNCPassword: differs, foreign`,
        expect.stringMatching(/^warning: \/LM\/W3SVC\/AppPools\/Unused: stored, not used/),
      ]),
    );
    await upWith();
    const written = withPassword(right, next, [share, pool, unusedPool]);
    expect(await metabase.text()).toBe(written);
    expect((await stack.preview(["--expect-no-changes"])).code).toBe(0);

    await metabase.set(share, "UNCUserName", "SOMEONE");
    expect((await stack.refresh(["--preview-only", "--expect-no-changes"])).code).not.toBe(0);
    expect((await stack.refresh()).code).toBe(0);
    expect(await outputsOf("share")).toMatchObject({ userName: "SOMEONE" });
    await upWith();
    expect(await metabase.text()).toBe(written);
  });

  test("a kind where its key type holds none, and the web service in IIS 5 isolation mode, are refused", async () => {
    const { metabase, stack } = await start(
      withAttribute(right, "/LM/W3SVC", "IIs5IsolationModeEnabled", "TRUE"),
    );
    const listing = await metabase.listing();
    const settings = { metabase: { path: metabase.path }, userName: svc, password: next };
    const wrong = await refusedPreview(
      () => new WamIdentity("one", { ...settings, location: "W3SVC/1/ROOT" }),
    );
    expect(said(wrong)).toContain("E_KEY_TYPE /LM/W3SVC/1/ROOT:");
    expect(said(wrong)).toContain("IIsApplicationPool");
    const none = await refusedPreview(
      () => new UncIdentity("one", { ...settings, location: "W3SVC/AppPools/Shop" }),
    );
    expect(said(none)).toContain("E_KEY_TYPE /LM/W3SVC/AppPools/Shop:");

    const service = { ...settings, location: "W3SVC", acceptEffects: true };
    const complus = await refusedPreview(() => new WamIdentity("one", service));
    expect(said(complus)).toContain("E_COMPLUS /LM/W3SVC:");
    expect(await metabase.listing()).toEqual(listing);
    scenario.run(() => {
      new WamIdentity("one", { ...service, complus: "acknowledged" });
    });
    expect((await stack.preview()).code).toBe(0);
  });
});

test("a generated password: made once, secret, and rotated with its account in one up by other keepers", async () => {
  const { metabase, stack } = await start();
  const declare = (quarter: string) => {
    stack.program = () => {
      const made = new GeneratedPassword("made", { keepers: { quarter } });
      account("web", { password: made.result });
      return Promise.resolve({ shown: made.result });
    };
  };
  const stored = async (): Promise<string> =>
    /AnonymousUserPass="([A-Za-z0-9\-_.]{24})"/.exec(await metabase.text())?.[1] ?? "";
  declare("1");
  const first = await stack.up();
  expect(first.code).toBe(0);
  const one = await stored();
  expect(one).not.toBe("");
  expect(await metabase.text()).toBe(withPassword(right, one));
  const clean = await stack.preview(["--expect-no-changes"]);
  expect(clean.code).toBe(0);

  declare("2");
  const preview = await stack.preview();
  expect(preview.code).toBe(0);
  expect(await stored()).toBe(one);
  const rotated = await stack.up();
  expect(rotated.code).toBe(0);
  const two = await stored();
  expect(two).not.toBe(one);
  expect(await metabase.text()).toBe(withPassword(right, two));
  expect(diagnostics(rotated)).toContain(`${R} AnonymousUserPass: differs, previous`);
  expect((await stack.preview(["--expect-no-changes"])).code).toBe(0);

  const state = JSON.stringify(await stack.state());
  for (const text of [first, clean, preview, rotated].map(said).concat(state)) {
    for (const password of [one, two]) expect(text).not.toContain(password);
  }
});

describe("options of the engine", () => {
  test("ignoreChanges on the password: an up writes the recorded one back", async () => {
    const { metabase, stack } = await start();
    accountOf();
    await upWith();
    accountOf("web", { password: next }, { ignoreChanges: ["password"] });
    expect((await stack.preview(["--expect-no-changes"])).code).toBe(0);
    await metabase.set(R, "AnonymousUserPass", next);
    await upWith();
    expect(await metabase.text()).toBe(right);
  });

  test("protect, retainOnDelete and destroy: the copies stay in each case", async () => {
    const { metabase, stack } = await start();
    accountOf("web", {}, { protect: true });
    await upWith();
    const listing = await metabase.listing();
    expect((await stack.destroy()).code).not.toBe(0);
    accountOf("web", {}, { retainOnDelete: true });
    await upWith();
    expect((await stack.destroy()).code).toBe(0);
    expect(await metabase.listing()).toEqual(listing);
  });

  test("renamed with an alias: no change; a component, a transformation, dependsOn and deletedWith are taken", async () => {
    const { metabase, stack } = await start();
    accountOf();
    await upWith();
    accountOf("renamed", {}, { aliases: [{ name: "web" }] });
    const renamed = await stack.preview(["--expect-no-changes"]);
    expect(said(renamed)).not.toContain("create");
    expect(renamed.code).toBe(0);
    await upWith();
    const listing = await metabase.listing();

    scenario.run(() => {
      const parent = new pulumi.ComponentResource("test:index:Server", "server");
      const first = account("renamed", {}, { parent, aliases: [{ parent: pulumi.rootStackResource }] });
      new AnonymousIdentity(
        "two",
        {
          metabase: { path: metabase.path },
          location: "W3SVC/2/ROOT",
          userName: "FARM\\other",
          password: "wrong",
        },
        {
          parent,
          dependsOn: [first],
          deletedWith: first,
          transformations: [({ props, opts }) => ({ props: { ...props, password: "Other-5" }, opts })],
        },
      );
    });
    const inside = await stack.up();
    expect(inside.code).toBe(0);
    expect(inside.stdout).toMatch(/\+ 2 created/);
    expect(await metabase.listing()).toEqual(listing);
    expect((await stack.preview(["--expect-no-changes"])).code).toBe(0);

    scenario.run(() => undefined);
    await upWith();
    expect(await metabase.listing()).toEqual(listing);
  });

  test("--exclude leaves an account alone", async () => {
    const { metabase } = await start();
    accountOf("web", { password: next });
    await upWith(["--exclude", urn("AccountCredential", "web")]);
    expect(await metabase.text()).toBe(right);
  });
});
