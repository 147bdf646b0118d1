import { UsageError } from "../usage-error";
import { parseFields, parseLogLine, type LogLine } from "./log-line";
import { parseStatus, type LoggedStatus } from "./logged-status";

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

/** What somebody wants to have explained. */
export type Question =
  /** `text` is a bare number where a site may have it as its id. */
  | { readonly type: "status"; readonly logged: LoggedStatus; readonly text: string | undefined }
  | { readonly type: "line"; readonly line: LogLine }
  | { readonly type: "address"; readonly address: Address }
  /** A location, a site's name or its id: what the metabase has decides. */
  | { readonly type: "name"; readonly text: string };

const ports = { http: 80, https: 443, ftp: 21 } as const;

/** A question, and in which line it was asked, from 1. */
export interface AskedQuestion {
  readonly question: Question;
  readonly line: number;
}

/**
 * Reads what was typed or pasted, line by line. `#Fields:` counts for the lines after it.
 *
 * @throws UsageError where nothing is asked
 */
export function parseQuestions(text: string): readonly AskedQuestion[] {
  let fields: readonly string[] | undefined;
  const questions: AskedQuestion[] = [];
  const isAlone = !/[\r\n]/.test(text.trim());
  for (const [index, line] of text.split(/\r\n|\r|\n/).entries()) {
    const named = parseFields(line, isAlone);
    fields = named?.fields ?? fields;
    const asked = (named?.rest ?? line).trim();
    if (asked === "" || asked.startsWith("#")) continue;
    questions.push({ question: parseQuestion(asked, fields), line: index + 1 });
  }
  if (questions.length === 0) throw new UsageError("nothing to explain was given");
  return questions;
}

function parseQuestion(text: string, fields: readonly string[] | undefined): Question {
  const logged = parseStatus(text);
  if (logged !== undefined) return { type: "status", logged, text: /^\d+$/.test(text) ? text : undefined };
  const address = parseAddress(text);
  if (address !== undefined) return { type: "address", address };
  const line = parseLogLine(text, fields);
  if (line !== undefined) return { type: "line", line };
  return { type: "name", text };
}

/** @returns `undefined` for what has no scheme of a service of IIS, or can't be an address */
export function parseAddress(text: string): Address | undefined {
  const [, name, authority = "", path = ""] = /^(https?|ftp):\/\/([^/\\?#]*)([^?#]*)/i.exec(text) ?? [];
  if (name === undefined) return undefined;
  const scheme = name.toLowerCase() === "http" ? "http" : name.toLowerCase() === "https" ? "https" : "ftp";
  const bare = authority.slice(authority.lastIndexOf("@") + 1);
  const [, host = "", port = ""] = /^(\[[^\]]*\]|[^:]*)(?::(\d{0,5}))?$/.exec(bare) ?? [];
  if (host === "") return undefined;
  const unbracketed = host.replace(/^\[|\]$/g, "");
  const isIp = host !== unbracketed || /^\d{1,3}(?:\.\d{1,3}){3}$/.test(host);
  return {
    scheme,
    host: isIp ? undefined : host.replace(/\.$/, ""),
    hostIsKnown: true,
    ip: isIp ? unbracketed : undefined,
    port: port === "" ? ports[scheme] : Number(port),
    path,
  };
}

/** The address without a scheme that a text may be: `www.example.com/shop`, `host:8080`. None has a blank: logs have. */
export function parseBareAddress(text: string): Address | undefined {
  if (/\s/.test(text)) return undefined;
  if (!/^[^\s/\\?#@]+(?:[./:]|$)/.test(text) || !/^[^/\\?#]*[.:]/.test(text)) return undefined;
  const address = parseAddress(`http://${text}`);
  if (address === undefined) return undefined;
  return /^[^/]*:\d/.test(text) ? { ...address, scheme: undefined } : address;
}
