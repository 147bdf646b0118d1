import { ancestorsFirst, nearestDeclared } from "../../provider/src/config";
import { locationKey, parseLocation } from "../../provider/src/domain";

const declared = new Map(
  ["/LM/W3SVC", "/LM/W3SVC/1/Root", "/LM/W3SVC/1/ROOT/a/b"].map((path) => [
    locationKey(parseLocation(path)),
    path,
  ]),
);

test.each([
  ["/LM/W3SVC/1/ROOT/A/B/c", "/LM/W3SVC/1/ROOT/a/b"],
  ["/LM/W3SVC/1/ROOT/a/b", "/LM/W3SVC/1/Root"],
  ["/LM/W3SVC/1/ROOT/ab", "/LM/W3SVC/1/Root"],
  ["/LM/W3SVC/1/ROOTS", "/LM/W3SVC"],
  ["/LM/W3SVC/1", "/LM/W3SVC"],
  ["/LM/W3SVC", undefined],
  ["/LM/MSFTPSVC/1/ROOT", undefined],
  ["/LM", undefined],
])("%s comes after what is declared at %s", (location, ancestor) => {
  expect(nearestDeclared(parseLocation(location), declared)).toBe(ancestor);
});

test("ancestors come first, whatever the order of the file; neighbours keep theirs", () => {
  const items = ["W3SVC/1/ROOT/a", "W3SVC/2/ROOT", "W3SVC", "W3SVC/1/ROOT"].map((path) => ({
    location: parseLocation(path),
  }));
  expect(ancestorsFirst(items).map(({ location }) => location)).toEqual([
    "/LM/W3SVC",
    "/LM/W3SVC/2/ROOT",
    "/LM/W3SVC/1/ROOT",
    "/LM/W3SVC/1/ROOT/a",
  ]);
});
