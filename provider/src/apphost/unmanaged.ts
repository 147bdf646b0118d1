import { classifyPassword, foldCase } from "../domain";
import { namesOf, type EncodedText, type NameNumber, type Names, type Units } from "../document";
import type { UnmanagedElement } from "./apphost-document";
import { textOf, type RawAttribute } from "./attribute-list";

// What a sealed value begins with, plain or as a reference.
const bracket = 0x5b;
const ampersand = 0x26;

type Meaning = "userName" | "password" | "other";

/** What an attribute may be, by its name: IIS's own schema has `userName`, `adUserName`, `password`, `adPassword`. */
function meaningOf(name: string): Meaning {
  const folded = foldCase(name);
  if (folded === "USER" || folded.endsWith("USERNAME") || folded === "USERID" || folded === "UID")
    return "userName";
  return /(?:PASSWORD|PASS|PASSWD|PWD)$/.test(folded) ? "password" : "other";
}

/** Looks in elements for accounts and sealed values; what the names of attributes mean is found out once for each name. */
export class UnmanagedFinder {
  readonly #meanings: (Meaning | undefined)[] = [];
  readonly #names: Names;
  readonly #units: Units;

  constructor(private readonly encoded: EncodedText) {
    this.#names = namesOf(encoded);
    this.#units = encoded.units;
  }

  /** False for most attributes: `find` would pass by them. */
  mayFind(name: NameNumber, valueStart: number): boolean {
    if (this.#meaningOf(name) !== "other") return true;
    const begin = this.#units[valueStart];
    return begin === bracket || begin === ampersand;
  }

  /**
   * What of an element's attributes names an account together with a password, or holds a value that IIS sealed; `undefined`
   * for most elements. A user name without a password is no copy of one.
   */
  find(
    attributes: readonly RawAttribute[],
  ): Pick<UnmanagedElement, "userName" | "attribute" | "state"> | undefined {
    const { encoded } = this;
    let userName: string | undefined;
    let found: Found | undefined;
    for (const raw of attributes) {
      if (!this.mayFind(raw.name, raw.valueStart)) continue;
      const meaning = this.#meaningOf(raw.name);
      const text = textOf(encoded, raw);
      const state = stateOf(text);
      if (meaning === "userName" && state === "set") userName ??= text;
      else if (state !== undefined && (meaning === "password" || state !== "set"))
        found = moreTelling(found, {
          attribute: this.#names.text(raw.name),
          state,
        });
    }
    if (found === undefined) return undefined;
    return found.state === "set" && userName === undefined ? undefined : { userName, ...found };
  }

  #meaningOf(name: NameNumber): Meaning {
    return (this.#meanings[name] ??= meaningOf(this.#names.text(name)));
  }
}

function stateOf(text: string): UnmanagedElement["state"] | undefined {
  const password = classifyPassword(text);
  if (password.state === "empty") return undefined;
  if (password.state === "plain" || !text.startsWith("[enc:")) return "set";
  return password.reason === "sealed-empty" ? "sealed-empty" : "sealed";
}

type Found = Pick<UnmanagedElement, "attribute" | "state">;

/** Of several, one that holds something. */
function moreTelling(first: Found | undefined, second: Found): Found {
  return first === undefined || (first.state === "sealed-empty" && second.state !== "sealed-empty")
    ? second
    : first;
}
