import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { z } from "zod";
import { readWith } from "../../config";
import { storedFormRefusal, IdentityError, parseLocation, Secret, type Location } from "../../domain";
import type { DeclaredCredential } from "./claims";

/** Properties as the engine sends and keeps them. */
export type Properties = Readonly<Record<string, unknown>>;

/** How an input arrives that the engine does not know before `up`. */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** True for a value that is not known before `up`, or holds one that is not. */
export function holdsUnknown(value: unknown): boolean {
  if (value === unknownValue) return true;
  if (Array.isArray(value)) return value.some(holdsUnknown);
  return typeof value === "object" && value !== null && Object.values(value).some(holdsUnknown);
}

/** What check returns for its computed inputs while they depend on something that is not known before `up`. */
export const undecided: Properties = { revision: unknownValue, drift: unknownValue };

/** What copies are compared with: for a password that is not known before `up`, one that no copy holds. */
export function comparedPassword(
  inputs: Pick<CredentialInputs, "password" | "passwordUnknown">,
): Secret | undefined {
  return inputs.passwordUnknown ? new Secret(randomUUID()) : inputs.password;
}

/** True where one of these is another value in the one than in the other. */
export function differIn(names: readonly string[], olds: Properties, news: Properties): boolean {
  return names.some((name) => olds[name] !== news[name] && !isDeepStrictEqual(olds[name], news[name]));
}

export function without(properties: Properties, name: string): Properties {
  if (!Object.hasOwn(properties, name)) return properties;
  return Object.fromEntries(Object.entries(properties).filter(([other]) => other !== name));
}

/** What is known of a resource's inputs. */
interface KnownInputs {
  /** Without what is unknown or null. */
  readonly properties: Properties;
  readonly passwordUnknown: boolean;
  /** True where something besides the password is not known yet: nothing can be read then. */
  readonly incomplete: boolean;
}

/** @throws IdentityError E_LOCATION, E_EMPTY_PASSWORD, E_INPUT for what excludes each other, known or not */
export function knownOf(all: Properties): KnownInputs {
  const known: [string, unknown][] = [];
  let incomplete = false;
  for (const [name, value] of Object.entries(all)) {
    if (holdsUnknown(value)) incomplete ||= name !== "password";
    else if (value !== null) known.push([name, value]);
  }
  const properties: Properties = Object.fromEntries(known);
  const location = locationOf(properties);
  const passwordUnknown = holdsUnknown(all["password"]);
  if (properties["password"] === "") {
    throw new IdentityError({
      code: "E_EMPTY_PASSWORD",
      location,
      message: "An empty password is never written.",
      hint: "Check where the password comes from; leave it out to leave it alone, or declare passwordless: true.",
    });
  }
  // Once written in its stored form, it could never be compared again.
  const refusal = storedFormRefusal(secretOf(properties["password"])?.reveal() ?? "", location);
  if (refusal !== undefined) throw refusal;
  if (properties["passwordless"] === true && (passwordUnknown || properties["password"] !== undefined)) {
    throw new IdentityError({
      code: "E_INPUT",
      location,
      message: "password and passwordless exclude each other.",
      hint: "Declare one of the two.",
    });
  }
  return { properties, passwordUnknown, incomplete };
}

/** What the inputs contain besides the arguments: what the shell adds, and what check computes. */
const added = new Set(["__provider", "kind", "resourceName", "revision", "drift", "locations", "result"]);

/**
 * Refuses anything that is not an argument, before state is written: a password under a misspelled name would be stored
 * there in clear.
 *
 * @throws IdentityError E_INPUT
 */
export function requireArguments(schema: z.ZodObject, properties: Properties): void {
  const unknown = Object.keys(properties).filter(
    (name) => properties[name] !== undefined && !Object.hasOwn(schema.shape, name) && !added.has(name),
  );
  if (unknown.length === 0) return;
  const plain = unknown.filter((name) => /^[A-Za-z]{1,24}$/.test(name));
  throw new IdentityError({
    code: "E_INPUT",
    location: locationOf(properties),
    message: `${plain.length === 0 ? "A property" : plain.join(", ")} is not an argument of this resource.`,
    hint: `Use these: ${Object.keys(schema.shape)
      .filter((name) => !added.has(name))
      .join(", ")}.`,
  });
}

/** Reads complete inputs with a schema. @throws IdentityError E_INPUT with every mistake, never with a value */
export function parseInputs<Schema extends z.ZodType>(
  schema: Schema,
  properties: Properties,
): z.output<Schema> {
  const name = typeof properties["resourceName"] === "string" ? properties["resourceName"] : "resource";
  const { value, mistakes } = readWith(schema, properties, name);
  if (value !== undefined) return value;
  throw new IdentityError({
    code: "E_INPUT",
    location: locationOf(properties),
    message: `${mistakes.map(({ path, problem }) => `${path} ${problem}`).join("; ")}.`,
    hint: "Correct the resource's arguments.",
  });
}

function locationOf({ location }: Properties): Location | undefined {
  return typeof location === "string" ? parseLocation(location) : undefined;
}

/** What the inputs of every credential have in common. */
export type CredentialInputs = Pick<DeclaredCredential, "password" | "halves"> & {
  readonly passwordUnknown: boolean;
};

/**
 * Reads a credential's inputs with a schema.
 *
 * @returns `undefined` if something besides the password is not known yet: then nothing can be read
 * @throws IdentityError E_INPUT, E_EMPTY_PASSWORD, E_LOCATION
 */
export function readCredential<
  Schema extends z.ZodType<{ readonly password?: string | undefined; readonly passwordless: boolean }>,
>(schema: Schema, all: Properties): [value: z.output<Schema>, credential: CredentialInputs] | undefined {
  const { properties, passwordUnknown, incomplete } = knownOf(all);
  if (incomplete) return undefined;
  const value = parseInputs(schema, properties);
  const password = secretOf(value.password);
  const isManaged = password !== undefined || passwordUnknown || value.passwordless;
  return [value, { password, passwordUnknown, halves: isManaged ? ["userName", "password"] : ["userName"] }];
}

/** The inputs at the moment of writing, when all of them are known. @throws IdentityError E_INPUT */
export function requireKnown<Inputs extends CredentialInputs>(inputs: Inputs | undefined): Inputs {
  if (inputs !== undefined && !inputs.passwordUnknown) return inputs;
  throw new IdentityError({
    code: "E_INPUT",
    message: "An argument is still unknown at the moment of writing.",
    hint: "Report this: the engine should have resolved it.",
  });
}

export function secretOf(text: unknown): Secret | undefined {
  return typeof text === "string" ? new Secret(text) : undefined;
}

/** How often a resource wrote credentials, as state keeps it. */
export function revisionOf(properties: Properties): number {
  return typeof properties["revision"] === "number" ? properties["revision"] : 0;
}

/** True where the recorded outputs name drift: what a refresh found. */
export function hasDrift({ drift }: Properties): boolean {
  return Array.isArray(drift) && drift.length > 0;
}
