import {
  foldCase,
  grouped,
  locationKey,
  once,
  printable,
  type ObservedKey,
  type Snapshot,
} from "../../domain";
import { comparableHost } from "./comparable-host";

/** One binding of a site: `IP:port:host`, of which IP and host may be empty: all. Both as {@link comparableHost} has them. */
export interface Binding {
  readonly ip: string;
  readonly port: number;
  readonly host: string;
}

/** A web or FTP site, or one of another service: `/LM/<service>/<id>`. Templates are none. */
export interface Site {
  readonly key: ObservedKey;
  readonly service: string;
  readonly id: string;
  /** Its name for people (ServerComment); not unique. */
  readonly comment: string | undefined;
  readonly bindings: readonly Binding[];
  readonly secureBindings: readonly Binding[];
}

/** The sites of a metabase, and how to find one. Whoever asks often asks an index: a log has many lines. */
export interface Sites {
  /** In the metabase's order. */
  readonly all: readonly Site[];
  /** Sites of that name, ignoring case; else the one with that id, a web site's before another's. */
  named(name: string): readonly Site[];
  /** The site that a log's s-sitename, or the name of its folder, means: `W3SVC1` is W3SVC/1. */
  logged(siteName: string): Site | undefined;
  /** The site that a key belongs to. */
  around(key: ObservedKey): Site | undefined;
}

/** Every site; looked for once, however many lines of a log ask. */
export const sitesOf = once((snapshot: Snapshot): Sites => indexed(sitesAmong(snapshot.keys)));

/** A site as people know it: `W3SVC/1 "Shop"`. */
export function describeSite({ key, comment }: Site): string {
  const path = key.location.slice("/LM/".length);
  return comment === undefined ? path : `${path} "${printable(comment)}"`;
}

function sitesAmong(keys: readonly ObservedKey[]): readonly Site[] {
  return keys.flatMap((key) => {
    const [, service, id] = /^\/LM\/([^/]+)\/(\d+)$/i.exec(key.location) ?? [];
    if (service === undefined || id === undefined) return [];
    const { ServerComment: comment, ServerBindings: open, SecureBindings: secure } = key.settings ?? {};
    return [
      {
        key,
        service: foldCase(service),
        id,
        comment: comment === undefined || comment === "" ? undefined : comment,
        bindings: bindingsOf(open),
        secureBindings: bindingsOf(secure),
      },
    ];
  });
}

/** No binding holds a blank, and some tools write a list's line breaks as blanks. */
function bindingsOf(text: string | undefined): readonly Binding[] {
  return (text ?? "").split(/\s+/).flatMap((binding) => {
    const [, ip = "", port, host = ""] = /^(.*):(\d{1,5}):([^:]*)$/.exec(binding) ?? [];
    return port === undefined
      ? []
      : [{ ip: ip === "*" ? "" : comparableHost(ip), port: Number(port), host: comparableHost(host) }];
  });
}

function indexed(all: readonly Site[]): Sites {
  const comments = grouped(
    all.filter(({ comment }) => comment !== undefined),
    ({ comment = "" }) => foldCase(comment.trim()),
  );
  const ids = grouped(all, ({ id }) => id);
  const logNames = new Map(all.map((site) => [`${site.service}${site.id}`, site]));
  const locations = new Map(all.map((site) => [locationKey(site.key.location) as string, site]));
  return {
    all,
    named: (name) => {
      const named = comments.get(foldCase(name.trim()));
      if (named !== undefined) return named;
      const numbered = ids.get(name.trim()) ?? [];
      const web = numbered.filter(({ service }) => service === "W3SVC");
      return web.length > 0 ? web : numbered;
    },
    logged: (siteName) => logNames.get(foldCase(siteName)),
    around: ({ location }) => {
      const [, top] = /^(\/LM\/[^/]+\/\d+)(?:\/|$)/i.exec(locationKey(location)) ?? [];
      return top === undefined ? undefined : locations.get(top);
    },
  };
}
