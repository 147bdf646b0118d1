import type {
  AppHostContent,
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
import type { Mutable } from "./mutable";
import { childRole, type Role } from "./roles";

/** Puts together what a configuration sets, element by element, in the order in which they begin and end. */
export class ContentBuilder implements AppHostContent {
  readonly #server: Mutable<Scope> = { tag: undefined, path: "", anonymous: [] };
  readonly scopes: Mutable<Scope>[] = [this.#server];
  readonly sites: Mutable<SitesSection>[] = [];
  readonly pools: PoolsSection[] = [];
  readonly unmanaged: UnmanagedElement[] = [];
  readonly leftovers: LeftoverProperty[] = [];
  readonly providers: string[] = [];
  #scope = this.#server;
  #section: Mutable<SitesSection> | undefined;
  #site: Mutable<Site> | undefined;
  /** The element of the site that is open. */
  #siteElement: ConfigElement | undefined;
  #application: Mutable<Application> | undefined;
  #pools: Mutable<PoolsSection> | undefined;
  #pool: Mutable<Pool> | undefined;

  /** What an element is. Sites and pools are defined at the server's level only, but there also in a location tag. */
  roleOf(parent: Role, name: string): Role {
    const role = childRole(parent, name);
    return role === "applicationHost" && !isServer(this.#scope.path) ? "other" : role;
  }

  /** The place of what is in the element that began last. */
  get place(): Pick<UnmanagedElement, "place" | "isSite"> {
    const site = this.#siteElement;
    return {
      isSite: site !== undefined,
      place: site === undefined ? this.#scope.path : (site.attributes.text("name") ?? ""),
    };
  }

  /** @param parent the role of the element around it */
  enter(role: Role, parent: Role | undefined, element: ConfigElement): void {
    switch (role) {
      case "location": {
        const path = element.attributes.text("path") ?? "";
        this.#scope = { tag: element, path, anonymous: [] };
        this.scopes.push(this.#scope);
        break;
      }
      case "anonymous":
        // There is one in nearly all of many scopes: a list that grows would hold room for more.
        if (this.#scope.anonymous.length === 0) this.#scope.anonymous = [element];
        else this.#scope.anonymous.push(element);
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
        this.addSite(this.#site);
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
      case "configuration":
      case "webServer":
      case "security":
      case "authentication":
      case "applicationHost":
      case "bindings":
      case "metadata":
      case "metadataKey":
      case "metadataProperty":
      case "protectedData":
      case "providers":
      case "provider":
      case "other":
        break;
    }
  }

  /** A site begins. Where it finds what it holds by itself, `enter` need not be told of that. */
  addSite(site: Site): void {
    this.#siteElement = site.element;
    this.#section?.sites.push(site);
  }

  leave(role: Role): void {
    if (role === "location") this.#scope = this.#server;
    if (role === "site") this.#siteElement = undefined;
  }

  #levelOf(
    parent: Role | undefined,
  ): Mutable<Application> | Mutable<Site> | Mutable<SitesSection> | undefined {
    if (parent === "application") return this.#application;
    return parent === "site" ? this.#site : this.#section;
  }
}

/** True for the paths that mean the level of the file itself. */
export function isServer(path: string): boolean {
  return path === "" || path === ".";
}
