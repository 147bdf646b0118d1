import { Probes, openedTree } from "../support/admin-probe";
import { anonymousOf, configOf, directoryOf, hostOf, siteOf, tagOf } from "../support/iis7-config";
import { adminVariants, type AdminVariant } from "../support/script-host/script-host";

/*
 * The simulated administration objects of IIS 7 and later for each answer to what the documents leave open: locks, what a
 * location shows of the levels above, and what a commit does beside what it is asked.
 */

let probes = new Probes();
afterEach(() => {
  probes.remove();
  probes = new Probes();
});

const variants = Object.entries(adminVariants);
const pools =
  '<applicationPools><add name="A"><processModel userName="u" password="[enc:IISWASOnlyAesProvider:p:enc]" /></add><add name="B" /></applicationPools>';
const sites = `<sites>${siteOf("Shop", 1, `<application path="/">${directoryOf("/")}</application>`)}</sites>`;
const sections =
  '<configSections><sectionGroup name="system.webServer"><sectionGroup name="security"><sectionGroup name="authentication">' +
  '<section name="anonymousAuthentication" overrideModeDefault="Deny" /></sectionGroup></sectionGroup></sectionGroup></configSections>';
const fileOf = (...more: readonly string[]): string => configOf(sections, hostOf(pools, sites), ...more);
const plain = fileOf(anonymousOf('userName="IUSR"'));

