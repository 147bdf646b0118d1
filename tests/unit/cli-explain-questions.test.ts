import { MetabaseFolder, metabaseText, type KeyElement } from "../support/metabase-folder";
import { runCommand, type CommandRun } from "../support/command";

const anonymous = (name: string, password: string) => ({
  AnonymousUserName: name,
  AnonymousUserPass: password,
});

const keys: readonly KeyElement[] = [
  { location: "/LM/MSFTPSVC", type: "IIsFtpService", attributes: anonymous("IUSR_WEB01", "one") },
  {
    location: "/LM/MSFTPSVC/1",
    type: "IIsFtpServer",
    attributes: { ServerBindings: ":21:", ServerComment: "Files" },
  },
  { location: "/LM/MSFTPSVC/1/ROOT", type: "IIsFtpVirtualDir", attributes: { Path: "D:\\Ftp" } },
  {
    location: "/LM/W3SVC",
    type: "IIsWebService",
    attributes: { ...anonymous("IUSR_WEB01", "one"), AppPoolId: "DefaultAppPool" },
  },
  {
    location: "/LM/W3SVC/1",
    type: "IIsWebServer",
    attributes: {
      ServerBindings: "192.0.2.10:80:\n\t\t\t:80:www.example.com\n\t\t\t:8081:intranet.example.com",
      ServerComment: "Default Web Site",
    },
  },
  { location: "/LM/W3SVC/1/ROOT", attributes: { ...anonymous("FARM\\svc-web", "two"), Path: "D:\\Sites" } },
  {
    location: "/LM/W3SVC/1/ROOT/Shop",
    attributes: { ...anonymous("FARM\\svc-web", "stale"), Path: "D:\\Sites\\shop" },
  },
  { location: "/LM/W3SVC/1/ROOT/partners", attributes: { Path: "\\\\files01\\partners" } },
  {
    location: "/LM/W3SVC/36",
    type: "IIsWebServer",
    attributes: { ServerBindings: "[fe80::2]:8009:", ServerComment: "Six" },
  },
  // What nobody else is bound to comes here.
  {
    location: "/LM/W3SVC/9",
    type: "IIsWebServer",
    attributes: { ServerBindings: ":80:\n\t\t\t:8080:", ServerComment: "All others" },
  },
  { location: "/LM/W3SVC/9/ROOT", attributes: { Path: "D:\\others" } },
  { location: "/LM/W3SVC/9/ROOT/Shop" },
  { location: "/LM/W3SVC/AppPools", type: "IIsApplicationPools" },
  { location: "/LM/W3SVC/AppPools/DefaultAppPool", type: "IIsApplicationPool" },
  { location: "/LM/W3SVC/AppPools/web.config", type: "IIsApplicationPool" },
];

let folder: MetabaseFolder;

beforeAll(async () => {
  folder = await MetabaseFolder.create(metabaseText(keys));
});

afterAll(() => folder.remove());

interface Told {
  readonly status: { readonly code: string; readonly says: readonly string[] } | null;
  readonly place: { readonly location: string; readonly how: readonly string[] } | null;
  readonly notes: readonly string[];
  readonly next: readonly string[];
}

function run(question: string): Promise<CommandRun> {
  return runCommand(["explain", question, "--json", "--path", folder.path]);
}

async function explained(question: string): Promise<Told> {
  const { code, stdout, stderr } = await run(question);
  expect([code, stderr]).toEqual([0, ""]);
  return (JSON.parse(stdout) as Told[])[0]!;
}

test.each<readonly [question: string, location: string]>([
  ["IIS://localhost/W3SVC/1/ROOT/Shop", "/LM/W3SVC/1/ROOT/Shop"],
  ["iis://WEB01/w3svc/1/root/SHOP/", "/LM/W3SVC/1/ROOT/Shop"],
  ["IIS:///W3SVC/1/ROOT/Shop", "/LM/W3SVC/1/ROOT/Shop"],
  ["IIS://W3SVC/1/ROOT/Shop", "/LM/W3SVC/1/ROOT/Shop"],
  ["IIS://localhost/LM/W3SVC/1/ROOT", "/LM/W3SVC/1/ROOT"],
  ["IIS://192.0.2.1/MSFTPSVC/1", "/LM/MSFTPSVC/1"],
  ["IIS://localhost/W3SVC/AppPools/DefaultAppPool", "/LM/W3SVC/AppPools/DefaultAppPool"],
  ["IIS://localhost", "/LM"],
  ["IIS:\\Sites\\Default Web Site\\Shop", "/LM/W3SVC/1/ROOT/Shop"],
  ["iis:/sites/default web site/shop/cart/x.asp", "/LM/W3SVC/1/ROOT/Shop"],
  ["IIS:\\Sites\\Default Web Site", "/LM/W3SVC/1/ROOT"],
  ["IIS:\\AppPools\\DefaultAppPool", "/LM/W3SVC/AppPools/DefaultAppPool"],
])("%s means the key that it names: %s", async (question, location) => {
  expect((await explained(question)).place?.location).toBe(location);
});

