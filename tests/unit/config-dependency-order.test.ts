import { dependencyOrder } from "../../provider/src/config/dependency-order";
import { parseLocation } from "../../provider/src/domain";

const declaredAbove = ["W3SVC/1/ROOT/a/b", "W3SVC", "W3SVC/1/Root"];

function order(paths: readonly string[]): [string, string | undefined][] {
  const items = paths.map((path) => ({ kind: "anonymous", location: parseLocation(path) }) as const);
  return dependencyOrder(items).map(({ item, above }) => [item.location, above?.location]);
}

test.each([
  ["/LM/W3SVC/1/ROOT/A/B/c", "/LM/W3SVC/1/ROOT/a/b"],
  ["/LM/W3SVC/1/ROOT/ab", "/LM/W3SVC/1/Root"],
  ["/LM/W3SVC/1/ROOTS", "/LM/W3SVC"],
  ["/LM/W3SVC/1", "/LM/W3SVC"],
  ["/LM/MSFTPSVC/1/ROOT", undefined],
  ["/LM", undefined],
])("%s comes after what is declared at %s", (location, above) => {
  const ordered = order([location, ...declaredAbove]);
  expect(ordered).toContainEqual([location, above]);
  expect(ordered.findIndex(([path]) => path === above)).toBeLessThan(
    ordered.findIndex(([path]) => path === location),
  );
});

test("ancestors come first, whatever the order of the file; neighbours keep theirs", () => {
  expect(order(["W3SVC/1/ROOT/a", "W3SVC/2/ROOT", "W3SVC", "W3SVC/1/ROOT"])).toEqual([
    ["/LM/W3SVC", undefined],
    ["/LM/W3SVC/2/ROOT", "/LM/W3SVC"],
    ["/LM/W3SVC/1/ROOT", "/LM/W3SVC"],
    ["/LM/W3SVC/1/ROOT/a", "/LM/W3SVC/1/ROOT"],
  ]);
});

test("kinds inherit apart from each other", () => {
  const items = (["wam W3SVC", "anonymous W3SVC", "unc W3SVC/1", "wam W3SVC/AppPools/Shop"] as const).map(
    (each) => {
      const [kind, path] = each.split(" ") as ["wam" | "anonymous" | "unc", string];
      return { kind, location: parseLocation(path) };
    },
  );
  const ordered = dependencyOrder(items).map(({ item, above }) => [item.kind, item.location, above?.kind]);
  expect(ordered).toEqual([
    ["wam", "/LM/W3SVC", undefined],
    ["anonymous", "/LM/W3SVC", undefined],
    ["unc", "/LM/W3SVC/1", undefined],
    ["wam", "/LM/W3SVC/AppPools/Shop", "wam"],
  ]);
});
