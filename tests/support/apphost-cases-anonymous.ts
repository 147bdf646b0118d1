import {
  anonymous,
  anonymousAt,
  configuration,
  host,
  row,
  site,
  sites,
  tag,
  type ApphostCase,
} from "./apphost-case";

const key = "anonymousAuthentication";
const server = "/LM/W3SVC";
const root = `${server}/1/ROOT`;
const shop = host(sites(site("Shop", 1)));
const pair = 'userName="u" password="p"';

/** Documents about anonymous authentication, the server's and that in location tags, where they say what counts. */
export const anonymousCases: readonly ApphostCase[] = [
  {
    rule: "a server that sets nothing has no row: IUSR is the schema's [IIS_schema.xml]",
    document: configuration(shop, anonymous('enabled="true"')),
    rows: [],
  },
  {
    rule: "an explicit IUSR is the server's own [iis10 files]",
    document: configuration(shop, anonymous('enabled="true" userName="IUSR"')),
    rows: [row(key, server, "", "IUSR")],
  },
  {
    rule: 'userName="" is the pool\'s identity and is listed [reference: anonymousAuthentication]',
    document: configuration(shop, anonymous('userName=""'), anonymousAt("Shop", 'userName="" password=""')),
    rows: [row(key, server, "", ""), row(key, root, "Shop", "", "empty")],
  },
  {
    rule: "halves are inherited one by one from the nearest path above [MC-IISA 3.1.1.3.6]",
    document: configuration(
      shop,
      anonymous(pair),
      anonymousAt("Shop", 'userName="v"'),
      anonymousAt("Shop/a/b", 'password="q"'),
      anonymousAt("Shop/a/b/c/d/e.htm", 'userName=""'),
      anonymousAt("Shop/a/b/f", 'enabled="true" password="r"'),
      anonymousAt("Shop/a/b/f/g", 'userName="w"'),
    ),
    rows: [
      row(key, server, "", "u", "set"),
      row(key, root, "Shop", "v", ["set", server]),
      row(key, `${root}/a/b`, "Shop/a/b", ["v", root], "set"),
      row(key, `${root}/a/b/c/d/e.htm`, "Shop/a/b/c/d/e.htm", "", ["set", `${root}/a/b`]),
      row(key, `${root}/a/b/f`, "Shop/a/b/f", ["v", root], "set"),
      row(key, `${root}/a/b/f/g`, "Shop/a/b/f/g", "w", ["set", `${root}/a/b/f`]),
    ],
  },
  {
    rule: "a password of its own alone is listed, its user from the schema [MC-IISA 3.1.1.3.6]",
    document: configuration(shop, anonymousAt("Shop/a", 'password="p"')),
    rows: [row(key, `${root}/a`, "Shop/a", ["IUSR", "default"], "set")],
  },
  {
    rule: "a tag that sets neither half is no row and hides nothing [MC-IISA 3.1.1.3.6]",
    document: configuration(
      shop,
      anonymousAt("Shop", 'enabled="true"'),
      anonymousAt("Shop/a", 'userName="v"'),
      anonymous(pair),
    ),
    rows: [row(key, server, "", "u", "set"), row(key, `${root}/a`, "Shop/a", "v", ["set", server])],
  },
  {
    rule: "paths inherit by whole segments [deep-dive: location tags]",
    document: configuration(shop, anonymousAt("Shop/a", pair), anonymousAt("Shop/ab", 'userName="v"')),
    rows: [row(key, `${root}/a`, "Shop/a", "u", "set"), row(key, `${root}/ab`, "Shop/ab", "v")],
  },
  ...["", ' path=""', ' path="."'].map((path) => ({
    rule: `a tag with${path === "" ? "out a path" : path} is the server's own level [deep-dive: location tags]`,
    document: configuration(
      shop,
      tag(`overrideMode="Allow"${path}`, anonymous(pair)),
      anonymousAt("Shop", 'userName="v"'),
    ),
    rows: [row(key, server, "", "u", "set"), row(key, root, "Shop", "v", ["set", server])],
  })),
  {
    rule: "several tags of one path are one place as long as their sections differ, in any order [deep-dive]",
    document: configuration(
      tag('path="Shop/A"', "<system.webServer><caching /></system.webServer>"),
      anonymousAt("SHOP/a", 'userName="v"'),
      tag('path="shop"', "<system.webServer><asp /></system.webServer>"),
      anonymousAt("Shop", pair),
      shop,
    ),
    rows: [row(key, `${root}/a`, "Shop/a", "v", ["set", root]), row(key, root, "Shop", "u", "set")],
  },
  {
    rule: "groups may be there more than once, at the root and in a tag [seen in administration.config]",
    document: configuration(
      shop,
      "<system.webServer><security /></system.webServer>",
      "<system.webServer><security><access /></security><security><authentication><basicAuthentication /></authentication><authentication><anonymousAuthentication userName='u'></anonymousAuthentication></authentication></security></system.webServer>",
      tag('path="Shop"', "<system.webServer><security/></system.webServer>", anonymous('userName="v"')),
    ),
    rows: [row(key, server, "", "u"), row(key, root, "Shop", "v")],
  },
  {
    rule: "a tag of a site that is not there counts for nothing [Jexus; our reading]",
    document: configuration(
      shop.replace("</sites>", '<site name="No number" id="x" /></sites>'),
      anonymousAt("No number", pair),
      anonymousAt("Gone", pair),
      anonymousAt("Gone/app", pair),
      anonymousAt("Shop 2", pair),
    ),
    rows: [],
  },
  {
    rule: "a site is found by its name alone, whatever the name looks like, and shown by its id [schema: site names]",
    document: configuration(
      host(sites(site("AppPools", 7), site("1", 2), site("2", 1), site("a\\b", 3), site("W3SVC", 40))),
      anonymousAt("AppPools", 'userName="a"'),
      anonymousAt("1/x", 'userName="b"'),
      anonymousAt("2", 'userName="c"'),
      anonymousAt("A\\B/ROOT", 'userName="d"'),
      anonymousAt("w3svc/4/ROOT", 'userName="e"'),
    ),
    rows: [
      row(key, "/LM/W3SVC/7/ROOT", "AppPools", "a"),
      row(key, "/LM/W3SVC/2/ROOT/x", "1/x", "b"),
      row(key, "/LM/W3SVC/1/ROOT", "2", "c"),
      row(key, "/LM/W3SVC/3/ROOT/ROOT", "a\\b/ROOT", "d"),
      row(key, "/LM/W3SVC/40/ROOT/4/ROOT", "W3SVC/4/ROOT", "e"),
    ],
  },
  {
    rule: "comments, references, quotes, tabs and empty elements mean what XML 1.0 says [files; XML 1.0]",
    document: configuration(
      '<!-- <location path="Shop"><system.webServer><security> <anonymousAuthentication userName="no"/> -->',
      host(sites(site("A &amp; &quot;B&quot;", 1))),
      "<location\tpath = 'a &#38; \"b&quot;'\r\n><system.webServer><security><authentication><anonymousAuthentication\n\tuserName='D&#x4F;M\\u'\n\tpassword = \"&#91;enc:AesProvider:AAAA:enc]\"\n></anonymousAuthentication ></authentication></security></system.webServer></location>",
    ),
    rows: [row(key, root, 'A & "B"', "DOM\\u", "sealed")],
  },
  {
    rule: "only system.webServer/security/authentication/anonymousAuthentication counts [schema]",
    document: configuration(
      shop,
      `<system.ftpServer><security><authentication><anonymousAuthentication ${pair} /></authentication></security></system.ftpServer>`,
      `<system.webServer><security><anonymousAuthentication ${pair} /></security></system.webServer>`,
      tag('path="Shop"', tag('path="Shop"', anonymous(pair))),
    ),
    rows: [],
  },
  {
    rule: "locks and override modes change nothing that is stored [locking; our reading]",
    document: configuration(
      shop,
      tag(
        'path="" overrideMode="Deny"',
        anonymous(`lockAttributes="userName,password" lockItem="true" ${pair}`),
      ),
      tag('path="Shop" allowOverride="false"', anonymous('userName="v"')),
    ),
    rows: [row(key, server, "", "u", "set"), row(key, root, "Shop", "v", ["set", server])],
  },
];
