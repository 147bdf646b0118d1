import { namesOfAccount } from "../../provider/src/domain";
import { locate, readAppHost } from "../../provider/src/apphost";
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

const other = 'userName="o" password="p"';
const site = (...inside: readonly string[]): string => hostOf(`<sites>${siteOf("S", 1, ...inside)}</sites>`);
const inRoot = (...directories: readonly string[]): string => site(applicationOf("/", ...directories));
const pool = (name: string, ...models: readonly string[]): string =>
  `<add ${name}>${models.map((each) => `<processModel ${each}/>`).join("")}</add>`;
const pools = (...inside: readonly string[]): string =>
  hostOf(`<applicationPools>${inside.join("")}</applicationPools>`);
const defaults = (model: string): string =>
  `<applicationPoolDefaults><processModel ${model}/></applicationPoolDefaults>`;
const tag = (path: string, attributes: string, ofTag = ""): string =>
  tagOf(path, anonymousOf(attributes), ofTag);

const [one, root] = ["/LM/W3SVC/1", "/LM/W3SVC/1/ROOT"];
const poolsPath = "/LM/W3SVC/AppPools";

const usual: readonly (readonly [what: string, inside: readonly string[]])[] = [
  ["nothing", [site()]],
  ["other accounts in virtual directories", [inRoot(directoryOf("/", other), directoryOf("/a", other))]],
  [
    "equal paths of different applications",
    [site(...["/", "/a", "/b"].map((at) => applicationOf(at, directoryOf("/c"))))],
  ],
  [
    "two applications of one path",
    [site(applicationOf("/a", directoryOf("/")), applicationOf("/A", directoryOf("/b")))],
  ],
  ["other accounts in location tags", [site(), tag("S", other), tag("S/a", other), tag("Gone", other)]],
  ["a location tag twice that sets something once", [site(), tag("S", other), tagOf("S", "")]],
  ["other accounts in pools", [pools(pool('name="a"', other), pool('name="b"', other), defaults(other))]],
];

const unusual: readonly (readonly [what: string, inside: readonly string[], where: readonly string[]])[] = [
  [
    "the account in a virtual directory",
    [inRoot(directoryOf("/a", 'userName="A" password="p"'))],
    [`${root}/a`],
  ],
  ["the account with references", [inRoot(directoryOf("/a", 'userName="&#97;"'))], [`${root}/a`]],
  ["the account after a dot", [inRoot(directoryOf("/a", 'userName=".\\A"'))], [`${root}/a`]],
  ["an empty name, if that is the account's", [inRoot(directoryOf("/a", 'userName=""'))], [`${root}/a`]],
  ["a password without a name", [inRoot(directoryOf("/a", 'password="p"'))], [`${root}/a`]],
  [
    "a sealed name",
    [inRoot(directoryOf("/a", 'userName="[enc:IISWASOnlyAesProvider:AAAA:enc]"'))],
    [`${root}/a`],
  ],
  ["a name in another case", [inRoot(directoryOf("/a", 'UserName="o"'))], [`${root}/a`]],
  ["another file", [inRoot(directoryOf("/a", 'configSource="o"'))], [`${root}/a`]],
  ["two virtual directories of one path", [inRoot(directoryOf("/a"), directoryOf("/A"))], [`${root}/a`]],
  [
    "two virtual directories of one address",
    [site(applicationOf("/", directoryOf("/a/b")), applicationOf("/a", directoryOf("/b")))],
    [`${root}/a/b`],
  ],
  [
    "the same with a reference",
    [site(applicationOf("/", directoryOf("/a/b")), applicationOf("/&#65;", directoryOf("/b")))],
    [`${root}/a/b`],
  ],
  ["the same beyond ASCII", [inRoot(directoryOf("/\u00e4"), directoryOf("/\u00c4"))], [`${root}/\u00e4`]],
  ["two virtual directories without a path", [inRoot("<virtualDirectory/>", directoryOf("/"))], [root]],
  ["a path with two slashes", [inRoot(directoryOf("/a//b"))], [`${root}/a/b`]],
  ["a path that ends in a slash", [inRoot(directoryOf("/a/"))], [`${root}/a`]],
  ["a path without a slash", [inRoot(directoryOf("a"))], [root]],
  ["a path of dots", [inRoot(directoryOf("/a/.."))], [`${root}/a/..`]],
  ["a path of a star", [inRoot(directoryOf("/*"))], [`${root}/*`]],
  [
    "an application's path with a backslash",
    [site(applicationOf("/a\\b", directoryOf("/")))],
    [`${root}/a\ufffdb`, `${root}/a\ufffdb/*`],
  ],
  ["the account in defaults of a site", [site('<virtualDirectoryDefaults userName="a"/>')], [one]],
  [
    "the account in defaults of an application",
    [site(applicationOf("/b", '<virtualDirectoryDefaults userName="a"/>'))],
    [`${root}/b/*`],
  ],
  [
    "a site without an id",
    [hostOf(`<sites>${siteOf("S", "x")}</sites>`)],
    ["/LM/W3SVC/\ufffd", "/LM/W3SVC/\ufffd/ROOT/*"],
  ],
  ["the account in a location tag", [site(), tag("S/b", 'userName="a"')], [`${root}/b`]],
  ["two location tags of one path", [site(), tag("S/b", other), tag("s/B", other)], [`${root}/b`]],
  [
    "a section twice in a location tag",
    [site(), tagOf("S", anonymousOf(other) + anonymousOf(other))],
    [root],
  ],
  ["an odd path of a location tag", [site(), tag("S//b", other)], [`${root}/b`]],
  [
    "a tag of the server's that keeps what it sets",
    [site(applicationOf("/"), applicationOf("/b")), tag(".", other, 'inheritInChildApplications="false"')],
    [root, `${root}/b`],
  ],
  [
    "a location tag that keeps what it sets",
    [site(applicationOf("/"), applicationOf("/b")), tag("S", other, 'inheritInChildApplications="false"')],
    [`${root}/b`],
  ],
  [
    "the account in a pool",
    [pools(pool('name="b"', 'userName="a"'), pool('name="c"', other))],
    [`${poolsPath}/b`],
  ],
  ["two pools of one name", [pools(pool('name="b"', other), pool('name="B"'))], [`${poolsPath}/b`]],
  ["two process models of a pool", [pools(pool('name="b"', other, other))], [`${poolsPath}/b`]],
  ["an identity type in another case", [pools(pool('name="b"', 'IdentityType="x"'))], [`${poolsPath}/b`]],
  ["a pool without a name", [pools(pool("", other))], [`${poolsPath}/\ufffd`]],
  ["a pool's name with a slash", [pools(pool('name="b/c"', other))], [`${poolsPath}/b\ufffdc`]],
  ["the account in the defaults of pools", [pools(defaults('userName="a"'))], [poolsPath]],
  ["two defaults of pools", [pools(defaults(other), defaults(""))], [poolsPath]],
];

const search = (inside: readonly string[]): readonly string[] =>
  locate(readAppHost(bytesOf(configOf(...inside))))
    .levelsOf(namesOfAccount(["a", ""], undefined))
    .map(({ location }) => location);

test.each(usual)("a search for an account passes by %s", (_, inside) => {
  expect(search(inside)).toEqual([]);
});

test.each(unusual)("a search for an account finds %s", (_, inside, where) => {
  expect(search(inside)).toEqual(where);
});
