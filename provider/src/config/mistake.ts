import type { z } from "zod";
import { IdentityError } from "../domain";
import { fieldOf } from "./field-of";

/** One thing that is wrong in the stack's configuration. */
export interface Mistake {
  /** Where, as the stack's file has it: `iis-identity:identities[3].userName`. */
  readonly path: string;
  /** What, naming the rule; never the value that was found. */
  readonly problem: string;
}

/**
 * Reads a value with a schema. The schema's own texts are replaced by ours, which speak of settings instead of types
 * and never contain what was found.
 *
 * @param path where the value stands in the stack's file
 */
export function readWith<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  path: string,
):
  | { readonly value: z.output<Schema>; readonly mistakes: readonly [] }
  | { readonly value: undefined; readonly mistakes: readonly Mistake[] } {
  const result = schema.safeParse(value, { error: problemOf });
  if (result.success) return { value: result.data, mistakes: [] };
  return {
    value: undefined,
    mistakes: result.error.issues.flatMap((issue) => mistakesOf(issue, path)),
  };
}

/** One mistake. If a value has several forms, the mistakes of the form that was meant: the first that fits its type. */
function mistakesOf(issue: z.core.$ZodIssue, path: string): readonly Mistake[] {
  const at = issue.path.reduce<string>(joinPath, path);
  if (issue.code !== "invalid_union" || issue.errors.length === 0)
    return [{ path: at, problem: issue.message }];
  const fits = (form: readonly z.core.$ZodIssue[]): boolean =>
    !form.some(({ code, path: within }) => code === "invalid_type" && within.length === 0);
  const meant = issue.errors.find(fits) ?? issue.errors[0] ?? [];
  return meant.flatMap((each) => mistakesOf(each, at));
}

/** The one error for all mistakes of a stack's configuration, each on a line of its own. */
export function mistakesError(mistakes: readonly Mistake[]): IdentityError {
  const count = mistakes.length === 1 ? "a mistake" : `${String(mistakes.length)} mistakes`;
  const lines = mistakes.map(({ path, problem }) => `  ${path}: ${problem}\n`);
  return new IdentityError({
    code: "E_INPUT",
    message: `The stack's configuration has ${count}, so nothing was declared:\n${lines.join("")}`,
    hint: "Correct each of them in the stack's file, Pulumi.<stack>.yaml, and run the command again.",
  });
}

function joinPath(path: string, part: PropertyKey): string {
  return typeof part === "number" ? `${path}[${String(part)}]` : `${path}.${keyName(String(part))}`;
}

const typeNames: Readonly<Record<string, string>> = {
  string: "a text",
  boolean: "true or false",
  number: "a number",
  int: "a whole number",
  array: "a list",
  object: "a mapping of settings",
};

function problemOf(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case "invalid_type":
      if (issue.input === undefined) return "is missing";
      if (issue.input === null) return "has no value";
      return `must be ${typeNames[issue.expected] ?? issue.expected}`;
    case "invalid_value":
      return oneOf(issue.values);
    case "too_small":
      if (issue.origin === "string" || issue.origin === "array") return "must not be empty";
      return `must be ${String(issue.minimum)} or more`;
    case "too_big":
      return `must be ${String(issue.maximum)} or less`;
    case "unrecognized_keys":
      return `contains ${unknownNames(issue).join(", ")}, which this version does not know`;
    case "invalid_union":
      return oneOf(Reflect.get(issue, "options"));
    default:
      return "is not a value that this setting accepts";
  }
}

function oneOf(allowed: unknown): string {
  const names = Array.isArray(allowed) ? allowed.filter((each) => typeof each === "string") : [];
  return names.length === 0 ? "is not a value that this setting accepts" : `must be ${names.join(" or ")}`;
}

/** A colon without a blank makes a password part of a key's name in YAML: only plain words are repeated. */
function keyName(key: string): string {
  return /^[A-Za-z]{1,24}$/.test(key) ? key : "a setting";
}

/** A comma makes what follows in a password a key of its own: only what resembles a setting's name is repeated. */
function unknownNames({
  keys,
  input,
  inst,
}: z.core.$ZodRawIssue<z.core.$ZodIssueUnrecognizedKeys>): string[] {
  const shape: unknown = fieldOf(fieldOf(fieldOf(inst, "_zod"), "def"), "shape");
  const known = typeof shape === "object" && shape !== null ? Object.keys(shape).map(beginning) : [];
  return keys.map((key) =>
    fieldOf(input, key) !== null && known.includes(beginning(key)) ? keyName(key) : "a setting",
  );
}

function beginning(name: string): string {
  return name.slice(0, 2).toLowerCase();
}
