import { readFileSync } from "node:fs";
import { join } from "node:path";
import { metabaseSettings } from "../../provider/src/config";
import { openStore } from "../../provider/src/stores";
import { farm, farmPassword } from "../support/apphost-farm";
import { apphostFixtures, fixtureRows } from "../support/apphost-fixtures";
import { runCommand, type CommandRun } from "../support/command";
import { bytesOf } from "../support/iis7-config";
import { knownKeys, saidOf, seenByServer } from "../support/live-reading";
import { metabaseFile } from "../support/metabase-xml";
import { adminVariants, ScriptHost, type AdminVariant } from "../support/script-host/script-host";

/* The store for IIS 7 and later, on the agent in Wine's cscript over simulated administration objects. */

const hosts: ScriptHost[] = [];
afterEach(() => {
  const violations = hosts.flatMap((host) => host.violations);
  for (const host of hosts.splice(0)) host.remove();
  expect(violations).toEqual([]);
});

async function serverWith(bytes: Uint8Array, variant?: AdminVariant): Promise<ScriptHost> {
  const configuration = { bytes, keys: knownKeys, ...(variant === undefined ? {} : { variant }) };
  const host = await ScriptHost.create(metabaseFile([]), { majorVersion: 10, configuration });
  hosts.push(host);
  return host;
}

const fixtures = Object.keys(fixtureRows);

describe.each(Object.entries(adminVariants))("where IIS gives %s", (_, variant) => {
  test.each(fixtures)("it reads %s as the documents say, in one process", async (name) => {
    const bytes = readFileSync(join(apphostFixtures, name));
    const host = await serverWith(bytes, variant);
    const settings = { store: "iis7", transport: { type: "local", scriptHost: host.path } };
    const store = openStore(metabaseSettings.parse(settings));
    const snapshot = await store.observe({ locations: [], reveal: true });
    expect(saidOf(snapshot)).toEqual(saidOf(seenByServer(bytes)));
    expect([snapshot.machine, host.starts]).toEqual(["WEB01", 1]);
  });
});

test("find shows of a running IIS what it shows of its file", async () => {
  const bytes = bytesOf(farm({ sites: 40, pools: 20, tags: 20 }).text);
  const host = await serverWith(bytes);
  const live = await runCommand(["find", "--json", "--store", "iis7", "--script-host", host.path]);
  const file = join(host.configurationFolder, "applicationHost.config");
  const read = await runCommand(["find", "--json", "--path", file]);
  expect([live.code, live.stdout]).toEqual([0, read.stdout]);
  expect(JSON.parse(live.stdout)).not.toEqual([]);
});

describe("the commands compare a running IIS as they compare its file", () => {
  const sealed = farm({ sites: 6, pools: 4, tags: 6 });
  const bytes = bytesOf(sealed.text);
  const { userName } = sealed.copies.find(({ kind }) => kind === "wam")!;
  const sync = ["sync", "WAM", userName, "--password-stdin"];

  /** Advice names the metabase as it was named. */
  const linesOf = ({ stdout }: CommandRun): readonly string[] =>
    stdout
      .replace(/--(?:store iis7 --script-host|path) [^\s)]+(?: --machine WEB01)?/g, "METABASE")
      .split("\n");

  test.each([
    [["lint"], 3],
    [["explain", "Site 1"], 0],
  ] as const)("%j says the same of both", async (args, code) => {
    const host = await serverWith(bytes);
    const live = await runCommand([...args, "--store", "iis7", "--script-host", host.path]);
    const file = join(host.configurationFolder, "applicationHost.config");
    const read = await runCommand([...args, "--path", file, "--machine", "WEB01"]);
    expect([live.code, linesOf(live)]).toEqual([code, linesOf(read)]);
  });

  test.each([
    [farmPassword(userName), 0, "all in step"],
    ["an0ther", 3, "Pool 1 processModel password: differs, foreign"],
  ])("sync with %s", async (input, code, told) => {
    const host = await serverWith(bytes);
    const metabase = ["--store", "iis7", "--script-host", host.path];
    const run = await runCommand([...sync, ...metabase], { env: process.env, input });
    expect([run.code, run.stdout]).toEqual([code, expect.stringContaining(told)]);
  });

  test("and what differs is written, after a copy of the file", async () => {
    const host = await serverWith(bytes);
    const metabase = ["--store", "iis7", "--script-host", host.path];
    const apply = () => runCommand([...sync, "--apply", ...metabase], { env: process.env, input: "an0ther" });
    const run = await apply();
    expect([run.code, run.stderr]).toEqual([0, ""]);
    expect(host.journal).toEqual([expect.stringMatching(/^commit applicationPools.*password=.*an0ther/)]);
    expect(host.backups).toEqual([expect.stringMatching(/^applicationHost\.config\.iis-identity-\d{17}$/)]);
    expect(readFileSync(join(host.configurationFolder, host.backups[0] ?? ""))).toEqual(bytes);
    const { starts } = host;
    expect((await apply()).stdout).toContain("all in step");
    expect([host.starts - starts, host.journal.length, host.backups.length]).toEqual([1, 1, 1]);
  });
});
