import type * as yaml from "yaml";

/**
 * For every call of the YAML package: it warns of what it finds odd, and its warnings show the line. (`silent` would
 * also hide errors.)
 */
export const quietly = { logLevel: "error" } as const;

/**
 * A text as the YAML package reads it; `undefined` where it can't be read, or a mapping has one key twice. The package would
 * look for such keys in the square of the time that a mapping is long.
 */
export function yamlDocument(
  text: string,
  options: yaml.ParseOptions & yaml.DocumentOptions & yaml.SchemaOptions = {},
): yaml.Document | undefined {
  // Most stacks' files need not be read.
  const { isScalar, parseDocument, visit } = require("yaml") as typeof yaml;
  const document = parseDocument(text, { ...quietly, ...options, uniqueKeys: false });
  const withTwins: unknown[] = [];
  visit(document, {
    Map: (_, map) => {
      const names = map.items.flatMap(({ key }) => (isScalar(key) ? [key.value] : []));
      if (new Set(names).size < names.length) withTwins.push(map);
    },
  });
  return document.errors.length + withTwins.length > 0 ? undefined : document;
}

/** The data of a YAML or JSON text, read as Pulumi reads it; `undefined` where it can't be. Nothing of it is printed. */
export function readYaml(text: string): unknown {
  try {
    return yamlDocument(text, { merge: true })?.toJS();
  } catch {
    // Too many aliases.
    return undefined;
  }
}
