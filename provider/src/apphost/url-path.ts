import type { Location } from "../domain";

/** What follows the place of a site, an application or a pool. */
interface UrlPath {
  /** As it is written: nothing, or `/app/dir`. */
  readonly written: string;
  /** The same in a location: U+FFFD replaces what no location may contain. */
  readonly path: string;
  /** Whether it is spelled as IIS spells one: no empty parts, no dots, no backslashes. */
  readonly isPlain: boolean;
}

const root: UrlPath = { written: "", path: "", isPlain: true };

const plainPath = /^(?:\/(?!(?:\.{1,2}|\*)(?:\/|$))[^/\\\p{Cc}]+)*$/u;

/** Of an application or a virtual directory: `/`, `/app`, `/app/dir`. */
export function absolutePath(text: string): UrlPath {
  return text === "/" ? root : pathBehindSite(text);
}

/** The path after a site's name in a location tag: nothing, or `/app/dir`. */
export function pathBehindSite(text: string): UrlPath {
  if (plainPath.test(text)) return { written: text, path: text, isPlain: true };
  const parts = text
    .split("/")
    .slice(1)
    .filter((part) => part !== "" && part !== ".");
  return { written: parts.map((part) => `/${part}`).join(""), path: pathOf(parts), isPlain: false };
}

/** Parts as the end of a location; nothing where there are none. */
export function pathOf(parts: readonly string[]): string {
  return parts.map((part) => `/${part.replace(/[/\\\p{Cc}]/gu, "\ufffd") || "\ufffd"}`).join("");
}

/** A place of a site: that itself, or, with a path, one of its tree. */
export function locationInSite({ id }: { readonly id: string }, inTree?: Pick<UrlPath, "path">): Location {
  return `/LM/W3SVC/${id}${inTree === undefined ? "" : `/ROOT${inTree.path}`}` as Location;
}
