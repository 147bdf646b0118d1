import { locate, readAppHost, placeFindings } from "../../provider/src/apphost";
import {
  anonymousOf,
  applicationOf,
  bytesOf,
  configOf,
  directoryOf,
  hostOf,
  siteOf,
  tagOf,
} from "../support/iis7-config";

const sites = hostOf("<sites>", siteOf("Site", 1, applicationOf("/")), "</sites>");
const providers =
  '<configProtectedData><providers><add name="IISCngProvider"/></providers></configProtectedData>';
const tag = (path: string, attributes: string, more = ""): string =>
  tagOf(path, anonymousOf(attributes), more);

const findings = (...inside: readonly string[]): readonly string[] => {
  const document = readAppHost(bytesOf(configOf(...inside)));
  return placeFindings(document, locate(document)).map(
    ({ location, name, text }) => `${location ?? "-"} [${name}] ${text}`,
  );
};

const locked = (halves: string): string =>
  `/LM/W3SVC/1/ROOT/a/b [Site/a/b] It sets ${halves}, which a level above locks: IIS answers 500.19 there (0x80070021).`;
const holds = (name: string, attribute: string): string =>
  `- [${name}] Its location tag has ${attribute}, which holds for each section in it.`;
const unlisted = (element: string): string =>
  `The password of ${element} is encrypted by a provider that configProtectedData does not list: IIS can't read it (500.19).`;

describe("what decides about a place, and is not ambiguous, is a finding", () => {
  const both = tag("Site/a/b", 'userName="u" password="p"');
  const pool = (attributes: string): string =>
    hostOf(`<applicationPools><add name="P"><processModel ${attributes}/></add></applicationPools>`);

  test.each<[what: string, inside: readonly string[], told: readonly string[]]>([
    ["nothing of an ordinary file", [sites, anonymousOf('userName="IUSR"'), both], []],
    [
      "a lock of one attribute",
      [sites, anonymousOf('lockAttributes="enabled, userName"'), both],
      [locked("userName")],
    ],
    ["a lock of all", [sites, tag("Site", 'lockAttributes="*"'), both], [locked("userName and password")]],
    [
      "a lock of all but some",
      [sites, tag("Site/a", 'lockAllAttributesExcept="enabled,userName"'), both],
      [locked("password")],
    ],
    [
      "a lock of the element",
      [sites, anonymousOf('lockItem="true"'), both],
      [locked("userName and password")],
    ],
    ["no lock of what others set", [sites, anonymousOf('lockAttributes="enabled"'), both], []],
    ["no lock of the very level", [sites, tag("Site/a/b", 'userName="u" lockAttributes="userName"')], []],
    [
      "attributes of a tag",
      [
        sites,
        tag("Site", 'userName="u"', 'overrideMode="Deny"'),
        tag("", 'enabled="true"', 'allowOverride="false"'),
        tag("Site/a", 'userName="u"', 'inheritInChildApplications="false" overrideMode="Inherit"'),
      ],
      [
        holds("Site", "overrideMode"),
        holds("MACHINE/WEBROOT/APPHOST", "allowOverride"),
        holds("Site/a", "inheritInChildApplications"),
      ],
    ],
    ["nothing of a tag that holds no credential", [sites, tagOf("Site", "", 'overrideMode="Allow"')], []],
    [
      "a provider that is not listed",
      [providers, pool('userName="u" password="[enc:Old:AAAA:enc]"')],
      [`/LM/W3SVC/AppPools/P [P] ${unlisted("processModel")}`],
    ],
    ["none that is", [providers, pool('userName="u" password="[enc:IISCngProvider:AAAA:enc]"')], []],
    [
      "an encrypted password without a user name",
      [
        providers,
        hostOf(
          "<sites>",
          siteOf(
            "Site",
            1,
            applicationOf("/", directoryOf("/", 'userName="" password="[enc:IISCngProvider:AAAA:enc]"')),
          ),
          "</sites>",
        ),
      ],
      [
        "/LM/W3SVC/1/ROOT [Site] virtualDirectory has an encrypted password under an empty user name: it is not a credential, and breaks the place where the key is missing (500.19).",
      ],
    ],
    [
      "a tag of a site that is gone",
      [sites, tag("Gone/a", 'userName="u"')],
      ["- [Gone/a] Its location tag belongs to a site that is not in the file, and counts for nothing."],
    ],
    [
      "what is left over from a metabase",
      [
        sites,
        hostOf(
          '<customMetadata><key path="LM/W3SVC/1"><property id="3003" value="p"/></key></customMetadata>',
        ),
      ],
      [
        "- [LM/W3SVC/1] UNCPassword is left over from a metabase, in customMetadata, where nothing is encrypted.",
      ],
    ],
  ])("%s", (_, inside, told) => {
    expect(findings(...inside)).toEqual(told);
  });
});
