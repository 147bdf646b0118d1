import { parse, type Node, type Options } from "acorn";
import { readFileSync } from "node:fs";
import { agentFile } from "../../provider/src/agent/agent-file";
import { adminSurface } from "../support/admin-surface";

/*
 * Windows Server 2003 runs the agent as JScript 5.6. What that engine lacks would end the script without a word, so the
 * text may use nothing but what is listed here.
 */

const text = readFileSync(agentFile().path, "latin1");

/** Names that are neither the agent's own nor JScript's of 1999. */
const globals = new Set([
  ..."WScript GetObject ActiveXObject VBArray Enumerator".split(" "),
  ..."ScriptEngine ScriptEngineMajorVersion ScriptEngineMinorVersion ScriptEngineBuildVersion".split(" "),
  ..."Date Error Number RegExp String parseInt undefined".split(" "),
]);

/** Members of JScript's own objects. */
const ofLanguage =
  "length charCodeAt exec fromCharCode join lastIndexOf number replace sort split substr substring test toLowerCase toString toUpperCase " +
  "getTime getUTCDate getUTCFullYear getUTCHours getUTCMilliseconds getUTCMinutes getUTCMonth getUTCSeconds";

/** Members of Windows' objects, each as its documentation spells it. */
const ofWindows =
  // Windows Script Host
  "Echo Interactive ReadLine ScriptFullName Sleep StdIn Version ComputerName Environment ExpandEnvironmentStrings Item RegRead " +
  // Arrays and collections
  "Add Items atEnd item lbound moveNext toArray ubound " +
  // Files
  "AtEndOfStream Close CopyFile DeleteFile FileExists Files FolderExists GetFile GetFolder Name OpenTextFile ReadAll Size " +
  // ADSI and IIS
  "ADsPath Backup Class DeleteBackup Get GetDataPaths GetPropertyAttribObj Inherit IsInherit IsInherited Put PutEx SaveData SetInfo " +
  // WMI
  "CSName ProductType";

/** Members of the agent's own objects. */
const ofAgent =
  "depth expectedName expectedPassword fields file flags identityType logonMethod key keyType KeyType kind location locations name nonce notRemoved object pair password requests server type userName where " +
  "answer change directory element empties expectedType failed indexes isEmpty isTried own path place provider read request sections site strict tags " +
  // requests by name
  "apply backup configuration copy echo examine inspect observe pools save set snapshot";

const members = new Set([
  ...[ofLanguage, ofWindows, ofAgent].flatMap((names) => names.split(" ")),
  // IIS 7 and later; which of them with which arguments is another test's
  ...Object.values(adminSurface).flatMap((members) => Object.keys(members)),
]);

const options: Options = { ecmaVersion: 3, sourceType: "script", allowReserved: "never", locations: true };

type Tree = Node & Readonly<Record<string, unknown>>;

function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}

function childrenOf(node: Tree): readonly Tree[] {
  return Object.values(node).flat().filter(isTree);
}

function everyNode(node: Tree): readonly Tree[] {
  return [node, ...childrenOf(node).flatMap(everyNode)];
}

function nameOf(node: unknown): string {
  if (!isTree(node)) return "";
  if (typeof node["name"] === "string") return node["name"];
  return typeof node["value"] === "string" ? node["value"] : "";
}

/** What an old engine would stumble over, or what this list does not know. */
function complaints(source: string): readonly string[] {
  const foreign = [...source].filter((character) => !/[\n -~]/.test(character));
  const found = foreign.map((character) => `character ${String(character.codePointAt(0))}`);
  let tree: Tree;
  try {
    const parsed: Node = parse(source, options);
    if (!isTree(parsed)) throw new Error("no tree");
    tree = parsed;
  } catch (error) {
    return [...found, error instanceof SyntaxError ? "syntax" : String(error)];
  }
  const nodes = everyNode(tree);
  const declared = new Set<string>();
  for (const node of nodes) {
    const patterns = [node["id"], node["param"], ...(Array.isArray(node["params"]) ? node["params"] : [])];
    for (const pattern of patterns) if (isTree(pattern)) declared.add(nameOf(pattern));
  }
  const memberNames = new Set<unknown>();
  for (const node of nodes) {
    if (node.type === "MemberExpression" && node["computed"] === false) {
      memberNames.add(node["property"]);
      if (!members.has(nameOf(node["property"]))) found.push(`member ${nameOf(node["property"])}`);
    }
    if (node.type === "Property") {
      memberNames.add(node["key"]);
      if (node["kind"] !== "init") found.push("accessor");
      if (!members.has(nameOf(node["key"]))) found.push(`member ${nameOf(node["key"])}`);
    }
    if (node.type === "TryStatement" && node["finalizer"] !== null) found.push("finally");
    // Their names leak into the function around them there.
    if (node.type === "FunctionExpression" && node["id"] !== null) found.push("named function expression");
  }
  // A function declared within a block is always made there, whatever the block's condition.
  const blocks = nodes.filter(({ type }) =>
    /^(?:If|For|ForIn|While|Try|Labeled)Statement$|^CatchClause$/.test(type),
  );
  for (const block of blocks) {
    const bodies = childrenOf(block).filter(({ type }) => type === "BlockStatement");
    const inner = bodies.flatMap(childrenOf).filter(({ type }) => type === "FunctionDeclaration");
    found.push(...inner.map(() => "function in a block"));
  }
  for (const node of nodes) {
    if (node.type !== "Identifier" || memberNames.has(node)) continue;
    const name = nameOf(node);
    if (!declared.has(name) && !globals.has(name)) found.push(`name ${name}`);
  }
  // Engines of that time count one more element.
  if (/,\s*[\]}]/.test(source)) found.push("comma at the end");
  return found;
}

test("the agent uses nothing that a script host of Windows Server 2003 lacks", () => {
  expect(complaints(text)).toEqual([]);
});

test.each([
  ["var a = `text`;", ["syntax"]],
  ["let b = 1;", ["syntax"]],
  ["var c = () => 1;", ["syntax"]],
  ["var d = { delete: 1 };", ["syntax"]],
  ["var e = WScript.delete;", ["syntax"]],
  ["var f = { get x() { return 1; } };", ["syntax"]],
  ["var g = [1, 2,];", ["comma at the end"]],
  ["var h = JSON.stringify({});", ["member stringify", "name JSON"]],
  ['var i = " a ".trim();', ["member trim"]],
  ["var j = [1].map(String);", ["member map"]],
  ["var k = [1].indexOf(1);", ["member indexOf"]],
  ["var l = Object.keys({});", ["member keys", "name Object"]],
  ['var m = encodeURIComponent("a");', ["name encodeURIComponent"]],
  ["var n = Date.now();", ["member now"]],
  ["var o = new Date().toISOString();", ["member toISOString"]],
  ["try { WScript.Sleep(1); } finally { WScript.Sleep(2); }", ["finally"]],
  ["var p = function q() {};", ["named function expression"]],
  ["if (1) { function r() {} }", ["function in a block"]],
  ["WScript.StdOut.Write(1);", ["member Write", "member StdOut"]],
  ["var s = GetObject(1); s.Restore();", ["member Restore"]],
  ["var t = new XMLHttpRequest();", ["name XMLHttpRequest"]],
  ['var u = "\u00fc";', ["character 252"]],
  ["var v = 1;\r\n", ["character 13"]],
  ["var w = eval(1);", ["name eval"]],
])("this is caught: %j", (line, expected) => {
  const found = complaints(line);
  expect(found).toEqual(expected);
});

test("the agent ends with a line break, so that its last line is read whole", () => {
  expect(text.endsWith("\n")).toBe(true);
});
