import { locationKey, type Location } from "./location";

interface Node<Value> {
  readonly value: Value;
  beneath?: Map<string, Node<Value>>;
}

/**
 * Something for each key on the way to a location: `/LM`, then every part. Reading or making a way takes time that grows as the
 * location's text does, where cutting off one part after the other would take the square of it.
 */
export class LocationTree<Value> {
  #top: Node<Value> | undefined;

  /** @param make what a key begins with */
  constructor(private readonly make: () => Value) {}

  /** What is made for a location, and, the top first, for all above it; what was not there is made now. */
  reach(location: Location): { readonly at: Value; readonly above: readonly Value[] } {
    let node = (this.#top ??= { value: this.make() });
    const way: Value[] = [];
    for (const part of partsBeneathTop(location)) {
      way.push(node.value);
      node.beneath ??= new Map<string, Node<Value>>();
      const next: Node<Value> = node.beneath.get(part) ?? { value: this.make() };
      node.beneath.set(part, next);
      node = next;
    }
    return { at: node.value, above: way };
  }

  /** What was made above a location, the nearest last. */
  above(location: Location): readonly Value[] {
    return this.#along(location, 1);
  }

  /** The same, and behind it what was made for the location itself. */
  along(location: Location): readonly Value[] {
    return this.#along(location, 0);
  }

  #along(location: Location, less: number): readonly Value[] {
    const parts = partsBeneathTop(location);
    const way: Value[] = [];
    for (let node = this.#top; node !== undefined && way.length <= parts.length - less;) {
      way.push(node.value);
      node = node.beneath?.get(parts[way.length - 1] ?? "");
    }
    return way;
  }
}

/** Every location begins with `/LM`. */
function partsBeneathTop(location: Location): readonly string[] {
  return locationKey(location).split("/").slice(2);
}
