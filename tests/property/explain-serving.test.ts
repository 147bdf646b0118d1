import fc from "fast-check";
import { keyServing } from "../../provider/src/explain/locate/key-serving";
import { sitesOf } from "../../provider/src/explain/locate/sites";
import { servingOf } from "../../provider/src/explain/words/serving";
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

const parts = fc.array(fc.constantFrom("a", "b", "A"), { minLength: 1, maxLength: 3 });
const path = parts.map((names) => `/${names.join("/")}`);
const unique = (items: fc.Arbitrary<string>, maxLength: number) =>
  fc.uniqueArray(items, { maxLength, selector: (text) => text.toUpperCase() });
const application = fc.record({ path, directories: unique(path, 2) });
const host = fc.record({
  root: unique(path, 2),
  applications: fc.uniqueArray(application, { maxLength: 3, selector: (each) => each.path.toUpperCase() }),
  tags: unique(path, 2),
  asked: path,
});

const upper = (text: string): string => text.toUpperCase();
const isIn = (asked: string, above: string): boolean =>
  above === "/" || upper(`${asked}/`).startsWith(`${upper(above)}/`);
const longest = <Item>(items: readonly Item[], lengthOf: (item: Item) => number): Item | undefined =>
  items.reduce<Item | undefined>(
    (best, each) => (best === undefined || lengthOf(each) > lengthOf(best) ? each : best),
    undefined,
  );

test("an address is served by the application and the virtual directory with the longest paths", () => {
  fc.assert(
    fc.property(host, ({ root, applications, tags, asked }) => {
      const all = [{ path: "/", directories: root }, ...applications];
      const urls = all.flatMap((each) =>
        ["", ...each.directories].map((path) => upper(`${each.path === "/" ? "" : each.path}${path}`)),
      );
      // Two virtual directories of one address contradict each other.
      fc.pre(new Set(urls).size === urls.length);
      const text = configOf(
        hostOf(
          `<sites>${siteOf(
            "S",
            1,
            ...all.map((each) =>
              applicationOf(
                each.path,
                directoryOf("/"),
                ...each.directories.map((path) => directoryOf(path)),
              ),
            ),
          )}</sites>`,
        ),
        ...tags.map((path) => tagOf(`S${path}`, anonymousOf('userName="u"'))),
      );
      const snapshot = snapshotOfConfig(text);
      const [site] = sitesOf(snapshot).all;
      const found = servingOf(snapshot, keyServing(snapshot, site!, asked.slice(1).split("/")));
      const serving = longest(
        all.filter((each) => isIn(asked, each.path)),
        (each) => each.path.length,
      )!;
      const inside = serving.path === "/" ? "" : serving.path;
      const directory = longest(
        ["", ...serving.directories].filter((each) => isIn(asked, `${inside}${each}` || "/")),
        (each) => each.length,
      );
      const name = (url: string): string => upper(`S${url}`);
      expect([found?.application.name, found?.directory?.name].map((each) => upper(each ?? ""))).toEqual([
        name(inside),
        name(`${inside}${directory ?? ""}`),
      ]);
    }),
    { numRuns: 500 },
  );
});
