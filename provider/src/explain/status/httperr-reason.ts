import { foldCase, type Kind } from "../../domain";
import type { StepName } from "./next-step";

/** Why HTTP.SYS answered a request itself, or ended a connection. */
export interface HttpErrReason {
  /** As the log spells it. */
  readonly name: string;
  readonly says: string;
  /** The kinds of stored credentials that it can be about. */
  readonly kinds: readonly Kind[];
  readonly next: readonly StepName[];
  /** Whether it is about the application pool that s-queuename names. */
  readonly ofPool: boolean;
  /** True where it belongs to healthy traffic. */
  readonly normal: boolean;
}

const about = (
  says: string,
  next: readonly StepName[] = [],
  more: Partial<HttpErrReason> = {},
): Omit<HttpErrReason, "name"> => ({ says, next, kinds: [], ofPool: false, normal: false, ...more });

const ofPool = { ofPool: true };

/** From what Microsoft documents of HTTP.SYS's own log (KB 820729) for Windows Server 2003 and later. */
const reasons: Readonly<Record<string, Omit<HttpErrReason, "name">>> = {
  AppOffline: about(
    "IIS stopped the application pool: its processes failed too often in a short time (rapid-fail protection). An identity that can't log on is one cause, a fault of the application another.",
    ["events", "pool-identity", "copies", "pool-rights", "start-pool"],
    { ofPool: true, kinds: ["wam"] },
  ),
  Disabled: about(
    "An administrator, or a tool, stopped the application pool; no stored credential is wrong.",
    ["start-stopped"],
    ofPool,
  ),
  QueueFull: about(
    "The application pool's queue is full: more requests come than its processes answer; no stored credential is wrong.",
    ["busy"],
    ofPool,
  ),
  AppPoolTimer: about(
    "The request waited too long in the application pool's queue, whose processes are too busy; no stored credential is wrong.",
    ["busy"],
    ofPool,
  ),
  AppShutdown: about(
    "IIS stopped the application pool since it took more processor time than it may; no stored credential is wrong.",
    ["cpu-limit"],
    ofPool,
  ),
  ConnLimit: about(
    "The limit of connections of the site, or of the server, is reached; no stored credential is wrong.",
    ["connections"],
  ),
  "N/A": about(
    "No service took the request: the site or the web service does not run, or HTTP.SYS lacked memory; no stored credential is wrong.",
    ["services"],
  ),
  BadRequest: about("The request could not be read.", ["client"]),
  Verb: about("The request's method could not be read.", ["client"]),
  URL: about("The request's URL could not be read.", ["client"]),
  Header: about("A header of the request could not be read.", ["client"]),
  Hostname: about("The name of the host that was asked for could not be read.", ["client"]),
  "Invalid_CR/LF": about("The request has a line break where none may be.", ["client"]),
  Number: about("A number in the request could not be read.", ["client"]),
  FieldLength: about("A header field of the request is longer than it may be.", ["limits"]),
  RequestLength: about("The request is longer than it may be.", ["limits"]),
  URL_Length: about("The request's URL is longer than it may be.", ["limits"]),
  EntityTooLarge: about("The request's body is larger than it may be.", ["limits"]),
  Forbidden: about("The request holds a character, or a sequence, that is not allowed.", ["client"]),
  LengthRequired: about("The request does not give the length of its body.", ["client"]),
  Precondition: about("A condition that the request set is not met.", ["client"]),
  Internal: about("An error inside HTTP.SYS; no stored credential is wrong.", ["service-events"]),
  "N/I": about("The request wants what HTTP.SYS does not know, such as a transfer encoding.", ["client"]),
  "Version_N/S": about("The request is of a version of HTTP that is not served.", ["client"]),
  Client_Reset: about("The client reset the connection before the answer was sent.", ["client"]),
  Connection_Abandoned_By_AppPool: about(
    "The application pool's process ended, or closed its queue, while the request was in its hands.",
    ["events"],
    ofPool,
  ),
  Connection_Abandoned_By_ReqQueue: about(
    "The request queue of an application outside of IIS, or of a pool, was closed while the request was in it.",
    ["events"],
    ofPool,
  ),
  Connection_Dropped: about("The connection ended before the whole answer was sent.", ["client"]),
  Connection_Dropped_List_Full: about(
    "The list of connections that were dropped is full: more may have been dropped than the log has.",
    ["client"],
  ),
  Connections_Refused: about(
    "HTTP.SYS refuses new connections, since the kernel's memory is nearly used up; no stored credential is wrong.",
    ["services"],
  ),
  Timer_ConnectionIdle: about("The connection was idle for too long, and was closed: that is normal.", [], {
    normal: true,
  }),
  Timer_HeaderWait: about("The headers of the request did not come in time.", ["client"]),
  Timer_EntityBody: about("The body of the request did not come in time.", ["client"]),
  Timer_MinBytesPerSecond: about("The client took the answer too slowly.", ["client"]),
  Timer_AppPool: about(
    "The request waited too long in the application pool's queue, and its connection was closed; no stored credential is wrong.",
    ["busy"],
    ofPool,
  ),
  Timer_ReqQueue: about(
    "The request waited too long in a request queue, and its connection was closed; no stored credential is wrong.",
    ["busy"],
    ofPool,
  ),
  Timer_Response: about("The answer could not be sent in time.", ["client"]),
  Timer_SslRenegotiation: about("The client did not agree anew on TLS in time.", ["client"]),
};

const byName = new Map(
  Object.entries(reasons).map(([name, reason]) => [foldCase(name), { name, ...reason }] as const),
);

/** @returns `undefined` for a word that is not in the list */
export function httpErrReason(word: string): HttpErrReason | undefined {
  return byName.get(foldCase(word));
}

/** Those that are no word of daily use, and so can be asked by themselves. */
export function isReasonAlone(word: string): boolean {
  return /^(?:App[OPS]|ConnLimit|QueueFull|[a-z]+_)/i.test(word) && httpErrReason(word) !== undefined;
}
