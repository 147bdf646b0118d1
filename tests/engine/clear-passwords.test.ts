import { mkdirSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import program from "../../index";
import { EngineStack, type Run } from "../support/engine";
import { metabaseText } from "../support/metabase-folder";
import { serverKeys, stored } from "../support/server-keys";

jest.mock("pulumi-iis-identity", () => jest.requireActual<object>("../../provider/src"));
jest.mock("pulumi-iis-identity/config", () => jest.requireActual<object>("../../provider/src/config/public"));
jest.mock("pulumi-iis-identity/stack", () =>
  jest.requireActual<object>("../../provider/src/stack/clear-passwords"),
);

/* The real engine decides which file it reads; what it hands over is the same whichever that was. */

const home = process.cwd();
let stack: EngineStack;
/** What the program had against the configuration in its last run. */
let refusal: string | undefined;

beforeAll(async () => {
  // In this process an error that the program throws would be one of the tests, too.
  stack = await EngineStack.create(() => {
    refusal = undefined;
    try {
      return Promise.resolve(program());
    } catch (error) {
      refusal = error instanceof Error ? error.message : String(error);
      return Promise.resolve({});
    }
  });
  process.chdir(stack.folder);
  writeFileSync(join(stack.folder, "MetaBase.xml"), metabaseText(serverKeys));
  await encrypt("0");
  await encrypt("1");
});

afterAll(async () => {
  process.chdir(home);
  await stack.remove();
});

const path = (name: string): string => join(realpathSync(stack.folder), name);
const own = "Pulumi.test.yaml";
const passwords = [stored.web, stored.service];

async function encrypt(index: string): Promise<void> {
  const setting = `iis-identity:identities[${index}]`;
  const location = ["W3SVC/1/ROOT", "W3SVC"][Number(index)] ?? "";
  const userName = ["WEBFARM\\svc-web", "IUSR_BASE"][Number(index)] ?? "";
  const set = (args: readonly string[], input = ""): Promise<Run> =>
    stack.cli(["config", "set", "--path", ...args], { input });
  await set(["iis-identity:metabase.path", path("MetaBase.xml")]);
  await set([`${setting}.location`, location]);
  await set([`${setting}.userName`, userName]);
  await set(["--secret", `${setting}.password`], `${passwords[Number(index)] ?? ""}\n`);
}

/** The stack's file with the second password in clear. */
function inClear(password: string = stored.service): string {
  const [before = "", between = "", after = ""] = readFileSync(path(own), "utf8").split(
    /(?<=password:)\s+secure: .*/,
  );
  const first = /(?<=password:)\s+secure: .*/.exec(readFileSync(path(own), "utf8"))?.[0] ?? "";
  return `${before}${first}${between} ${password}${after}`;
}

async function taken(...args: readonly string[]): Promise<void> {
  expect(await stack.preview(args)).toMatchObject({ code: 0 });
  expect(refusal).toBeUndefined();
}

async function refused(...args: readonly string[]): Promise<void> {
  expect(await stack.preview(args)).toMatchObject({ code: 0 });
  expect(refusal).toContain("iis-identity:identities[1].password");
  for (const password of passwords) expect(refusal).not.toContain(password);
}

test("passwords that Pulumi encrypted in the list are taken", async () => {
  await taken();
});

test("a password in clear is refused in a file that --config-file names, wherever it lies", async () => {
  mkdirSync(path("elsewhere"));
  const elsewhere = path("elsewhere/other.yaml");
  writeFileSync(elsewhere, inClear("another-than-before"));
  await refused("--config-file", elsewhere);
  const beside = path("other.yaml");
  writeFileSync(beside, inClear());
  await refused("--config-file", beside);
  rmSync(beside);
});

test("a password in clear is refused in a project's other forms", async () => {
  const text = inClear();
  const encrypted = readFileSync(path(own), "utf8");
  renameSync(path("Pulumi.yaml"), path("Pulumi.yml"));
  renameSync(path(own), path("Pulumi.test.yml"));
  await taken();
  writeFileSync(path("Pulumi.test.yml"), text);
  await refused();

  rmSync(path("Pulumi.test.yml"));
  mkdirSync(path("stacks"));
  writeFileSync(path("Pulumi.yml"), "name: engine-test\nruntime: nodejs\nconfig: stacks\n");
  writeFileSync(path("stacks/Pulumi.test.yml"), encrypted);
  await taken();
  writeFileSync(path("stacks/Pulumi.test.yml"), text);
  await refused();

  rmSync(path("Pulumi.yml"));
  writeFileSync(path("Pulumi.json"), '{ "name": "engine-test", "runtime": "nodejs" }\n');
  writeFileSync(path("Pulumi.test.json"), JSON.stringify(parse(encrypted)));
  await taken();
  writeFileSync(path("Pulumi.test.json"), JSON.stringify(parse(text)));
  await refused();
});
