import { MetabaseFolder, metabaseText, type KeyElement } from "../support/metabase-folder";
import { runCommand } from "../support/command";

const account = { WAMUserName: "FARM\\p", WAMUserPass: "Canary" };
const pools = (above: Readonly<Record<string, string>>, own: Readonly<Record<string, string>>): string => {
  const keys: readonly KeyElement[] = [
    { location: "/LM/W3SVC", type: "IIsWebService" },
    { location: "/LM/W3SVC/AppPools", type: "IIsApplicationPools", attributes: above },
    { location: "/LM/W3SVC/AppPools/P", type: "IIsApplicationPool", attributes: own },
  ];
  return metabaseText(keys);
};

async function explain(text: string, asked: string): Promise<string> {
  const folder = await MetabaseFolder.create(text);
  const { code, stdout } = await runCommand(["explain", asked, "--path", folder.path]);
  await folder.remove();
  expect(code).toBe(0);
  expect(stdout).not.toContain("Canary");
  return stdout;
}

test("the folder of the pools has a path of its own in IIS Manager", async () => {
  const said = await explain(pools(account, { AppPoolIdentityType: "3" }), "P");
  expect(said).toContain("folder Application Pools > Identity");
  expect(said).not.toContain("Application Pools > AppPools");
  const folder = await explain(pools({ ...account, AppPoolIdentityType: "3" }, {}), "W3SVC/AppPools");
  expect(folder).toContain("folder Application Pools > Identity");
});

test("a pool is found in IIS Manager by its name", async () => {
  const said = await explain(pools({}, { ...account, AppPoolIdentityType: "3" }), "P");
  expect(said).toContain("Application Pools > P > Properties > Identity");
});

test.each([
  ["4", /ApplicationPoolIdentity/],
  ["ApplicationPoolIdentity", /ApplicationPoolIdentity/],
  ["NetworkService", /runs as NetworkService/],
  ["SpecificUser", /specific user/],
  ["7", /AppPoolIdentityType 7.*can't be told/],
])("a pool's identity type %s is told as what it is", async (type, expected) => {
  const said = await explain(pools({}, { ...account, AppPoolIdentityType: type }), "P");
  expect(said).toMatch(expected);
  expect(said).not.toContain("is another");
});
