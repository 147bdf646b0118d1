import { execFile } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { safeLoad } from "js-yaml";
import program from "../../index";
import { farm } from "../support/apphost-farm";
import { runCommand } from "../support/command";
import { EngineStack } from "../support/engine";
import { repository } from "../support/markdown";
import { metabaseText } from "../support/metabase-folder";

jest.mock("pulumi-iis-identity", () => jest.requireActual<object>("../../provider/src"));
jest.mock("pulumi-iis-identity/config", () => jest.requireActual<object>("../../provider/src/config/public"));

const made: EngineStack[] = [];

afterAll(() => Promise.all(made.map((stack) => stack.remove())));

/** A project with a stack and a metabase at `<name>/MetaBase.xml`, and nothing declared. */
async function project(text: string | Buffer, name = "web01"): Promise<EngineStack> {
  const stack = await EngineStack.create(() => Promise.resolve(program()));
  made.push(stack);
  mkdirSync(join(stack.folder, name));
  writeFileSync(join(stack.folder, name, "MetaBase.xml"), text);
  return stack;
}

const stackFile = ({ folder }: EngineStack): string => readFileSync(join(folder, "Pulumi.test.yaml"), "utf8");

/** Everything beside the metabase and of it that a write would change. */
function traces(path: string): unknown {
  const folder = dirname(path);
  const { mtimeNs } = statSync(folder, { bigint: true });
  const files = readdirSync(folder).map((name) => {
    const { ino, mtimeNs: written, ctimeNs, mode } = statSync(join(folder, name), { bigint: true });
    return { name, ino, written, ctimeNs, mode, content: readFileSync(join(folder, name), "latin1") };
  });
  return { mtimeNs, files };
}

/** Previews, ups and previews again what `discover` wrote. @returns the resources that state holds then */
async function adopt(stack: EngineStack, path: string): Promise<number> {
  const before = traces(path);
  const preview = await stack.preview();
  expect(preview).toMatchObject({ code: 0 });
  // No line of drift: nothing but resources to create.
  expect(preview.stdout).not.toMatch(/(?:UserName|UserPass|Password): |: (?:differs|absent|empty)/);
  expect(preview.stdout).not.toMatch(/to update|to replace|to delete/);
  expect(await stack.up()).toMatchObject({ code: 0 });
  expect(traces(path)).toEqual(before);
  expect(await stack.preview(["--expect-no-changes"])).toMatchObject({ code: 0 });
  expect(traces(path)).toEqual(before);
  const identities = (await stack.state()).deployment.resources.filter(({ type }) =>
    type.startsWith("pulumi-nodejs:dynamic/iis:"),
  );
  expect(identities.map(({ outputs }) => outputs?.["revision"])).toEqual(identities.map(() => 0));
  return identities.length;
}

test.each([
  ["web01", "WEB01", 17],
  ["web02", "WEB02", 16],
])(
  "discover on the example server %s adopts it whole: preview shows no drift, up writes not a byte",
  async (name, machine, count) => {
    const example = join(repository, "examples/two-servers", name, "MetaBase.xml");
    const stack = await project(readFileSync(example), name);
    const path = join(stack.folder, name, "MetaBase.xml");
    const before = traces(path);
    const args = ["discover", "--stack", "test", "--path", path, "--machine", machine, "--yes"];
    const run = await runCommand(args, { cwd: stack.folder, env: stack.env });
    expect(run).toMatchObject({ code: 0 });
    expect(traces(path)).toEqual(before);
    const { config } = safeLoad(stackFile(stack)) as { config: Record<string, unknown> };
    expect(config["iis-identity:metabase"]).toEqual({ path: `${name}/MetaBase.xml`, machine });
    expect(config["iis-identity:identities"]).toHaveLength(count);

    expect(await adopt(stack, path)).toBe(count);

    // The second run finds everything there.
    const file = stackFile(stack);
    const second = await runCommand(args, { cwd: stack.folder, env: stack.env });
    expect(second).toMatchObject({ code: 0, stderr: "" });
    expect(stackFile(stack)).toBe(file);
  },
);

test("discover adopts a farm of IIS 7 whole, and the next preview shows no drift", async () => {
  const stack = await project(farm({ sites: 9, pools: 8, tags: 20 }).text);
  const path = join(stack.folder, "web01", "MetaBase.xml");
  const run = await runCommand(["discover", "--stack", "test", "--path", path, "--yes"], {
    cwd: stack.folder,
    env: stack.env,
  });
  expect(run).toMatchObject({ code: 0 });
  const { config } = safeLoad(stackFile(stack)) as { config: Record<string, unknown> };
  const declared = config["iis-identity:identities"] as readonly unknown[];
  expect(declared.length).toBeGreaterThan(20);
  expect(await adopt(stack, path)).toBe(declared.length);
});

const awkward: readonly string[] = [
  " leading",
  "trailing  ",
  "\t",
  "true",
  "null",
  "0123",
  "1e3",
  '{"a":1}',
  "[secret]",
  "- x: y # z",
  "secure: v1:abc",
  "--secret",
  "%PATH%^!`$HOME",
  "&<>\"'\\/",
  "line\nfeed",
  "both\r\nbreaks\r\n",
  "ends\n",
  "ends\n\n",
  "carriage\r",
  "é e\u0301 \u00a0\u2028\ufeff",
  "日本語😀\u{2fa1d}",
  "x".repeat(5000),
];

