import { foldCase } from "../../domain";
import { byName, rowsOf, type Meaning } from "./meaning-table";

/** Why HTTP.SYS answered a request itself, or ended a connection. */
export interface HttpErrReason extends Meaning {
  /** As the log spells it. */
  readonly name: string;
  /** Whether it is about the application pool that s-queuename names. */
  readonly ofPool: boolean;
  /** True where it belongs to healthy traffic. */
  readonly normal: boolean;
}

/** From what Microsoft documents of HTTP.SYS's own log (KB 820729) for Windows Server 2003 and later. */
const rows = rowsOf(`
AppOffline | pool wam | events pool-identity copies pool-rights start-pool |
  IIS stopped the application pool because its processes failed too often in a short time (rapid-fail protection). Either
  its identity can't log on, or the application has a fault.
Disabled | pool unrelated | start-stopped | An administrator or a program stopped the application pool.
QueueFull | pool unrelated | busy |
  The application pool's queue is full: more requests come than its processes answer.
AppPoolTimer | pool unrelated | busy |
  The request waited too long in the application pool's queue, because the pool's processes are too busy.
AppShutdown | pool unrelated | cpu-limit |
  IIS stopped the application pool because it took more processor time than it may.
ConnLimit | unrelated | connections | The site, or the server, has as many connections as its limit allows.
N/A | unrelated | services |
  No service took the request: the site or the web service is not running, or HTTP.SYS lacked memory.
BadRequest || client | The request could not be read.
Verb || client | The request's method could not be read.
URL || client | The request's URL could not be read.
Header || client | A header of the request could not be read.
Hostname || client | The name of the host that was asked for could not be read.
Invalid_CR/LF || client | The request has a line break where none is allowed.
Number || client | A number in the request could not be read.
FieldLength || limits | A header field of the request is longer than it may be.
RequestLength || limits | The request is longer than it may be.
URL_Length || limits | The request's URL is longer than it may be.
EntityTooLarge || limits | The request's body is larger than it may be.
Forbidden || client | The request holds a character, or a sequence, that is not allowed.
LengthRequired || client | The request does not give the length of its body.
Precondition || client | A condition that the request set is not met.
Internal | unrelated | service-events | An error happened inside HTTP.SYS.
N/I || client | The request wants what HTTP.SYS does not know, such as a transfer encoding.
Version_N/S || client | The request is of a version of HTTP that is not served.
Client_Reset || client | The client reset the connection before the answer was sent.
Connection_Abandoned_By_AppPool | pool | events |
  The application pool's process ended, or closed its queue, while it had the request.
Connection_Abandoned_By_ReqQueue | pool | events |
  The request queue of a pool, or of an application outside of IIS, was closed while the request was in it.
Connection_Dropped || client | The connection ended before the whole answer was sent.
Connection_Dropped_List_Full || client |
  The list of dropped connections is full: more may have been dropped than the log has.
Connections_Refused | unrelated | services |
  HTTP.SYS refuses new connections because the kernel's memory is nearly used up.
Timer_ConnectionIdle | normal || The connection was idle for too long and was closed, which is normal.
Timer_HeaderWait || client | The headers of the request did not come in time.
Timer_EntityBody || client | The body of the request did not come in time.
Timer_MinBytesPerSecond || client | The client took the answer too slowly.
Timer_AppPool | pool unrelated | busy |
  The request waited too long in the application pool's queue, and its connection was closed.
Timer_ReqQueue | pool unrelated | busy |
  The request waited too long in a request queue, and its connection was closed.
Timer_Response || client | The answer could not be sent in time.
Timer_SslRenegotiation || client | The client did not renegotiate TLS in time.
`);

const byWord = byName(rows, foldCase);

/** @returns `undefined` for a word that is not in the list */
export function httpErrReason(word: string): HttpErrReason | undefined {
  const row = byWord.get(foldCase(word));
  if (row === undefined) return undefined;
  const { names, marks, ...meaning } = row;
  return { name: names[0] ?? "", ofPool: marks.has("pool"), normal: marks.has("normal"), ...meaning };
}

/** Those that are no word of daily use, and so can be asked by themselves. */
export function isReasonAlone(word: string): boolean {
  return /^(?:App[OPS]|ConnLimit|QueueFull|[a-z]+_)/i.test(word) && httpErrReason(word) !== undefined;
}
