import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { metabaseText, type KeyElement } from "../support/metabase-folder";
import { runCommand, type CommandRun } from "../support/command";
import { projectOfEachTest } from "../support/own-project";

/* What is a credential, and what can be declared: discover, lint, explain, find and lint --stack must agree. */

const service: KeyElement = {
  location: "/LM/W3SVC",
  type: "IIsWebService",
  attributes: { AnonymousUserName: "IUSR_WEB01", AnonymousUserPass: "Canary", AuthFlags: "AuthAnonymous" },
};
const pool = (name: string, attributes: Readonly<Record<string, string>>): KeyElement => ({
  location: `/LM/W3SVC/AppPools/${name}`,
  type: "IIsApplicationPool",
  attributes: { AppPoolIdentityType: "3", ...attributes },
});
const folder = (name: string, attributes: Readonly<Record<string, string>>): KeyElement => ({
  location: `/LM/W3SVC/1/ROOT/${name}`,
  attributes: { Path: "\\\\nas\\x", ...attributes },
});

const project = projectOfEachTest();

/** With the metabase of these keys in the project's folder. */
async function write(...keys: readonly KeyElement[]): Promise<void> {
  await writeFile(join(project.root, "MetaBase.xml"), metabaseText([service, ...keys]));
}

async function run(...args: readonly string[]): Promise<CommandRun> {
  const env = {
    PATH: project.searchPath,
    FAKE_YAML: require.resolve("js-yaml"),
  };
  const ran = await runCommand(args, { cwd: project.root, env });
  expect(ran.stdout + ran.stderr).not.toContain("Canary");
  return ran;
}

const onFile = (...args: readonly string[]): Promise<CommandRun> => run(...args, "--path", "MetaBase.xml");

interface Finding {
  readonly finding: string;
  readonly locations: readonly string[];
}

const findings = async (...args: readonly string[]): Promise<readonly Finding[]> =>
  JSON.parse((await run("lint", "--json", ...args)).stdout) as readonly Finding[];

/** The stack as discover leaves it, then lint with it. */
async function adopted(): Promise<readonly Finding[]> {
  const { code } = await onFile("discover", "--stack", "web01", "--yes");
  expect(code).toBe(0);
  return findings("--stack", "web01");
}

const managed: readonly KeyElement[] = [
  pool("empty", { WAMUserName: "FARM\\webpool$", WAMUserPass: "" }),
  pool("absent", { WAMUserName: "FARM\\webpool$" }),
  pool("local", { WAMUserName: "webpool$", WAMUserPass: "" }),
];

test("a managed account needs no password, for lint as for discover", async () => {
  await write(...managed);
  expect(await findings("--path", "MetaBase.xml")).toEqual([]);
  expect(await adopted()).toEqual([]);
});

test.each(["empty", "absent", "local"])(
  "explain asks for no password of a managed account: %s",
  async (name) => {
    await write(...managed);
    const { stdout } = await onFile("explain", name);
    expect(stdout).toContain("webpool$");
    expect(stdout).not.toMatch(/Windows refuses|THE-PASSWORD|without a password/);
  },
);

test("a password that a managed account inherits is another account's, for lint as for discover", async () => {
  const pools: KeyElement = {
    location: "/LM/W3SVC/AppPools",
    type: "IIsApplicationPools",
    attributes: { WAMUserName: "IWAM", WAMUserPass: "Canary" },
  };
  await write(pools, pool("managed", { WAMUserName: "FARM\\webpool$" }));
  const found = await findings("--path", "MetaBase.xml");
  expect(found.map(({ locations }) => locations)).toEqual([["/LM/W3SVC/AppPools/managed"]]);
});

const passThrough: readonly KeyElement[] = [
  folder("a", { UNCUserName: "", UNCPassword: "" }),
  folder("b", { UNCPassword: "" }),
  folder("c", { UNCUserName: "" }),
  folder("d", { AnonymousUserName: "", AnonymousUserPass: "" }),
  folder("e", { AnonymousUserName: "" }),
  folder("g", { UNCPassword: "NOLONGERVALID02eeb9eb376fc8ff" }),
  folder("h", { UNCUserName: "", UNCPassword: "NOLONGERVALID02eeb9eb376fc8ff" }),
];

test("no user name and no password that counts is no credential: it is neither found nor missed", async () => {
  await write(...passThrough);
  const listed = JSON.parse((await onFile("find", "--json")).stdout) as readonly { location: string }[];
  expect(listed.map(({ location }) => location)).toEqual(["/LM/W3SVC"]);
  const { stdout } = await onFile("find", "--long");
  expect(stdout).not.toContain("/ROOT/");
  expect(await findings("--path", "MetaBase.xml")).toEqual([]);
  expect(await adopted()).toEqual([]);
});

test("adsutil's FIND lists every key that sets the property, whatever it holds", async () => {
  await write(...passThrough);
  const { stdout } = await onFile("find", "UNCPassword");
  expect(stdout.match(/ROOT\/\w/g)).toEqual(["a", "b", "g", "h"].map((name) => `ROOT/${name}`));
});

test("a password under no user name is reported as that, and not as undeclared", async () => {
  await write(
    folder("a", { UNCPassword: "Canary" }),
    folder("b", { UNCUserName: "", UNCPassword: "Canary" }),
  );
  const found = await findings("--path", "MetaBase.xml");
  expect(found.map(({ locations }) => locations)).toEqual([["/LM/W3SVC/1/ROOT/a", "/LM/W3SVC/1/ROOT/b"]]);
  expect(await adopted()).toEqual(found);
});

test("a key that can't be declared is not called undeclared", async () => {
  await write(
    folder("twice", { AnonymousUserName: "a", AnonymousUserPass: "Canary" }),
    folder("TWICE", { AnonymousUserName: "b", AnonymousUserPass: "Canary" }),
    folder("twice/below", { AnonymousUserName: "c" }),
  );
  const found = await findings("--path", "MetaBase.xml");
  expect(found.length).toBeGreaterThan(0);
  expect(await adopted()).toEqual(found);
});
