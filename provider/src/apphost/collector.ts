import {
  documentError,
  namesOf,
  type ElementSpan,
  type EncodedText,
  type MarkupHandler,
  type NameNumber,
  type Names,
} from "../document";
import { propertyTable } from "../domain";
import type { ConfigElement } from "./apphost-document";
import { AttributePlaces, WrittenElement, type RawAttribute } from "./attribute-list";
import { ContentBuilder } from "./content-builder";
import { ElementRows } from "./element-rows";
import { counts, type Role } from "./roles";
import { UnmanagedFinder } from "./unmanaged";
import { WrittenPools, WrittenSite, type RowRange } from "./written-site";

/** Where an element is; its end is known when it has ended. */
interface OpenSpan {
  readonly start: number;
  end: number;
}

// How many elements around an unmanaged one are named: what IIS writes has at most nine.
const namedAround = 16;

const propertyOfId: ReadonlyMap<string, string> = new Map(
  Object.values(propertyTable).flatMap(({ userName, password }) =>
    [userName, password].map(({ id, name }) => [String(id), name] as const),
  ),
);

/** Gathers from the scan of an applicationHost.config what concerns credentials. */
export class AppHostCollector implements MarkupHandler {
  readonly found = new ContentBuilder();
  root: ElementSpan = { start: 0, end: 0 };
  /** The elements that have begun, the outermost first: their names, what they are, and where those are that anybody asks for. */
  readonly #around: NameNumber[] = [];
  readonly #roles: Role[] = [];
  readonly #spans: (OpenSpan | undefined)[] = [];
  /** The same, as numbers, of those that are in the site, or the section of pools, that is open; -1 for all others. */
  readonly #numbers: number[] = [];
  #range: RowRange | undefined;
  /** The start tag of which more attributes may come: its name, or -1. One object for each would be most of the work. */
  #tag: NameNumber = -1;
  #start = 0;
  /** The number of its first attribute. */
  #first = 0;
  /** True if one of its attributes may be of an account. */
  #mayName = false;
  #metadataPath = "";
  #sawServer = false;
  readonly #finder: UnmanagedFinder;
  readonly #places: AttributePlaces;
  readonly #rows: ElementRows;

  readonly #names: Names;

  constructor(private readonly encoded: EncodedText) {
    this.#names = namesOf(encoded);
    this.#places = new AttributePlaces(encoded);
    this.#rows = new ElementRows(encoded, this.#places);
    this.#finder = new UnmanagedFinder(encoded);
  }

  open(name: NameNumber, start: number): void {
    this.#finishTag();
    this.#tag = name;
    this.#start = start;
    this.#first = this.#places.next;
  }

  attribute(name: NameNumber, _nameStart: number, valueStart: number, valueEnd: number): void {
    this.#places.add(name, valueStart, valueEnd);
    if (this.#finder.mayFind(name, valueStart)) this.#mayName = true;
  }

  close(depth: number, end: number): void {
    this.#finishTag();
    const role = this.#roles.pop();
    if (role === undefined) return;
    this.#around.pop();
    const span = this.#spans.pop();
    if (span !== undefined) span.end = end;
    const number = this.#numbers.pop() ?? -1;
    if (number >= 0) this.#rows.close(number, end);
    if (role === "site" || role === "pools") this.#endRange();
    this.found.leave(role);
    if (depth > 0) return;
    if (span !== undefined) this.root = span;
    if (!this.#sawServer) this.#foreign("Its root element holds no system.applicationHost.", this.root.start);
  }

  #finishTag(): void {
    const name = this.#tag;
    if (name < 0) return;
    this.#tag = -1;
    const parent = this.#roles.at(-1);
    const text = this.#names.text(name);
    const role = parent === undefined ? "configuration" : this.found.roleOf(parent, text);
    if (parent === undefined && text !== "configuration")
      this.#foreign("Its root element is not configuration.", this.#start);
    const others = this.#mayName ? this.#othersThan(role) : none;
    this.#mayName = false;
    let span: OpenSpan | undefined;
    let number = -1;
    if (!counts(role)) this.#places.forget(this.#first);
    else if (this.#range !== undefined)
      number = this.#rows.add(role, this.#numbers.at(-1) ?? -1, name, this.#start, this.#first);
    else span = this.#enter(role, parent, text);
    if (role === "applicationHost") this.#sawServer = true;
    this.#around.push(name);
    this.#roles.push(role);
    if (others.length > 0) span = this.#noteOthers(others, span);
    this.#spans.push(span);
    this.#numbers.push(number);
  }

  #enter(role: Role, parent: Role | undefined, name: string): WrittenElement {
    const element = new WrittenElement(name, this.#start, this.#places, this.#first, this.#places.next);
    if (role === "site") {
      const site = new WrittenSite(element, this.#rows);
      this.#range = site;
      this.found.addSite(site);
    } else if (role === "pools") {
      const pools = new WrittenPools(element, this.#rows);
      this.#range = pools;
      this.found.pools.push(pools);
    } else this.found.enter(role, parent, element);
    this.#noteAside(role, element);
    return element;
  }

  #endRange(): void {
    if (this.#range !== undefined) this.#range.end = this.#rows.next;
    this.#range = undefined;
  }

  /** Elements that set no credential. */
  #noteAside(role: Role, { attributes }: ConfigElement): void {
    if (role === "metadataKey") this.#metadataPath = attributes.text("path") ?? "";
    if (role === "provider") this.found.providers.push(attributes.text("name") ?? "");
    if (role !== "metadataProperty") return;
    const property = propertyOfId.get(attributes.text("id")?.trim() ?? "");
    if (property !== undefined) this.found.leftovers.push({ path: this.#metadataPath, property });
  }

  /** Those attributes of the start tag that may name an account elsewhere than in the three kinds. */
  #othersThan(role: Role): readonly RawAttribute[] {
    const places = this.#places;
    const isCredential = holdsCredential.has(role);
    const others: RawAttribute[] = [];
    for (let at = this.#first; at < places.next; at += 1) {
      const name = places.nameNumber(at);
      const valueStart = places.valueStart(at);
      if (!this.#finder.mayFind(name, valueStart)) continue;
      if (isCredential && halves.has(this.#names.text(name))) continue;
      others.push({ name, valueStart, valueEnd: places.valueEnd(at) });
    }
    return others;
  }

  /** @returns where the element is, if anybody asks for that */
  #noteOthers(others: readonly RawAttribute[], known: OpenSpan | undefined): OpenSpan | undefined {
    const found = this.#finder.find(others);
    if (found === undefined) return known;
    const span = known ?? { start: this.#start, end: this.#start };
    // Neither the root nor a location tag is part of an element's path.
    const inside = Math.max(0, this.#around.length - namedAround);
    const path = this.#around
      .slice(inside)
      .filter((_, index) => !isNotNamed(this.#roles[inside + index]))
      .map((name) => this.#names.text(name))
      .join("/");
    this.found.unmanaged.push({ ...this.found.place, path, ...found, span });
    return span;
  }

  #foreign(message: string, start: number): never {
    throw documentError("E_NOT_A_METABASE", this.encoded.offsetOf(start), message);
  }
}

function isNotNamed(role: Role | undefined): boolean {
  return role === "configuration" || role === "location";
}

const none: readonly RawAttribute[] = [];

const halves: ReadonlySet<string> = new Set(["userName", "password"]);

const holdsCredential: ReadonlySet<Role> = new Set([
  "anonymous",
  "processModel",
  "virtualDirectory",
  "virtualDirectoryDefaults",
]);
