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
  /** Of a site that has others as well; a site of the FTP service of a metabase has nothing but bindings. */
  readonly ftpBindings: readonly Binding[];
}

/** The sites of a metabase, and how to find one. Whoever asks often asks an index: a log has many lines. */
export interface Sites {
  /** In the metabase's order. */
  readonly all: readonly Site[];
  /** Sites of that name, ignoring case; else the one with that id, a web site's before another's. */
  named(name: string): readonly Site[];
  /** The site with that id, a web site before another. */
  numbered(id: string): Site | undefined;
  /** The site that a log's s-sitename, or the name of its folder, means: `W3SVC1` is W3SVC/1. */
  logged(siteName: string): Site | undefined;
  /** The site that a key belongs to. */
  around(key: Pick<ObservedKey, "location">): Site | undefined;
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
    const {
      ServerComment: comment,
      ServerBindings: open,
      SecureBindings: secure,
      FtpBindings: ftp,
    } = key.settings ?? {};
    return [
      {
        key,
        service: foldCase(service),
        id,
        comment: comment === undefined || comment === "" ? undefined : comment,
        bindings: bindingsOf(open),
        secureBindings: bindingsOf(secure),
        ftpBindings: bindingsOf(ftp),
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
  // From IIS 7 on the FTP service writes logs of its own about the sites of both.
  const logNames = new Map([
    ...all
      .filter(({ ftpBindings }) => ftpBindings.length > 0)
      .map((site) => [`FTPSVC${site.id}`, site] as const),
    ...all.map((site) => [`${site.service}${site.id}`, site] as const),
  ]);
  const locations = new Map(all.map((site) => [locationKey(site.key.location) as string, site]));
  const numbered = (id: string): readonly Site[] => {
    const sites = ids.get(id) ?? [];
    const web = sites.filter(({ service }) => service === "W3SVC");
    return web.length > 0 ? web : sites;
  };
  return {
    all,
    named: (name) => comments.get(foldCase(name.trim())) ?? numbered(name.trim()),
    numbered: (id) => numbered(id)[0],
    logged: (siteName) => logNames.get(foldCase(siteName)),
    around: ({ location }) => {
      const [, top] = /^(\/LM\/[^/]+\/\d+)(?:\/|$)/i.exec(locationKey(location)) ?? [];
      return top === undefined ? undefined : locations.get(top);
    },
  };
}
