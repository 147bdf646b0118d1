import { doubled, namesOf, type EncodedText, type NameNumber, type Names } from "../document";
import { WrittenElement, type AttributePlaces } from "./attribute-list";
import type { Role } from "./roles";

// Of each element: its role's place in the list below, the number of the element around it, its name's, where it begins and
// ends, and the numbers of its first attribute and of the one behind its last.
const stride = 7;

// A file of IIS's own has fewer such elements than one in so many units.
const unitsOfOne = 192;

/** What there is in sites and among pools. */
const roles: readonly Role[] = [
  "virtualDirectory",
  "application",
  "binding",
  "pool",
  "processModel",
  "applicationDefaults",
  "virtualDirectoryDefaults",
  "poolDefaults",
];

/**
 * The elements in the sites and among the pools of a file, as numbers until somebody asks for them: nearly all that a large file
 * holds, of which most commands ask for little.
 */
export class ElementRows {
  #rows: Int32Array<ArrayBuffer>;
  #end = 0;
  readonly #names: Names;

  constructor(
    encoded: EncodedText,
    readonly places: AttributePlaces,
  ) {
    this.#names = namesOf(encoded);
    this.#rows = new Int32Array(stride * Math.max(64, Math.ceil(encoded.units.length / unitsOfOne)));
  }

  /** The next element's number. */
  get next(): number {
    return this.#end / stride;
  }

  /**
   * @param around the number of the element around it, -1 where that is the site, or the section of pools
   * @param firstAttribute its number; those that were added since are its own
   * @returns its number
   */
  add(role: Role, around: number, name: NameNumber, start: number, firstAttribute: number): number {
    const at = this.#end;
    if (at === this.#rows.length) this.#rows = doubled(this.#rows);
    const rows = this.#rows;
    rows[at] = roles.indexOf(role);
    rows[at + 1] = around;
    rows[at + 2] = name;
    rows[at + 3] = start;
    rows[at + 4] = start;
    rows[at + 5] = firstAttribute;
    rows[at + 6] = this.places.next;
    this.#end += stride;
    return at / stride;
  }

  /** It has ended. */
  close(element: number, end: number): void {
    this.#rows[element * stride + 4] = end;
  }

  role(element: number): Role {
    return roles[this.#at(element, 0)] ?? "other";
  }

  around(element: number): number {
    return this.#at(element, 1);
  }

  /** The number of its first attribute. */
  firstAttribute(element: number): number {
    return this.#at(element, 5);
  }

  /** The number behind its last attribute's. */
  attributesEnd(element: number): number {
    return this.#at(element, 6);
  }

  element(element: number): WrittenElement {
    const name = this.#names.text(this.#at(element, 2));
    const start = this.#at(element, 3);
    const read = new WrittenElement(
      name,
      start,
      this.places,
      this.firstAttribute(element),
      this.attributesEnd(element),
    );
    read.end = this.#at(element, 4);
    return read;
  }

  #at(element: number, which: number): number {
    return this.#rows[element * stride + which] ?? 0;
  }
}
