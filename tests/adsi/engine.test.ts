import { AccountCredential, type MetabaseArgs } from "../../provider/src";
import { metabaseText, withAttribute } from "../support/metabase-folder";
import { ScriptHost } from "../support/script-host/script-host";
import {
  diagnostics,
  identityOf,
  removeScenarios,
  said,
  Scenario,
  type Declarations,
} from "../support/scenario";
import { serverKeys, stored } from "../support/server-keys";

/* The real engine over the agent in Wine's cscript: as on the file store, with one script host a batch. */

const hosts: ScriptHost[] = [];

afterEach(async () => {
  await removeScenarios();
  const violations = hosts.flatMap((host) => host.violations);
  for (const host of hosts.splice(0)) host.remove();
  expect(violations).toEqual([]);
});

async function serverWith(
  text: string,
): Promise<{ host: ScriptHost; scenario: Scenario; metabase: MetabaseArgs }> {
  const host = await ScriptHost.create(text);
  hosts.push(host);
  const metabase = { store: "adsi", transport: { type: "local", scriptHost: host.path } } as const;
  return { host, scenario: await Scenario.create(""), metabase };
}

/** How many script hosts a run starts. */
async function starts<Result>(host: ScriptHost, run: Promise<Result>): Promise<[Result, number]> {
  const before = host.starts;
  const result = await run;
  return [result, host.starts - before];
}

test("two hundred identities are previewed with one script host, fifty that drifted written with few more", async () => {
  const ids = Array.from({ length: 200 }, (_, index) => 1000 + index * 7);
  const drifted = ids.filter((_, index) => index % 4 === 1);
  const root = (id: number) => `/LM/W3SVC/${id}/ROOT`;
  const right = metabaseText([
    ...serverKeys,
    ...ids.map((id) => ({
      location: root(id),
      attributes: { AnonymousUserName: `IUSR_${id}`, AnonymousUserPass: `Site-${id}`, Path: `D:\\${id}` },
    })),
  ]);
  const wrong = drifted.reduce(
    (text, id) => withAttribute(text, root(id), "AnonymousUserPass", `Foreign-${id}`),
    right,
  );
  const { host, scenario, metabase } = await serverWith(right);
  const declarations: Declarations = Object.fromEntries(
    ids.map((id) => [
      `site-${id}`,
      { metabase, location: root(id), userName: `IUSR_${id}`, password: `Site-${id}` },
    ]),
  );
  scenario.declare(declarations);
  const [adopted, adoptedStarts] = await starts(host, scenario.stack.up());
  expect([adopted.code, adoptedStarts]).toEqual([0, 1]);
  expect(host.journal).toEqual([]);

  host.set(wrong);
  const [preview, previewStarts] = await starts(host, scenario.stack.preview());
  expect(preview.stdout).toMatch(/~ 50 to update\n\s+151 unchanged/);
  expect(previewStarts).toBe(1);
  expect(host.metabase).toBe(wrong);

  const parallel = 8;
  const [up, upStarts] = await starts(host, scenario.stack.up([`--parallel=${parallel}`]));
  expect(up.code).toBe(0);
  const most = 1 + Math.ceil(drifted.length / parallel) + 1;
  // The count is what this test is for: to be seen in the log.
  console.log(`script hosts: preview ${previewStarts}, up ${upStarts} of at most ${most}`);
  expect(upStarts).toBeLessThanOrEqual(most);
  expect(host.metabase).toBe(right);
  expect(host.backups).toEqual(["iis-identity.MD0", "iis-identity.SC0"]);

  const [again, againStarts] = await starts(host, scenario.stack.preview(["--expect-no-changes"]));
  expect(again.code).toBe(0);
  expect(againStarts).toBe(1);
});

test("preview, up, refresh and preview again go as on a file", async () => {
  const right = metabaseText(serverKeys);
  const at = "/LM/W3SVC/1/ROOT";
  const { host, scenario, metabase } = await serverWith(
    withAttribute(right, at, "AnonymousUserPass", "Foreign-3c8d"),
  );
  const { stack } = scenario;
  scenario.declare({
    www: { metabase, location: "w3svc/1/root", userName: "WEBFARM\\svc-web", password: stored.web },
    intranet: {
      metabase,
      location: "W3SVC/2/ROOT",
      userName: "WEBFARM\\svc-intranet",
      password: stored.intranet,
    },
  });
  const line = `${at} AnonymousUserPass: differs, foreign`;
  const lines = [`${at} 1 location inherits what changes here`, line];
  expect(diagnostics(await stack.preview())).toEqual(lines);
  const up = await stack.up();
  expect([up.code, diagnostics(up)]).toEqual([0, lines]);
  expect(host.metabase).toBe(right);
  expect((await stack.preview(["--expect-no-changes"])).code).toBe(0);
  expect((await stack.refresh(["--preview-only", "--expect-no-changes"])).code).toBe(0);

  host.set(withAttribute(host.metabase, at, "AnonymousUserName", "SOMEONE"));
  expect((await stack.refresh(["--preview-only", "--expect-no-changes"])).code).not.toBe(0);
  expect((await stack.refresh()).code).toBe(0);
  expect(identityOf(await stack.state(), "www")?.outputs).toMatchObject({
    userName: "SOMEONE",
    revision: 1,
    drift: ['rewrite 2: AnonymousUserName: differs, found "SOMEONE" (declared "WEBFARM\\svc-web")'],
  });
  expect((await stack.up()).code).toBe(0);
  expect(host.metabase).toBe(right);
  expect((await stack.preview(["--expect-no-changes"])).code).toBe(0);

  // A location that left the metabase leaves state, and only then.
  const gone = right.split("\r\n");
  const from = gone.indexOf('<IIsWebVirtualDir\tLocation ="/LM/W3SVC/2/ROOT"');
  gone.splice(from, gone.indexOf("</IIsWebVirtualDir>", from) - from + 1);
  host.set(gone.join("\r\n"));
  expect((await stack.refresh()).code).toBe(0);
  expect(identityOf(await stack.state(), "intranet")).toBeUndefined();
  expect(identityOf(await stack.state(), "www")).toBeDefined();
});

