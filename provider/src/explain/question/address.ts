import { canonicalIpv6 } from "../locate/comparable-host";

/** An address as a browser or a log has it. User names, passwords, query strings and fragments are left out. */
export interface Address {
  /** `undefined` where nothing tells it: any binding of the port may be meant. */
  readonly scheme: "http" | "https" | "ftp" | undefined;
  readonly host: string | undefined;
  /** False for a log that has no cs-host: any host's name may have been asked for. */
  readonly hostIsKnown: boolean;
  readonly ip: string | undefined;
  readonly port: number;
  readonly path: string;
}

/** An address without a scheme, which only what is bound can tell from a file's or a pool's name. */
export interface BareAddress extends Omit<Address, "port"> {
  /** `undefined` where none was given. */
  readonly port: number | undefined;
  /** False for a name alone, or with a path: it is an address only where a site is bound to it. */
  readonly isSure: boolean;
}

const ports = { http: 80, https: 443, ftp: 21 } as const;

/** @returns `undefined` for what has no scheme of a service of IIS, or can't be an address */
export function parseAddress(text: string): Address | undefined {
  const [, name, authority = "", path = ""] = /^(https?|ftp):\/\/([^/\\?#]*)([^?#]*)/i.exec(text) ?? [];
  if (name === undefined) return undefined;
  const scheme = name.toLowerCase() === "http" ? "http" : name.toLowerCase() === "https" ? "https" : "ftp";
  const bare = authority.slice(authority.lastIndexOf("@") + 1);
  const [, host = "", port = ""] = /^(\[[^\]]*\]|[^:]*)(?::(\d{0,5}))?$/.exec(bare) ?? [];
  if (host === "") return undefined;
  return { scheme, ...hostOf(host), port: port === "" ? ports[scheme] : Number(port), path };
}

/**
 * The address without a scheme that a text may be: `www.example.com/shop`, `host:8080`, `[fe80::2]:81`, `localhost/shop`.
 * A single letter before a colon is a drive, what has `://` behind it another scheme, and no address has a blank: logs have.
 */
export function parseBareAddress(text: string): BareAddress | undefined {
  const bareIp = canonicalIpv6(text.replace(/%\w{1,20}$/, "")) !== undefined;
  const [, host, port, path] = bareIp
    ? [text, text, undefined, ""]
    : (/^(\[[0-9a-f:.%\w]{2,60}\]|[^\s/\\?#@:[\]]+)(?::(\d{1,5}))?(?:(?=[?#]|$)|(\/[^\s?#]*))/i.exec(text) ??
      []);
  if (host === undefined || /\s/.test(text) || /^[a-z]:/i.test(text)) return undefined;
  if (host.startsWith("[") && canonicalIpv6(host.slice(1, -1).replace(/%\w{1,20}$/, "")) === undefined)
    return undefined;
  const named = hostOf(bareIp ? `[${host}]` : host);
  return {
    scheme: port === undefined ? "http" : undefined,
    ...named,
    port: port === undefined ? undefined : Number(port),
    path: path ?? "",
    isSure: port !== undefined || named.ip !== undefined || /^localhost$/i.test(host),
  };
}

function hostOf(host: string): Pick<Address, "host" | "hostIsKnown" | "ip"> {
  const unbracketed = host.replace(/^\[|\]$/g, "");
  const isIp = host !== unbracketed || /^\d{1,3}(?:\.\d{1,3}){3}$/.test(host);
  return {
    host: isIp ? undefined : host.replace(/\.$/, ""),
    hostIsKnown: true,
    ip: isIp ? unbracketed : undefined,
  };
}
