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
  // Where in the file a value is depends on how the other values are written.
  const meant = (values: MetabaseKey["values"]): MetabaseKey["values"] =>
    JSON.parse(
      JSON.stringify(values, (name, value: unknown) => (name === "place" ? undefined : value)),
    ) as typeof values;
  return readMetabase(Buffer.from(text)).keys.map(({ location, values }) => [location, meant(values)]);
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
    // A file's order is its own; ADSI's is told by path. Advice names the metabase as it was named,
    // and the machine where that had to be named.
    const lines = (text: string): readonly string[] =>
      text
        .replace(/--(?:path|script-host) [^\s)]+(?: --machine WEB01)?/g, "METABASE")
        .split("\n")
        .sort();
    expect(lines(live.stdout)).toEqual(lines(still.stdout));
    expect(host.starts).toBe(1);
    expect(host.metabase).toBe(example);
  });

  test.each([
    ["AnonymousUserName", ["find", "anonymous"]],
    ["AnonymousUserPass", ["find", "AnonymousUserPass", "--under", "W3SVC"]],
  ])("%s is found in the order in which IIS lists it, as adsutil prints it", async (backwards, args) => {
    const host = await hostOf({ variant, backwards });
    const live = await onHost(host, args);
    const still = await runCommand([...args, "--path", file, "--machine", "WEB01"]);
    const [head, ...found] = still.stdout.split("\r\n").slice(0, -1);
    expect(live.stdout.split("\r\n").slice(0, -1)).toEqual([head, ...found.reverse()]);
  });
});

describe("a copy at a key that can't be opened", () => {
  const at = "/LM/W3SVC/1/ROOT/Shop";
  const closed: Planted = { failures: [{ call: "GetObject", location: at, hresult: 0x80070005 }] };

  test("keeps sync from writing any copy of its kind", async () => {
    const host = await hostOf(closed);
    const run = await onHost(
      host,
      ["sync", "Anonymous", "WEBFARM\\svc-web", "--password-stdin", "--apply"],
      "N3w",
    );
    expect([run.code, run.stderr]).toEqual([1, expect.stringContaining(`E_AMBIGUOUS ${at}`)]);
    expect([host.metabase, host.journal]).toEqual([example, []]);
  });

  test("does not keep sync from another kind, which no list says that it sets", async () => {
    const host = await hostOf(closed);
    const run = await onHost(
      host,
      ["sync", "UNC", "WEBFARM\\svc-files", "--password-stdin", "--apply"],
      "N3w",
    );
    expect(run.code).toBe(0);
    expect(host.metabase).not.toBe(example);
  });

  test.each([
    [["find"]],
    [["find", "AnonymousUserName"]],
    [["find", "AnonymousUserPass", "--under", "W3SVC/1/ROOT"]],
  ])("%j lists as adsutil does", async (args) => {
    const run = await onHost(await hostOf(closed), args);
    const still = await runCommand([...args, "--path", file, "--machine", "WEB01"]);
    expect([run.code, run.stdout]).toEqual([0, still.stdout]);
  });

  test.each([[["find", "--long"]], [["find", "--json"]]])(
    "%j reports with what is not known of it",
    async (args) => {
      const run = await onHost(await hostOf(closed), args);
      const about = run.stdout
        .split(args[1] === "--json" ? "},\n" : "\n")
        .filter((each) => /Shop"?[,\s]/.test(each));
      expect([run.code, about]).toEqual([0, [expect.stringContaining("unreadable")]]);
    },
  );

  test.each([[["lint"]], [["explain", at]]])("%j says why", async (args) => {
    const run = await onHost(await hostOf(closed), args);
    expect(run.stdout).toContain(at);
    expect(run.stdout).toContain("0x80070005");
  });

  test.each([[["find"]], [["find", "--long"]], [["find", "--json"]]])(
    "%j --user names beside those of the account, since it may be one",
    async (args) => {
      const run = await onHost(await hostOf(closed), [...args, "--user", "WEBFARM\\svc-web"]);
      expect([run.code, run.stderr]).toEqual([0, expect.stringContaining(at)]);
    },
  );
});

describe("a pool whose identity type has no value that can be understood", () => {
  const at = "/LM/W3SVC/AppPools/IntranetPool";
  const sync = ["sync", "WAM", "WEBFARM\\svc-pool", "--password-stdin"];

  test.each(["empty", "null", "object", "array"])("is not in step: %s", async (as) => {
    const host = await hostOf({ given: [{ location: at, property: "AppPoolIdentityType", as }] });
    const run = await onHost(host, sync, "N3w");
    expect([run.code, run.stderr]).toEqual([1, expect.stringContaining(`E_AMBIGUOUS ${at}`)]);
  });

  test("leaves open whether pools that inherit it use what they hold", async () => {
    const inherited = example.replace(/(AppPools\/IntranetPool"\s+)AppPoolIdentityType="3"\s+/, "$1");
    expect(inherited).not.toBe(example);
    const host = await ScriptHost.create(inherited, {
      given: [{ location: "/LM/W3SVC/AppPools", property: "AppPoolIdentityType", as: "empty" }],
    });
    hosts.push(host);
    const run = await onHost(host, sync, "N3w");
    expect([run.code, run.stderr]).toEqual([1, expect.stringContaining("E_AMBIGUOUS /LM/W3SVC/AppPools")]);
  });

  test("does not stop another account", async () => {
    const host = await hostOf({ given: [{ location: at, property: "AppPoolIdentityType", as: "null" }] });
    const run = await onHost(host, ["sync", "WAM", "IWAM_WEB01", "--password-stdin", "--apply"], "N3w");
    expect(run.code).toBe(0);
  });
});

test("a server without a web service is written once its version is known", async () => {
  const ftp = example.replace(/<(\w+)\tLocation ="\/LM\/W3SVC[\s\S]*?<\/\1>\r?\n/g, "");
  const host = await ScriptHost.create(ftp, { infos: ["MSFTPSVC"] });
  hosts.push(host);
  const sync = ["sync", "Anonymous", "IUSR_WEB01", "--password-stdin", "--apply"];
  const run = await onHost(host, sync, "N3w");
  expect([run.code, host.backups]).toEqual([0, ["iis-identity.MD0", "iis-identity.SC0"]]);
  expect(credentialsOf(host.metabase)).not.toEqual(credentialsOf(ftp));
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
