import { Probes } from "../support/admin-probe";
import { anonymousOf, configOf, directoryOf, hostOf, siteOf, tagOf } from "../support/iis7-config";
import type { Planted } from "../support/script-host/script-host";

/*
 * What the simulated administration objects of IIS 7 and later refuse, what in their use no document promises, and the
 * faults that tests plant.
 */

let probes = new Probes();
afterEach(() => {
  probes.remove();
  probes = new Probes();
});

const pools =
  '<applicationPools><add name="A"><processModel userName="u" password="[enc:IISWASOnlyAesProvider:p:enc]" /></add><add name="B" /></applicationPools>';
const sites = `<sites>${siteOf("Shop", 1, `<application path="/">${directoryOf("/")}</application>`)}</sites>`;
const sections =
  '<configSections><sectionGroup name="system.webServer"><sectionGroup name="security"><sectionGroup name="authentication">' +
  '<section name="anonymousAuthentication" overrideModeDefault="Deny" /></sectionGroup></sectionGroup></sectionGroup></configSections>';
const fileOf = (...more: readonly string[]): string => configOf(sections, hostOf(pools, sites), ...more);
const plain = fileOf(anonymousOf('userName="IUSR"'));

describe("what no document promises is a violation", () => {
  const put = 'put(modelOf(manager, 0), "userName", "n");';
  test.each<[string, string]>([
    ["an element of the reading manager", 'put(modelOf(reading(), 0), "userName", "n");'],
    ["an element of a file", 'put(file().GetAdminSection(ANONYMOUS, APPHOST), "userName", "n");'],
    [
      "a commit into a web.config",
      'manager.CommitPath = APPHOST + "/Shop"; put(anonymous(manager, "/Shop"), "userName", "n"); manager.CommitChanges();',
    ],
    [
      "a commit without a path",
      'manager = new ActiveXObject("Microsoft.ApplicationHost.WritableAdminManager"); put(anonymous(manager, "/Shop"), "userName", "n"); manager.CommitChanges();',
    ],
    [
      "elements behind the commit",
      `${put} var model = modelOf(manager, 0); manager.CommitChanges(); told(model, "userName");`,
    ],
    ["a number for a text", 'put(modelOf(manager, 0), "userName", 1);'],
    ["null for a text", 'put(modelOf(manager, 0), "password", null);'],
    ["a section that another file holds", 'put(anonymous(manager, "/Shop/elsewhere"), "userName", "n");'],
    ["a path that ends with a slash", 'anonymous(manager, "/Shop/");'],
    ["pools of a site", 'manager.GetAdminSection(POOLS, APPHOST + "/Shop");'],
    [
      "a provider for what is not encrypted",
      'modelOf(manager, 0).GetPropertyByName("userName").SetMetadata("encryptionProvider", "AesProvider");',
    ],
    [
      "a provider that the file does not list",
      'var p = modelOf(manager, 0).GetPropertyByName("password"); p.SetMetadata("encryptionProvider", "Gone"); p.Value = "n"; manager.CommitChanges();',
    ],
    [
      "the commit path before it is set",
      'new ActiveXObject("Microsoft.ApplicationHost.WritableAdminManager").CommitPath;',
    ],
    [
      "locks of what is not merged",
      'file().GetAdminSection(ANONYMOUS, APPHOST).GetMetadata("effectiveOverrideMode");',
    ],
  ])("%s", async (_what, script) => {
    const listed =
      '<configProtectedData><providers><add name="AesProvider" /><add name="IISWASOnlyAesProvider" /></providers></configProtectedData>';
    const file = configOf(
      listed,
      hostOf(pools, sites),
      anonymousOf(""),
      tagOf("Shop/elsewhere", anonymousOf('configSource="x/y.config"')),
    );
    const { said, host } = await probes.run(
      file,
      `show("it", function () { var manager = writable(); ${script} });`,
    );
    expect(said).toEqual(["it: 0x8000ffff"]);
    expect(host.violations).toHaveLength(1);
  });
});

/** Numbers for which a script engine has its own. */
const ofEngine = new Map([
  [0x80070005, 0x800a0046],
  [0x800706ba, 0x800a01ce],
]);

test("what IIS refuses has its number, or the script engine's own", async () => {
  const { said, host } = await probes.run(
    plain,
    `
var manager = writable(), model = modelOf(manager, 0);
show("no such type", function () { put(model, "identityType", "Nobody"); });
show("no such number", function () { put(model, "identityType", 9); });
show("what no XML holds", function () { put(model, "userName", "\\u0001"); });
show("a lone half of a character", function () { put(model, "userName", "\\ud800"); });
show("no such property", function () { put(model, "username", "n"); });
show("no such metadata", function () { model.GetPropertyByName("password").SetMetadata("provider", "n"); });
show("no such site", function () { anonymous(manager, "/Nobody"); });
show("no such section", function () { manager.GetAdminSection("system.webServer/nothing", APPHOST); });
show("no hierarchy path", function () { manager.CommitPath = "C:\\\\x"; });
show("another machine", function () { return new ActiveXObject("Microsoft.ApplicationHost.WritableAdminManager", "ELSEWHERE"); });
show("nothing to commit", function () { manager.CommitChanges(); });`,
  );
  expect(said).toEqual([
    "no such type: 0x8007000d",
    "no such number: 0x8007000d",
    "what no XML holds: 0x8007000d",
    "a lone half of a character: 0x8007000d",
    "no such property: 0x80070585",
    "no such metadata: 0x80070585",
    "no such site: 0x80070003",
    "no such section: 0x80070003",
    "no hierarchy path: 0x800a0005",
    "another machine: 0x800706ba",
    "nothing to commit: undefined",
  ]);
  expect(host.journal).toEqual(["commit nothing"]);
  expect(host.configuration.toString()).toBe(plain);
});

