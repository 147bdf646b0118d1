import { isDeepStrictEqual } from "node:util";
import { CST, isCollection, isMap, isPair, isScalar, type Pair, type YAMLMap } from "yaml";
import { fieldOf } from "../config";
import { yamlDocument } from "./read-yaml";

/** A piece of the text, and its replacement. */
interface TextEdit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/**
 * Puts settings into the text of a stack's file, beneath `config`. Every other byte stays as it is: nothing else is
 * parsed and written again, because a number or a date would come back in another spelling.
 *
 * @param settings the lines of each setting by its full name, without indentation, each ending in `\n`
 * @returns `undefined` if this is not YAML, or not YAML that has one setting on each line
 */
export function spliceSettings(text: string, settings: Readonly<Record<string, string>>): string | undefined {
  const root = mappingOf(text);
  if (root === undefined) return undefined;
  const lineBreak = /\r?\n/.exec(text)?.[0] ?? "\n";
  const ended = text.replace(/[^\n]$/, (last) => `${last}${lineBreak}`);
  if (root === "nothing")
    return spliceSettings(`${ended === "\ufeff" ? text : ended}config:${lineBreak}`, settings);
  const config = pairOf(root, "config");
  if (config === undefined) {
    const at = behind(ended, endOf(text, root), columnOf(ended, root));
    const line = `${" ".repeat(columnOf(ended, root))}config:${lineBreak}`;
    return spliceSettings(apply(ended, [{ from: at, to: at, text: line }]), settings);
  }
  const edits = editsOf(text, ended, config, settings, columnOf(ended, root));
  if (edits === undefined) return undefined;
  const all = edits.map((edit) => ({ ...edit, text: edit.text.replaceAll("\n", lineBreak) }));
  const written = apply(ended, all);
  return isDeepStrictEqual(othersOf(text, settings), othersOf(written, settings)) ? written : undefined;
}

function editsOf(
  text: string,
  ended: string,
  { key, value }: Pair,
  settings: Readonly<Record<string, string>>,
  outer: number,
): readonly TextEdit[] | undefined {
  const isEmpty = isScalar(value) ? value.value === null : isMap(value) && value.items.length === 0;
  if (value === null || isEmpty) {
    const range = rangeOf(value);
    const from = keyEnd(ended, key);
    const to = range?.[1] ?? from;
    const cleared =
      range === undefined || range[0] === to
        ? []
        : [{ from: from + ended.slice(from, to).search(/[ \t]*(?:\{\s*\}|\S+)$/), to, text: "" }];
    const at = behind(ended, Math.max(from, to), outer + 1);
    return [...cleared, { from: at, to: at, text: indented(Object.values(settings).join(""), outer + 2) }];
  }
  if (!isMap(value)) return undefined;
  if (value.flow === true) return unfolded(ended, value, settings, outer);
  const column = columnOf(ended, value);
  const own = Object.entries(settings).map(([name, lines]) => {
    // The older spelling of a name would be a second value.
    const [first, ...more] = [name, name.replace(":", ":config:")].flatMap(
      (each) => pairOf(value, each) ?? [],
    );
    return { first, more, lines };
  });
  const replaced = own.flatMap(({ first, more, lines }) => [
    ...(first === undefined
      ? []
      : [
          {
            ...placeOf(text, ended, first, lines),
            text: lines.replace(/\n$/, `${commentBehind(text, first)}\n`),
          },
        ]),
    ...more.map((pair) => ({ ...placeOf(text, ended, pair, lines), text: "" })),
  ]);
  const added = own.flatMap(({ first, lines }) => (first === undefined ? [lines] : [])).join("");
  const at = behind(ended, endOf(text, value), column);
  const edits = replaced.map((edit) => ({ ...edit, text: indented(edit.text, column) }));
  return added === "" ? edits : [...edits, { from: at, to: at, text: indented(added, column) }];
}

/** The whole lines of a setting, with comments beneath it that come again. */
function placeOf(text: string, ended: string, pair: Pair, lines: string): Pick<TextEdit, "from" | "to"> {
  const start = rangeOf(pair.key)?.[0] ?? 0;
  const again = lines.split("\n").map((line) => line.trim());
  const end = endOf(text, pair);
  let to = ended[end - 1] === "\n" ? end : nextLine(ended, end);
  for (let next = nextLine(ended, to); next > to; to = next, next = nextLine(ended, to)) {
    const line = ended.slice(to, next).trim();
    if (!line.startsWith("#") || !again.includes(line)) break;
  }
  return { from: ended.lastIndexOf("\n", start - 1) + 1, to };
}

