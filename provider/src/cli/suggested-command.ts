import type { MetabaseOptions } from "./metabase-options";

/** In the order in which people write them. */
const optionNames = {
  stack: "--stack",
  store: "--store",
  path: "--path",
  machine: "--machine",
  server: "--server",
  ssh: "--ssh",
  scriptHost: "--script-host",
  timeout: "--timeout",
} as const satisfies Partial<Record<keyof MetabaseOptions, string>>;

/** Which metabase an answer is about, as it was asked. */
type AskedMetabase = Pick<MetabaseOptions, keyof typeof optionNames>;

/** The options of a command that say which metabase, as they were given: they led to one, and so are no secret in the wrong place. */
export function metabaseOptions(
  options: AskedMetabase,
): readonly (readonly [option: string, value: string])[] {
  return Object.entries(optionNames).flatMap(([name, option]) => {
    const value: unknown = Reflect.get(options, name);
    return typeof value === "string" || typeof value === "number" ? [[option, String(value)] as const] : [];
  });
}
