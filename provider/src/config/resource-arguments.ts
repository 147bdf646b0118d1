import { z } from "zod";
import { Secret, usesAccount } from "../domain";
import { type AccountDeclaration, accountShape } from "./account-declaration";
import type { SecretNames } from "./credential-settings";
import { type IdentityDeclaration, identityShape } from "./identity-declaration";

/** Arguments as a program writes them, without secrets and the metabase; what is not set is left out. */
type PlainArguments<Shape extends z.ZodRawShape, Input = z.input<z.ZodObject<Shape>>> = {
  [Name in Exclude<keyof Input, SecretNames<Shape>>]: Exclude<Input[Name], undefined>;
};

/** What the resource of an identity is given, but its password. */
export function identityArguments(declaration: IdentityDeclaration): PlainArguments<typeof identityShape> {
  // In the state of every identity since 0.1.0, default or not: left out, it would be a change.
  // The pool's identity is declared by its own argument alone, and a type that uses no account without a user name.
  const { written, location, poolIdentity, identityType, onDelete } = declaration;
  const account = {
    ...(usesAccount(identityType) ? {} : { userName: undefined }),
    ...(poolIdentity === true ? { userName: undefined, passwordless: undefined } : {}),
  };
  const declared = { ...declaration, ...account, location: written ?? location };
  return { ...argumentsOf(identityShape, declared), onDelete };
}

/** What the resource of an account is given, but its password. */
export function accountArguments(declaration: AccountDeclaration): PlainArguments<typeof accountShape> {
  return argumentsOf(accountShape, { ...declaration, under: declaration.written ?? declaration.under });
}

/** What is set and is not the default. So state stays small, and a default that is written down is not a change. */
function argumentsOf<Shape extends z.ZodRawShape>(
  shape: Shape,
  declared: { readonly [Name in keyof Shape]?: unknown },
): PlainArguments<Shape> {
  const given = Object.entries(shape).flatMap(([name, field]) => {
    const value: unknown = declared[name];
    const isDefault =
      field instanceof z.ZodDefault && JSON.stringify(value) === JSON.stringify(field.def.defaultValue);
    return value === undefined || value instanceof Secret || isDefault ? [] : [[name, value] as const];
  });
  return Object.fromEntries(given) as PlainArguments<Shape>;
}
