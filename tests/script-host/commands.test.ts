import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { readMetabase, type MetabaseKey } from "../../provider/src/metabase";
import { runCommand, type CommandRun } from "../support/command";
import { MetabaseFolder } from "../support/metabase-folder";
import { ScriptHost, variants, type Planted } from "../support/script-host/script-host";

/* The commands against a live metabase: the agent in a real script host, over a simulated IIS. */

const file = resolve(__dirname, "../../examples/two-servers/web01/MetaBase.xml");
const example = readFileSync(file, "utf8");
const hosts: ScriptHost[] = [];

async function hostOf(planted?: Planted): Promise<ScriptHost> {
  const host = await ScriptHost.create(example, planted);
  hosts.push(host);
  return host;
}

function onHost(host: ScriptHost, args: readonly string[], input = ""): Promise<CommandRun> {
  return runCommand([...args, "--script-host", host.path], { env: process.env, input });
}

afterAll(() => {
  const violations = hosts.flatMap((host) => host.violations);
  for (const host of hosts) host.remove();
  expect(violations).toEqual([]);
});

function credentialsOf(text: string): readonly (readonly [string, MetabaseKey["values"]])[] {
  return readMetabase(Buffer.from(text)).keys.map(({ location, values }) => [location, values]);
}

/** Every line but those that hold an anonymous password, wherever it stands. */
function withoutPasswords(text: string): readonly string[] {
  const bare = text.replace(/(Name="AnonymousUserPass"\s+ID="6021"\s+Value=)"[^"]*"/g, "$1");
  return bare
    .split(/\r?\n/)
    .filter((line) => !line.startsWith("\t\tAnonymousUserPass="))
    .map((line) => line.trim())
    .sort();
}

describe.each(Object.entries(variants))("where IIS gives %s", (_, variant) => {
  test.each([
    [["find"]],
    [["find", "AnonymousUserPass", "--under", "W3SVC"]],
    [["find", "--json"]],
    [["explain", "W3SVC/1/ROOT/Shop"]],
  ])("%j tells of a live metabase what it tells of the same file", async (args) => {
    const host = await hostOf({ variant });
    const live = await onHost(host, args);
    const still = await runCommand([...args, "--path", file, "--machine", "WEB01"]);
    expect(live.code).toBe(0);
    // A file's order is its own; ADSI's is told by path. Advice names the metabase as it was named.
    const lines = (text: string): readonly string[] =>
      text
        .replace(/--(?:path|script-host) [^\s)]+/g, "METABASE")
        .split("\n")
        .sort();
    expect(lines(live.stdout)).toEqual(lines(still.stdout));
    expect(host.starts).toBe(1);
    expect(host.metabase).toBe(example);
  });
});

test("sync writes exactly the copies of an account, after a backup, and a second run writes nothing", async () => {
  const host = await hostOf();
  const sync = ["sync", "Anonymous", "WEBFARM\\svc-web", "--password-stdin"];
  const dry = await onHost(host, sync, "N3w & <shiny>");
  expect(dry.code).toBe(3);
  expect(host.metabase).toBe(example);
  expect(host.journal).toEqual([]);

  const written = await onHost(host, [...sync, "--apply"], "N3w & <shiny>");
  expect([written.code, written.stderr.includes("error")]).toEqual([0, false]);
  // The same job on a copy of the file, by another store.
  const copy = await MetabaseFolder.create(example);
  const onFile = [...sync, "--apply", "--path", copy.path, "--machine", "WEB01"];
  expect((await runCommand(onFile, { input: "N3w & <shiny>" })).code).toBe(0);
  const after = host.metabase;
  expect(credentialsOf(after)).toEqual(credentialsOf(await copy.text()));
  expect(credentialsOf(after)).not.toEqual(credentialsOf(example));
  expect(withoutPasswords(after)).toEqual(withoutPasswords(example));
  await copy.remove();
  expect(host.backups).toEqual(["iis-identity.MD0", "iis-identity.SC0"]);

  const starts = host.starts;
  const again = await onHost(host, [...sync, "--apply"], "N3w & <shiny>");
  expect(again.code).toBe(0);
  expect(host.starts - starts).toBe(1);
  expect(host.metabase).toBe(after);
  expect(written.stdout + written.stderr + dry.stdout + dry.stderr).not.toContain("shiny");
});

test("sync names what was written and what was not, and ends with 1, where one key fails", async () => {
  const host = await hostOf({
    failures: [{ call: "SetInfo", location: "/LM/W3SVC/1/ROOT/Shop", hresult: 0x80070005 }],
  });
  const sync = ["sync", "Anonymous", "WEBFARM\\svc-web", "--password-stdin", "--apply"];
  const { code, stdout, stderr } = await onHost(host, sync, "N3w-one");
  expect(code).toBe(1);
  expect(stdout + stderr).toContain("E_ACCESS_DENIED");
  expect(stdout).toMatch(/^ *written +\/LM\/W3SVC\/1\/ROOT +AnonymousUserPass$/m);
  expect(stdout).toMatch(/^ *failed +\/LM\/W3SVC\/1\/ROOT\/Shop +AnonymousUserPass/m);
  const passwords = credentialsOf(host.metabase).map(([location, values]) => [
    location,
    values.anonymous?.password?.text === "N3w-one",
  ]);
  expect(passwords).toContainEqual(["/LM/W3SVC/1/ROOT", true]);
  expect(passwords).toContainEqual(["/LM/W3SVC/1/ROOT/Shop", false]);
});