test("a server that refuses to be read fails preview with its code, and drops nothing from state", async () => {
  const { host, scenario, metabase } = await serverWith(metabaseText(serverKeys));
  const { stack } = scenario;
  scenario.declare({
    www: { metabase, location: "W3SVC/1/ROOT", userName: "WEBFARM\\svc-web", password: stored.web },
  });
  expect((await stack.up()).code).toBe(0);
  host.plant({ failures: [{ call: "GetObject", hresult: 0x80070005 }] });
  const preview = await stack.preview();
  expect(preview.code).not.toBe(0);
  expect(said(preview)).toContain("E_ACCESS_DENIED");
  expect((await stack.refresh()).code).not.toBe(0);
  expect(identityOf(await stack.state(), "www")).toBeDefined();
});

test("web credentials of a later IIS are refused at preview, or announced with what they rewrite", async () => {
  const { host, scenario, metabase } = await serverWith(
    withAttribute(metabaseText(serverKeys), "/LM/W3SVC/1/ROOT", "AnonymousUserPass", "Foreign-3c8d"),
  );
  const { stack } = scenario;
  host.plant({ majorVersion: 10 });
  const declare = (how: MetabaseArgs): void => {
    scenario.declare({
      www: { metabase: how, location: "W3SVC/1/ROOT", userName: "WEBFARM\\svc-web", password: stored.web },
    });
  };
  declare(metabase);
  const refused = await stack.preview();
  expect(refused.code).not.toBe(0);
  expect(said(refused)).toContain("E_USE_IIS7");
  declare({ ...metabase, store: "adsi", throughCompatibility: true });
  const preview = await stack.preview();
  expect(preview.code).toBe(0);
  expect(diagnostics(preview).join("\n")).toContain("rewrites applicationHost.config");
});

describe("an account of which one copy can't be written", () => {
  const copies = ["/LM/W3SVC/1/ROOT", "/LM/W3SVC/1/ROOT/shop"];
  const at = copies[1]!;
  const wrong = copies.reduce(
    (text, location) => withAttribute(text, location, "AnonymousUserPass", "Foreign-3c8d"),
    metabaseText(serverKeys),
  );
  const declare = (scenario: Scenario, metabase: MetabaseArgs, password: string): void => {
    scenario.run(() => {
      new AccountCredential("svc-web", { metabase, userName: "WEBFARM\\svc-web", password });
    });
  };
  const account = async (scenario: Scenario) =>
    (await scenario.stack.state()).deployment.resources.find(({ urn }) => urn.endsWith("::svc-web"));
  const told = [
    `svc-web: ${copies[0]!} AnonymousUserPass: done`,
    `svc-web: ${at} AnonymousUserPass: not done, E_ACCESS_DENIED`,
  ];

  test("is named copy by copy at the first up, and state says what is left", async () => {
    const { host, scenario, metabase } = await serverWith(wrong);
    declare(scenario, metabase, stored.web);
    host.plant({ failures: [{ call: "SetInfo", location: at, hresult: 0x80070005 }] });
    const up = await scenario.stack.up();
    expect(up.code).not.toBe(0);
    for (const line of told) expect(said(up)).toContain(line);
    expect(host.metabase).toBe(withAttribute(wrong, copies[0]!, "AnonymousUserPass", stored.web));
    const recorded = await account(scenario);
    expect(recorded?.outputs?.["drift"]).toEqual([`rewrite 1: ${at} AnonymousUserPass: differs, foreign`]);
    expect(recorded?.outputs?.["password"]).toMatchObject({ ciphertext: expect.any(String) });
    expect(JSON.stringify(recorded)).not.toContain(stored.web);

    const preview = await scenario.stack.preview();
    expect(diagnostics(preview)).toContain(`${at} AnonymousUserPass: differs, foreign`);
    expect(said(preview)).not.toContain(`${copies[0]!} AnonymousUserPass`);
    host.plant({});
    expect((await scenario.stack.up()).code).toBe(0);
    expect(host.metabase).toBe(metabaseText(serverKeys));
    expect((await scenario.stack.preview(["--expect-no-changes"])).code).toBe(0);
  });

  test("is known by its old password after a rotation that half failed", async () => {
    const { host, scenario, metabase } = await serverWith(metabaseText(serverKeys));
    declare(scenario, metabase, stored.web);
    expect((await scenario.stack.up()).code).toBe(0);
    declare(scenario, metabase, "Rotated-77d0");
    host.plant({ failures: [{ call: "SetInfo", location: at, hresult: 0x80070005 }] });
    const up = await scenario.stack.up();
    expect(up.code).not.toBe(0);
    for (const line of told) expect(said(up)).toContain(line);
    host.plant({});
    const preview = await scenario.stack.preview();
    expect(diagnostics(preview)).toContain(`${at} AnonymousUserPass: differs, previous`);
    expect(said(preview)).not.toContain(`${copies[0]!} AnonymousUserPass`);
    expect((await scenario.stack.up()).code).toBe(0);
    expect((await scenario.stack.preview(["--expect-no-changes"])).code).toBe(0);
  });
});
