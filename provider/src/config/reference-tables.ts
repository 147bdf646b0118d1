import { z } from "zod";
import { everyStore } from "../stores";
import { commandSettings, localSettings, sshSettings } from "../transports";
import { account, accountShape } from "./account-declaration";
import { metabase } from "./credential-settings";
import { generatedPasswordShape } from "./generated-password-settings";
import { identity, identityShape } from "./identity-declaration";

// The constructor takes it from the stack where it is left out.
const stacks = { metabase: metabase.optional() };

const shapes: Readonly<Record<string, z.ZodRawShape>> = {
  Arguments: { ...stacks, ...identityShape },
  "Arguments of an account": { ...stacks, ...accountShape },
  "Arguments of a password": generatedPasswordShape,
  ...Object.fromEntries(everyStore.map(({ heading, settings }) => [heading, settings.shape])),
  "Transport local": localSettings.shape,
  "Transport ssh": sshSettings.shape,
  "Transport command": commandSettings.shape,
  "Settings of an identity": identity.shape,
  "Settings of an account": account.shape,
};

/** The rows of docs/reference.md's tables by their heading, made from what validates: name, type, default, description. */
export function referenceTables(): Readonly<Record<string, readonly (readonly string[])[]>> {
  const tables = Object.entries(shapes).map(([heading, shape]) => {
    return [heading, rowsOf(z.toJSONSchema(z.object(shape), { io: "input" }))] as const;
  });
  return Object.fromEntries(tables);
}

/** The fields of a mapping inside have rows of their own. */
function rowsOf({ properties = {}, required = [] }: z.core.JSONSchema.BaseSchema, prefix = ""): string[][] {
  return Object.entries(properties).flatMap(([name, field]) => {
    if (typeof field === "boolean") return [];
    if (field.properties !== undefined) return rowsOf(field, `${prefix}${name}.`);
    const value =
      field.default === undefined || typeof field.default === "object" ? "" : coded(field.default);
    const use = required.includes(name) ? "required" : value;
    return [[coded(prefix + name), typeOf(field), use, field.description ?? ""]];
  });
}

function typeOf(field: z.core.JSONSchema._JSONSchema): string {
  if (typeof field === "boolean") return "";
  const forms = field.anyOf?.map(typeOf) ?? field.enum?.map(coded);
  if (forms !== undefined) return forms.join(", ").replace(/, ([^,]*)$/, " or $1");
  if (field.const !== undefined) return coded(field.const);
  const { type, items, additionalProperties: values } = field;
  if (type === "array") {
    return typeof items === "object" && "enum" in items ? `list of ${typeOf(items)}` : "list of texts";
  }
  if (typeof values === "object" && values.type === "string") return "texts by name";
  return (typeof type === "string" ? typeNames[type] : undefined) ?? "mapping";
}

const typeNames: Readonly<Record<string, string>> = {
  string: "text",
  boolean: "true or false",
  integer: "number",
  number: "number",
};

function coded(value: unknown): string {
  return `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;
}