const inXml = (text: string): string =>
  text.replace(/[&<>"'\t\r\n\u2028]/g, (found) => `&#${String(found.charCodeAt(0))};`);

const awkwardKeys = awkward.map((password, index) => ({
  location: `/LM/W3SVC/${String(index)}/ROOT`,
  attributes: { AnonymousUserName: `FARM\\svc ${String(index)}`, AnonymousUserPass: inXml(password) },
}));

test("every awkward password survives the way into the configuration and back, from a process of its own", async () => {
  const names = ["ÄÖ 日本\u{1f511}", "2020-01-01", "yes", "'a' \u00a0b", "a # {b} c!"];
  const impossible = ["'a' \"b\"\u2028", "a\u007f: # {b}"];
  const keys = [...names, ...impossible].map((name, index) => ({
    location: `/LM/W3SVC/Name ${String(index)}, [${name.replaceAll(/["\u007f]/g, "")}]`,
    attributes: { AnonymousUserName: inXml(name), AnonymousUserPass: "same" },
  }));
  const stack = await project(metabaseText([...awkwardKeys, ...keys]));
  const bin = join(repository, "provider", "bin", "iis-identity.js");
  const args = [bin, "discover", "--stack", "test", "--path", "web01/MetaBase.xml", "--yes"];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, {
    cwd: stack.folder,
    env: stack.env,
  });
  expect(stdout).toContain("U+2028 (a line separator)");
  expect(stdout).toContain("U+007F (a control character)");
  for (const password of awkward.slice(14)) expect(stdout + stderr).not.toContain(password);

  const shown = await stack.cli(["config", "--json", "--show-secrets"]);
  const values = JSON.parse(shown.stdout) as Record<string, { value: string; secret: boolean }>;
  const held = Object.entries(values).filter(([, { secret }]) => secret);
  expect(held.map(([, { value }]) => value).sort()).toEqual([...awkward, "same"].sort());

  expect(await adopt(stack, join(stack.folder, "web01", "MetaBase.xml"))).toBe(awkward.length + names.length);
});

test("a metabase that seals its passwords is adopted by its names, with the commands to set them", async () => {
  const seal = (mark: string): string => `49634462f000000022000000${mark.repeat(24)}`;
  const stack = await project(
    metabaseText([
      {
        location: "/LM/W3SVC",
        type: "IIsWebService",
        attributes: {
          AnonymousUserName: "IUSR_WEB01",
          AnonymousUserPass: seal("5a"),
          WAMUserName: "IWAM_WEB01",
          WAMUserPass: seal("6b"),
        },
      },
      { location: "/LM/W3SVC/1/ROOT", attributes: { AnonymousUserName: "IUSR", AnonymousUserPass: "" } },
      {
        location: "/LM/W3SVC/1/ROOT/in",
        attributes: { UNCUserName: "FARM\\files", UNCPassword: "NOLONGERVALID" },
      },
    ]),
  );
  const path = join(stack.folder, "web01", "MetaBase.xml");
  const run = await runCommand(["discover", "--stack", "test", "--path", path, "--yes"], {
    cwd: stack.folder,
    env: stack.env,
  });
  expect(run).toMatchObject({ code: 0 });
  for (const name of ["IUSR_WEB01", "IWAM_WEB01", "files"]) {
    expect(run.stdout).toContain(`pulumi config set --secret iis-identity:${name} --stack test`);
  }
  expect(run.stdout + stackFile(stack)).not.toMatch(/49634462|secure:/);
  expect(await adopt(stack, path)).toBe(4);
});

test("a stack with settings of its own keeps them, and an unfinished run is taken up again", async () => {
  const stack = await project(metabaseText(awkwardKeys.slice(0, 2)));
  const file = join(stack.folder, "Pulumi.test.yaml");
  const own = `${stackFile(stack)}# mine\nconfig:\n  # about color\n  other:color: [red, 'blue']\n`;
  writeFileSync(file, own);
  // What an interruption leaves: one of the secrets, and nothing that uses it.
  await stack.cli(["config", "set", "--secret", "iis-identity:svc-0"], { input: `${awkward[0]!}\n` });
  cpSync(file, `${file}.before`);
  const args = ["discover", "--stack", "test", "--path", "web01/MetaBase.xml", "--yes"];
  expect(await runCommand(args, { cwd: stack.folder, env: stack.env })).toMatchObject({ code: 0 });
  const text = stackFile(stack);
  const secure = /iis-identity:svc-0:\n\s+secure: (.*)/.exec(readFileSync(`${file}.before`, "utf8"))?.[1];
  expect(text).toContain(`secure: ${String(secure)}`);
  expect(text).toMatch(/# mine\n[^]*# about color\n[^]*other:color/);
  expect(await adopt(stack, join(stack.folder, "web01", "MetaBase.xml"))).toBe(2);
});
