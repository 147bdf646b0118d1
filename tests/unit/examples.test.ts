import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseXml, XmlElement } from "@rgrove/parse-xml";
import { safeLoad } from "js-yaml";
import { parseSection, type Section } from "../../provider/src/config";
import { storeOf } from "../../provider/src/stores";

// The metabases are read here with an XML parser and plain code, none of it the product's own.

const folder = join(__dirname, "../../examples/two-servers");

const passwords: Record<string, string> = {
  "iis-identity:web-user": "{{web-user}}",
  "iis-identity:iusr": "{{iusr}}",
  "iis-identity:intranet": "{{intranet}}",
};

const bytesOf = (server: string): Buffer => readFileSync(join(folder, server, "MetaBase.xml"));

const elementsIn = (parent: XmlElement): XmlElement[] =>
  parent.children.filter((child) => child instanceof XmlElement);

function keysOf(server: string): XmlElement[] {
  const root = parseXml(bytesOf(server).toString("utf8")).root;
  const [list] = root === null ? [] : elementsIn(root);
  return list === undefined ? [] : elementsIn(list);
}

const locationOf = (key: XmlElement): string => key.attributes["Location"] ?? "";

function configurationOf(server: string): Record<string, unknown> {
  const file = safeLoad(readFileSync(join(folder, `Pulumi.${server}.yaml`), "utf8"));
  return (file as { config: Record<string, unknown> }).config;
}

function sectionOf(server: string): Section {
  const configuration = configurationOf(server);
  const result = parseSection({
    metabase: configuration["iis-identity:metabase"],
    identities: configuration["iis-identity:identities"],
    setting: (name) => {
      const text = passwords[name];
      return text === undefined ? undefined : { text, secret: true };
    },
    clearPassword: () => true,
  });
  expect(result.mistakes).toEqual([]);
  if (result.section === undefined) throw new Error("no section");
  return result.section;
}

/** What stands at the key itself, as an attribute or as a Custom element by name or by number. */
function own(key: XmlElement | undefined, name: string, id: string): string | undefined {
  const custom =
    key === undefined ? undefined : elementsIn(key).find((child) => child.attributes["ID"] === id);
  return key?.attributes[name] ?? custom?.attributes["Value"];
}

/** What counts at a location: its own value, else the nearest one above it. */
function effective(keys: XmlElement[], location: string, name: string, id: string): string | undefined {
  for (let path = location; path.length > 1; path = path.slice(0, path.lastIndexOf("/"))) {
    const key = keys.find((each) => locationOf(each).toUpperCase() === path.toUpperCase());
    const value = own(key, name, id);
    if (value !== undefined) return value;
  }
  return undefined;
}

function drifted(server: string): Record<string, string[]> {
  const { metabase, identities } = sectionOf(server);
  const keys = keysOf(server);
  const bare = (name: string | undefined): string | undefined =>
    name?.toUpperCase().replace(`${storeOf(metabase).machine(metabase) ?? ""}\\`, "");
  const found = identities.map(({ location, userName, password }): [string, string[]] => {
    const differing = [
      bare(effective(keys, location, "AnonymousUserName", "6020")) === bare(userName) ? "" : "name",
      password === undefined || effective(keys, location, "AnonymousUserPass", "6021") === password.reveal()
        ? ""
        : "password",
    ];
    return [location, differing.filter((half) => half !== "")];
  });
  return Object.fromEntries(found.filter(([, differing]) => differing.length > 0));
}

test("web01 has a stale password, a renamed account and a half pair that gets a stranger's password", () => {
  expect(drifted("web01")).toEqual({
    "/LM/W3SVC/1/ROOT/Shop": ["password"],
    "/LM/W3SVC/1962875481/root": ["name"],
    "/LM/W3SVC/2/ROOT/legacy": ["password"],
  });
  const legacy = keysOf("web01").find((key) => locationOf(key) === "/LM/W3SVC/2/ROOT/legacy");
  expect(own(legacy, "AnonymousUserPass", "6021")).toBeUndefined();
});

test("web02 has two stale passwords", () => {
  expect(drifted("web02")).toEqual({
    "/LM/W3SVC/1/ROOT/status.asp": ["password"],
    "/LM/W3SVC/409911873/Root/v2": ["password"],
  });
});

