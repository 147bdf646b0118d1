import { canonicalAccount, type Kind, kinds as allKinds, LocationTree, parseLocation } from "../domain";
import { account } from "./account-declaration";
import { fieldOf } from "./field-of";
import type { Mistake } from "./mistake";

/** An item by its place in the list, and where it is in the stack's file. */
interface Claim {
  readonly index: number;
  readonly path: string;
}

/** By kind, who claimed the copies of one name first: those at a key and beneath it, and any of those. */
interface Claimed {
  readonly whole: Partial<Record<Kind, Claim>>;
  readonly some: Partial<Record<Kind, Claim>>;
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
  readonly #names = new Map<string, LocationTree<Claimed>>();
  #items = 0;

  constructor(private readonly machine: string | undefined) {}

  /**
   * Adds an item, as far as it can be read, in spite of other mistakes; returns which of its names are claimed already.
   */
  add(item: unknown, path: string): readonly Mistake[] {
    const scope = {
      kinds: account.shape.kinds.safeParse(fieldOf(item, "kinds")),
      under: account.shape.under.safeParse(fieldOf(item, "under")),
    };
    if (!scope.kinds.success || !scope.under.success) return [];
    const kinds = scope.kinds.data ?? allKinds;
    const under = scope.under.data ?? parseLocation("/LM");
    this.#items += 1;
    const claim: Claim = { index: this.#items, path };
    const mistakes: Mistake[] = [];
    for (const { name, at: field } of namesOf(item)) {
      const account = canonicalAccount(name, this.machine);
      const tree = this.#names.get(account) ?? new LocationTree<Claimed>(() => ({ whole: {}, some: {} }));
      this.#names.set(account, tree);
      const { at, above } = tree.reach(under);
      const others = kinds.flatMap((kind) => [...above.map(({ whole }) => whole[kind]), at.some[kind]]);
      const [other] = others
        .filter((each) => each !== undefined)
        .sort((left, right) => left.index - right.index);
      if (other !== undefined && other !== claim) {
        mistakes.push({
          path: `${path}.${field}`,
          problem: `is an account that ${other.path} also names for the same copies; declare it once, or separate the two by kinds or under`,
        });
      }
      for (const kind of kinds) {
        at.whole[kind] ??= claim;
        for (const { some } of [...above, at]) some[kind] ??= claim;
      }
    }
    return mistakes;
  }
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
