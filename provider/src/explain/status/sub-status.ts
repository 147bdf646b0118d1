import type { World } from "../words/world";
import type { LoggedStatus } from "./logged-status";
import { byName, rowsOf, type Meaning } from "./meaning-table";

/** What IIS means by a status and its sub-status. */
interface SubStatusMeaning extends Meaning {
  /** Whether only the sub-status says why. */
  readonly needsSubStatus: boolean;
}

/** From the lists that Microsoft publishes for IIS 6 and for IIS 7 and later; `.*` is any sub-status that is not listed. */
const web = tableOf(`
401 | anonymous needs-sub-status | authentication | Access is denied.
401.* || authentication | Access is denied. What this sub-status means is not in the list here.
401.1 | anonymous ||
  The logon failed. Where anonymous access is on, it was that of the anonymous user, whose password IIS stores; else it was
  the visitor's own.
401.2 || next-lines authentication |
  The server's settings allow none of the ways to log on that the request offered.
401.3 | anonymous | file-rights |
  The logon worked, but the rights on the file (its access-control list) keep the account out.
401.4 | unrelated || A filter that is installed on the server refused the request.
401.5 | unrelated || An ISAPI or CGI application refused the request.
401.7 | unrelated || URL authorization refused the request.
403 | needs-sub-status || The request is forbidden, whoever asks.
403.* ||| The request is forbidden, whoever asks. What this sub-status means is not in the list here.
403.1 | unrelated || Scripts and programs may not run there (AccessFlags).
403.2 | unrelated || Reading is not allowed there (AccessFlags).
403.3 | unrelated || Writing is not allowed there (AccessFlags).
403.4 | unrelated || The place can be reached by https only.
403.5 | unrelated || The place can be reached by https with 128 bits only.
403.6 | unrelated || The client's IP address is refused.
403.7 | unrelated || The place wants a client certificate.
403.8 | unrelated || The client's name is refused.
403.9 | unrelated || Too many clients are connected.
403.13 | unrelated || The client's certificate is revoked, or whether it is could not be checked.
403.14 | unrelated || The folder has no default document and may not be listed.
403.16 | unrelated || The client's certificate is not trusted.
403.17 | unrelated || The client's certificate has expired, or is not valid yet.
403.18 | unrelated || The request would run in another application pool, which is not allowed.
403.19 | wam | pool-rights | The pool's identity lacks the privileges to start CGI programs as another user.
404 | unrelated || There is no such file for this request.
404.* ||| The server does not serve that address, or not in this way. No stored credential is wrong. What this sub-status
  means is not in the list here.
404.1 | unrelated || No site serves that address.
404.2 | unrelated || A web service extension is not allowed.
404.3 | unrelated || The file's type is not served (MIME map).
500 | needs-sub-status | events | The application, or IIS, failed.
500.* || events | The application, or IIS, failed. What this sub-status means is not in the list here.
500.11 | unrelated | events | The application is shutting down.
500.12 | unrelated | events | The application is starting again.
500.13 | unrelated | events | The server is too busy.
500.16 | unc | unc-credential copies share |
  The credentials for a UNC path are wrong: those of the UNC user that IIS stores, or, where none is stored, the visitor's
  own, which are passed on.
500.19 | unc | configuration unc-credential |
  The place's configuration can't be read. On IIS 6 a value in the metabase is broken; from IIS 7 on a web.config is broken,
  or the UNC user may not read it.
500.21 | unrelated | configuration | A handler names a module that is not installed.
500.100 || events | A script of the application (ASP) failed. The log shows its error after the path.
503 | wam | start-pool events pool-identity copies |
  The application pool does not answer. It is stopped, or IIS stopped it because its identity can't log on or its process
  failed too often.
503.* || start-pool events pool-identity copies |
  The service is not available. What this sub-status means is not in the list here.
503.2 | unrelated | events | Too many requests came at the same time.
503.3 | unrelated | events | The queue of ASP requests is full.
503.4 | unrelated | events | The queue of FastCGI requests is full.
530 | anonymous | copies |
  FTP: the logon failed. Unless the visitor named an account, it was that of the anonymous user.
`);

