import { readAppHost } from "../../provider/src/apphost";
import { foundCredential, storedCredentials, type FoundCredential } from "../../provider/src/drift";
import { appHostSnapshot } from "../../provider/src/stores/apphost-snapshot";
import { storedPassword } from "../../provider/src/stores/stored-password";
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

const found = (text: string): readonly FoundCredential[] =>
  storedCredentials(
    appHostSnapshot(readAppHost(bytesOf(text)), undefined, (text) => storedPassword(text, false)),
  ).map(foundCredential);

/** `location keyType: name from origin, state from origin`. */
const rows = (text: string): readonly string[] =>
  found(text).map(
    ({ location, keyType, userName, userNameFrom, passwordState, passwordFrom }) =>
      `${location} ${keyType}: ${userName === null ? "null" : `"${userName}"`} from ${userNameFrom}, ${passwordState} from ${passwordFrom}`,
  );

const sites = hostOf("<sites>", siteOf("Site", 1, applicationOf("/")), "</sites>");
const tag = (path: string, attributes: string): string => tagOf(path, anonymousOf(attributes));

describe("an anonymous credential takes each half from the nearest level that sets it", () => {
  test.each<[what: string, file: string, rows: readonly string[]]>([
    [
      "the schema's user where none is set",
      configOf(sites, tag("Site", 'password="p"')),
      ['/LM/W3SVC/1/ROOT anonymousAuthentication: "IUSR" from default, set from own'],
    ],
    [
      "the server's password",
      configOf(sites, anonymousOf('userName="s" password="p"'), tag("Site", 'userName="u"')),
      [
        '/LM/W3SVC anonymousAuthentication: "s" from own, set from own',
        '/LM/W3SVC/1/ROOT anonymousAuthentication: "u" from own, set from /LM/W3SVC',
      ],
    ],
    [
      "over levels without a tag",
      configOf(
        sites,
        anonymousOf('password="p"'),
        tag("Site", 'userName="u"'),
        tag("Site/a/b/c", 'password="[enc:P:AA:enc]"'),
      ),
      [
        '/LM/W3SVC anonymousAuthentication: "IUSR" from default, set from own',
        '/LM/W3SVC/1/ROOT anonymousAuthentication: "u" from own, set from /LM/W3SVC',
        '/LM/W3SVC/1/ROOT/a/b/c anonymousAuthentication: "u" from /LM/W3SVC/1/ROOT, sealed from own',
      ],
    ],
    [
      "the pool's identity, which an empty name is",
      configOf(
        sites,
        anonymousOf('userName=""'),
        tag("Site", 'password=""'),
        tag("Site/a", 'userName="" password="[enc:P::enc]"'),
      ),
      [
        '/LM/W3SVC anonymousAuthentication: "" from own, absent from null',
        '/LM/W3SVC/1/ROOT anonymousAuthentication: "" from /LM/W3SVC, empty from own',
        '/LM/W3SVC/1/ROOT/a anonymousAuthentication: "" from own, sealed-empty from own',
      ],
    ],
    [
      "nothing of a tag that sets neither half, nor of one of a site that is gone",
      configOf(sites, tag("Site", 'enabled="true"'), tag("Gone", 'userName="u"')),
      [],
    ],
    [
      "unclear if a section occurs twice, also beneath it",
      configOf(
        sites,
        tag("Site", 'userName="u"'),
        tag("SITE", 'password="p"'),
        tag("Site/a", 'userName="u"'),
      ),
      [
        "/LM/W3SVC/1/ROOT anonymousAuthentication: null from null, unreadable from null",
        "/LM/W3SVC/1/ROOT/a anonymousAuthentication: null from null, unreadable from null",
      ],
    ],
  ])("%s", (_, file, expected) => {
    expect(rows(file)).toEqual(expected);
  });
});