test.each([
  ["W3SVC1", "/LM/W3SVC/1/ROOT"],
  ["w3svc36", "/LM/W3SVC/36"],
  ["MSFTPSVC1", "/LM/MSFTPSVC/1/ROOT"],
  ["C:\\WINDOWS\\system32\\LogFiles\\W3SVC1", "/LM/W3SVC/1/ROOT"],
  ["C:\\inetpub\\logs\\LogFiles\\W3SVC1\\u_ex080101.log", "/LM/W3SVC/1/ROOT"],
])("%s, the folder of a log, is the site whose log lies there", async (question, location) => {
  expect((await explained(question)).place?.location).toBe(location);
});

test.each([
  ["http://unknown.example/shop", "/LM/W3SVC/9/ROOT/Shop"],
  ["http://[fe80::0:2]:8009/", "/LM/W3SVC/36"],
  ["http://192.0.2.10/shop/", "/LM/W3SVC/1/ROOT/Shop"],
  ["192.0.2.10", "/LM/W3SVC/1/ROOT"],
  ["192.0.2.77/shop", "/LM/W3SVC/9/ROOT/Shop"],
  ["localhost:80", "/LM/W3SVC/9/ROOT"],
  ["anything:8080/shop", "/LM/W3SVC/9/ROOT/Shop"],
  ["www.example.com", "/LM/W3SVC/1/ROOT"],
  ["WWW.example.com/Shop/x.asp?a=b", "/LM/W3SVC/1/ROOT/Shop"],
  ["[fe80::0:2]:8009", "/LM/W3SVC/36"],
  // The pool of that name exists.
  ["web.config", "/LM/W3SVC/AppPools/web.config"],
])("%s is a web address, or what exists by that very name: %s", async (question, location) => {
  expect((await explained(question)).place?.location).toBe(location);
});

test.each([
  // Bound to a port other than 80, which nobody typed.
  ["intranet.example.com", "/LM/W3SVC/1/ROOT"],
  ["intranet.example.com/shop", "/LM/W3SVC/1/ROOT/Shop"],
  ["fe80::2", "/LM/W3SVC/36"],
  ["localhost/shop", "/LM/W3SVC/9/ROOT/Shop"],
])("%s needs neither scheme nor port: %s", async (question, location) => {
  expect((await explained(question)).place?.location).toBe(location);
});

test.each([
  ["D:\\Inetpub\\Shop"],
  ["d:/inetpub"],
  ["D:"],
  ["file:///D:/Sites/shop"],
  ["global.asa"],
  ["MetaBase.xml"],
  ["NoSuch.Pool"],
  ["unknown.example"],
  ["unknown.example/cart"],
  ["ldap://www.example.com/"],
  ["net.tcp://www.example.com/x"],
  ["IIS://localhost/W3SVC/1/NONE"],
  ["IIS:\\Sites\\None"],
  ["IIS:\\Sites"],
  ["IIS:\\SslBindings"],
  ["IIS:\\AppPools\\None"],
  ["IIS:"],
  ["D:x"],
  ["%SystemDrive%\\Inetpub\\wwwroot"],
  ["WinNT://WEB01/IUSR_WEB01"],
  ["W3SVC99"],
  ["\\\\?\\D:\\Sites"],
  ["03:00:00"],
  ["[Default]"],
])("%s is no web address, and not explained as one: exit code 1", async (question) => {
  const { code, stdout, stderr } = await run(question);
  expect([code, (JSON.parse(stdout) as Told[])[0]?.place]).toEqual([1, null]);
  expect(stderr).toContain("E_UNKNOWN_LOCATION");
});

test.each([
  ["D:\\Sites\\shop", "/LM/W3SVC/1/ROOT/Shop"],
  ["d:/sites/SHOP/images/", "/LM/W3SVC/1/ROOT/Shop"],
  ["D:\\Sites\\shop2", "/LM/W3SVC/1/ROOT"],
  ["\\\\FILES01\\partners\\2008", "/LM/W3SVC/1/ROOT/partners"],
  ["//files01/partners", "/LM/W3SVC/1/ROOT/partners"],
])("%s is a folder: the error names the key that shows it, %s", async (question, location) => {
  const { code, stdout, stderr } = await run(question);
  expect([code, (JSON.parse(stdout) as Told[])[0]?.place]).toEqual([1, null]);
  expect(stderr).toContain(`${location}.`);
});

