import { documentError, type ElementSpan, type EncodedText, type MarkupHandler } from "../document";
import { propertyTable } from "../domain";
import type { ConfigElement } from "./apphost-document";
import { WrittenAttributes, type RawAttribute } from "./attribute-list";
import { ContentBuilder } from "./content-builder";
import type { Role } from "./roles";
import { UnmanagedFinder } from "./unmanaged";

interface Tag {
  readonly name: string;
  readonly start: number;
  readonly attributes: RawAttribute[];
}

interface Frame {
  readonly name: string;
  readonly role: Role;
  readonly span: { readonly start: number; end: number };
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
  #tag: Tag | undefined;
  #metadataPath = "";
  #sawServer = false;
  readonly #finder: UnmanagedFinder;

  constructor(private readonly encoded: EncodedText) {
    this.#finder = new UnmanagedFinder(encoded);
  }

  open(name: string, start: number): void {
    this.#finishTag();
    this.#tag = { name, start, attributes: [] };
  }

  attribute(name: string, nameStart: number, valueStart: number, valueEnd: number): void {
    this.#tag?.attributes.push({ name, nameStart, valueStart, valueEnd });
  }

  close(depth: number, end: number): void {
    this.#finishTag();
    const frame = this.#frames.pop();
    if (frame === undefined) return;
    frame.span.end = end;
    this.found.leave(frame.role);
    if (depth === 0) this.root = frame.span;
    if (depth === 0 && !this.#sawServer)
      this.#foreign("Its root element holds no system.applicationHost.", frame.span);
  }

  #finishTag(): void {
    const tag = this.#tag;
    if (tag === undefined) return;
    this.#tag = undefined;
    const { name, start, attributes } = tag;
    const span = { start, end: start };
    const parent = this.#frames.at(-1)?.role;
    const role = parent === undefined ? "configuration" : this.found.roleOf(parent, name);
    if (parent === undefined && name !== "configuration")
      this.#foreign("Its root element is not configuration.", span);
    const element = {
      name,
      span,
      attributes: role === "other" ? noAttributes : new WrittenAttributes(this.encoded, attributes),
    };
    this.found.enter(role, parent, element);
    this.#noteAside(role, element);
    this.#frames.push({ name, role, span });
    const others = holdsCredential.has(role)
      ? attributes.filter((each) => each.name !== "userName" && each.name !== "password")
      : attributes;
    this.#noteUnmanaged(others, span);
  }

  /** Elements that set no credential. */
  #noteAside(role: Role, { attributes }: ConfigElement): void {
    if (role === "applicationHost") this.#sawServer = true;
    if (role === "metadataKey") this.#metadataPath = attributes.get("path")?.text ?? "";
    if (role === "provider") this.found.providers.push(attributes.get("name")?.text ?? "");
    if (role !== "metadataProperty") return;
    const property = propertyOfId.get(attributes.get("id")?.text.trim() ?? "");
    if (property !== undefined) this.found.leftovers.push({ path: this.#metadataPath, property });
  }

  #noteUnmanaged(attributes: readonly RawAttribute[], span: ElementSpan): void {
    if (attributes.length === 0) return;
    const found = this.#finder.find(attributes);
    if (found === undefined) return;
    // Neither the root nor a location tag is part of an element's path.
    const path = this.#frames
      .slice(-namedAround)
      .filter(({ role }) => role !== "configuration" && role !== "location")
      .map((frame) => this.encoded.decode(frame.span.start + 1, frame.span.start + 1 + frame.name.length))
      .join("/");
    this.found.unmanaged.push({ ...this.found.place, path, ...found, span });
  }

  #foreign(message: string, { start }: ElementSpan): never {
    throw documentError("E_NOT_A_METABASE", this.encoded.offsetOf(start), message);
  }
}

const noAttributes: ConfigElement["attributes"] = new Map();

const holdsCredential: ReadonlySet<Role> = new Set([
  "anonymous",
  "processModel",
  "virtualDirectory",
  "virtualDirectoryDefaults",
]);
