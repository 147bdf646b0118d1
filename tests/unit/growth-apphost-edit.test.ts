import { growth, steady } from "../support/steps";
import { applyEdits } from "../../provider/src/document";
import {
  locate,
  planAppHostEdits,
  readAppHost,
  verifyAppHostEdits,
  type AppHostChange,
} from "../../provider/src/apphost";
import { parseLocation, type Kind } from "../../provider/src/domain";
import { applicationOf, bytesOf, configOf, directoryOf, hostOf, siteOf, tagOf } from "../support/iis7-config";

const many = (size: number, each: (index: number) => string): string =>
  Array.from({ length: size }, (_, index) => each(index)).join("");
const sites = (size: number): string =>
  hostOf(`<sites>${many(size, (at) => siteOf(`S${at}`, at, applicationOf("/", directoryOf("/"))))}</sites>`);
const pools = (size: number): string =>
  hostOf(`<applicationPools>${many(size, (at) => `<add name="P${at}"/>`)}</applicationPools><sites/>`);

const oneLine = (text: string): string => text.replaceAll("\n", "");
const asIs = (text: string): string => text;

const cases: readonly (readonly [
  what: string,
  text: (size: number) => string,
  kind: Kind,
  at: (index: number) => string,
])[] = [
  ["values of elements", (size) => configOf(sites(size)), "unc", (at) => `W3SVC/${at}/ROOT`],
  [
    "elements that are put into others",
    (size) => configOf(pools(size)),
    "wam",
    (at) => `W3SVC/AppPools/P${at}`,
  ],
  ["new location tags", (size) => configOf(sites(size)), "anonymous", (at) => `W3SVC/${at}/ROOT`],
  [
    "sections in location tags",
    (size) =>
      configOf(
        sites(size),
        many(size, (at) => tagOf(`S${at}`, "<x/>")),
      ),
    "anonymous",
    (at) => `W3SVC/${at}/ROOT`,
  ],
];

describe.each([
  ["with line breaks", asIs],
  ["on one line", oneLine],
])("%s", (_, layout) => {
  test.each(cases)(
    "%s are edited and proven in the time that the file is long",
    async (__, text, kind, at) => {
      const steps = await growth(
        60,
        (size) => {
          const document = readAppHost(bytesOf(layout(text(size))));
          const changes = Array.from({ length: size }, (___, index): AppHostChange => {
            const pair = { userName: { set: "u" }, password: { set: "p" } };
            return { location: parseLocation(at(index)), kind, ...pair };
          });
          return { document, changes };
        },
        ({ document, changes }) => {
          const located = locate(document);
          const edits = planAppHostEdits(document, located, changes);
          verifyAppHostEdits(document, located, edits, applyEdits(document, edits), changes);
        },
      );
      expect(steps).toBeLessThan(steady);
    },
  );
});
