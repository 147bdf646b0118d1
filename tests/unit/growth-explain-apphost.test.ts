import { growth, steady } from "../support/steps";
import { answer } from "../../provider/src/explain/answer/answer";
import { parseQuestions } from "../../provider/src/explain/question/question";
import {
  anonymousOf,
  applicationOf,
  configOf,
  directoryOf,
  hostOf,
  siteOf,
  snapshotOfConfig,
  tagOf,
} from "../support/iis7-config";

const many = (size: number, each: (index: number) => string, between = ""): string =>
  Array.from({ length: size }, (_, index) => each(index)).join(between);
const sites = (...inside: readonly string[]): string => hostOf(`<sites>${inside.join("")}</sites>`);
const row = (site: number, path: string): string =>
  `2026-11-24 03:00:00 W3SVC${String(site)} 192.0.2.1 GET ${path} - 80 - 192.0.2.9 Mozilla/5.0 401 1 1326`;
const rows = (size: number, path: (index: number) => string): string =>
  many(size, (index) => row(1, path(index)), "\n");
const user = (name: string): string => `userName="${name}" password="p"`;
const oneSite = sites(siteOf("S", 1, applicationOf("/", directoryOf("/"))));

/** A configuration, and the lines that are asked about it. */
type Made = readonly [text: string, lines: string];

test.each<readonly [what: string, size: number, make: (size: number) => Made]>([
  [
    "rows of as many applications",
    30,
    (size) => [
      configOf(
        sites(
          siteOf(
            "S",
            1,
            applicationOf("/", directoryOf("/")),
            many(size, (at) => applicationOf(`/a${at}`, directoryOf("/", user("u")))),
          ),
        ),
      ),
      rows(size, (at) => `/a${String(at)}/x`),
    ],
  ],
  [
    "rows of as many location tags",
    30,
    (size) => [
      configOf(
        oneSite,
        many(size, (at) => tagOf(`S/t${String(at)}`, anonymousOf(user("u")))),
      ),
      rows(size, (at) => `/t${String(at)}/x`),
    ],
  ],
  [
    "names of as many sites",
    30,
    (size) => [
      configOf(
        sites(many(size, (at) => siteOf(`S${String(at)}`, at + 1, applicationOf("/", directoryOf("/"))))),
      ),
      many(size, (at) => `S${String(at)}/x`, "\n"),
    ],
  ],
  [
    "lines that are nothing, in a configuration of as many sites",
    60,
    (size) => [
      configOf(sites(many(size, (at) => siteOf(`S${String(at)}`, at + 1)))),
      many(size, (at) => `no\\such\\${String(at)}`, "\n"),
    ],
  ],
  [
    "accounts that no resource manages, asked for one after the other",
    60,
    (size) => [
      configOf(
        oneSite,
        tagOf(
          "S",
          `<system.webServer>${many(size, (at) => `<odbcLogging ${user(`D\\u${String(at)}`)}/>`)}</system.webServer>`,
        ),
      ),
      many(size, (at) => `D\\u${String(at)}`, "\n"),
    ],
  ],
  ["a line of as many backslashes", 400, (size) => [configOf(oneSite), `x${"\\y".repeat(size)}`]],
  ["a host's name of as many parts", 400, (size) => [configOf(oneSite), `http://${"a.".repeat(size)}b/`]],
])("what is asked of an applicationHost.config takes time as its length: %s", async (_, size, make) => {
  const found = await growth(
    size,
    (of) => {
      const [text, lines] = make(of);
      const snapshot = snapshotOfConfig(text);
      return { known: { snapshot, section: undefined, options: [], isLog: true }, lines };
    },
    ({ known, lines }) => {
      for (const { question } of parseQuestions(lines)) answer(question, known);
    },
  );
  expect(found).toBeLessThan(steady);
});
