import { z } from "zod";
import { metabaseSettings, readWith, type MetabaseSettings } from "../config";
import { IdentityError, kinds, parseLocation, Secret, type Kind, type Location } from "../domain";

/** How an input arrives that the engine does not know before `up`. */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Properties as the engine sends and keeps them. */
export type Properties = Readonly<Record<string, unknown>>;

/** The inputs of an identity, validated. */
export interface IdentityInputs {
  readonly resourceName: string;
  readonly kind: Kind;
  readonly metabase: MetabaseSettings;
  readonly location: Location;
  readonly userName: string;
  /** `undefined`: not managed, not known yet, or `passwordless`. */
  readonly password: Secret | undefined;
  readonly passwordUnknown: boolean;
  readonly passwordless: boolean;
  readonly onDelete: "keep" | "inherit";
  readonly acceptEffects: boolean;
}

const schema = z.looseObject({
  resourceName: z.string(),
  kind: z.enum(kinds),
  metabase: metabaseSettings,
  location: z.string(),
  userName: z.string().min(1),
  password: z.string().optional(),
  passwordless: z.boolean().default(false),
  onDelete: z.enum(["keep", "inherit"]).default("keep"),
  acceptEffects: z.boolean().default(false),
});

/**
 * Reads an identity's inputs.
 *
 * @returns `undefined` where the location, the user name, the metabase or a switch is not known yet: nothing can be
 * read then; what is known has been validated as far as it goes
 * @throws IdentityError E_INPUT, E_EMPTY_PASSWORD, E_LOCATION
 */
export function readInputs(properties: Properties): IdentityInputs | undefined {
  const known = Object.fromEntries(
    Object.entries(properties).filter(([, value]) => value !== null && !holdsUnknown(value)),
  );
  const passwordUnknown = holdsUnknown(properties["password"]);
  requireOneIntent(known, passwordUnknown);

  const missing = Object.entries(properties).some(
    ([name, value]) => name !== "password" && holdsUnknown(value),
  );
  if (missing) {
    if (typeof known["location"] === "string") parseLocation(known["location"]);
    return undefined;
  }
  const name = typeof known["resourceName"] === "string" ? known["resourceName"] : "identity";
  const { value, mistakes } = readWith(schema, known, name);
  if (value === undefined) {
    throw new IdentityError({
      code: "E_INPUT",
      message: mistakes.map(({ path, problem }) => `${path} ${problem}`).join("; ") + ".",
      hint: "Correct the resource's arguments.",
    });
  }
  return {
    ...value,
    location: parseLocation(value.location),
    password: value.password === undefined ? undefined : new Secret(value.password),
    passwordUnknown,
  };
}

function requireOneIntent(known: Properties, passwordUnknown: boolean): void {
  if (known["password"] === "") {
    throw new IdentityError({
      code: "E_EMPTY_PASSWORD",
      message: "An empty password is never written.",
      hint: "Check where the password comes from; leave it out to leave it alone, or declare passwordless: true.",
    });
  }
  if (known["passwordless"] === true && (passwordUnknown || known["password"] !== undefined)) {
    throw new IdentityError({
      code: "E_INPUT",
      message: "password and passwordless exclude each other.",
      hint: "Declare one of the two.",
    });
  }
}

/** True for a value that is not known before `up`, or holds one that is not. */
export function holdsUnknown(value: unknown): boolean {
  if (value === unknownValue) return true;
  if (Array.isArray(value)) return value.some(holdsUnknown);
  return typeof value === "object" && value !== null && Object.values(value).some(holdsUnknown);
}

export function without(properties: Properties, name: string): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([other]) => other !== name));
}
