import { openedTree, Probes } from "../support/admin-probe";
import { anonymousOf, configOf, directoryOf, siteOf, tagOf } from "../support/iis7-config";
import { adminVariants } from "../support/script-host/script-host";

/*
 * How the simulated administration objects of IIS 7 and later write, asked by scripts as an administrator would write
 * them, for each answer to what the documents leave open. What they do not promise is a violation.
 */

const probes = new Probes();
afterAll(() => {
  probes.remove();
});

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
    const { said, host } = await probes.run(file, script, variant);
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
      tagOf("Shop/new/dir", anonymousOf('userName="" enabled="true"')),
      tagOf("Shop", anonymousOf('logonMethod="Batch"')),
    );
    expect(openedTree(host.configuration)).toEqual(openedTree(Buffer.from(expected)));
    expect(host.configuration.toString()).toContain('<!-- <add name="Own"> -->');
    expect(host.journal).toHaveLength(1);
  },
);
