import { safeLoad } from "js-yaml";
import { parseSection } from "../../provider/src/config";
import { locateSection } from "../../provider/src/config/parse-section";
import { planCredential } from "../../provider/src/drift";
import { appHostOf } from "../support/drift-levels";
import {
  anonymousOf,
  applicationOf,
  configOf,
  directoryOf,
  hostOf,
  siteOf,
  tagOf,
} from "../support/iis7-config";
import { readPage, snippetsOf } from "../support/markdown";

const page = "docs/iis7.md";
const service = 'userName="WEBFARM\\svc-web" password="p"';

/** A server on which everything that a credential can be set at sets one. */
const snapshot = appHostOf(
  configOf(
    anonymousOf('userName="IUSR"'),
    hostOf(
      '<applicationPools><add name="Shop"><processModel identityType="SpecificUser" userName="WEBFARM\\gmsa-shop$"/></add>',
      `<applicationPoolDefaults><processModel userName="x"/></applicationPoolDefaults></applicationPools>`,
      "<sites>",
      siteOf(
        "Default Web Site",
        1,
        applicationOf("/", directoryOf("/"), directoryOf("/files", service)),
        applicationOf("/app", directoryOf("/dir"), "<virtualDirectoryDefaults/>"),
        "<virtualDirectoryDefaults/>",
      ),
      "<virtualDirectoryDefaults/></sites>",
    ),
    tagOf("Default Web Site", anonymousOf(service)),
    tagOf("Default Web Site/app", anonymousOf('userName=""')),
    tagOf("Default Web Site/app/dir", anonymousOf("")),
  ),
  "WEB10",
);

test("the stack's file of the page is in sync with a server that is so", () => {
  const [snippet] = snippetsOf(page).filter(({ language }) => language === "yaml");
  const { config } = safeLoad(snippet?.text ?? "") as { config: Record<string, unknown> };
  const { section } = parseSection({
    metabase: config["iis-identity:metabase"],
    identities: config["iis-identity:identities"],
    setting: () => ({ text: "p", secret: true }),
    clearPassword: () => false,
  });
  if (section === undefined) throw new Error("no section");
  const { identities } = locateSection(section, snapshot);
  expect(identities.map(({ kind, location }) => `${kind} ${location}`)).toEqual([
    "anonymous /LM/W3SVC/1/ROOT",
    "anonymous /LM/W3SVC/1/ROOT/app",
    "wam /LM/W3SVC/AppPools/Shop",
    "unc /LM/W3SVC/1/ROOT/files",
  ]);
  for (const each of identities) expect(planCredential(snapshot, each, []).state).toBe("in-sync");
});

test("the table of locations has every element and place that a reading knows", () => {
  const rows = readPage(page)
    .split("\n")
    .filter((line) => line.startsWith("|") && line.includes("/LM/W3SVC"))
    .map((line) => line.split("|").map((cell) => cell.trim()));
  const listed = rows.map(([, element = "", kind = "", location = ""]) => {
    const place = location
      .replaceAll("`", "")
      .replace(/\/NAME$/, "/Shop")
      .replace("/ID", "/1");
    return [place, kind.replaceAll("`", ""), element];
  });
  expect(listed.length).toBe(8);
  for (const [place, kind, element] of listed) {
    const key = snapshot.keys.find(({ location }) => location === place);
    const held = key?.elements?.[kind as "anonymous"];
    expect([place, kind, held, element?.includes(String(held))]).toEqual([place, kind, held, true]);
  }
});
