import {
  anonymous,
  anonymousAt,
  application,
  configuration,
  directory,
  host,
  row,
  site,
  sites,
  tag,
  unclear,
  type ApphostCase,
} from "./apphost-case";

const key = "anonymousAuthentication";
const server = "/LM/W3SVC";
const root = `${server}/1/ROOT`;
const shop = host(sites(site("Shop", 1)));
const pair = 'userName="u" password="p"';

const withApplication = host(sites(site("Shop", 1, application("/app", directory("/")))));

/** Documents in which nobody can tell which anonymous user counts somewhere. */
export const unclearCases: readonly ApphostCase[] = [
  {
    rule: "one section twice for one path is illegal: ambiguous, with all that takes a half from it [deep-dive]",
    document: configuration(
      shop,
      anonymousAt("Shop/a", pair),
      anonymousAt("shop/A", 'enabled="true"'),
      anonymousAt("Shop/a/b", 'password="q"'),
      anonymousAt("Shop/a/c", pair),
      anonymousAt("Shop/d", pair),
    ),
    rows: [
      unclear(key, `${root}/a`, "Shop/a"),
      unclear(key, `${root}/a/b`, "Shop/a/b"),
      row(key, `${root}/a/c`, "Shop/a/c", "u", "set"),
      row(key, `${root}/d`, "Shop/d", "u", "set"),
    ],
  },
  {
    rule: "the server's section both outside and inside of a tag is illegal: ambiguous [locking, task 1]",
    document: configuration(
      shop,
      anonymous(pair),
      tag('path="."', anonymous('enabled="true"')),
      anonymousAt("Shop", 'userName="v"'),
    ),
    rows: [unclear(key, server, ""), unclear(key, root, "Shop")],
  },
  {
    rule: "a path spelled as IIS never does makes the place ambiguous that it seems to mean [our reading]",
    document: configuration(
      shop,
      anonymousAt("Shop/a/", pair),
      anonymousAt("/Shop/b", pair),
      anonymousAt("Shop/c\\d", pair),
      anonymousAt("Shop//e", pair),
      anonymousAt("Shop/g/..", pair),
      anonymousAt("Shop/f", pair),
    ),
    rows: [
      unclear(key, `${root}/a`, "Shop/a"),
      unclear(key, `${root}/b`, "Shop/b"),
      unclear(key, `${root}/c/d`, "Shop/c/d"),
      unclear(key, `${root}/e`, "Shop/e"),
      unclear(key, `${root}/g/..`, "Shop/g/.."),
      row(key, `${root}/f`, "Shop/f", "u", "set"),
    ],
  },
  {
    rule: 'what applications take from inheritInChildApplications="false" is unclear, not what they set [our reading]',
    document: configuration(
      withApplication,
      tag('path="Shop" inheritInChildApplications="false"', anonymous('userName="u" password="p"')),
      anonymousAt("Shop/dir", 'userName="v"'),
      anonymousAt("Shop/apple", 'userName="v"'),
      anonymousAt("Shop/app", 'userName="v"'),
      anonymousAt("Shop/app/own", pair),
    ),
    rows: [
      row(key, root, "Shop", "u", "set"),
      row(key, `${root}/dir`, "Shop/dir", "v", ["set", root]),
      row(key, `${root}/apple`, "Shop/apple", "v", ["set", root]),
      unclear(key, `${root}/app`, "Shop/app"),
      row(key, `${root}/app/own`, "Shop/app/own", "u", "set"),
    ],
  },
  {
    rule: "an application's tag that keeps it from others says nothing of deeper places in it [our reading]",
    document: configuration(
      withApplication,
      anonymousAt("Shop", pair),
      tag('path="Shop/app" inheritInChildApplications="False"', anonymous('userName="v"')),
      anonymousAt("Shop/app/dir", 'password="q"'),
    ),
    rows: [
      row(key, root, "Shop", "u", "set"),
      row(key, `${root}/app`, "Shop/app", "v", ["set", root]),
      row(key, `${root}/app/dir`, "Shop/app/dir", ["v", `${root}/app`], "set"),
    ],
  },
  {
    rule: "a section in another file is listed as unreadable, and what takes a half from it [config: configSource]",
    document: configuration(
      shop,
      anonymous('configSource="auth\\anonymous.config"'),
      anonymousAt("Shop", 'userName="v"'),
    ),
    rows: [unclear(key, server, ""), unclear(key, root, "Shop")],
  },
];
