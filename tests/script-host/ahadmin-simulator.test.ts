import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { anonymousOf, configOf, directoryOf, siteOf, tagOf } from "../support/iis7-config";
import { metabaseFile } from "../support/metabase-xml";
import { adminVariants, ScriptHost, type AdminVariant } from "../support/script-host/script-host";

/*
 * The simulated administration objects of IIS 7 and later against what MC-IISA and the configuration reference say, asked
 * by a script as an administrator would write it.
 */

const pools = [
  '<applicationPoolDefaults><processModel userName="of all" /></applicationPoolDefaults>',
  '<add name="Own"><processModel identityType="SpecificUser" userName="u" password="[enc:AesProvider:p%0020q:enc]" /></add>',
  '<add name="Other" />',
].join("");
const broken = '<add name="Broken"><processModel userName="b" password="[enc:Gone:AAAA:enc]" /></add>';
const site = siteOf(
  "Shop",
  7,
  `<application path="/" applicationPool="Own">${directoryOf("/", 'userName="v"')}</application>`,
  '<bindings><binding protocol="http" bindingInformation="*:80:" /></bindings>',
);
const configuration = (more: string): Uint8Array =>
  Buffer.from(
    configOf(
      `<system.applicationHost><applicationPools>${pools}${more}</applicationPools><sites>${site}</sites></system.applicationHost>`,
      tagOf("", anonymousOf('userName="IUSR"')),
      tagOf("Shop/a", anonymousOf('userName="" password="[enc:Gone:AAAA:enc]"')),
      tagOf("Shop/a", "<system.webServer />"),
    ),
  );

const probe = `
var SECTION = "system.webServer/security/authentication/anonymousAuthentication";
var APPHOST = "MACHINE/WEBROOT/APPHOST";
function show(name, action) {
  var result;
  try { result = String(action()); }
  catch (error) { result = "0x" + (error.number >>> 0).toString(16); }
  WScript.Echo(name + ": " + result);
}
function opened(lenient) {
  var manager = new ActiveXObject("Microsoft.ApplicationHost.AdminManager");
  manager.SetMetadata("ignoreInvalidDecryption", lenient);
  return manager.ConfigManager.GetConfigFile(APPHOST);
}
var file = opened(true), strict = opened(false);
function pool(file, index) {
  var pools = file.GetAdminSection("system.applicationHost/applicationPools", APPHOST).Collection;
  return pools.Item(index).GetElementByName("processModel");
}
function property(element, name) {
  var found = element.GetPropertyByName(name);
  var own = !found.GetMetadata("isDefaultValue") && !found.GetMetadata("isInheritedFromDefault");
  return found.Name + " " + (own ? "own " : "") + found.Value;
}
show("path", function () { return file.ConfigPath + " " + file.FilePath.replace(/^.*inetsrv/, ""); });
show("type", function () { return pool(file, 0).GetPropertyByName("identityType").Value; });
show("password", function () { return property(pool(file, 0), "password"); });
show("no user of its own", function () { return property(pool(file, 1), "userName"); });
show("a pool that is not there", function () { return pool(file, 9); });
show("a property that is not there", function () { return pool(file, 0).GetPropertyByName("username"); });
show("provider", function () { return pool(file, 0).GetPropertyByName("password").GetMetadata("encryptionProvider"); });
show("by number", function () { return pool(file, 0).Properties.Item(1).Name + " of " + pool(file, 0).Properties.Count; });
show("site", function () {
  var site = file.GetAdminSection("system.applicationHost/sites", APPHOST).Collection.Item(0);
  var binding = site.GetElementByName("bindings").Collection.Item(0);
  var application = site.Collection.Item(0);
  return [property(site, "name"), property(site, "id"), property(binding, "bindingInformation"),
    property(application, "path"), property(application.Collection.Item(0), "userName")].join(", ");
});
show("the server's user", function () { return property(file.GetAdminSection(SECTION, APPHOST), "userName"); });
show("locations", function () {
  var paths = [];
  for (var index = 0; index < file.Locations.Count; index += 1) {
    var location = file.Locations.Item(index);
    paths[index] = "[" + location.Path + "] " + location.Count;
  }
  return paths.join(" ");
});
show("by section", function () { return property(file.Locations.Item("Shop/a").Item(SECTION), "userName"); });
show("a section that is not there", function () { return file.Locations.Item(0).Item("system.webServer/asp"); });
show("what can't be decrypted", function () { return property(file.Locations.Item("Shop/a").Item(SECTION), "password"); });
show("it hides what is around it", function () { return property(strict.Locations.Item("Shop/a").Item(SECTION), "userName"); });
show("the pools beside it", function () { return property(pool(strict, 0), "userName"); });
show("an unknown section", function () { return file.GetAdminSection("system.webServer/nothing", APPHOST); });
show("another machine", function () { return new ActiveXObject("Microsoft.ApplicationHost.AdminManager", "ELSEWHERE"); });
show("no flag", function () { new ActiveXObject("Microsoft.ApplicationHost.AdminManager").SetMetadata("ignoreInvalidDecryption", 1); });
show("unknown metadata", function () { new ActiveXObject("Microsoft.ApplicationHost.AdminManager").SetMetadata("nothing", true); });
`;