describe.each([
  ["web01", "\r\n"],
  ["web02", "\n"],
])("the metabase of %s", (server, lineEnd) => {
  const text = bytesOf(server).toString("utf8");
  const lines = text.split(lineEnd);
  const keys = keysOf(server);

  test("is laid out as IIS 6 lays it out", () => {
    expect(lines.slice(0, 3)).toEqual([
      '\ufeff<?xml version ="1.0"?>',
      '<configuration xmlns="urn:microsoft-catalog:XML_Metabase_V64_0">',
      "<MBProperty>",
    ]);
    expect(lines.slice(-3)).toEqual(["</MBProperty>", "</configuration>", ""]);
    expect(text.replaceAll(lineEnd, "")).not.toMatch(/[\r\n]/);
    const line = new RegExp(
      [
        /<\w+\tLocation ="[^"]*"/, // a key begins
        /\t\t\w+="[^"]*"/, // an attribute of a key or of a Custom element
        /\t\t\w+="[^"]*/, // the first line of a value of several
        /\t\t\t[^"]+"?/, // its further lines
        /\t>|\t<Custom|\t\/>|<\/\w+>/,
      ]
        .map(({ source }) => `^(?:${source})$`)
        .join("|"),
    );
    expect(lines.slice(3, -3).filter((each) => !line.test(each))).toEqual([]);
  });

  test("has about sixty keys, each location once, ordered ignoring case", () => {
    expect(keys.length).toBeGreaterThanOrEqual(55);
    expect(keys.length).toBeLessThanOrEqual(65);
    const locations = keys.map((key) => locationOf(key).toUpperCase());
    expect(locations).toEqual([...new Set(locations)].sort());
  });

  test("has its attributes in ordinal order, Location first", () => {
    for (const key of keys) {
      const names = Object.keys(key.attributes);
      expect(names).toEqual(["Location", ...names.slice(1).sort()]);
    }
  });

  test("shows the kinds of keys and values that servers have", () => {
    const types = new Set(keys.map(({ name }) => name));
    for (const type of [
      ..."IIsWebService IIsWebServer IIsWebVirtualDir IIsWebDirectory IIsWebFile IIsFtpService".split(" "),
      ..."IIsFtpServer IIsFtpVirtualDir IIsApplicationPools IIsApplicationPool IIsWebInfo".split(" "),
    ]) {
      expect(types).toContain(type);
    }
    const service = keys.find(({ name }) => name === "IIsWebService")?.attributes ?? {};
    for (const name of ["AnonymousUserName", "AnonymousUserPass", "WAMUserName", "WAMUserPass"]) {
      expect(Object.keys(service)).toContain(name);
    }
    const customs = keys.flatMap(elementsIn).map(({ attributes }) => attributes["Name"] ?? "");
    expect(customs.filter((name) => name.startsWith("UnknownName_")).length).toBeGreaterThan(3);
    const half = keys.filter(
      (key) =>
        (own(key, "AnonymousUserName", "6020") === undefined) !==
        (own(key, "AnonymousUserPass", "6021") === undefined),
    );
    expect(half).not.toEqual([]);
    expect(keys.filter((key) => own(key, "UNCUserName", "3002") !== undefined)).not.toEqual([]);
  });

  test("holds no sealed value, and no password but a placeholder", () => {
    expect(text).not.toMatch(/SessionKey|49634462/);
    const pairs = [
      ["AnonymousUserPass", "6021"],
      ["WAMUserPass", "7502"],
      ["UNCPassword", "3003"],
    ] as const;
    for (const [name, id] of pairs) {
      for (const key of keys) expect(own(key, name, id) ?? "{{}}").toMatch(/^\{\{[a-z-]*\}\}$/);
    }
  });

  test("has every key that the stack's file declares, most of them in step", () => {
    const known = new Set(keys.map((key) => locationOf(key).toUpperCase()));
    const { identities, metabase } = sectionOf(server);
    expect(identities.filter(({ location }) => !known.has(location.toUpperCase()))).toEqual([]);
    expect(metabase).toMatchObject({ path: `${server}/MetaBase.xml`, machine: server.toUpperCase() });
    expect(Object.keys(drifted(server)).length).toBeLessThan(identities.length / 2);
  });

  test("has a stack file without a password or ciphertext in it", () => {
    const stackFile = readFileSync(join(folder, `Pulumi.${server}.yaml`), "utf8");
    expect(stackFile).not.toMatch(/secure:|encryptionsalt|^\s*password:|[{,]\s*password:/m);
  });
});

test("images of web01 holds no pair of its own, and what it inherits is what is declared", () => {
  const images = keysOf("web01").find((key) => locationOf(key) === "/LM/W3SVC/1/ROOT/images");
  expect(images).toBeDefined();
  expect(
    own(images, "AnonymousUserName", "6020") ?? own(images, "AnonymousUserPass", "6021"),
  ).toBeUndefined();
  expect(sectionOf("web01").identities.map(({ location }) => location)).toContain("/LM/W3SVC/1/ROOT/images");
});