describe.each(variants)("locks, where IIS gives %s", (_, variant) => {
  const told = (locked: boolean, allowed: boolean, override: string): readonly string[] => [
    `locked: ${String(locked)}`,
    `allowed: ${String(allowed)}`,
    `override: ${override}`,
    `put: ${locked && variant.lockTold === "at once" ? "0x80070021" : "undefined"}`,
    `commit: ${locked && variant.lockTold === "at commit" ? "0x80070021" : "undefined"}`,
  ];
  const denied = variant.denyingTag === "locks";
  test.each<[string, string, readonly string[]]>([
    ["nothing", plain, told(false, true, "Inherit Deny")],
    [
      "the attribute above",
      fileOf(anonymousOf('lockAttributes="enabled, userName"')),
      told(true, true, "Inherit Deny"),
    ],
    [
      "another attribute above",
      fileOf(anonymousOf('lockAttributes="password"')),
      told(false, true, "Inherit Deny"),
    ],
    ["every attribute above", fileOf(anonymousOf('lockAttributes="*"')), told(true, true, "Inherit Deny")],
    [
      "all above but another",
      fileOf(anonymousOf('lockAllAttributesExcept="enabled"')),
      told(true, true, "Inherit Deny"),
    ],
    [
      "all above but this one",
      fileOf(anonymousOf('lockAllAttributesExcept="userName"')),
      told(false, true, "Inherit Deny"),
    ],
    [
      "the section above",
      fileOf(tagOf("", anonymousOf('lockItem="true"'))),
      told(true, false, "Inherit Deny"),
    ],
    [
      "a tag above, of an attribute",
      fileOf(tagOf("Shop", anonymousOf('lockAttributes="userName"'))),
      told(true, true, "Inherit Deny"),
    ],
    [
      "the tag's own attribute, for what lies deeper",
      fileOf(tagOf("Shop/a", anonymousOf('lockAttributes="userName"'))),
      told(false, true, "Inherit Deny"),
    ],
    [
      "a denying tag above",
      fileOf(tagOf("Shop", anonymousOf(""), 'overrideMode="Deny"')),
      told(denied, !denied, "Inherit Deny"),
    ],
    [
      "a denying tag above, as it was written once",
      fileOf(tagOf("Shop", anonymousOf(""), 'allowOverride="false"')),
      told(denied, !denied, "Inherit Deny"),
    ],
    [
      "an allowing tag",
      fileOf(tagOf("", anonymousOf(""), 'overrideMode="Allow"')),
      told(false, true, "Inherit Allow"),
    ],
    [
      "the tag itself",
      fileOf(tagOf("Shop/a", anonymousOf(""), 'overrideMode="Deny"')),
      told(false, true, "Deny Deny"),
    ],
  ])("%s", async (_what, file, expected) => {
    const { said, host } = await probes.run(
      file,
      `
var manager = writable(), at = anonymous(manager, "/Shop/a");
show("locked", function () { return at.GetPropertyByName("userName").GetMetadata("isLocked"); });
show("allowed", function () { return at.GetMetadata("allowCommit"); });
show("override", function () { return at.GetMetadata("overrideMode") + " " + at.GetMetadata("effectiveOverrideMode"); });
show("put", function () { put(at, "userName", "n"); });
show("commit", function () { manager.CommitChanges(); });`,
      variant,
    );
    expect([said, host.violations]).toEqual([expected, []]);
    const isWritten = !expected.includes("locked: true");
    expect(host.journal.some((line) => line.includes("userName=n"))).toBe(isWritten);
    if (!isWritten) expect(host.configuration.toString()).toBe(file);
  });

  test("at a location the writable manager shows what is set above as this variant says", async () => {
    const file = fileOf(
      anonymousOf('userName="top" enabled="false"'),
      tagOf("Shop", anonymousOf('enabled="true"')),
    );
    const { said } = await probes.run(
      file,
      `
var at = anonymous(writable(), "/Shop/a"), merged = anonymous(reading(), "/Shop/a");
show("user", function () { return told(at, "userName"); });
show("enabled", function () { return told(at, "enabled"); });
show("merged", function () { return told(merged, "userName") + " " + told(merged, "enabled"); });`,
      variant,
    );
    const shown: Readonly<Record<AdminVariant["inherited"], readonly string[]>> = {
      hidden: ["user: IUSR default", "enabled: true default"],
      "as set": ["user: top", "enabled: true"],
      "as defaults": ["user: top default", "enabled: true default"],
    };
    expect(said).toEqual([...shown[variant.inherited], "merged: top true"]);
  });

  test("plain passwords that no commit concerns are left or sealed", async () => {
    const file = configOf(
      hostOf(pools.replace("[enc:IISWASOnlyAesProvider:p:enc]", "plain"), sites),
      tagOf("Shop", anonymousOf('password="plain"')),
    );
    const { host } = await probes.run(
      file,
      `var manager = writable(); put(modelOf(manager, 1), "password", "new"); manager.CommitChanges();`,
      variant,
    );
    const pool = variant.plainOthers === "left" ? "plain" : "[enc:IISWASOnlyAesProvider:plain:enc]";
    const tag = variant.plainOthers === "sealed" ? "[enc:AesProvider:plain:enc]" : "plain";
    const expected = configOf(
      hostOf(
        pools
          .replace("[enc:IISWASOnlyAesProvider:p:enc]", pool)
          .replace(
            '<add name="B" />',
            '<add name="B"><processModel password="[enc:IISWASOnlyAesProvider:new:enc]" /></add>',
          ),
        sites,
      ),
      tagOf("Shop", anonymousOf(`password="${tag}"`)),
    );
    expect(openedTree(host.configuration)).toEqual(openedTree(Buffer.from(expected)));
  });

  test("a commit over a changed file fails, and the other's file stays", async () => {
    const theirs = fileOf(anonymousOf('userName="theirs"'));
    const replacements = [{ when: "before CommitChanges", count: 1, bytes: Buffer.from(theirs) }] as const;
    const script = `
var manager = writable(); put(modelOf(manager, 0), "userName", "ours");
show("commit", function () { manager.CommitChanges(); });
show("theirs", function () { return told(anonymous(reading(), ""), "userName"); });
show("ours", function () { return told(modelOf(reading(), 0), "userName"); });`;
    const { said, host } = await probes.run(plain, script, variant, { configuration: { replacements } });
    expect(said).toEqual([`commit: 0x${variant.changedFile.toString(16)}`, "theirs: theirs", "ours: u"]);
    expect(host.configuration.toString()).toBe(theirs);
    // They come once: the next process has nobody beside it.
    await probes.again(host, script);
    expect(host.journal).toEqual(["replaced 0", "commit applicationPools/add[A]/processModel userName=ours"]);
    expect(host.violations).toEqual([]);
  });
});