const ofDefaults: Readonly<Record<AdminVariant["defaults"], string>> = {
  unfilled: "userName ",
  filled: "userName of all",
  inherited: "userName of all",
};
const ofServer = ({ serverTag, absentSection }: AdminVariant): string => {
  if (serverTag === "shown twice") return "userName own IUSR";
  return absentSection === "raises" ? "0x80070003" : "userName IUSR";
};
const undecryptable: Readonly<Record<AdminVariant["undecryptable"], string>> = {
  raises: "0x80090016",
  raw: "password own [enc:Gone:AAAA:enc]",
  empty: "password own ",
};

const expected = (variant: AdminVariant, isBroken: boolean): readonly string[] => [
  "path: MACHINE/WEBROOT/APPHOST \\config\\applicationHost.config",
  `type: ${variant.enumValue === "name" ? "SpecificUser" : "3"}`,
  "password: password own p q",
  `no user of its own: ${ofDefaults[variant.defaults]}`,
  "a pool that is not there: 0x80070585",
  "a property that is not there: 0x80070585",
  "provider: AesProvider",
  "by number: userName of 8",
  "site: name own Shop, id own 7, bindingInformation own *:80:, path own /, userName own v",
  `the server's user: ${ofServer(variant)}`,
  `locations: ${variant.sameTags === "together" ? "[] 1 [Shop/a] 1" : "[] 1 [Shop/a] 1 [Shop/a] 0"}`,
  "by section: userName own ",
  "a section that is not there: 0x80070585",
  `what can't be decrypted: ${undecryptable[variant.undecryptable]}`,
  "it hides what is around it: 0x80090016",
  `the pools beside it: ${isBroken ? "0x80090016" : "userName own u"}`,
  "an unknown section: 0x80070003",
  "another machine: 0x800706ba",
  // The script engine's own number for a wrong argument.
  "no flag: 0x800a0005",
  "unknown metadata: 0x80070032",
];

describe.each(Object.entries(adminVariants))("what the documents say, where IIS gives %s", (_, variant) => {
  test.each([
    ["every pool can be read", ""],
    ["one pool's password can't be decrypted", broken],
  ])("%s", async (__, more) => {
    const folder = mkdtempSync(join(tmpdir(), "iis-identity-probe-"));
    const planted = { majorVersion: 10, configuration: { bytes: configuration(more), variant } };
    const host = await ScriptHost.create(metabaseFile([]), planted);
    try {
      const script = join(folder, "probe.js");
      writeFileSync(script, probe);
      const { stdout } = await promisify(execFile)(host.path, ["//nologo", script]);
      expect(stdout.split("\r\n").slice(0, -1)).toEqual(expected(variant, more !== ""));
      expect(host.violations).toEqual([]);
    } finally {
      host.remove();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
