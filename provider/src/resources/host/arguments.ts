import type * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";
import type { SecretNames } from "../../config";

/** What may be passed for a value: the value, or an output of it, at every depth. */
type Given<Value> = [Value] extends [readonly (infer Item)[]]
  ? pulumi.Input<readonly Given<Item>[]>
  : [Value] extends [Readonly<Record<string, infer Item>>]
    ? pulumi.Input<Readonly<Record<string, Given<Item>>>>
    : pulumi.Input<Value>;

type Same<Left, Right> = [Left] extends [Right] ? ([Right] extends [Left] ? true : false) : false;

/** The arguments that are only in a resource's interface or only in its shape, or that have different types there. */
type Disagreement<Args, Shape extends z.ZodRawShape> = {
  [Name in keyof Args | keyof Shape]: Name extends keyof Args & keyof Shape
    ? Same<Args[Name], GivenFor<z.input<z.ZodObject<Shape>>, Name>> extends true
      ? never
      : Name
    : Name;
}[keyof Args | keyof Shape];

type GivenFor<Input, Name> = Name extends keyof Input
  ? Given<Exclude<Input[Name], undefined>> | Extract<Input[Name], undefined>
  : never;

/**
 * A resource's secrets by name: those of its arguments, and those outputs. Where its interface and its shape disagree,
 * nothing is of this type but the name of what differs: so whoever adds an argument to one of the two is told by the compiler.
 */
export type Secrets<Args, Shape extends z.ZodRawShape, Output extends string = never> = [
  Disagreement<Args, Shape>,
] extends [never]
  ? Readonly<Record<SecretNames<Shape> | Output, true>>
  : { readonly differs: Disagreement<Args, Shape> };
