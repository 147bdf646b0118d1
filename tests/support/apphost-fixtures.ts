import { join } from "node:path";
import { row, unclear } from "./apphost-case";
import type { Row } from "./apphost-oracle";

/** Configurations made by hand, for what no public file has. */
export const apphostFixtures = join(__dirname, "..", "fixtures", "apphost");

const server = "/LM/W3SVC";
const pools = `${server}/AppPools`;
const iusr = row("anonymousAuthentication", server, "", "IUSR");

/** One tag takes its user from the one above, with a password of its own. */
const renamed: readonly Row[] = [
  row("anonymousAuthentication", `${server}/2/ROOT`, "Shop of 2026", "FARM\\web", "set"),
  row(
    "anonymousAuthentication",
    `${server}/2/ROOT/app`,
    "Shop of 2026/app",
    ["FARM\\web", `${server}/2/ROOT`],
    "set",
  ),
];
const shared = row("virtualDirectory", `${server}/2/ROOT/app`, "Shop of 2026/app", "FARM\\files", "set");

const wide: readonly Row[] = [
  iusr,
  row("processModel", `${pools}/Bücher 😀`, "Bücher 😀", "FARM\\größe", "set"),
  row("virtualDirectory", `${server}/1/ROOT/grün`, "Bücher 😀/grün", "FARM\\größe", "set"),
  row("anonymousAuthentication", `${server}/1/ROOT/grün`, "Bücher 😀/grün", ""),
];

const awkward = (
  [
    ["AppPools", "3", ""],
    ["W3SVC", "1", "/dir"],
    ["1", "2", ""],
    ["a\\b", "4", ""],
    ["2", "10", "/1"],
    ['Say "hi" & go', "5", ""],
  ] as const
).flatMap(([name, id, path], index) => [
  row("virtualDirectory", `${server}/${id}/ROOT/dir`, `${name}/dir`, `FARM\\dir${String(index)}`, "set"),
  row("anonymousAuthentication", `${server}/${id}/ROOT${path}`, name + path, `FARM\\web${String(index)}`),
]);

/** Each file of the folder that is a configuration of a server, with the rows that the documents promise for it. */
export const fixtureRows: Readonly<Record<string, readonly Row[]>> = {
  "sealed-passwords.config": [
    iusr,
    row("processModel", `${pools}/Shop`, "Shop", "FARM\\svc-shop", "sealed"),
    row("virtualDirectory", `${server}/2/ROOT/images`, "Shop/images", "FARM\\files", "sealed"),
    row("anonymousAuthentication", `${server}/2/ROOT`, "Shop", "FARM\\web", "sealed"),
    row("anonymousAuthentication", `${server}/2/ROOT/old`, "Shop/old", "", "sealed"),
  ],
  "directory-defaults.config": [
    iusr,
    row("virtualDirectoryDefaults", server, "", "FARM\\all", "set"),
    row("virtualDirectoryDefaults", `${server}/1`, "Shop", "FARM\\shop", ["set", server]),
    row("virtualDirectoryDefaults", `${server}/1/ROOT/media/*`, "Shop/media", "FARM\\media", "set"),
    row("virtualDirectory", `${server}/1/ROOT/media/own`, "Shop/media/own", "FARM\\own", "set"),
    row("virtualDirectory", `${server}/1/ROOT/half`, "Shop/half", ["FARM\\shop", `${server}/1`], "set"),
  ],
  "ftp-sites.config": [
    iusr,
    row("virtualDirectory", `${server}/2/ROOT`, "Uploads", "FARM\\uploads", "set"),
    row("anonymousAuthentication", `${server}/2/ROOT`, "Uploads", "FARM\\web", "set"),
  ],
  "awkward-site-names.config": [
    iusr,
    row("processModel", `${pools}/AppPools`, "AppPools", "FARM\\pools", "set"),
    row("processModel", `${pools}/1`, "1", "FARM\\one", "set"),
    ...awkward,
  ],
  "half-pairs.config": [
    row("applicationPoolDefaults", pools, "", "FARM\\defaults", "set"),
    row("processModel", `${pools}/Whole`, "Whole", "FARM\\whole", "set"),
    row("processModel", `${pools}/Name`, "Name", "FARM\\name", ["set", pools]),
    row("processModel", `${pools}/Password`, "Password", ["FARM\\defaults", pools], "set"),
    row("processModel", `${pools}/Managed`, "Managed", "FARM\\gmsa$", "empty"),
    row("processModel", `${pools}/Unused`, "Unused", "FARM\\unused", "set"),
    row("anonymousAuthentication", server, "", "FARM\\anonymous"),
    row(
      "anonymousAuthentication",
      `${server}/1/ROOT`,
      "Default Web Site",
      ["FARM\\anonymous", server],
      "set",
    ),
  ],
  "renamed-by-iis.config": [iusr, shared, ...renamed],
  // Whoever renames a site in the file alone leaves its tags behind.
  "renamed-by-hand.config": [iusr, shared],
  "redirected/applicationHost.config": [row("anonymousAuthentication", server, "", "FARM\\stale", "set")],
  "config-source/applicationHost.config": [
    unclear("anonymousAuthentication", server, ""),
    unclear("anonymousAuthentication", `${server}/1/ROOT`, "Shop"),
    row("anonymousAuthentication", `${server}/1/ROOT/own`, "Shop/own", "FARM\\web", "set"),
  ],
  "utf-16le.config": wide,
  "utf-16be.config": wide,
};
