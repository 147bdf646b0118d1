import type { Application, ConfigElement, Pool, PoolsSection, Site } from "./apphost-document";
import type { ElementRows } from "./element-rows";
import type { Mutable } from "./mutable";
import type { Role } from "./roles";

/** The elements in an element of a file, by their numbers. */
export class RowRange {
  /** The number behind the last one's. */
  end: number;

  /** @param first the number of the first of them */
  constructor(
    readonly element: ConfigElement,
    readonly rows: ElementRows,
    readonly first = rows.next,
  ) {
    this.end = first;
  }

  /** Those that are directly in it. */
  protected directly(role: Role): readonly ConfigElement[] {
    const { rows, end } = this;
    const found: ConfigElement[] = [];
    for (let at = this.first; at < end; at += 1)
      if (rows.around(at) < 0 && rows.role(at) === role) found.push(rows.element(at));
    return found;
  }
}

/** A site of a file: what it holds is read whenever somebody asks. */
export class WrittenSite extends RowRange implements Site {
  get bindings(): readonly ConfigElement[] {
    return this.directly("binding");
  }

  get applicationDefaults(): readonly ConfigElement[] {
    return this.directly("applicationDefaults");
  }

  get virtualDirectoryDefaults(): readonly ConfigElement[] {
    return this.directly("virtualDirectoryDefaults");
  }

  get applications(): readonly Application[] {
    const { rows, end } = this;
    const found: Mutable<Application>[] = [];
    for (let at = this.first; at < end; at += 1) {
      const role = rows.role(at);
      if (role === "application")
        found.push({ element: rows.element(at), virtualDirectories: [], virtualDirectoryDefaults: [] });
      else if (rows.around(at) >= 0) {
        const list = role === "virtualDirectory" ? "virtualDirectories" : "virtualDirectoryDefaults";
        found.at(-1)?.[list].push(rows.element(at));
      }
    }
    return found;
  }
}

/** A section of pools of a file, in the same way. */
export class WrittenPools extends RowRange implements PoolsSection {
  get pools(): readonly Pool[] {
    return this.#those("pool");
  }

  get defaults(): readonly Pool[] {
    return this.#those("poolDefaults");
  }

  #those(wanted: Role): readonly Pool[] {
    const { rows, end } = this;
    const found: Mutable<Pool>[] = [];
    for (let at = this.first; at < end; at += 1) {
      const around = rows.around(at);
      if (around < 0 && rows.role(at) === wanted)
        found.push({ element: rows.element(at), processModels: [] });
      else if (around >= 0 && rows.role(around) === wanted)
        found.at(-1)?.processModels.push(rows.element(at));
    }
    return found;
  }
}
