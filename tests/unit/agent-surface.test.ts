import { parse, type Node } from "acorn";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { agentFile } from "../../provider/src/agent/agent-file";
import { adminSurface } from "../support/admin-surface";

/*
 * Of IIS's administration objects the agent may use, and the simulated IIS may have, nothing but the members and arguments
 * of Microsoft's published interfaces: tests/support/script-host/ahadmin-surface.json is their table, a form or several a
 * member: `get`, `put` or `method`, how many arguments, what it gives.
 */

interface Form {
  readonly kind: string;
  readonly least: number;
  readonly most: number;
  readonly outward: boolean;
}

function formOf(text: string): Form {
  const [, kind = "", least = "", most = least, rest = ""] =
    /^(get|put|method) (\d)(?:-(\d))?(.*)$/.exec(text) ?? [];
  return { kind, least: Number(least), most: Number(most), outward: rest.includes("out parameters") };
}

/** The forms of a member, in an interface and those that it extends; in every interface where none is named. */
function formsOf(name: string, type?: string): readonly Form[] {
  if (type === undefined) return Object.keys(adminSurface).flatMap((each) => formsOf(name, each));
  const { extends: base, [name]: said = [] } = adminSurface[type] ?? {};
  const own = name === "extends" ? [] : [said].flat().map(formOf);
  return typeof base === "string" ? [...own, ...formsOf(name, base)] : own;
}

type Tree = Node & Readonly<Record<string, unknown>>;

const isTree = (value: unknown): value is Tree =>
  typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";

function everyNode(node: Tree): readonly Tree[] {
  return [node, ...Object.values(node).flat().filter(isTree).flatMap(everyNode)];
}

const parsed = (text: string): readonly Tree[] => {
  const tree: Node = parse(text, { ecmaVersion: 3, sourceType: "script" });
  return isTree(tree) ? everyNode(tree) : [];
};

/** The name of a member that is reached with a dot. */
function memberOf(node: unknown): string | undefined {
  if (!isTree(node) || node.type !== "MemberExpression" || node["computed"] === true) return undefined;
  const { property } = node as unknown as { readonly property: { readonly name: string } };
  return property.name;
}

/** What is no member of an administration object, in the parts of the agent that speak with those. */
const others = new Set(
  (
    "depth name fields password file locations type requests number length replace exec test " +
    "answer change directory element empties expectedName expectedPassword expectedType failed identityType indexes isEmpty isTried own path " +
    "place provider read request sections site strict tags userName " +
    "join lastIndexOf substring where notRemoved FileExists Sleep " +
    "Environment Item RegRead OpenTextFile AtEndOfStream ReadAll Close"
  ).split(" "),
);

/** Uses of members that no published interface has, as `Name`, or not with so many arguments, as `Name(2)`. */
function complaints(text: string): readonly string[] {
  const nodes = parsed(text);
  const called = new Map(
    nodes
      .filter(({ type }) => type === "CallExpression")
      .map((call) => [call["callee"], (call["arguments"] as readonly unknown[]).length] as const),
  );
  const assigned = new Set(
    nodes.filter(({ type }) => type === "AssignmentExpression").map((each) => each["left"]),
  );
  return nodes.flatMap((node) => {
    const name = memberOf(node);
    if (name === undefined) return [];
    const count = called.get(node);
    const forms = formsOf(name).filter(({ outward }) => !outward);
    if (forms.length === 0) return others.has(name) ? [] : [name];
    const fits = forms.some(({ kind, least, most }) => {
      if (assigned.has(node)) return kind === "put";
      if (count === undefined) return kind === "get" && most === 0;
      return (kind === "method" || (kind === "get" && most > 0)) && least <= count && count <= most;
    });
    if (fits || others.has(name)) return [];
    return [count === undefined ? `${name}${assigned.has(node) ? " =" : ""}` : `${name}(${String(count)})`];
  });
}

const folder = join(dirname(agentFile().path), "src", "apphost");

test.each(readdirSync(folder))("the agent's apphost/%s uses only published members", (name) => {
  expect(complaints(readFileSync(join(folder, name), "latin1"))).toEqual([]);
});

test.each([
  ["manager.Reload();", ["Reload"]],
  ["manager.GetAdminSection(1);", ["GetAdminSection(1)"]],
  ["property.Value = 1;", []],
  ["property.Name = 1;", ["Name ="]],
  ["property.GetMetadata;", ["GetMetadata"]],
  ["file.Locations();", ["Locations(0)"]],
  ["extension.GetSiteIdFromSiteName();", ["GetSiteIdFromSiteName(0)"]],
  ["location.RenameLocation(1, 2);", ["RenameLocation"]],
  ["collection.AddElement(1); collection.AddElement(1, 0);", []],
])("this is caught: %j", (text, expected) => {
  expect(complaints(text)).toEqual(expected);
});

test("the simulated IIS has only published members", () => {
  const folder = join(__dirname, "../support/script-host");
  const objects = readdirSync(folder)
    .filter((name) => /^ahadmin.*\.js$/.test(name))
    .flatMap((name) => parsed(readFileSync(join(folder, name), "latin1")))
    .flatMap((node) => {
      const { callee, arguments: given } = node as unknown as {
        callee?: { name?: string };
        arguments?: Tree[];
      };
      return node.type === "CallExpression" && callee?.name === "comObject" ? [given ?? []] : [];
    });
  const found = objects.flatMap(([type, object]) => {
    const name = String(type?.["value"]);
    const properties = object?.["properties"] as readonly { key: { name: string }; value: Tree }[];
    return properties.flatMap(({ key, value }) => {
      const [, verb = "", member = key.name] = /^(get|put)([A-Z]\w*)$/.exec(key.name) ?? [];
      const count = (value["params"] as readonly unknown[]).length;
      const fits = formsOf(member, name).some(({ kind, least, most }) => {
        if (verb === "put") return kind === "put";
        if (verb === "get") return kind === "get" && most === 0;
        return kind !== "put" && (kind === "method" || most > 0) && least <= count && count <= most;
      });
      return fits ? [] : [`${name}.${key.name}`];
    });
  });
  expect(objects.length).toBeGreaterThan(10);
  expect(found).toEqual([]);
});