describe("a pool takes from applicationPoolDefaults what it does not set", () => {
  const pools = (defaults: string, ...each: readonly string[]): string =>
    configOf(
      hostOf(
        "<applicationPools>",
        ...each.map((attributes, at) => `<add name="P${at}"><processModel ${attributes}/></add>`),
        `<applicationPoolDefaults><processModel ${defaults}/></applicationPoolDefaults></applicationPools>`,
      ),
    );

  test.each<[what: string, file: string, rows: readonly string[]]>([
    [
      "half by half",
      pools(
        'userName="d" password="p"',
        'userName="u"',
        'password="[enc:P:AA:enc]"',
        'userName="u" password="q"',
        "",
      ),
      [
        '/LM/W3SVC/AppPools applicationPoolDefaults: "d" from own, set from own',
        '/LM/W3SVC/AppPools/P0 processModel: "u" from own, set from /LM/W3SVC/AppPools',
        '/LM/W3SVC/AppPools/P1 processModel: "d" from /LM/W3SVC/AppPools, sealed from own',
        '/LM/W3SVC/AppPools/P2 processModel: "u" from own, set from own',
      ],
    ],
    [
      "and is not one without a user name, whatever its password",
      pools(
        'userName="" password="[enc:P:AA:enc]"',
        'password="p"',
        'userName="" password="[enc:P:AA:enc]"',
        'password=""',
      ),
      [],
    ],
    [
      "also where an empty name hides that of the defaults",
      pools('userName="d"', 'userName="" password="p"'),
      ['/LM/W3SVC/AppPools applicationPoolDefaults: "d" from own, absent from null'],
    ],
  ])("%s", (_, file, expected) => {
    expect(rows(file)).toEqual(expected);
  });
});

describe("a virtual directory takes from its application's, its site's and all sites' defaults, and from no path", () => {
  const of = (own: string, application: string, site: string, all: string): string => {
    const defaults = (attributes: string): string =>
      attributes === "" ? "" : `<virtualDirectoryDefaults ${attributes}/>`;
    return configOf(
      hostOf(
        "<sites>",
        siteOf(
          "Site",
          1,
          applicationOf("/", directoryOf("/", 'userName="r" password="r"')),
          applicationOf("/app", directoryOf("/", own), defaults(application)),
          defaults(site),
        ),
        defaults(all),
        "</sites>",
      ),
    );
  };
  const root = '/LM/W3SVC/1/ROOT virtualDirectory: "r" from own, set from own';
  const app = "/LM/W3SVC/1/ROOT/app virtualDirectory:";

  test.each<[what: string, file: string, rows: readonly string[]]>([
    ["its own", of('userName="u" password="p"', "", "", ""), [root, `${app} "u" from own, set from own`]],
    [
      "no password of the path above",
      of('userName="u"', "", "", ""),
      [root, `${app} "u" from own, absent from null`],
    ],
    ["no user name of the path above", of('password="p"', "", "", ""), [root]],
    [
      "each half from the nearest defaults",
      of('userName="u"', 'userName="a"', 'password="s"', 'userName="all" password="all"'),
      [
        '/LM/W3SVC virtualDirectoryDefaults: "all" from own, set from own',
        '/LM/W3SVC/1 virtualDirectoryDefaults: "all" from /LM/W3SVC, set from own',
        root,
        '/LM/W3SVC/1/ROOT/app virtualDirectory: "u" from own, set from /LM/W3SVC/1',
        '/LM/W3SVC/1/ROOT/app/* virtualDirectoryDefaults: "a" from own, set from /LM/W3SVC/1',
      ],
    ],
    [
      "all sites' defaults",
      of('password="p"', "", "", 'userName="all"'),
      [
        '/LM/W3SVC virtualDirectoryDefaults: "all" from own, absent from null',
        root,
        `${app} "all" from /LM/W3SVC, set from own`,
      ],
    ],
  ])("%s", (_, file, expected) => {
    expect(rows(file)).toEqual(expected);
  });
});

test("a row names its place as people do", () => {
  const file = configOf(
    hostOf(
      '<applicationPools><add name="P"><processModel userName="u"/></add></applicationPools>',
      "<sites>",
      siteOf("Site", 1, applicationOf("/app", directoryOf("/", 'userName="u"'))),
      "</sites>",
    ),
    tag("Site/APP/x.htm", 'userName="FARM\\u"'),
  );
  expect(found(file).map(({ name, keyType, kind }) => `${name} ${keyType} ${kind}`)).toEqual([
    "Site/app virtualDirectory unc",
    "Site/APP/x.htm anonymousAuthentication anonymous",
    "P processModel wam",
  ]);
  expect(found(file)[0]).toEqual({
    location: "/LM/W3SVC/1/ROOT/app",
    name: "Site/app",
    keyType: "virtualDirectory",
    kind: "unc",
    userName: "u",
    userNameFrom: "own",
    passwordState: "absent",
    passwordFrom: null,
  });
});
