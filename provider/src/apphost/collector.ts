import { documentError, type ElementSpan, type EncodedText, type MarkupHandler } from "../document";
import { propertyTable } from "../domain";
import type {
  Application,
  ConfigElement,
  LeftoverProperty,
  Pool,
  PoolsSection,
  Scope,
  Site,
  SitesSection,
  UnmanagedElement,
} from "./apphost-document";
import { attributesOf, type RawAttribute } from "./attribute-list";
import { childRole, type Role } from "./roles";
import { unmanagedIn } from "./unmanaged";

/** Lets the lists of a type be filled. */
type Growing<Type> = {
  -readonly [Key in keyof Type]: Type[Key] extends readonly (infer Item)[] ? Item[] : Type[Key];
};

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
  readonly #server: Growing<Scope> = { tag: undefined, path: "", anonymous: [] };
  readonly scopes: Growing<Scope>[] = [this.#server];
  readonly sites: Growing<SitesSection>[] = [];
  readonly pools: Growing<PoolsSection>[] = [];
  readonly unmanaged: UnmanagedElement[] = [];
  readonly leftovers: LeftoverProperty[] = [];
  readonly providers: string[] = [];
  readonly #frames: Frame[] = [];
  #tag: Tag | undefined;
  #scope = this.#server;
  #section: Growing<SitesSection> | undefined;
  #site: Growing<Site> | undefined;
  #application: Growing<Application> | undefined;
  #pools: Growing<PoolsSection> | undefined;
  #pool: Growing<Pool> | undefined;
  #metadataPath = "";
  #sawServer = false;

  constructor(private readonly encoded: EncodedText) {}

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
    if (frame.role === "location") this.#scope = this.#server;
    if (frame.role === "site") this.#site = undefined;
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
    const role = parent === undefined ? "configuration" : this.#roleOf(parent, name);
    if (parent === undefined && name !== "configuration")
      this.#foreign("Its root element is not configuration.", span);
    const element = {
      name,
      span,
      attributes: role === "other" ? noAttributes : attributesOf(this.encoded, attributes),
    };
    this.#enter(role, parent, element);
    this.#frames.push({ name, role, span });
    const others = holdsCredential.has(role)
      ? attributes.filter((each) => each.name !== "userName" && each.name !== "password")
      : attributes;
    this.#noteUnmanaged(others, span);
  }

  /** Sites and pools are defined at the server's level alone, but there in a tag as well. */
  #roleOf(parent: Role, name: string): Role {
    const role = childRole(parent, name);
    return role === "applicationHost" && !isServer(this.#scope.path) ? "other" : role;
  }

  #enter(role: Role, parent: Role | undefined, element: ConfigElement): void {
    switch (role) {
      case "location": {
        const path = element.attributes.get("path")?.text ?? "";
        this.#scope = { tag: element, path, anonymous: [] };
        this.scopes.push(this.#scope);
        break;
      }
      case "anonymous":
        this.#scope.anonymous.push(element);
        break;
      case "applicationHost":
        this.#sawServer = true;
        break;
      case "sites":
        this.#section = { element, sites: [], applicationDefaults: [], virtualDirectoryDefaults: [] };
        this.sites.push(this.#section);
        break;
      case "site":
        this.#site = {
          element,
          bindings: [],
          applications: [],
          applicationDefaults: [],
          virtualDirectoryDefaults: [],
        };
        this.#section?.sites.push(this.#site);
        break;
      case "binding":
        this.#site?.bindings.push(element);
        break;
      case "application":
        this.#application = { element, virtualDirectories: [], virtualDirectoryDefaults: [] };
        this.#site?.applications.push(this.#application);
        break;
      case "applicationDefaults":
        (parent === "site" ? this.#site : this.#section)?.applicationDefaults.push(element);
        break;
      case "virtualDirectory":
        this.#application?.virtualDirectories.push(element);
        break;
      case "virtualDirectoryDefaults":
        this.#levelOf(parent)?.virtualDirectoryDefaults.push(element);
        break;
      case "pools":
        this.#pools = { element, pools: [], defaults: [] };
        this.pools.push(this.#pools);
        break;
      case "pool":
      case "poolDefaults":
        this.#pool = { element, processModels: [] };
        this.#pools?.[role === "pool" ? "pools" : "defaults"].push(this.#pool);
        break;
      case "processModel":
        this.#pool?.processModels.push(element);
        break;
      case "metadataKey":
        this.#metadataPath = element.attributes.get("path")?.text ?? "";
        break;
      case "metadataProperty": {
        const property = propertyOfId.get(element.attributes.get("id")?.text.trim() ?? "");
        if (property !== undefined) this.leftovers.push({ path: this.#metadataPath, property });
        break;
      }
      case "provider":
        this.providers.push(element.attributes.get("name")?.text ?? "");
        break;
      case "configuration":
      case "webServer":
      case "security":
      case "authentication":
      case "bindings":
      case "metadata":
      case "protectedData":
      case "providers":
      case "other":
        break;
    }
  }

  #levelOf(
    parent: Role | undefined,
  ): Growing<Application> | Growing<Site> | Growing<SitesSection> | undefined {
    if (parent === "application") return this.#application;
    return parent === "site" ? this.#site : this.#section;
  }

  #noteUnmanaged(attributes: readonly RawAttribute[], span: ElementSpan): void {
    if (attributes.length === 0) return;
    const found = unmanagedIn(this.encoded, attributes);
    if (found === undefined) return;
    // Neither the root nor a location tag is part of an element's path.
    const path = this.#frames
      .slice(-namedAround)
      .filter(({ role }) => role !== "configuration" && role !== "location")
      .map((frame) => this.encoded.decode(frame.span.start + 1, frame.span.start + 1 + frame.name.length))
      .join("/");
    const isSite = this.#site !== undefined;
    const place = isSite ? (this.#site?.element.attributes.get("name")?.text ?? "") : this.#scope.path;
    this.unmanaged.push({ place, isSite, path, ...found, span });
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

/** True for the paths that mean the level of the file itself. */
export function isServer(path: string): boolean {
  return path === "" || path === ".";
}