test("a manager goes on behind its commit with elements that are got anew, and not behind one that failed", async () => {
  const failures = [{ call: "CommitChanges", hresult: 0x80070020, times: 1 }] as const;
  const script = `
var manager = writable();
function commit(name) { put(modelOf(manager, 0), "userName", name); manager.CommitChanges(); }
show("first", function () { commit("n"); });
show("again", function () { commit("m"); });`;
  const failing = await probes.run(plain, script, undefined, { failures });
  expect(failing.said).toEqual(["first: 0x80070020", "again: 0x8000ffff"]);
  const { said, host } = await probes.run(plain, script);
  expect(said).toEqual(["first: undefined", "again: undefined"]);
  const at = "applicationPools/add[A]/processModel";
  expect(host.journal).toEqual([`commit ${at} userName=n`, `commit ${at} userName=m`]);
});

describe("what tests plant", () => {
  const script = `
show("it", function () {
  var manager = writable(), model = modelOf(manager, 0);
  model.GetPropertyByName("password").SetMetadata("encryptionProvider", "IISWASOnlyAesProvider");
  put(model, "password", "new");
  model.GetPropertyByName("userName").Clear();
  manager.CommitChanges();
});`;
  const at = "applicationPools/add[A]/processModel";

  type Failure = NonNullable<Planted["failures"]>[number];
  test.each<Failure["call"]>([
    "WritableAdminManager",
    "SetMetadata",
    "CommitPath",
    "writable GetAdminSection",
    "SetMetadata encryptionProvider",
    "Value put",
    "Clear",
    "CommitChanges",
  ])("%s fails so many times with each number", async (call) => {
    const numbers = [
      0x80070005, 0x80070020, 0x80070021, 0x8007000d, 0x80070013, 0x80090016, 0x80090005, 0x800706ba,
      0x80004005,
    ];
    const failures = numbers.map((hresult) => ({ call, hresult, times: 1 }));
    const told = (hresult: number): number =>
      call === "WritableAdminManager" ? hresult : (ofEngine.get(hresult) ?? hresult);
    const { said, host } = await probes.run(plain, script.repeat(numbers.length + 1), undefined, {
      failures,
    });
    expect(said).toEqual([...numbers.map((each) => `it: 0x${told(each).toString(16)}`), "it: undefined"]);
    expect(host.journal).toEqual([
      `commit ${at} password=[enc:IISWASOnlyAesProvider:new:enc]; ${at} userName removed`,
    ]);
  });

  test.each<[string, Planted, string, readonly string[]]>([
    [
      "half of a commit",
      { failures: [{ call: "CommitChanges", hresult: 0x80004005, writes: "half" }] },
      "it: 0x80004005",
      [`commit ${at} password=[enc:IISWASOnlyAesProvider:new:enc]`],
    ],
    [
      "all of a commit that fails",
      { failures: [{ call: "CommitChanges", hresult: 0x80004005, writes: "all" }] },
      "it: 0x80004005",
      [`commit ${at} password=[enc:IISWASOnlyAesProvider:new:enc]; ${at} userName removed`],
    ],
    [
      "another value than the one that was put",
      { distorted: [{ location: at, property: "password", value: "cut" }] },
      "it: undefined",
      [`commit ${at} password=[enc:IISWASOnlyAesProvider:cut:enc]; ${at} userName removed`],
    ],
    ["a key that is missing", { configuration: { keys: ["AesProvider"] } }, "it: 0x80090016", []],
    [
      "a failure at another place",
      {
        failures: [
          { call: "Value put", location: "applicationPools/add[B]/processModel", hresult: 0x80070005 },
        ],
      },
      "it: undefined",
      [`commit ${at} password=[enc:IISWASOnlyAesProvider:new:enc]; ${at} userName removed`],
    ],
  ])("%s", async (_what, planted, told, journal) => {
    const { said, host } = await probes.run(plain, script, undefined, planted);
    expect([said, host.journal]).toEqual([[told], journal]);
    if (journal.length === 0) expect(host.configuration.toString()).toBe(plain);
  });

  test.each<[NonNullable<Planted["end"]>["when"], number]>([
    ["before CommitChanges", 0],
    ["after CommitChanges", 1],
  ])("the process ends %s", async (when, commits) => {
    const { said, host } = await probes.run(plain, script, undefined, {
      end: { when, count: 1, how: "quit" },
    });
    expect(said).toEqual([]);
    expect(host.journal).toHaveLength(commits);
    expect(host.configuration.toString() === plain).toBe(commits === 0);
  });
});

test("equal passwords are sealed differently, and both are read", async () => {
  const { said, host } = await probes.run(
    plain,
    `
var manager = writable(), index;
for (index = 0; index < 2; index += 1) put(modelOf(manager, index), "password", "same");
manager.CommitChanges();
for (index = 0; index < 2; index += 1) show("read", function () { return told(modelOf(reading(), index), "password"); });`,
  );
  expect(said).toEqual(["read: same", "read: same"]);
  const sealed = host.configuration.toString().match(/\[enc:[^\]]*\]/g) ?? [];
  expect(new Set(sealed).size).toBe(2);
});