/** FTP's own statuses, some of which mean something else than HTTP's. */
const ftp = tableOf(`
331 ||| FTP: the server has the user name and asks for the password. The rows that follow say how the logon ended.
530 | anonymous | copies |
  FTP: the logon failed. Unless the visitor named an account, it was that of the anonymous user.
550 | unc | file-rights unc-credential |
  FTP: the file or the folder is not there, or the account has no rights on it. Where the folder is a share, its UNC user may
  have failed to log on.
`);

/** Where no pool serves, there is none to be stopped. */
const withoutPools = tableOf(`
503 || services | The service is not available.
`);

/** COM+ starts out-of-process applications with the WAM account. */
const outOfProcess = tableOf(`
500 | wam | complus-events complus copies |
  The application failed, or could not be started. Out-of-process applications run as the WAM account there. Where its name
  and password in the metabase, in COM+ and of the account itself are not the same, each request ends like this.
503 || services | The service is not available.
`);

/** What IIS 7 and later call otherwise. */
const later = tableOf(`
403.1 | unrelated || Scripts and programs may not run there (accessPolicy).
403.2 | unrelated || Reading is not allowed there (accessPolicy).
403.3 | unrelated || Writing is not allowed there (accessPolicy).
500.19 | unc | configuration unc-credential |
  The place's configuration can't be read: applicationHost.config or a web.config is wrong, or may not be read by the
  account that IIS reads it with. The error of Windows says why.
`);

/**
 * Why a configuration can't be read, by the error of Windows that a 500.19 gives: from IIS 7 on, as Microsoft documents them
 * (KB 942055), those of keys as administrators report them.
 */
const configurationErrors = byName(
  rowsOf(`
13 | unrelated | configuration |
  The data is invalid: a configuration file has an element that is malformed, or that no installed module knows.
33 | unrelated | locked configuration |
  A setting is used where it is locked: at a level above, applicationHost.config in most cases.
5 | unc | file-rights unc-credential |
  A configuration file may not be read: IIS_IUSRS, or the pool's identity, has no right on it; or its folder is a share that is
  reached as the visitor (pass-through authentication), who has none.
3 | unc | file-rights unc-credential |
  The folder of the virtual directory does not exist, or may not be read: physicalPath does not lead there.
267 | unc | file-rights unc-credential |
  The folder of the virtual directory can't be reached: physicalPath does not lead to a folder that may be read.
1326 | wam unc | unc-credential copies |
  The web.config is on a share, and the account that reads it can't log on there: the user of the virtual directory, or, where it
  has none, the pool's identity.
183 | unrelated | configuration | A setting is there twice: in this file, or in it and in one above.
126 | unrelated | configuration | A configuration file names a module whose file does not exist.
193 | unrelated | configuration |
  A configuration file names a module for another processor architecture (32 or 64 bits) than that of the pool.
0x80090016 0x80090005 | anonymous wam unc | keys events |
  A password is encrypted with a key that this server does not have: the file was copied from another server, or the server was
  cloned. Each place that the file concerns fails, whether it needs the password or not.
`),
  Number,
);

/** @returns `undefined` for an error that is not in the list, and where it is not a configuration that can't be read */
export function configurationError({ status, subStatus, win32 }: LoggedStatus): Meaning | undefined {
  return status === 500 && subStatus === 19 ? configurationErrors.get(win32 ?? 0) : undefined;
}

function tableOf(text: string): ReadonlyMap<string, SubStatusMeaning> {
  const rows = rowsOf(text).map((row) => ({ ...row, needsSubStatus: row.marks.has("needs-sub-status") }));
  return byName(rows, (name) => name);
}

/** @returns `undefined` where neither the sub-status nor the status is one that concerns access */
export function subStatusMeaning(
  status: number,
  subStatus: number | undefined,
  world: World,
): SubStatusMeaning | undefined {
  const name = String(status);
  if (world === "ftp") return ftp.get(name);
  if (subStatus !== undefined && subStatus !== 0) {
    const named = world === "pools-7" ? later.get(`${name}.${String(subStatus)}`) : undefined;
    return named ?? web.get(`${name}.${String(subStatus)}`) ?? web.get(`${name}.*`) ?? web.get(name);
  }
  const tables = {
    pools: web,
    "pools-7": web,
    "out-of-process": outOfProcess,
    "in-process": withoutPools,
    service: withoutPools,
  };
  return tables[world].get(name) ?? web.get(name);
}
