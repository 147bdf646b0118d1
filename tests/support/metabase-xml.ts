import { kinds, propertyTable, type Own } from "../../provider/src/domain";
import type { MemoryKey } from "./memory-store";

/** Writes keys as IIS 6 lays out a MetaBase.xml: own values as attributes, those without INHERIT as Custom elements. */
export function metabaseFile(keys: readonly MemoryKey[], eol = "\r\n"): string {
  const elements = keys.flatMap((key) => {
    const element = keyElement(key);
    return key.ambiguous === undefined ? [element] : [element, element];
  });
  return [
    '\ufeff<?xml version ="1.0"?>',
    '<configuration xmlns="urn:microsoft-catalog:XML_Metabase_V64_0">',
    "<MBProperty>",
    ...elements,
    "</MBProperty>",
    "</configuration>",
    "",
  ]
    .join("\n")
    .replaceAll("\n", eol);
}

function keyElement({ keyType, location, own, settings = {} }: MemoryKey): string {
  const attributes = Object.entries(settings).map(([name, value]) => `${name}="${escaped(value)}"`);
  const customs: string[] = [];
  for (const kind of kinds) {
    for (const half of ["userName", "password"] as const) {
      const value: (Own<string> & { readonly unreadable?: boolean }) | undefined = own[kind]?.[half];
      if (value === undefined) continue;
      const { name, id } = propertyTable[kind][half];
      if (value.inheritable && value.unreadable !== true)
        attributes.push(`${name}="${escaped(value.value)}"`);
      else {
        const flags = half === "password" ? "SECURE" : "NO_ATTRIBUTES";
        const secure = value.inheritable ? `INHERIT | ${flags}` : flags;
        const type = value.unreadable === true ? "BINARY" : "STRING";
        customs.push(
          `\t<Custom\n\t\tName="${name}"\n\t\tID="${String(id)}"\n\t\tValue="${escaped(value.value)}"\n\t\tType="${type}"\n\t\tUserType="IIS_MD_UT_FILE"\n\t\tAttributes="${secure}"\n\t/>\n`,
        );
      }
    }
  }
  const lines = attributes.sort().map((attribute) => `\t\t${attribute}\n`);
  return `<${keyType}\tLocation ="${escaped(location)}"\n${lines.join("")}\t>\n${customs.join("")}</${keyType}>`;
}

function escaped(text: string): string {
  return Array.from(text, (character) =>
    /[\w .:;,/\\@-]/.test(character) && character !== " "
      ? character
      : `&#${String(character.codePointAt(0))};`,
  ).join("");
}
