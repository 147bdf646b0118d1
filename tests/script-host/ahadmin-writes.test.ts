import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { anonymousOf, configOf, directoryOf, siteOf, tagOf } from "../support/iis7-config";
import { metabaseFile } from "../support/metabase-xml";
import { withoutStart } from "../support/script-host/apphost-text.cjs";
import { appHostTree, type Node } from "../support/script-host/apphost-tree.cjs";
import {
  adminVariants,
  ScriptHost,
  type AdminVariant,
  type Planted,
} from "../support/script-host/script-host";

/*
 * How the simulated administration objects of IIS 7 and later write, asked by scripts as an administrator would write
 * them, for each answer to what the documents leave open. What they do not promise is a violation.
 */

const hosts: ScriptHost[] = [];
const folder = mkdtempSync(join(tmpdir(), "iis-identity-probe-"));
afterEach(() => {
  for (const host of hosts.splice(0)) host.remove();
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const prelude = `
var ANONYMOUS = "system.webServer/security/authentication/anonymousAuthentication";
var POOLS = "system.applicationHost/applicationPools", SITES = "system.applicationHost/sites";
var APPHOST = "MACHINE/WEBROOT/APPHOST";
function show(name, action) {
  var result;
  try { result = String(action()); }
  catch (error) { result = "0x" + (error.number >>> 0).toString(16); }
  WScript.Echo(name + ": " + result);
}
function writable() {
  var manager = new ActiveXObject("Microsoft.ApplicationHost.WritableAdminManager");
  manager.SetMetadata("ignoreInvalidDecryption", true);
  manager.SetMetadata("hideExceptionPhysicalPath", true);
  manager.CommitPath = APPHOST;
  return manager;
}
function reading() {
  var manager = new ActiveXObject("Microsoft.ApplicationHost.AdminManager");
  manager.SetMetadata("ignoreInvalidDecryption", true);
  return manager;
}
function modelOf(manager, index) {
  return manager.GetAdminSection(POOLS, APPHOST).Collection.Item(index).GetElementByName("processModel");
}
function anonymous(manager, path) { return manager.GetAdminSection(ANONYMOUS, APPHOST + path); }
function put(element, name, value) { element.GetPropertyByName(name).Value = value; }
function told(element, name) {
  var found = element.GetPropertyByName(name);
  return found.Value + (found.GetMetadata("isDefaultValue") ? " default" : "") +
    (found.GetMetadata("isInheritedFromDefault") ? " of defaults" : "");
}
`;

interface Ran {
  readonly said: readonly string[];
  readonly host: ScriptHost;
}

async function run(file: string, script: string, variant: AdminVariant, planted: Planted = {}): Promise<Ran> {
  const configuration = { bytes: Buffer.from(file), variant, ...planted.configuration };
  const host = await ScriptHost.create(metabaseFile([]), { majorVersion: 10, ...planted, configuration });
  hosts.push(host);
  const path = join(folder, "probe.js");
  writeFileSync(path, prelude + script);
  const { stdout } = await promisify(execFile)(host.path, ["//nologo", path]);
  return { said: stdout.split("\r\n").slice(0, -1), host };
}

/** What a file holds, with each sealed value as its text. */
function holds(bytes: Uint8Array): Node {
  const opened = ({ name, attributes, children }: Node): Node => ({
    name,
    attributes: Object.fromEntries(
      Object.entries(attributes).map(([each, value]) => [each, withoutStart(value)]),
    ),
    children: children.map(opened),
  });
  return opened(appHostTree(Buffer.from(bytes)));
}

const pools = [
  '<applicationPoolDefaults><processModel identityType="ApplicationPoolIdentity" /></applicationPoolDefaults>',
  '<!-- <add name="Own"> --><add name="Own"><processModel identityType="SpecificUser" userName="u" password="[enc:AesProvider:old:enc]" /></add>',
  '<add name="Bare" />',
].join("\n");
const site = siteOf(
  "Shop",
  7,
  `<application path="/">${directoryOf("/")}${directoryOf("/x", 'userName="v" password="plain"')}</application>`,
);
const fileOf = (poolsInside: string, siteInside: string, ...more: readonly string[]): string =>
  configOf(
    `<system.applicationHost><applicationPools>${poolsInside}</applicationPools><sites>${siteInside}</sites></system.applicationHost>`,
    ...more,
  );
const file = fileOf(
  pools,
  site,
  `<system.webServer><asp /><security><authentication><anonymousAuthentication userName="IUSR" password="[enc:AesProvider:top:enc]" /></authentication></security></system.webServer>`,
  tagOf("Shop", "<system.webServer><asp /></system.webServer>", 'overrideMode="Allow"'),
  tagOf("Shop/a", anonymousOf('enabled="true" userName="a"')),
);

const variants = Object.entries(adminVariants);

test.each(variants)(
  "what is put is in the file with the commit, sealed, where IIS gives %s",
  async (_, variant) => {
    const script = `
var before = reading();
show("before", function () { return told(modelOf(before, 0), "password"); });
var manager = writable();
var model = modelOf(manager, 0);
show("provider", function () { return model.GetPropertyByName("password").GetMetadata("encryptionProvider"); });
show("encrypted", function () { return model.GetPropertyByName("password").GetMetadata("isPropertyEncrypted"); });
put(model, "userName", "n\\u00e9w");
put(model, "password", "n&w \\u20ac<\\"");
put(modelOf(manager, 1), "identityType", 3);
put(modelOf(manager, 1), "userName", "second");
put(modelOf(manager, 1), "password", "");
var at = anonymous(manager, "/Shop/new/dir");
put(at, "userName", "");
put(at, "enabled", "true");
var known = anonymous(manager, "/shop/A");
put(known, "password", "p");
known.GetPropertyByName("password").SetMetadata("encryptionProvider", "IISWASOnlyAesProvider");
known.GetPropertyByName("userName").Clear();
put(anonymous(manager, "/Shop"), "logonMethod", "Batch");
show("in memory", function () { return told(modelOf(manager, 1), "userName") + ", " + told(known, "enabled"); });
show("not yet", function () { return told(modelOf(reading(), 1), "userName"); });
show("pending", function () { manager.CommitPath = APPHOST; });
manager.CommitChanges();
show("opened before", function () { return told(modelOf(before, 0), "password"); });
show("after", function () { return told(modelOf(reading(), 0), "password").length + told(modelOf(reading(), 1), "password"); });
show("at the path", function () {
  var file = reading().ConfigManager.GetConfigFile(APPHOST);
  return told(file.Locations.Item("Shop/new/dir").Item(ANONYMOUS), "userName");
});`;
    const { said, host } = await run(file, script, variant);
    expect(host.violations).toEqual([]);
    expect(said).toEqual([
      "before: old",
      `provider: ${variant.provider === "kept unsaid" ? "" : "AesProvider"}`,
      "encrypted: true",
      "in memory: second, true",
      "not yet:  default",
      "pending: 0x800700dd",
      "opened before: old",
      "after: 7",
      "at the path: ",
    ]);
    const kept = variant.provider === "kept if set" ? "IISWASOnlyAesProvider" : "AesProvider";
    const anonymousNew = (attributes: string): string => anonymousOf(attributes);
    const expected = fileOf(
      pools
        .replace('userName="u"', 'userName="néw"')
        .replace("[enc:AesProvider:old:enc]", `[enc:${kept}:n%0026w%0020%20ac%003c%0022:enc]`)
        .replace(
          '<add name="Bare" />',
          '<add name="Bare"><processModel identityType="SpecificUser" userName="second" password="[enc:IISWASOnlyAesProvider::enc]"/></add>',
        ),
      variant.plainOthers === "sealed" ? site.replace('"plain"', '"[enc:AesProvider:plain:enc]"') : site,
      `<system.webServer><asp /><security><authentication><anonymousAuthentication userName="IUSR" password="[enc:AesProvider:top:enc]" /></authentication></security></system.webServer>`,
      tagOf("Shop", "<system.webServer><asp /></system.webServer>", 'overrideMode="Allow"'),
      tagOf("Shop/a", anonymousOf('enabled="true" password="[enc:IISWASOnlyAesProvider:p:enc]"')),
      tagOf("Shop/new/dir", anonymousNew('userName="" enabled="true"')),
      tagOf("Shop", anonymousNew('logonMethod="Batch"')),
    );
    expect(holds(host.configuration)).toEqual(holds(Buffer.from(expected)));
    expect(host.configuration.toString()).toContain('<!-- <add name="Own"> -->');
    expect(host.journal).toHaveLength(1);
  },
);
