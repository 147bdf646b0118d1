import { fieldOf } from "./field-of";

/** What IIS's tools call the server's own level, at the beginning of a place. */
export const nativeServer = /^MACHINE\/WEBROOT\/APPHOST(?:\/|$)/i;

/** The beginning of a metabase's path: a slash, `LM`, or a service such as `W3SVC`. */
const metabasePath = /^(?:[/\\]|(?:LM|\w+SVC)(?:[/\\]|$))/i;

/** What a field holds, where that is a place as IIS 7 and later name it (`Default Web Site/app`) and no path of a metabase. */
export function nativeIn(item: unknown, field: string): { readonly written?: string } {
  const written = fieldOf(item, field);
  return typeof written === "string" && !metabasePath.test(written) ? { written } : {};
}
