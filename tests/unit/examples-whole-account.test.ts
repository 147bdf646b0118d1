import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { safeLoad } from "js-yaml";
import { parseSection, type Section } from "../../provider/src/config";
import host from "../../provider/src/resources/host/host";

const folder = join(__dirname, "../../examples/whole-account");

/** Each password stands in the metabase as a placeholder that has the setting's name. */
function section(): Section {
  const stack = safeLoad(readFileSync(join(folder, "Pulumi.web01.yaml"), "utf8"));
  const { config } = stack as { config: Record<string, unknown> };
  const result = parseSection({
    metabase: config["iis-identity:metabase"],
    identities: config["iis-identity:identities"],
    accounts: config["iis-identity:accounts"],
    setting: (name) => ({ text: `{{${name.replace("iis-identity:", "")}}}`, secret: true }),
    clearPassword: () => true,
  });
  expect(result.mistakes).toEqual([]);
  return result.section!;
}

test("preview of web01 names the four copies that drifted, and no other", async () => {
  const { accounts, identities, metabase } = section();
  const copy = mkdtempSync(join(tmpdir(), "whole-account-"));
  const path = join(copy, "MetaBase.xml");
  cpSync(join(folder, "web01/MetaBase.xml"), path);
  const check = async (inputs: object): Promise<void> => {
    const checked = await host.check({}, { metabase: { ...metabase, path }, ...inputs });
    expect(checked.failures).toEqual([]);
  };
  const printed: string[] = [];
  const write = jest.spyOn(process.stderr, "write").mockImplementation((line) => {
    printed.push(String(line).trimEnd());
    return true;
  });
  for (const { userName, password, formerNames } of accounts) {
    const inputs = { kind: "account", resourceName: userName, userName, formerNames };
    await check({ ...inputs, password: password?.reveal() });
  }
  for (const { kind, location, userName, password } of identities) {
    await check({ kind, resourceName: location, location, userName, password: password?.reveal() });
  }
  write.mockRestore();
  rmSync(copy, { recursive: true });
  expect(printed).toEqual([
    '/LM/W3SVC/1/ROOT/legacy AnonymousUserName: differs, found "WEBFARM\\svc-www" (declared "WEBFARM\\svc-web"); AnonymousUserPass: differs, foreign',
    "/LM/W3SVC/1/ROOT/Reports AnonymousUserPass: differs, foreign",
    "/LM/W3SVC/AppPools/ShopPool WAMUserPass: differs, foreign",
    "WEBFARM\\svc-web: recycles the application pool /LM/W3SVC/AppPools/ShopPool",
    "/LM/W3SVC/1/ROOT/images UNCPassword: differs, foreign",
  ]);
});
