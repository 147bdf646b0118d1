import type { Section } from "../config";
import type { Snapshot } from "../domain";
import { withStore } from "../operations";
import type * as stack from "../stack";
import type { MetabaseSettings, Query, Store } from "../stores";
import { metabaseOf, type MetabaseOptions } from "./metabase-options";
import { withProgress } from "./progress";
import type { Surroundings } from "./surroundings";

/** The metabase that a command line names, and, where it names a stack, what that declares of it. */
export async function metabaseAndSection(
  options: MetabaseOptions,
  surroundings: Surroundings,
): Promise<{ readonly settings: MetabaseSettings; readonly section: Section | undefined }> {
  if (options.stack === undefined) {
    return { settings: await metabaseOf(options, surroundings), section: undefined };
  }
  // Loaded here, since most commands name a file.
  const { readStackSection } = require("../stack") as typeof stack;
  const section = await readStackSection(surroundings, options.stack);
  return { settings: section.metabase, section };
}

/** Reads, and says so where it takes long. @throws IdentityError as the store does */
export function observing(store: Store, query: Query, surroundings: Surroundings): Promise<Snapshot> {
  return withProgress(surroundings, `Reading ${store.name}`, () => store.observe(query));
}

/** One reading of a metabase for a command. @throws IdentityError as the store does */
export function readMetabase(
  settings: MetabaseSettings,
  query: Query,
  surroundings: Surroundings,
): Promise<Snapshot> {
  return withStore(settings, (store) => observing(store, query, surroundings));
}
