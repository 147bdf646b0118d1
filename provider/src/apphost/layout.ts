import { spaceBefore } from "../document";
import { once } from "../domain";
import type { AppHostDocument } from "./apphost-document";

/** How an element begins its line: the line break before it and its indent; `undefined` for one within a line. */
export interface Line {
  readonly lineBreak: string;
  readonly indent: string;
}

export function lineOf({ encoded: { text } }: AppHostDocument, start: number): Line | undefined {
  const space = text.slice(spaceBefore(text, start), start);
  const cut = space.lastIndexOf("\n");
  if (cut < 0) return undefined;
  return { lineBreak: space.charAt(cut - 1) === "\r" ? "\r\n" : "\n", indent: space.slice(cut + 1) };
}

/** What one level of a file is indented by: as its location tags are, or, without any, its sections. */
export const unitOf = once((document: AppHostDocument): string => {
  const { scopes, sites, pools } = document;
  const tag = scopes.find(({ tag }) => tag !== undefined)?.tag;
  if (tag !== undefined) {
    const indent = lineOf(document, tag.span.start)?.indent ?? "";
    if (indent !== "") return indent;
  }
  const section = sites[0]?.element ?? pools[0]?.element;
  const indent = section === undefined ? "" : (lineOf(document, section.span.start)?.indent ?? "");
  return indent === "" ? "    " : indent.slice(0, Math.ceil(indent.length / 2));
});
