import { SaxesParser } from "saxes";

/** An element as XML 1.0 defines it: attribute values are normalised, comments and text are left out. */
export interface ConfigElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly ConfigElement[];
}

/** The text in a file's bytes: UTF-16 where a byte order mark says so, else UTF-8. The mark is left out. */
export function configurationText(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe ? "utf-16le" : first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
  return new TextDecoder(encoding, { fatal: true }).decode(bytes);
}

/**
 * The root element of a document, as saxes reads it.
 *
 * @throws Error where the text is not well-formed
 */
export function parseConfiguration(text: string): ConfigElement {
  const document: { readonly children: ConfigElement[] } = { children: [] };
  const open = [document];
  const parser = new SaxesParser();
  parser.on("opentag", ({ name, attributes }) => {
    const element = { name, attributes, children: [] };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on("closetag", () => {
    open.pop();
  });
  parser.on("error", (error) => {
    throw error;
  });
  parser.write(text).close();
  const [root] = document.children;
  if (root === undefined) throw new Error("The text holds no element.");
  return root;
}

/** The elements at the end of a path of names, in the order of the document: a group may be there more than once. */
export function elementsAt(parents: readonly ConfigElement[], path: string): readonly ConfigElement[] {
  return path
    .split("/")
    .reduce<readonly ConfigElement[]>(
      (found, name) => found.flatMap(({ children }) => children.filter((child) => child.name === name)),
      parents,
    );
}

/**
 * Text in the form in which Windows compares names: each UTF-16 unit in upper case where that is one unit again.
 */
export function folded(text: string): string {
  return text
    .split("")
    .map((unit) => {
      const upper = unit.toUpperCase();
      return upper.length === 1 ? upper : unit;
    })
    .join("");
}
