import { printable, type Snapshot } from "../../domain";
import type { LogLine } from "../log/log-row";
import { wordsOf } from "../words/words";
import { noSite } from "./resolve-errors";
import { atPath, placeBound, poolNamed, type ResolvedPlace } from "./resolve-place";
import { describeSite, sitesOf } from "./sites";

/** Where a row of a log leads. */
interface LoggedPlace {
  /** `undefined` where the row does not tell. */
  readonly place: ResolvedPlace | undefined;
  /** Why there is none, and what of the row the metabase does not have, a sentence each. */
  readonly notes: readonly string[];
}

/** Whether a row tells of which site it is, or the address that it came to. */
export function tellsPlace({ siteName, port, host, address, log }: LogLine): boolean {
  if (siteName !== undefined) return true;
  // What HTTP.SYS refused before it came to a site is no site's, whatever address it came to.
  return log !== "httperr" && port !== undefined && (host !== undefined || address !== undefined);
}

/**
 * Finds the key that a row of a log is about: of HTTP.SYS's reasons that are a pool's, the pool that it names; else the key
 * that serves the path.
 *
 * @throws IdentityError E_UNKNOWN_LOCATION
 */
export function placeLogged(snapshot: Snapshot, line: LogLine): LoggedPlace {
  const { queue, reason } = line;
  const ofPool = reason?.ofPool === true && queue !== undefined;
  const pool = ofPool ? poolNamed(snapshot, queue) : undefined;
  if (pool !== undefined) return { place: atPool(snapshot, pool, line), notes: [] };
  const notes = ofPool
    ? [
        `${wordsOf(snapshot).readingOf(snapshot)} has no application pool of the name that the row gives (s-queuename).`,
      ]
    : [];
  if (!tellsPlace(line)) return { place: undefined, notes: [...notes, whyNone(line)] };
  return { place: placeServing(snapshot, line), notes };
}

/** Says why a row leads to no place. */
function whyNone({ log }: LogLine): string {
  if (log === "httperr") {
    return "No place is shown: HTTP.SYS ended the request before it reached a site (s-siteid).";
  }
  return log === "ftp"
    ? "No place is shown: the row names neither the site (s-sitename) nor the server's address and port (s-ip, s-port)."
    : "No place is shown: the row names neither the site (s-sitename) nor the server's address and port, or the host (s-ip, s-port, cs-host).";
}

function atPool(
  snapshot: Snapshot,
  key: NonNullable<ReturnType<typeof poolNamed>>,
  { siteName }: LogLine,
): ResolvedPlace {
  const site = siteName === undefined ? undefined : sitesOf(snapshot).logged(siteName);
  const name = printable(key.location.slice(key.location.lastIndexOf("/") + 1));
  const of = site === undefined ? "" : `; the request was for the site ${describeSite(site)}`;
  return { key, site: undefined, how: [`The row names the application pool ${name} (s-queuename)${of}.`] };
}

function placeServing(
  snapshot: Snapshot,
  { siteName, stem = "/", host, address, port = 80 }: LogLine,
): ResolvedPlace {
  // A log has blanks as plus signs.
  const paths = [stem, stem.replaceAll("+", " ")];
  if (siteName === undefined) {
    const logged = {
      scheme: undefined,
      host: host?.replace(/:\d+$/, ""),
      hostIsKnown: host !== undefined,
      ip: address,
      port,
      path: stem,
    };
    return placeBound(snapshot, logged, paths);
  }
  const sites = sitesOf(snapshot);
  const site = sites.logged(siteName);
  if (site === undefined) throw noSite(snapshot, undefined);
  return atPath(snapshot, site, paths, []);
}
