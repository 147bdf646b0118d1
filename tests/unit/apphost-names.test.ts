import { locate, NameResolver, readAppHost } from "../../provider/src/apphost";
import { isIdentityError, kinds, type Kind } from "../../provider/src/domain";
import { applicationOf, bytesOf, configOf, hostOf, siteOf } from "../support/iis7-config";

const file = configOf(
  hostOf(
    '<applicationPools><add name="Pool 1"/><add name="Both"/><add name="W3SVC"/></applicationPools>',
    "<sites>",
    siteOf("Default Web Site", 1, applicationOf("/"), applicationOf("/app")),
    siteOf("W3SVC", 2),
    siteOf("AppPools", 3),
    siteOf("1", 4),
    siteOf("Both", 5),
    siteOf("Back\\slash", 6),
    siteOf("Back", 7),
    siteOf("LM", 8),
    "</sites>",
  ),
);
const resolver = new NameResolver(locate(readAppHost(bytesOf(file))));

const resolved = (text: string, kind?: Kind): string => {
  try {
    return resolver.resolve(text, kind);
  } catch (error) {
    if (!isIdentityError(error) || error.code !== "E_LOCATION") throw error;
    return error.rule;
  }
};

test.each<[text: string, kind: Kind | undefined, location: string]>([
  // Canonical, in every spelling.
  ["/LM/W3SVC/1/ROOT/app", "anonymous", "/LM/W3SVC/1/ROOT/app"],
  ["/W3SVC/1/ROOT", "unc", "/LM/W3SVC/1/ROOT"],
  ["\\LM\\W3SVC\\1\\ROOT", "anonymous", "/LM/W3SVC/1/ROOT"],
  ["/w3svc/5/root", "anonymous", "/LM/w3svc/5/root"],
  ["/LM/W3SVC", "anonymous", "/LM/W3SVC"],
  ["W3SVC/99/ROOT", "anonymous", "/LM/W3SVC/2/ROOT/99/ROOT"],
  ["/W3SVC/99/ROOT", "anonymous", "/LM/W3SVC/99/ROOT"],
  // A site's own level holds no anonymous credential.
  ["/LM/W3SVC/1", "anonymous", "/LM/W3SVC/1/ROOT"],
  ["/LM/W3SVC/1", "unc", "/LM/W3SVC/1"],
  ["/LM/W3SVC/1", undefined, "/LM/W3SVC/1"],
  ["/LM/W3SVC/AppPools", "wam", "/LM/W3SVC/AppPools"],
  // Native.
  ["Default Web Site", "anonymous", "/LM/W3SVC/1/ROOT"],
  ["default web site/", "unc", "/LM/W3SVC/1/ROOT"],
  ["Default Web Site", undefined, "/LM/W3SVC/1"],
  ["DEFAULT WEB SITE/App/dir", "anonymous", "/LM/W3SVC/1/ROOT/App/dir"],
  ["Default Web Site\\app\\dir", "anonymous", "/LM/W3SVC/1/ROOT/app/dir"],
  ["Default Web Site/app/*", "unc", "/LM/W3SVC/1/ROOT/app/*"],
  ["MACHINE/WEBROOT/APPHOST", "anonymous", "/LM/W3SVC"],
  ["MACHINE/WEBROOT/APPHOST", "wam", "/LM/W3SVC/AppPools"],
  ["machine/webroot/apphost/Default Web Site/app", "anonymous", "/LM/W3SVC/1/ROOT/app"],
  ["1", "anonymous", "/LM/W3SVC/4/ROOT"],
  ["AppPools/x", "anonymous", "/LM/W3SVC/3/ROOT/x"],
  ["Back\\slash/x", "anonymous", "Back\\slash/x can mean /LM/W3SVC/7/ROOT/slash/x and /LM/W3SVC/6/ROOT/x."],
  // Bare names, where the kind makes them plain.
  ["pool 1", "wam", "/LM/W3SVC/AppPools/Pool 1"],
  ["Pool 1", undefined, "/LM/W3SVC/AppPools/Pool 1"],
  ["Both", "wam", "/LM/W3SVC/AppPools/Both"],
  ["Both", "anonymous", "/LM/W3SVC/5/ROOT"],
  ["Both", undefined, "Both can mean /LM/W3SVC/AppPools/Both and /LM/W3SVC/5."],
  // Two readings.
  ["W3SVC/1/ROOT", "anonymous", "W3SVC/1/ROOT can mean /LM/W3SVC/1/ROOT and /LM/W3SVC/2/ROOT/1/ROOT."],
  ["W3SVC", "anonymous", "W3SVC can mean /LM/W3SVC and /LM/W3SVC/2/ROOT."],
  ["LM/W3SVC/1", "unc", "LM/W3SVC/1 can mean /LM/W3SVC/1 and /LM/W3SVC/8/ROOT/W3SVC/1."],
  ["Back\\slash", "anonymous", "Back\\slash can mean /LM/W3SVC/7/ROOT/slash and /LM/W3SVC/6/ROOT."],
  // None: as it was always read.
  ["No Site/app", "anonymous", "/LM/No Site/app"],
  ["No Pool", "wam", "/LM/No Pool"],
  ["SMTPSVC/1", "anonymous", "/LM/SMTPSVC/1"],
  ["", "anonymous", "A location is empty."],
  ["Default Web Site//x", "anonymous", "A location has an empty part."],
])("%s as a place of %s is %s", (text, kind, location) => {
  expect(resolved(text, kind)).toBe(location);
});

test("every level is found by its canonical location, for the kinds that it holds", () => {
  const located = locate(readAppHost(bytesOf(file)));
  for (const level of located.levels)
    for (const kind of kinds.filter((each) => level[each] !== undefined))
      expect(resolver.resolve(level.location, kind)).toBe(level.location);
});
