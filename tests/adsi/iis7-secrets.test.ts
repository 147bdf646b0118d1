import { readFileSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { AccountCredential, AnonymousIdentity, WamIdentity, type MetabaseArgs } from "../../provider/src";
import { canary, type Canary } from "../support/canary";
import { anonymousOf, configOf, hostOf, siteOf, tagOf } from "../support/iis7-config";
import { LiveWatch, provesNoLeak, type WatchedCommand } from "../support/live-watch";
import { metabaseFile } from "../support/metabase-xml";
import { said } from "../support/scenario";
import { ScriptHost, type Planted } from "../support/script-host/script-host";

/* As for a metabase: one stack over a real sshd, then the commands, on a simulated IIS 10, with every way in which a commit fails. */

const passwords = {
  declared: canary("declared"),
  rotated: canary("rotated"),
  foreign: canary("foreign"),
  neighbour: canary("neighbour"),
  typed: canary("typed"),
};
const all: readonly Canary[] = Object.values(passwords);

/** As the simulated IIS seals a text. */
const sealed = ({ text }: Canary): string =>
  `[enc:AesProvider:${Array.from({ length: text.length }, (_, index) => `%${text.charCodeAt(index).toString(16).padStart(4, "0")}`).join("")}:enc]`;
const pair = (userName: string, password: Canary): string =>
  `userName="${userName}" password="${sealed(password)}"`;
const poolOf = (name: string, userName: string, password: Canary): string =>
  `<add name="${name}"><processModel identityType="SpecificUser" ${pair(userName, password)} /></add>`;

const foreignFile = configOf(
  hostOf(
    `<applicationPools>${poolOf("One", "FARM\\many", passwords.foreign)}${poolOf("Two", "FARM\\many", passwords.foreign)}${poolOf("Three", "FARM\\other", passwords.neighbour)}</applicationPools>`,
    `<sites>${siteOf("Shop", 7)}</sites>`,
  ),
  tagOf("Shop", anonymousOf(pair("FARM\\web", passwords.foreign))),
);
const lockedFile = foreignFile.replace(
  "<configuration>",
  '<configuration><system.webServer><security><authentication><anonymousAuthentication userName="IUSR" lockAttributes="password" /></authentication></security></system.webServer>',
);

let watch: LiveWatch;
let host: ScriptHost;
/** The script host of the commands. */
let local: ScriptHost;

function declare(password: Canary): void {
  const { server } = watch;
  const metabase: MetabaseArgs = {
    store: "iis7",
    transport: { type: "ssh", host: server.host, configFile: server.configFile },
  };
  watch.stack.program = () => {
    new AnonymousIdentity("www", {
      metabase,
      location: "Shop",
      userName: "FARM\\web",
      password: password.text,
    });
    new WamIdentity("three", {
      metabase,
      location: "Three",
      userName: "FARM\\three",
      password: password.text,
      identityType: "SpecificUser",
    });
    new AccountCredential("many", { metabase, userName: "FARM\\many", password: password.text });
    return Promise.resolve();
  };
}

type Failure = NonNullable<Planted["failures"]>[number];
const failing = (failure: Failure): Planted => ({ majorVersion: 10, failures: [failure] });
const fileOf = (text: string): Planted => ({
  majorVersion: 10,
  configuration: { bytes: Buffer.from(text) },
});
const same: NonNullable<Planted["configuration"]> = {};

/** What is planted, and the code with which an update ends then. */
const failures: Readonly<Record<string, readonly [planted: Planted, code: string]>> = {
  "denied at the commit": [failing({ call: "CommitChanges", hresult: 0x80070005 }), "E_ACCESS_DENIED"],
  "the key is missing": [failing({ call: "CommitChanges", hresult: 0x80090016 }), "E_CONFIGURATION"],
  "a value is refused": [failing({ call: "Value put", hresult: 0x8007000d }), "E_CONFIGURATION"],
  "no backup": [failing({ call: "CopyFile", hresult: 0x80070005 }), "E_ACCESS_DENIED"],
  "somebody else is always faster": [failing({ call: "CommitChanges", hresult: 0x80070020 }), "E_BUSY"],
};

async function live(): Promise<void> {
  const { stack } = watch;
  declare(passwords.declared);
  await watch.record("preview", stack.preview(["--diff"]));
  await watch.record("preview --json", stack.preview(["--json"]));
  for (const [name, [planted]] of Object.entries(failures)) {
    host.plant({ ...planted, configuration: same });
    await watch.record(name, stack.up(["--diff"]));
  }
  host.plant(fileOf(lockedFile));
  await watch.record("locked", stack.up(["--diff"]));
  host.plant(fileOf(foreignFile));
  host.plant({
    majorVersion: 10,
    configuration: same,
    end: { when: "after CommitChanges", count: 1, how: "quit" },
  });
  await watch.record("broken off", stack.up(["--diff"]));
  host.plant({ majorVersion: 10, configuration: same });
  await watch.record("up", stack.up(["--diff"]));
  declare(passwords.rotated);
  await watch.record("up with a rotation", stack.up(["--diff"]));
  await watch.record("refresh", stack.refresh(["--diff"]));
  await watch.record("export", stack.cli(["stack", "export"]));
  await watch.record("destroy", stack.destroy(["--diff"]));
}

const sync = ["sync", "WAM", "FARM\\other", "--password-stdin"] as const;
const commands: readonly WatchedCommand[] = [
  [["doctor"], 0],
  [["find", "--long"], 0],
  [["find", "--all"], 0],
  [["lint"], 3],
  [["explain", "Shop"], 0],
  [sync, 3],
  [[...sync, "--apply"], 0],
  [["discover", "--stack", "web01", "--yes"], 0],
];

beforeAll(async () => {
  host = await ScriptHost.create(metabaseFile([]), fileOf(foreignFile));
  local = await ScriptHost.create(metabaseFile([]), fileOf(foreignFile));
  watch = await LiveWatch.create(host);
  await watch.whileWatched(async () => {
    await live();
    await watch.recordCommands(
      commands,
      ["--store", "iis7", "--script-host", local.path],
      passwords.typed.text,
    );
  });
  // Guards against an engine that hangs.
}, 600_000);

afterAll(async () => {
  await watch.remove();
  host.remove();
  local.remove();
});

test("the story went as told, so that there was something to leak", () => {
  expect(watch.ended).toEqual({
    preview: true,
    "preview --json": true,
    ...Object.fromEntries(Object.keys(failures).map((name) => [name, false])),
    locked: false,
    "broken off": true,
    up: true,
    "up with a rotation": true,
    refresh: true,
    export: true,
    destroy: true,
  });
  for (const [name, [, code]] of Object.entries(failures))
    expect(said(watch.runs.get(name)!)).toContain(code);
  expect(said(watch.runs.get("locked")!)).toContain("E_SECTION_LOCKED");
  expect(said(watch.runs.get("broken off")!)).toContain("was read again");
  expect(host.violations).toEqual([]);
});

test("each command did its work, so that there was something to leak", async () => {
  expect([...watch.commandRuns]).toEqual(commands.map(([args, code]) => [args.join(" "), code]));
  // What discover fetched in clear went to the CLI, on standard input.
  const held = await readFile(join(watch.programs, "held.json"), "utf8");
  for (const { text } of [passwords.foreign, passwords.typed]) expect(held).toContain(JSON.stringify(text));
  expect(local.violations).toEqual([]);
});

test("a backup is what was there, beside it, and no wider open", () => {
  const file = join(local.configurationFolder, "applicationHost.config");
  expect(local.backups).toHaveLength(1);
  const backup = join(local.configurationFolder, local.backups[0]!);
  expect(readFileSync(backup, "utf8")).toBe(foreignFile);
  expect(statSync(backup).mode & ~statSync(file).mode & 0o777).toBe(0);
});

provesNoLeak(() => watch, all);
