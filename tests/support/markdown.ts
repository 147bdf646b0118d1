import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";

export const repository = resolve(__dirname, "../..");

/** A fenced block, with the indentation of its fence taken off. */
export interface Snippet {
  /** The page, as a path in the repository with slashes. */
  readonly page: string;
  /** The line of the opening fence, from 1. */
  readonly line: number;
  readonly language: string;
  readonly text: string;
}

const passedOver = new Set(["node_modules", "dist", "coverage", "fixtures"]);

/** Every page of the repository, as a path in it with slashes. */
export function allPages(folder = repository): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      return passedOver.has(entry.name) || entry.name.startsWith(".") ? [] : allPages(path);
    }
    return entry.name.endsWith(".md") ? [relative(repository, path).replaceAll(sep, "/")] : [];
  });
}

export function readPage(page: string): string {
  return readFileSync(join(repository, page), "utf8");
}

/** @throws Error for a fence that is never closed */
export function snippetsOf(page: string): readonly Snippet[] {
  const snippets: Snippet[] = [];
  let open: { line: number; indent: string; language: string; body: string[] } | undefined;
  for (const [index, line] of readPage(page).split("\n").entries()) {
    const [, indent = "", language = ""] = /^(\s*)```(.*)$/.exec(line) ?? [];
    const fence = line.trimStart().startsWith("```");
    if (open === undefined) {
      if (fence) open = { line: index + 1, indent, language, body: [] };
    } else if (fence) {
      snippets.push({ page, line: open.line, language: open.language, text: open.body.join("\n") });
      open = undefined;
    } else open.body.push(line.startsWith(open.indent) ? line.slice(open.indent.length) : line);
  }
  if (open !== undefined) throw new Error(`${page}:${open.line}: the fence is never closed`);
  return snippets;
}

/** A page without its fenced blocks. */
export function proseOf(page: string): string {
  let inside = false;
  return readPage(page)
    .split("\n")
    .filter((line) => {
      const fence = line.trimStart().startsWith("```");
      if (fence) inside = !inside;
      return !fence && !inside;
    })
    .join("\n");
}

/** What stands between single backticks, comments of commands included. */
export function codeSpansOf(page: string): readonly string[] {
  return [...proseOf(page).matchAll(/`([^`\n]+)`/g)].map(([, span]) => span!);
}

/** The targets of a page's links, images included. */
export function linksOf(page: string): readonly string[] {
  const prose = proseOf(page).replaceAll(/`[^`\n]*`/g, "");
  return [...prose.matchAll(/\]\(([^()\s]+)\)/g)].map(([, target]) => target!);
}

/** The anchors that GitHub makes of a page's headings. */
export function anchorsOf(page: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const [, heading] of proseOf(page).matchAll(/^#{1,6} (.+)$/gm)) {
    const slug = heading!
      .trim()
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-");
    let anchor = slug;
    for (let twin = 1; anchors.has(anchor); twin += 1) anchor = `${slug}-${twin}`;
    anchors.add(anchor);
  }
  return anchors;
}

/** The rows of the first table beneath a heading, header left out, each cell trimmed. */
export function tableBeneath(page: string, heading: string): readonly (readonly string[])[] {
  const [, section] = readPage(page).split(new RegExp(`^#+ ${heading}$`, "m"));
  const table = /(?:^\|.*\n)+/m.exec(section ?? "")?.[0];
  if (table === undefined) throw new Error(`${page}: no table beneath ${heading}`);
  const rows = table.trimEnd().split("\n");
  return rows.slice(2).map((row) =>
    row
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

/** What a cell says in backticks: `` `store` `` is store. */
export function coded(cell: string | undefined): string {
  const [, text] = /^`(.+)`$/.exec(cell ?? "") ?? [];
  if (text === undefined) throw new Error("a cell of the table does not stand in backticks");
  return text;
}