test.each<readonly [question: string, account: string, places: readonly string[]]>([
  ["IUSR_WEB01", "IUSR_WEB01", ["/LM/MSFTPSVC", "/LM/W3SVC"]],
  [".\\iusr_web01", "IUSR_WEB01", ["/LM/MSFTPSVC", "/LM/W3SVC"]],
  ["FARM\\svc-web", '"FARM\\svc-web"', ["/LM/W3SVC/1/ROOT", "/LM/W3SVC/1/ROOT/Shop"]],
  ["svc-web", '"FARM\\svc-web"', ["/LM/W3SVC/1/ROOT", "/LM/W3SVC/1/ROOT/Shop"]],
])(
  "%s, an account, is answered with the keys that store it, and the command that lists them",
  async (question, account, places) => {
    const { status, place, notes, next } = await explained(question);
    expect([status, place]).toEqual([null, null]);
    expect(notes.join("\n")).toContain(places.join(", "));
    expect(next.join("\n")).toContain(`find --user ${account} --long --path`);
  },
);

test("a log is not searched for folders, and a line that is a folder is not a log line", async () => {
  const { code, stdout, stderr } = await runCommand(["explain", "-", "--json", "--path", folder.path], {
    input: "D:\\Sites\\shop\nweb.cfg\nIIS://localhost/W3SVC/1/ROOT\nIUSR_WEB01\n",
  });
  const told = JSON.parse(stdout) as Told[];
  expect([code, stderr]).toEqual([0, "No status was found in lines 1, 2.\n"]);
  expect(told.map(({ place, notes }) => place?.location ?? notes.length)).toEqual(["/LM/W3SVC/1/ROOT", 1]);
});

test("copies of an account that differ are reported if the account is asked for", async () => {
  expect((await explained("FARM\\svc-web")).notes.join("\n")).toContain("2 different passwords");
  expect((await explained("IUSR_WEB01")).notes.join("\n")).not.toContain("different passwords");
});

test.each<readonly [question: string, code: string, says: RegExp]>([
  ["1002", "event 1002", /rapid-fail protection/],
  ["5002", "event 5002", /rapid-fail protection/],
  ["5021", "event 5021", /identity/],
  ["W3SVC 1021", "event 1021", /identity/],
  ["WAS 5057", "event 5057", /identity/],
  ["Microsoft-Windows-WAS 5059", "event 5059", /could not be started/],
  ["event 1057", "event 1057", /identity/],
  ["event id 1059", "event 1059", /could not be started/],
  ["10004", "event 10004", /COM\+/],
  ["DCOM 10004", "event 10004", /COM\+/],
  ["W3SVC 36", "event 36", /COM\+/],
  ["event 100", "event 100", /could not log on/],
  ["MSFTPSVC 100", "event 100", /could not log on/],
  ["51228", "event 51228", /MetaBase\.xml/],
  ["644", "event 644", /locked out/],
  ["4740", "event 4740", /locked out/],
  ["event 529", "event 529", /user name or the password is wrong/],
  ["event 530", "event 530", /at this hour/],
  ["Security 531", "event 531", /is disabled/],
  ["event 532", "event 532", /account itself has expired/],
  ["event 533", "event 533", /other computers only/],
  ["event 534", "event 534", /lacks the right to log on/],
  ["event 535", "event 535", /has expired/],
  ["event 536", "event 536", /No domain controller/],
  ["event 539", "event 539", /locked out/],
  ["4625", "event 4625", /sub-status/],
  ["4776", "event 4776", /code/],
  ["event 9999", "event 9999", /not in the list/],
])("%s is %s of Windows' logs, and needs no metabase", async (question, code, says) => {
  const found = await runCommand(["explain", ...question.split(" "), "--json"]);
  expect([found.code, found.stderr]).toEqual([0, ""]);
  const [told] = JSON.parse(found.stdout) as Told[];
  expect(told!.status?.code).toBe(code);
  expect(told!.status?.says.join("\n")).toMatch(says);
  if (code !== "event 9999") expect(told!.next).not.toEqual([]);
});

test("a number with several meanings has the first of them, and the answer says so", async () => {
  const status = await explained("529");
  expect([status.status?.code, status.notes.join().includes("event 529")]).toEqual(["529", true]);
  const site = await explained("36");
  expect([site.place?.location, site.notes.join().includes("event 36")]).toEqual(["/LM/W3SVC/36", true]);
});
