import type { Properties } from "./properties";

/** A failure names no property, because the engine would print that property's value. */
export interface Checked {
  readonly inputs: Properties;
  readonly failures: { property: string; reason: string }[];
}

export interface Compared {
  readonly changes: boolean;
  readonly replaces?: string[];
  readonly deleteBeforeReplace?: boolean;
}

/** Without an `id` the engine drops the resource from state. */
export interface Refreshed {
  readonly id?: string;
  readonly props?: Properties;
  readonly inputs?: Properties;
}

/** How one type of resource serves the engine. Everything thrown on purpose is an IdentityError. */
export interface Methods {
  check(olds: Properties, news: Properties): Promise<Checked>;
  diff(id: string, olds: Properties, news: Properties): Promise<Compared>;
  create(inputs: Properties): Promise<{ id: string; outs: Properties }>;
  update(olds: Properties, news: Properties, id: string): Promise<{ outs: Properties }>;
  read(id: string, state: Properties): Promise<Refreshed>;
  delete(id: string, state: Properties): Promise<void>;
}
