import {
  canonicalAccount,
  isAtOrBeneath,
  type Kind,
  kinds as allKinds,
  type Location,
  parseLocation,
} from "../domain";
import { account } from "./account-declaration";
import { fieldOf } from "./field-of";
import type { Mistake } from "./mistake";

interface Claim {
  /** Where the item is in the stack's file. */
  readonly item: string;
  readonly kinds: readonly Kind[];
  readonly under: Location;
}

/**
 * What the items of `iis-identity:accounts` claim. A copy that holds a name belongs to every item that gives this name
 * (as userName, alias or former name), whose kinds include the copy's, and whose `under` is at or above it. No copy may
 * belong to two items.
 *
 * Names compare as in the metabase. Preview refuses what only the metabase can show, such as an identity that declares
 * another password.
 */
export class AccountClaims {
  readonly #machine: string | undefined;
  readonly #claims = new Map<string, Claim[]>();

  constructor(machine: string | undefined) {
    this.#machine = machine;
  }

  /**
   * Adds an item, as far as it can be read, in spite of other mistakes; returns which of its names are claimed already.
   */
  add(item: unknown, path: string): readonly Mistake[] {
    const scope = {
      kinds: account.shape.kinds.safeParse(fieldOf(item, "kinds")),
      under: account.shape.under.safeParse(fieldOf(item, "under")),
    };
    if (!scope.kinds.success || !scope.under.success) return [];
    const claim: Claim = {
      item: path,
      kinds: scope.kinds.data ?? allKinds,
      under: scope.under.data ?? parseLocation("/LM"),
    };
    const mistakes: Mistake[] = [];
    for (const { name, at } of namesOf(item)) {
      const account = canonicalAccount(name, this.#machine);
      const claims = this.#claims.get(account) ?? [];
      const other = claims.find((each) => each.item !== path && overlap(each, claim));
      if (other !== undefined) {
        mistakes.push({
          path: `${path}.${at}`,
          problem: `is an account that ${other.item} also names for the same copies; declare it once, or separate the two by kinds or under`,
        });
      }
      this.#claims.set(account, [...claims, claim]);
    }
    return mistakes;
  }
}

function overlap(left: Claim, right: Claim): boolean {
  const sameCopies = isAtOrBeneath(left.under, right.under) || isAtOrBeneath(right.under, left.under);
  return sameCopies && left.kinds.some((kind) => right.kinds.includes(kind));
}

function namesOf(item: unknown): readonly { readonly name: string; readonly at: string }[] {
  const listed = ["aliases", "formerNames"].flatMap((field) => {
    const names = fieldOf(item, field);
    return Array.isArray(names)
      ? Array.from<unknown>(names).map((name, index) => ({ name, at: `${field}[${String(index)}]` }))
      : [];
  });
  return [{ name: fieldOf(item, "userName"), at: "userName" }, ...listed].flatMap(({ name, at }) =>
    typeof name === "string" && name !== "" ? [{ name, at }] : [],
  );
}
