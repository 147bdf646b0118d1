import { growth, steady } from "../support/steps";
import { locate, NameResolver, readAppHost } from "../../provider/src/apphost";
import { isIdentityError, type ErrorCode } from "../../provider/src/domain";
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

const many = (size: number, each: (index: number) => string): string =>
  Array.from({ length: size }, (_, index) => each(index)).join("");
const sites = (inside: string): string => hostOf(`<sites>${inside}</sites>`);
const oneSite = sites(siteOf("S", 1));
const tag = (path: string, more = ""): string => tagOf(path, anonymousOf('userName="u" password="p"'), more);
const barrier = 'inheritInChildApplications="false"';

/** What can be made long in a file, and the code that reading it ends with. */
const files: readonly (readonly [what: string, text: (size: number) => string, code?: ErrorCode])[] = [
  ["sites", (size) => configOf(sites(many(size, (at) => siteOf(`S${at}`, at))))],
  [
    "sites of one name with tags",
    (size) =>
      configOf(
        sites(many(size, (at) => siteOf("S", at))),
        many(size, (at) => tag(`S/${at}`)),
      ),
  ],
  [
    "sites of one id",
    (size) => configOf(sites(many(size, () => siteOf("S", 1, applicationOf("/", directoryOf("/")))))),
  ],
  ["sections of sites", (size) => configOf(many(size, () => oneSite))],
  [
    "applications",
    (size) =>
      configOf(
        sites(
          siteOf(
            "S",
            1,
            many(size, (at) => applicationOf(`/a${at}`, directoryOf("/"))),
          ),
        ),
      ),
  ],
  [
    "virtual directories of one address",
    (size) =>
      configOf(
        sites(
          siteOf(
            "S",
            1,
            applicationOf(
              "/",
              many(size, () => directoryOf("/a", 'userName="u"')),
            ),
          ),
        ),
      ),
  ],
  [
    "virtualDirectoryDefaults",
    (size) => configOf(sites(many(size, () => '<virtualDirectoryDefaults userName="u"/>'))),
  ],
  [
    "pools of one name",
    (size) =>
      configOf(
        hostOf(
          `<applicationPools>${many(size, () => '<add name="P"><processModel userName="u"/></add>')}</applicationPools>`,
        ),
      ),
  ],
  [
    "tags",
    (size) =>
      configOf(
        oneSite,
        many(size, (at) => tag(`S/${at}`)),
      ),
  ],
  [
    "tags of one path",
    (size) =>
      configOf(
        oneSite,
        many(size, () => tag("S/a")),
      ),
  ],
  [
    "tags of sites that are gone",
    (size) =>
      configOf(
        oneSite,
        many(size, (at) => tag(`G${at}`)),
      ),
  ],
  [
    "tags of the server",
    (size) =>
      configOf(
        oneSite,
        many(size, () => tag("")),
      ),
  ],
  [
    "sections in a tag",
    (size) =>
      configOf(
        oneSite,
        tagOf(
          "S",
          many(size, () => anonymousOf('userName="u"')),
        ),
      ),
  ],
  ["a path of many parts", (size) => configOf(oneSite, tag(`S${"/a".repeat(size)}`))],
  ["a path of slashes", (size) => configOf(oneSite, tag(`S${"/".repeat(size)}`))],
  [
    "a path of backslashes",
    (size) => configOf(oneSite, tag(`S${"\\".repeat(size)}`), tag(`S/${"\\".repeat(size)}`)),
  ],
  [
    "the path of an application",
    (size) =>
      configOf(
        sites(siteOf("S", 1, applicationOf(`/${"a/".repeat(size)}`, directoryOf(`/${"b/".repeat(size)}`)))),
      ),
  ],
  [
    "applications behind a tag that hands nothing down",
    (size) =>
      configOf(
        sites(
          siteOf(
            "S",
            1,
            many(size, (at) => applicationOf(`/a/${at}`)),
          ),
        ),
        tag("S", barrier),
      ),
  ],
  [
    "an application's path behind one",
    (size) => configOf(sites(siteOf("S", 1, applicationOf("/a".repeat(size)))), tag("S", barrier)),
  ],
  [
    "accounts elsewhere",
    (size) =>
      configOf(
        oneSite,
        many(size, () => '<x userName="u" password="p"/>'),
      ),
  ],
  [
    "accounts in each other",
    (size) =>
      configOf(oneSite, `${many(size, () => '<x userName="u" password="p">')}${many(size, () => "</x>")}`),
  ],
  [
    "attributes of an element",
    (size) => configOf(oneSite, anonymousOf(many(size, (at) => ` userName${at}="u"`))),
  ],
  [
    "attributes of one name in any case",
    (size) =>
      configOf(
        oneSite,
        anonymousOf(
          many(
            size,
            (at) => ` ${at.toString(2).replace(/./g, (bit) => (bit === "0" ? "a" : "A"))}userName="v"`,
          ),
        ),
      ),
  ],
  [
    "sealed attributes elsewhere",
    (size) => configOf(oneSite, `<x ${many(size, (at) => ` a${at}="[enc:P:A:enc]"`)}/>`),
  ],
  ["a value", (size) => configOf(oneSite, anonymousOf(`password="${"v".repeat(size)}"`))],
  ["a sealed value", (size) => configOf(oneSite, anonymousOf(`userName="[enc:${":".repeat(size)}:enc]"`))],
  ["a value of blanks", (size) => configOf(oneSite, anonymousOf(`password="${" \r\n\t".repeat(size)}x"`))],
  ["a value of references", (size) => configOf(oneSite, anonymousOf(`password="${"&#65;".repeat(size)}"`))],
  ["an id", (size) => configOf(sites(siteOf("S", "0".repeat(size))))],
  ["names beyond ASCII", (size) => configOf(sites(siteOf("é".repeat(size), 1)), tag("é".repeat(size)))],
  [
    "bindings",
    (size) =>
      configOf(
        sites(
          siteOf(
            "S",
            1,
            `<bindings>${many(size, (at) => `<binding protocol="http" bindingInformation="*:${at}:"/>`)}</bindings>`,
          ),
        ),
      ),
  ],
  [
    "leftovers",
    (size) =>
      configOf(
        hostOf(
          `<customMetadata>${many(size, (at) => `<key path="LM/${at}"><property id="6021"/></key>`)}</customMetadata>`,
        ),
      ),
  ],
  ["comments", (size) => configOf(oneSite, "<!-- <site> -->".repeat(size))],
  ["elements in each other", (size) => configOf(oneSite, `${"<x>".repeat(size)}${"</x>".repeat(size)}`)],
  [
    "section groups",
    (size) =>
      configOf(
        oneSite,
        many(size, () => anonymousOf('enabled="true"')),
      ),
  ],
  ["elements that never end", (size) => `<configuration>${oneSite}${"<x>".repeat(size)}`, "E_TRUNCATED"],
];

// Of three sizes the smallest.
const size = 100;

describe("reading takes as long as the file is, whatever is long in it:", () => {
  test.each(files.map(([what, text, code]) => ({ what, text, code })))("$what", async ({ text, code }) => {
    let ended: ErrorCode | undefined;
    const grown = await growth(
      size,
      (of) => bytesOf(text(of)),
      (bytes) => {
        ended = undefined;
        try {
          const located = locate(readAppHost(bytes));
          expect(located.levels.length).toBeGreaterThan(0);
          new NameResolver(located);
        } catch (error) {
          if (!isIdentityError(error)) throw error;
          ended = error.code;
        }
      },
    );
    expect(ended).toBe(code);
    expect(grown).toBeLessThan(steady);
  });
});
