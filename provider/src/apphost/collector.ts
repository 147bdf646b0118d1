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
import { AttributePlaces, WrittenAttributes, type RawAttribute } from "./attribute-list";
import { ContentBuilder } from "./content-builder";
import type { Role } from "./roles";
import { UnmanagedFinder } from "./unmanaged";

/** An element that has begun; at its end it is where the element was. */
interface Frame {
  readonly name: string;
  readonly role: Role;
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
  readonly #frames: Frame[] = [];
  /** The start tag of which more attributes may come: its name, or -1. One object for each would be most of the work. */
  #tag: NameNumber = -1;
  #start = 0;
  /** The number of its first attribute. */
  #first = 0;
  /** Those of its attributes that may name an account elsewhere than in the three kinds. */
  #others: RawAttribute[] = [];
  #metadataPath = "";
  #sawServer = false;
  readonly #finder: UnmanagedFinder;
  readonly #places: AttributePlaces;

  readonly #names: Names;

  constructor(private readonly encoded: EncodedText) {
    this.#names = namesOf(encoded);
    this.#places = new AttributePlaces(encoded);
    this.#finder = new UnmanagedFinder(encoded);
  }

  open(name: NameNumber, start: number): void {
    this.#finishTag();
    this.#tag = name;
    this.#start = start;
    this.#first = this.#places.next;
  }

  attribute(name: NameNumber, nameStart: number, valueStart: number, valueEnd: number): void {
    this.#places.add(name, nameStart, valueStart, valueEnd);
    if (this.#finder.mayFind(name, valueStart)) this.#others.push({ name, valueStart, valueEnd });
  }

  close(depth: number, end: number): void {
    this.#finishTag();
    const frame = this.#frames.pop();
    if (frame === undefined) return;
    frame.end = end;
    this.found.leave(frame.role);
    if (depth === 0) this.root = frame;
    if (depth === 0 && !this.#sawServer)
      this.#foreign("Its root element holds no system.applicationHost.", frame);
  }

  #finishTag(): void {
    if (this.#tag < 0) return;
    const name = this.#names.text(this.#tag);
    this.#tag = -1;
    const parent = this.#frames.at(-1)?.role;
    const role = parent === undefined ? "configuration" : this.found.roleOf(parent, name);
    const frame = { name, role, start: this.#start, end: this.#start };
    if (parent === undefined && name !== "configuration")
      this.#foreign("Its root element is not configuration.", frame);
    if (role === "other") this.#places.forget(this.#first);
    else this.#enter(frame, parent);
    this.#frames.push(frame);
    if (this.#others.length === 0) return;
    const others = this.#others;
    this.#others = [];
    this.#noteUnmanaged(
      holdsCredential.has(role) ? others.filter((each) => !halves.has(this.#names.text(each.name))) : others,
      frame,
    );
  }

  #enter(span: Frame, parent: Role | undefined): void {
    const { name, role } = span;
    const attributes = new WrittenAttributes(this.#places, this.#first, this.#places.next);
    const element = { name, span, attributes };
    this.found.enter(role, parent, element);
    this.#noteAside(role, element);
  }

  /** Elements that set no credential. */
  #noteAside(role: Role, { attributes }: ConfigElement): void {
    if (role === "applicationHost") this.#sawServer = true;
    if (role === "metadataKey") this.#metadataPath = attributes.text("path") ?? "";
    if (role === "provider") this.found.providers.push(attributes.text("name") ?? "");
    if (role !== "metadataProperty") return;
    const property = propertyOfId.get(attributes.text("id")?.trim() ?? "");
    if (property !== undefined) this.found.leftovers.push({ path: this.#metadataPath, property });
  }

  #noteUnmanaged(attributes: readonly RawAttribute[], span: ElementSpan): void {
    const found = this.#finder.find(attributes);
    if (found === undefined) return;
    // Neither the root nor a location tag is part of an element's path.
    const path = this.#frames
      .slice(-namedAround)
      .filter(({ role }) => role !== "configuration" && role !== "location")
      .map(({ name }) => name)
      .join("/");
    this.found.unmanaged.push({ ...this.found.place, path, ...found, span });
  }

  #foreign(message: string, { start }: ElementSpan): never {
    throw documentError("E_NOT_A_METABASE", this.encoded.offsetOf(start), message);
  }
}

const halves: ReadonlySet<string> = new Set(["userName", "password"]);

const holdsCredential: ReadonlySet<Role> = new Set([
  "anonymous",
  "processModel",
  "virtualDirectory",
  "virtualDirectoryDefaults",
]);
