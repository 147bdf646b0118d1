import type { Kind } from "../../domain";
import type { StepName } from "./next-step";
import type { World } from "../place/world";

/** What IIS means by a status and its sub-status. */
export interface SubStatusMeaning {
  readonly says: string;
  /** The kinds of stored credentials that it can be about. */
  readonly kinds: readonly Kind[];
  readonly next: readonly StepName[];
  /** Whether only the sub-status says why. */
  readonly needsSubStatus?: boolean;
}

const about = (
  says: string,
  kinds: readonly Kind[] = [],
  next: readonly StepName[] = [],
): SubStatusMeaning => ({
  says,
  kinds,
  next,
});

/** Said of a sub-status that the list does not have, in place of what the status says of those that it has. */
const unlisted = "What this sub-status means is not in the list here.";

const pool = about(
  "The application pool does not answer: it is stopped, or IIS stopped it since its identity can't log on or its process failed too often.",
  ["wam"],
  ["start-pool", "events", "pool-identity", "copies"],
);

/** What a 500 says where out-of-process applications run as the WAM account, which COM+ starts them with. */
const outOfProcessFailure = about(
  "The application failed, or could not be started. Out-of-process applications run as the WAM account there: where its name and password in the metabase, in COM+ and of the account itself are not the same, each request ends so.",
  ["wam"],
  ["complus-events", "complus", "copies"],
);

/** By status, or by status and sub-status; from the lists that Microsoft publishes for IIS 6 and for IIS 7 and later. */
const meanings: Readonly<Record<string, SubStatusMeaning>> = {
  "401": { ...about("Access is denied.", ["anonymous"], ["authentication"]), needsSubStatus: true },
  "401.1": about(
    "The logon failed: that of the anonymous user whose password IIS stores, or the visitor's own where anonymous access is off.",
    ["anonymous"],
  ),
  "401.2": about(
    "The server's settings allow none of the ways to log on that the request offered.",
    [],
    ["next-lines", "authentication"],
  ),
  "401.3": about(
    "The logon worked; the rights on the file (its access-control list) keep the account out.",
    ["anonymous"],
    ["file-rights"],
  ),
  "401.4": about(
    "A filter that is installed on the server refused the request; no stored credential is wrong.",
  ),
  "401.5": about("An ISAPI or CGI application refused the request; no stored credential is wrong."),
  "401.7": about("URL authorization refused the request; no stored credential is wrong."),
  "403": { ...about("The request is forbidden, whoever asks."), needsSubStatus: true },
  "403.1": about("Scripts and programs may not run there (AccessFlags); no stored credential is wrong."),
  "403.2": about("Reading is not allowed there (AccessFlags); no stored credential is wrong."),
  "403.3": about("Writing is not allowed there (AccessFlags); no stored credential is wrong."),
  "403.4": about("The place wants https; no stored credential is wrong."),
  "403.5": about("The place wants https with 128 bits; no stored credential is wrong."),
  "403.6": about("The client's address is refused; no stored credential is wrong."),
  "403.7": about("The place wants a client certificate; no stored credential is wrong."),
  "403.8": about("The client's name is refused; no stored credential is wrong."),
  "403.9": about("Too many clients are connected; no stored credential is wrong."),
  "403.13": about(
    "The client's certificate is revoked, or it can't be checked; no stored credential is wrong.",
  ),
  "403.14": about("The folder has no default document and may not be listed; no stored credential is wrong."),
  "403.16": about("The client's certificate is not trusted; no stored credential is wrong."),
  "403.17": about("The client's certificate is expired or not yet valid; no stored credential is wrong."),
  "403.18": about(
    "The request would run in another application pool, which is not allowed; no stored credential is wrong.",
  ),
  "403.19": about(
    "The pool's identity lacks the privileges to start CGI programs as another user.",
    ["wam"],
    ["pool-rights"],
  ),
  "404": about("There is no such file for this request; no stored credential is wrong."),
  "404.1": about("No site serves that address; no stored credential is wrong."),
  "404.2": about("A web service extension is not allowed; no stored credential is wrong."),
  "404.3": about("The file's type is not served (MIME map); no stored credential is wrong."),
  "500": { ...about("The application, or IIS, failed.", [], ["events"]), needsSubStatus: true },
  "500.11": about("The application is shutting down; no stored credential is wrong.", [], ["events"]),
  "500.12": about("The application is starting again; no stored credential is wrong.", [], ["events"]),
  "500.13": about("The server is too busy; no stored credential is wrong.", [], ["events"]),
  "500.16": about(
    "The credentials for a UNC path are wrong: the UNC user that IIS stores, or, without one, the visitor's own that are passed on.",
    ["unc"],
    ["unc-credential", "copies", "share"],
  ),
  "500.19": about(
    "The place's configuration can't be read: on IIS 6 a value in the metabase is broken; from IIS 7 on a web.config is broken, or can't be read with the UNC user's rights.",
    ["unc"],
    ["configuration", "unc-credential"],
  ),
  "500.21": about(
    "A handler names a module that is not installed; no stored credential is wrong.",
    [],
    ["configuration"],
  ),
  "500.100": about(
    "A script of the application (ASP) failed; the log has its error behind the path.",
    [],
    ["events"],
  ),
  "503": pool,
  "503.0": pool,
  "503.2": about("Too many requests at the same time; no stored credential is wrong.", [], ["events"]),
  "503.3": about("The queue of ASP requests is full; no stored credential is wrong.", [], ["events"]),
  "530": about(
    "FTP: the logon failed, the anonymous user's where the visitor named none of his own.",
    ["anonymous"],
    ["copies"],
  ),
};

/** FTP's own statuses, of which some look like HTTP's and mean something else. */
const ftpMeanings: Readonly<Record<string, SubStatusMeaning | undefined>> = {
  "331": about(
    "FTP: the user name was taken, and the password asked for: what follows says how the logon ended.",
  ),
  "530": meanings["530"],
  "550": about(
    "FTP: the file or the folder is not there, or the account's rights keep it out; where the folder is a share, its UNC user may have failed to log on.",
    ["unc"],
    ["file-rights", "unc-credential"],
  ),
};

const unavailable = "The service is not available.";

/** What a status says where its sub-status is not in the list; FTP's are told as the status itself. */
const others: Readonly<Record<number, string>> = {
  401: "Access is denied.",
  403: "The request is forbidden, whoever asks.",
  404: "The server does not serve that address, or not in this way; no stored credential is wrong.",
  500: "The application, or IIS, failed.",
  503: unavailable,
};

/** What a status means where no pool serves: there is none to be stopped. */
function elsewhere(status: number, subStatus: number, world: World): SubStatusMeaning | undefined {
  if (world === "pools" || subStatus !== 0) return undefined;
  if (status === 503) return about(unavailable, [], ["services"]);
  return status === 500 && world === "out-of-process" ? outOfProcessFailure : undefined;
}

/** @returns `undefined` where neither the sub-status nor the status is one that concerns access */
export function subStatusMeaning(
  status: number,
  subStatus: number | undefined,
  world: World,
): SubStatusMeaning | undefined {
  if (world === "ftp") return ftpMeanings[String(status)];
  const other = elsewhere(status, subStatus ?? 0, world);
  if (other !== undefined) return other;
  const general = meanings[String(status)];
  if (subStatus === undefined || subStatus === 0) return meanings[`${String(status)}.0`] ?? general;
  const exact = meanings[`${String(status)}.${String(subStatus)}`];
  if (exact !== undefined || general === undefined) return exact;
  const says = others[status];
  return says === undefined ? general : about(`${says} ${unlisted}`, [], general.next);
}