function commentBehind(text: string, pair: Pair): string {
  const end = endOf(text, pair);
  return text[end - 1] === "\n" ? "" : (/^[ \t]+#[^\r\n]*/.exec(text.slice(end))?.[0] ?? "");
}

/** A mapping on one line becomes one setting a line, each as it was spelled. */
function unfolded(
  text: string,
  map: YAMLMap,
  settings: Readonly<Record<string, string>>,
  outer: number,
): readonly TextEdit[] | undefined {
  const [from, to] = rangeOf(map) ?? [0, 0];
  const token = map.srcToken;
  if (token?.type !== "flow-collection" || /[\r\n]/.test(text.slice(from, to))) return undefined;
  const names = Object.keys(settings).flatMap((name) => [name, name.replace(":", ":config:")]);
  const lines = map.items.flatMap(({ key }, index) => {
    const item = token.items[index];
    if (item === undefined || (isScalar(key) && names.includes(String(key.value)))) return [];
    const head = CST.stringify({
      start: item.start.filter(({ type }) => type !== "comma"),
      key: item.key ?? null,
    });
    const tail = CST.stringify({
      start: [],
      sep: item.sep ?? [],
      ...(item.value ? { value: item.value } : {}),
    });
    return [`${head.trim()}: ${tail.trim().replace(/^:/, "").trim()}`.trimEnd() + "\n"];
  });
  const before = text.slice(0, from).trimEnd().length;
  const at = behind(text, to, outer + 1);
  const all = [...lines, ...Object.values(settings)].join("");
  return [
    { from: before, to, text: "" },
    { from: at, to: at, text: indented(all, outer + 2) },
  ];
}

function mappingOf(text: string): YAMLMap | "nothing" | undefined {
  const document = yamlDocument(text, { keepSourceTokens: true });
  if (document === undefined) return undefined;
  const { contents } = document;
  if (contents === null) return "nothing";
  return isMap(contents) && contents.flow !== true && contents.items.length > 0 ? contents : undefined;
}

function pairOf(map: YAMLMap, name: string): Pair | undefined {
  return map.items.find(({ key }) => isScalar(key) && key.value === name);
}

function rangeOf(node: unknown): readonly [from: number, to: number] | undefined {
  const range = fieldOf(node, "range");
  if (!Array.isArray(range)) return undefined;
  const [from, to] = range.map(Number);
  return from === undefined || to === undefined ? undefined : [from, to];
}

function columnOf(text: string, map: YAMLMap): number {
  const start = rangeOf(map.items[0]?.key)?.[0] ?? 0;
  const line = text.slice(text.lastIndexOf("\n", start - 1) + 1, start).replace("\ufeff", "");
  return /^ */.exec(line)?.[0].length ?? 0;
}

/** Behind the colon of a key. */
function keyEnd(text: string, key: unknown): number {
  const end = rangeOf(key)?.[1] ?? 0;
  return text.indexOf(":", end) + 1;
}

/** Where the last character of a node stands that counts. */
function endOf(text: string, node: unknown): number {
  if (isPair(node)) {
    const range = rangeOf(node.value);
    const isThere = range !== undefined && (range[0] < range[1] || isCollection(node.value));
    return isThere ? endOf(text, node.value) : keyEnd(text, node.key);
  }
  const [, to] = rangeOf(node) ?? [0, 0];
  if (isCollection(node) && node.flow !== true && node.items.length > 0)
    return endOf(text, node.items.at(-1));
  // Empty lines at the end of a block may belong to its text.
  const isBlock = isScalar(node) && (node.type === "BLOCK_LITERAL" || node.type === "BLOCK_FOLDED");
  return isBlock ? to : text.slice(0, to).trimEnd().length;
}

function nextLine(text: string, at: number): number {
  const found = text.indexOf("\n", at) + 1;
  return found === 0 ? text.length : found;
}

/** The beginning of the next line that is not a comment with at least this indentation. */
function behind(text: string, end: number, column: number): number {
  let at = text[end - 1] === "\n" ? end : nextLine(text, end);
  const comment = new RegExp(`[ ]{${String(column)},}#.*\\r?\\n`, "y");
  for (comment.lastIndex = at; comment.test(text); comment.lastIndex = at) at = comment.lastIndex;
  return at;
}

function indented(lines: string, column: number): string {
  return lines.replace(/^(?=.)/gm, " ".repeat(column));
}

function apply(text: string, edits: readonly TextEdit[]): string {
  let written = text;
  for (const { from, to, text: piece } of [...edits].sort((a, b) => b.from - a.from)) {
    written = written.slice(0, from) + piece + written.slice(to);
  }
  return written;
}

/** Everything but our settings, each scalar as it is spelled: the proof that it did not change. */
function othersOf(text: string, settings: Readonly<Record<string, string>>): unknown {
  const document = yamlDocument(text, { schema: "failsafe" });
  if (document === undefined) return Symbol("no YAML");
  try {
    const { config, ...others } = document.toJS() as Readonly<Record<string, unknown>>;
    const own = Object.keys(settings).flatMap((name) => [name, name.replace(":", ":config:")]);
    const settled = Object.entries(typeof config === "object" && config !== null ? config : {});
    return [others, settled.filter(([name]) => !own.includes(name))];
  } catch {
    return Symbol("too many aliases");
  }
}
