import { join } from "node:path";
import { requireAdopted } from "../../provider/src/stack/adopted-section";
import { metabaseSettings, parseSection, type Section } from "../../provider/src/config";
import { adoptAll } from "../../provider/src/drift";
import { storeOf } from "../../provider/src/stores";
import { MemoryStore } from "../support/memory-store";
import { memoryKeys, type KeyText } from "../support/keys";

const keys: Readonly<Record<string, KeyText>> = {
  W3SVC: { type: "IIsWebService", anonymous: ["svc", "p"] },
  "W3SVC/1/ROOT": { anonymous: ["IUSR", ""] },
};
const items = [
  { location: "W3SVC", userName: "svc", passwordFrom: "svc" },
  { location: "W3SVC/1/ROOT", userName: "IUSR", passwordless: true },
] as const;
const [service, root] = items;

function sectionOf(identities: readonly object[], accounts?: readonly object[]): Section {
  const { section } = parseSection({
    metabase: { path: "MetaBase.xml" },
    identities,
    accounts,
    setting: (name) => ({ text: name.endsWith(":other") ? "P" : "p", secret: true }),
    clearPassword: () => false,
  });
  if (section === undefined) throw new Error("no section");
  return section;
}

async function isHeld(section: Section, found = keys): Promise<unknown> {
  const adoption = adoptAll(
    await new MemoryStore("then", memoryKeys(keys)).observe({ locations: [], reveal: true }),
  );
  const snapshot = await new MemoryStore("now", memoryKeys(found)).observe({ locations: [] });
  try {
    requireAdopted(snapshot, adoption, section);
    return undefined;
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
}

test("a section that says what was adopted passes", async () => {
  expect(await isHeld(sectionOf(items))).toBeUndefined();
});

test.each<[string, Section]>([
  ["an identity less", sectionOf([service])],
  ["an identity more", sectionOf([...items, { location: "W3SVC/2", userName: "x" }])],
  ["another order", sectionOf([root, service])],
  ["another spelling of a name", sectionOf([{ ...service, userName: "SVC" }, root])],
  ["another kind", sectionOf([{ ...service, kind: "wam" }, root])],
  ["another password", sectionOf([{ ...service, passwordFrom: "other" }, root])],
  ["no password", sectionOf([{ location: "W3SVC", userName: "svc" }, root])],
  ["no passwordless", sectionOf([service, { location: "W3SVC/1/ROOT", userName: "IUSR" }])],
  ["an account beside", sectionOf(items, [{ userName: "svc", passwordFrom: "svc" }])],
])("%s does not", async (_, section) => {
  expect(await isHeld(section)).toBe("E_VERIFY");
});

test("nor does one that the metabase differs from", async () => {
  const found = { ...keys, W3SVC: { ...keys["W3SVC"], anonymous: ["svc", "q"] as const } };
  expect(await isHeld(sectionOf(items), found)).toBe("E_VERIFY");
});

test.each([
  ["web01/MetaBase.xml", "web01/MetaBase.xml"],
  ["MetaBase.xml", "MetaBase.xml"],
  ["..copies/MetaBase.xml", "..copies/MetaBase.xml"],
  ["../copies/MetaBase.xml", join("/srv/copies/MetaBase.xml")],
])("a metabase at %s of the project is named by %s", (path, expected) => {
  const settings = metabaseSettings.parse({ path: join("/srv/project", path), machine: "WEB01" });
  expect(storeOf(settings).written(settings, "/srv/project")).toEqual({ path: expected, machine: "WEB01" });
});

test.each<[object, object]>([
  [{}, {}],
  [{ timeoutSeconds: 120 }, {}],
  [{ timeoutSeconds: 900 }, { timeoutSeconds: 900 }],
  [
    { transport: { type: "ssh", host: "web01" }, timeoutSeconds: 5 },
    { transport: { type: "ssh", host: "web01" }, timeoutSeconds: 5 },
  ],
  [
    { throughCompatibility: true, server: "web01" },
    { throughCompatibility: true, server: "web01" },
  ],
])("a live metabase with %j is named by what differs from the defaults", (written, expected) => {
  const settings = metabaseSettings.parse({ store: "adsi", ...written });
  expect(storeOf(settings).written(settings, "/srv/project")).toEqual({ store: "adsi", ...expected });
});
