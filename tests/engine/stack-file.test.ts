import { appendFileSync, cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import program from "../../index";
import { EngineStack } from "../support/engine";

jest.mock("pulumi-iis-identity", () => jest.requireActual<object>("../../provider/src"));
jest.mock("pulumi-iis-identity/config", () => jest.requireActual<object>("../../provider/src/config/public"));

const example = readFileSync(join(__dirname, "../../examples/whole-account/web01/MetaBase.xml"), "utf8");

let stack: EngineStack;
let metabase: string;
let settings: string;

beforeAll(async () => {
  stack = await EngineStack.create(() => Promise.resolve(program()));
  metabase = join(stack.folder, "MetaBase.xml");
  writeFileSync(metabase, example);
  const stackFile = join(stack.folder, "Pulumi.test.yaml");
  settings = `${stackFile}.empty`;
  cpSync(stackFile, settings);
});

afterAll(() => stack.remove());

/** Writes the stack's file anew, with these accounts. */
function declare(...accounts: readonly object[]): void {
  const stackFile = join(stack.folder, "Pulumi.test.yaml");
  cpSync(settings, stackFile);
  const config = {
    "iis-identity:metabase": { path: metabase },
    "iis-identity:accounts": accounts,
    "iis-identity:identities": [
      { kind: "wam", location: "W3SVC/AppPools/IntranetPool", userName: "WEBFARM\\svc-pool" },
    ],
  };
  appendFileSync(stackFile, `\nconfig: ${JSON.stringify(config)}\n`);
}

async function up(): Promise<void> {
  expect(await stack.up()).toMatchObject({ code: 0 });
  expect(await stack.preview(["--expect-no-changes"])).toMatchObject({ code: 0 });
}

/** The password beside the user name of a key, as it stands in the file. */
function passwordAt(location: string): string {
  const key = readFileSync(metabase, "utf8").split(`Location ="${location}"`)[1] ?? "";
  return /(?:AnonymousUserPass|WAMUserPass|UNCPassword)="([^"]*)"/.exec(key)?.[1] ?? "";
}

async function revision(name: string): Promise<unknown> {
  const { deployment } = await stack.state();
  const found = deployment.resources.filter(({ type }) => type.endsWith(":AccountCredential"));
  expect(found.map(({ urn }) => urn.split("::")[3])).toEqual([name]);
  return found[0]?.outputs?.["revision"];
}

const legacy = "/LM/W3SVC/1/ROOT/legacy";

test("an account of a stack's file gets its password made once, keeps it when renamed, and rotates by a keeper", async () => {
  declare({ userName: "WEBFARM\\svc-www", password: { generate: { length: 30 } } });
  await up();
  const made = passwordAt(legacy);
  expect(made).toMatch(/^[\w.-]{30}$/);
  expect(readFileSync(metabase, "utf8")).toBe(
    example.replace(/("WEBFARM\\svc-www"\n\t\tAnonymousUserPass=)"[^"]*"/, `$1"${made}"`),
  );
  expect(await revision("WEBFARM\\svc-www")).toBe(1);

  const renamed = { userName: "WEBFARM\\svc-web", formerNames: ["WEBFARM\\svc-www"] };
  declare({ ...renamed, password: { generate: { length: 30 } } });
  await up();
  const expected = (password: string): string =>
    example.replaceAll("svc-www", "svc-web").replaceAll(/\{\{web-user(?:-old)?\}\}/g, password);
  expect(readFileSync(metabase, "utf8")).toBe(expected(made));
  expect(await revision("WEBFARM\\svc-web")).toBe(2);

  declare({ ...renamed, password: { generate: { length: 30, keepers: { quarter: "2026-4" } } } });
  await up();
  const rotated = passwordAt(legacy);
  expect(rotated).not.toBe(made);
  expect(readFileSync(metabase, "utf8")).toBe(expected(rotated));
  expect(await revision("WEBFARM\\svc-web")).toBe(3);
  const { stdout } = await stack.cli(["stack", "output", "--json"]);
  expect(JSON.parse(stdout)).toMatchObject({ accounts: 1, identities: 1 });
  for (const password of [made, rotated]) expect(stdout).not.toContain(password);
});
