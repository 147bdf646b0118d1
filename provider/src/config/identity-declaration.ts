import { z } from "zod";
import { isIdentityError, type Location, parseLocation, Secret } from "../domain";
import { type Mistake, readWith } from "./mistake";
import { qualifiedName, type SettingLookup } from "./setting";

/** One item of `iis-identity:identities`, validated. */
export interface IdentityDeclaration {
  /** Where it stands in the stack's file: `iis-identity:identities[3]`. */
  readonly path: string;
  readonly location: Location;
  readonly userName: string;
  /** `undefined`: the password is not managed, or may not stand here (`passwordless`). */
  readonly password: Secret | undefined;
  readonly passwordless: boolean;
  readonly onDelete: "keep" | "inherit";
  readonly acceptEffects: boolean;
}

const location = z.string().transform((text, context): Location => {
  try {
    return parseLocation(text);
  } catch (error) {
    context.issues.push({
      code: "custom",
      input: text,
      message: isIdentityError(error) ? error.message : "is not a location",
    });
    return z.NEVER;
  }
});

const identity = z.strictObject({
  location,
  userName: z.string().min(1),
  password: z
    .string()
    .min(1, {
      error: "E_EMPTY_PASSWORD: an empty password is never written; leave it out, or say passwordless",
    })
    .optional(),
  passwordFrom: z.string().optional(),
  passwordless: z.boolean().default(false),
  onDelete: z.enum(["keep", "inherit"]).default("keep"),
  acceptEffects: z.boolean().default(false),
});

const sources = ["password", "passwordFrom", "passwordless"] as const;

/** What has to be known about the rest of the configuration to read one item. */
export interface Surroundings {
  readonly setting: SettingLookup;
  /** True where the item's own password stands in clear in the stack's file. */
  readonly clearPassword: boolean;
}

/** Reads one item. Every rule is tried, whether or not another one is broken, so that no mistake hides behind one. */
export function readIdentity(
  item: unknown,
  path: string,
  around: Surroundings,
): { readonly declaration: IdentityDeclaration | undefined; readonly mistakes: readonly Mistake[] } {
  const { value, mistakes: broken } = readWith(identity, item, path);
  const mistakes: Mistake[] = [...broken];
  const has = (name: string): boolean => fieldOf(item, name) !== undefined && fieldOf(item, name) !== false;

  const given = sources.filter(has);
  if (given.length > 1) {
    mistakes.push({ path, problem: `has ${given.join(" and ")}, of which at most one may stand` });
  }
  if (has("password") && fieldOf(item, "password") !== "" && around.clearPassword) {
    mistakes.push({
      path: `${path}.password`,
      problem:
        "stands in clear; encrypt it (pulumi config set --secret --path, value on standard input) or name a secret setting with passwordFrom",
    });
  }
  const from = fieldOf(item, "passwordFrom");
  const taken = typeof from === "string" ? passwordFrom(from, path, around.setting) : undefined;
  if (taken !== undefined && !(taken instanceof Secret)) mistakes.push(taken);
  if (value === undefined || mistakes.length > 0) return { declaration: undefined, mistakes };

  const own = value.password === undefined ? undefined : new Secret(value.password);
  return {
    declaration: {
      path,
      location: value.location,
      userName: value.userName,
      password: taken instanceof Secret ? taken : own,
      passwordless: value.passwordless,
      onDelete: value.onDelete,
      acceptEffects: value.acceptEffects,
    },
    mistakes,
  };
}

/** The location that an item claims, where it names one that can be read, other mistakes or not. */
export function claimedLocation(item: unknown): Location | undefined {
  const result = location.safeParse(fieldOf(item, "location"));
  return result.success ? result.data : undefined;
}

function passwordFrom(text: string, item: string, setting: SettingLookup): Secret | Mistake {
  const path = `${item}.passwordFrom`;
  const name = qualifiedName(text);
  if (name === undefined) {
    return { path, problem: "must be the name of another setting, like web-user or iis-identity:web-user" };
  }
  const found = setting(name);
  if (found === undefined) {
    return {
      path,
      problem: `takes its password from ${name}, which is not set; set it with pulumi config set --secret ${name}`,
    };
  }
  if (!found.secret) {
    return {
      path,
      problem: `takes its password from ${name}, which is not secret; set it again with pulumi config set --secret ${name}`,
    };
  }
  if (found.text === "") {
    return { path, problem: `takes its password from ${name}, which is empty (E_EMPTY_PASSWORD)` };
  }
  return new Secret(found.text);
}

function fieldOf(item: unknown, name: string): unknown {
  return typeof item === "object" && item !== null && Object.hasOwn(item, name)
    ? Reflect.get(item, name)
    : undefined;
}
