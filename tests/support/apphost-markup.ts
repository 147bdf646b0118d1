/** An element to be written, whatever its layout. */
export interface Markup {
  readonly name: string;
  readonly attributes: readonly (readonly [name: string, value: string])[];
  readonly children: readonly Markup[];
}

/** Makes an element; attributes without a value are left out. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | undefined>> = {},
  ...children: readonly Markup[]
): Markup {
  return {
    name,
    attributes: Object.entries(attributes).filter((pair): pair is [string, string] => pair[1] !== undefined),
    children,
  };
}

/** An element in the groups that a path of names says, such as `system.webServer/security/authentication`. */
export function grouped(path: string, ...children: readonly Markup[]): Markup {
  const [outer = "", ...inner] = path.split("/");
  return element(outer, {}, ...(inner.length === 0 ? children : [grouped(inner.join("/"), ...children)]));
}

const references: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", '"': "&quot;" };

/** A value as IIS writes it between double quotes; what a parser would make a blank of is a reference. */
function escaped(value: string): string {
  return value.replace(
    /[&<"]|\p{Cc}/gu,
    (character) =>
      references[character] ?? `&#x${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()};`,
  );
}

/** A document as IIS writes it: CRLF, four blanks, double quotes, a blank before the slash of an empty element. */
export function serverText(root: Markup): string {
  const lines: string[] = ['<?xml version="1.0" encoding="UTF-8"?>'];
  const write = ({ name, attributes, children }: Markup, depth: number): void => {
    const indent = " ".repeat(4 * depth);
    const tag = [name, ...attributes.map(([key, value]) => `${key}="${escaped(value)}"`)].join(" ");
    if (children.length === 0) lines.push(`${indent}<${tag} />`);
    else {
      lines.push(`${indent}<${tag}>`);
      for (const child of children) write(child, depth + 1);
      lines.push(`${indent}</${name}>`);
    }
  };
  write(root, 0);
  return `${lines.join("\r\n")}\r\n`;
}
