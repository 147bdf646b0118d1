import { once } from "../domain";
import {
  editBetween,
  escapeValue,
  namesOf,
  scanSpan,
  spaceBefore,
  type Edit,
  type ElementSpan,
} from "../document";
import type { AppHostDocument } from "./apphost-document";
import { homeInNewTag } from "./home";
import { lineOf, unitOf, type Line } from "./layout";
import type { Home } from "./level";

/** The attributes of a new element, in their order. */
type NewAttributes = readonly (readonly [name: string, value: string])[];

/** Puts an element into its home, beneath as much of the way to it as the file has. */
export function insertElement(document: AppHostDocument, home: Home, attributes: NewAttributes): Edit {
  const { span, depth } = deepest(document, home);
  return insertInto(document, span, home.inside.slice(depth), attributes);
}

const lastTag = once(({ scopes }: AppHostDocument) => scopes.findLast(({ tag }) => tag !== undefined)?.tag);

/** Puts an anonymous credential into a location tag of its own, behind the last one of the file. */
export function insertTag(document: AppHostDocument, path: string, attributes: NewAttributes): Edit {
  const last = lastTag(document);
  const names = ["location", ...homeInNewTag];
  const opening = ` path="${escapeValue(path)}"`;
  if (last === undefined) return insertInto(document, document.root, names, attributes, opening);
  const line = lineOf(document, last.span.start);
  const content = block(names, attributes, line, unitOf(document), opening);
  return editBetween(document.encoded, last.span.end, last.span.end, `${breakOf(line)}${content}`);
}

/** The deepest element on the way from a home to what goes there, and how many names of the way it has behind it. */
function deepest(document: AppHostDocument, { element, inside }: Home): { span: ElementSpan; depth: number } {
  const found: ElementSpan[] = [];
  const { start, end } = element.span;
  const open: { name: string; start: number }[] = [];
  const names = namesOf(document.encoded);
  scanSpan(document.encoded, start, end, {
    open: (name, at) => {
      open.push({ name: names.text(name), start: at });
    },
    attribute: () => undefined,
    close: (depth, at) => {
      const closed = open.pop();
      const onWay = depth > 0 && depth < inside.length && closed?.name === inside[depth - 1];
      const isWithin = open.slice(1).every(({ name }, index) => name === inside[index]);
      if (onWay && isWithin && closed !== undefined) found[depth] ??= { start: closed.start, end: at };
    },
  });
  let [span, depth] = [element.span, 0];
  for (let next = found[1]; next !== undefined && isInside(next, span); next = found[depth + 1]) {
    span = next;
    depth += 1;
  }
  return { span, depth };
}

function isInside(inner: ElementSpan, outer: ElementSpan): boolean {
  return inner.start > outer.start && inner.end < outer.end;
}

/** Adds nested elements as the last child of one that is in the file. */
function insertInto(
  document: AppHostDocument,
  { start, end }: ElementSpan,
  names: readonly string[],
  attributes: NewAttributes,
  opening = "",
): Edit {
  const { encoded } = document;
  const { text } = encoded;
  const own = lineOf(document, start);
  const unit = unitOf(document);
  const inside = start === document.root.start ? lineOfRoot(document) : undefined;
  const inner = own === undefined ? inside : { ...own, indent: own.indent + unit };
  if (text.startsWith("/>", end - 2)) {
    const name = /^<([^\s/>]+)/.exec(encoded.decode(start, end))?.[1] ?? "";
    const content = block(names, attributes, inner, unit, opening);
    return editBetween(
      document.encoded,
      spaceBefore(text, end - 2),
      end,
      `>${breakOf(inner)}${content}${breakOf(own)}</${name}>`,
    );
  }
  const closing = text.lastIndexOf("</", end - 1);
  const isOnLine = lineOf(document, closing) !== undefined;
  const place = isOnLine ? spaceBefore(text, closing) : closing;
  const around = isOnLine ? inner : undefined;
  return editBetween(
    document.encoded,
    place,
    place,
    `${breakOf(around)}${block(names, attributes, around, unit, opening)}`,
  );
}

/** Of a root that begins the file: its children are indented by one level. */
const lineOfRoot = once((document: AppHostDocument): Line | undefined => {
  const { text } = document.encoded;
  const cut = text.indexOf("\n", document.root.start);
  if (cut < 0) return undefined;
  return { lineBreak: text.charAt(cut - 1) === "\r" ? "\r\n" : "\n", indent: unitOf(document) };
});

/** Nested elements, each on its line where the file has lines; the first one begins where it is put. */
function block(
  [name = "", ...inside]: readonly string[],
  attributes: NewAttributes,
  line: Line | undefined,
  unit: string,
  opening: string,
): string {
  if (inside.length === 0) {
    const written = attributes.map(([attribute, value]) => ` ${attribute}="${escapeValue(value)}"`);
    return `<${name}${opening}${written.join("")} />`;
  }
  const inner = line && { ...line, indent: line.indent + unit };
  const content = block(inside, attributes, inner, unit, "");
  return `<${name}${opening}>${breakOf(inner)}${content}${breakOf(line)}</${name}>`;
}

function breakOf(line: Line | undefined): string {
  return line === undefined ? "" : line.lineBreak + line.indent;
}
