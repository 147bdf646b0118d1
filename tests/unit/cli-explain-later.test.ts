import { explainStatus } from "../../provider/src/explain/status/explain-status";
import { parseStatus } from "../../provider/src/explain/status/logged-status";
import { MetabaseFolder, metabaseText, type KeyElement } from "../support/metabase-folder";
import { runCommand } from "../support/command";

/* What events, logs and metabases of later versions hold, and what a place has only in part. */

test.each<readonly [code: number, says: RegExp]>([
  [0xc00000dc, /not ready/],
  [1352, /not ready/],
  [0xc0000225, /nothing of the account/],
  [0xc00002ee, /broke off/],
  [0xc0000371, /no password/],
  [0xc0000388, /No domain controller/],
  [1265, /No domain controller/],
  [0x80090350, /No domain controller/],
  [0x80090304, /security authority/],
  [0x8009030f, /does not fit/],
  [0x80090320, /credentials/],
  [1069, /service/],
  [1244, /No credentials/],
  [1245, /No credentials/],
  [1397, /trust/],
  [1790, /trust/],
  [0xc0000190, /trust/],
  [2202, /account is unknown/],
  [2239, /account itself has expired/],
  [2240, /other computers only/],
  [2241, /at this hour/],
  [2242, /has expired/],
  [55, /broke off/],
])("%d has its meaning", (code, says) => {
  const { says: said } = explainStatus({ status: undefined, subStatus: undefined, win32: code });
  expect(said.join("\n")).toMatch(says);
});

test.each<readonly [text: string, code: number]>([
  ["Status code: 0xC000006D, Substatus code: 0xC0000133", 0xc0000133],
  ["Status code: 0xC000006D  Substatus code: 0x0", 0xc000006d],
])("%s is the failure that the event tells", (text, code) => {
  expect(parseStatus(text)?.win32).toBe(code);
});

test("Kerberos's own codes are no errors of Windows", () => {
  expect(parseStatus("Failure Code: 0x18")).toBeUndefined();
  expect(parseStatus("Result Code: 0x12")).toBeUndefined();
});

const keys: readonly KeyElement[] = [
  {
    location: "/LM/W3SVC",
    type: "IIsWebService",
    attributes: { AppPoolId: "Six", AuthFlags: "1", WAMUserName: "IWAM_A", WAMUserPass: "Canary" },
  },
  { location: "/LM/W3SVC/1", type: "IIsWebServer", attributes: { ServerBindings: ":80:" } },
  { location: "/LM/W3SVC/1/ROOT", attributes: { Path: "D:\\www" } },
  {
    location: "/LM/W3SVC/1/ROOT/through",
    attributes: { Path: "\\\\nas\\x", UNCUserName: "", UNCPassword: "", AnonymousUserName: "" },
  },
  {
    location: "/LM/W3SVC/1/ROOT/managed",
    attributes: { AnonymousUserName: "FARM\\web$", AnonymousUserPass: "" },
  },
  { location: "/LM/W3SVC/AppPools", type: "IIsApplicationPools" },
  {
    location: "/LM/W3SVC/AppPools/Six",
    type: "IIsApplicationPool",
    attributes: { AppPoolIdentityType: "6", WAMUserName: "FARM\\six", WAMUserPass: "Canary" },
  },
  { location: "/LM/MSFTPSVC", type: "IIsFtpService" },
  { location: "/LM/MSFTPSVC/1", type: "IIsFtpServer" },
];

async function said(
  asked: readonly string[],
  input = "",
  add: readonly KeyElement[] = keys,
): Promise<string> {
  const folder = await MetabaseFolder.create(metabaseText(add));
  const { stdout, stderr } = await runCommand([...asked, "--path", folder.path], { input });
  await folder.remove();
  expect(stdout + stderr).not.toContain("Canary");
  return stdout + stderr;
}

test.each([["explain", "Six"], ["explain", "W3SVC/1/ROOT"], ["lint"]])(
  "%s %s: of a pool whose type is not known it is not said whether its account is used",
  async (...words) => {
    const text = await said(words);
    expect(text).not.toMatch(/IIS uses FARM\\six|stored, not used|is not 3/);
    expect(text).toMatch(/AppPoolIdentityType.*not known|AppPoolIdentityType 6/);
  },
);

test("the pair that pools inherit is not one that IIS uses there", async () => {
  expect(await said(["explain", "W3SVC/AppPools"])).not.toContain("IIS uses");
});

test("where the visitor's own credentials are passed on, no step speaks of a stored user", async () => {
  const text = await said(["explain", "W3SVC/1/ROOT/through"]);
  expect(text).toContain("passed on");
  expect(text).not.toMatch(/as the UNC user|one of them may still be the old one/);
});

test("a managed account has no copies of a password that could be old", async () => {
  expect(await said(["explain", "W3SVC/1/ROOT/managed"])).not.toContain("may still be the old one");
});

test("an ADsPath in quotation marks, as scripts have it, is that key", async () => {
  expect(await said(["explain", '"IIS://localhost/W3SVC/1/ROOT"'])).toMatch(/^\/LM\/W3SVC\/1\/ROOT /);
});

test("an FTP server that asks for the password has not served the request yet", async () => {
  const row = "2008-11-24 03:00:00 192.0.2.9 - MSFTPSVC1 A 192.0.2.1 21 [5]USER joe 331 0";
  const text = await said(["explain", "-"], row);
  expect(text).toMatch(/^331 0\n/);
  expect(text).not.toContain("was served");
});

test("in IIS 5 isolation mode no page of IIS Manager is made up for the pair", async () => {
  const isolated = keys.map((key) =>
    key.location === "/LM/W3SVC"
      ? { ...key, attributes: { ...key.attributes, IIs5IsolationModeEnabled: "TRUE" } }
      : key,
  );
  const text = await said(["explain", "W3SVC/1/ROOT"], "", isolated);
  expect(text).toContain("synciwam.vbs");
  expect(text).not.toMatch(/IIS Manager: none/);
});
