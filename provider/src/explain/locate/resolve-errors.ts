import { IdentityError, type Location, type Snapshot } from "../../domain";
import { unknownLocation } from "../../drift";
import { wordsOf } from "../words/words";
import { sitesAtPort } from "./bound-sites";
import { nearestNames } from "./nearest-names";
import { describeSite, sitesOf, type Site } from "./sites";

/** So many sites, or keys, are named in one sentence. */
export const shownAtMost = 5;

/**
 * The errors of questions that lead to no key, E_UNKNOWN_LOCATION each. None repeats what was typed: it may be anything,
 * such as a line of a log with a password in it.
 */
const unknown = (message: string, hint: string): IdentityError =>
  new IdentityError({ code: "E_UNKNOWN_LOCATION", message, hint });

/** For a location that does not exist: with the nearest that does. */
export function noKey(snapshot: Snapshot, location: Location): IdentityError {
  const { rule, hint } = unknownLocation(snapshot, location);
  return unknown(rule, hint);
}

/** For a folder or a file of Windows: with the keys that show it, where any does. */
export function isFolder(snapshot: Snapshot, keys: readonly Location[]): IdentityError {
  const { reading, place, settings, nameOf } = wordsOf(snapshot);
  const path = settings.Path ?? "Path";
  const names = keys.map((key) => nameOf(snapshot, key));
  return unknown(
    `A folder or a file is not a place in ${reading}.`,
    keys.length === 0
      ? `Ask for a location such as W3SVC/1/ROOT, or for a site; no ${place}'s ${path} leads there.`
      : `Ask for the ${place} whose ${path} leads there: ${andMore(names)}.`,
  );
}

/** For a name that nothing has: with the sites whose names come near to it. */
export function noSite(snapshot: Snapshot, text: string | undefined): IdentityError {
  const { all } = sitesOf(snapshot);
  const near = text === undefined ? [] : nearestNames(all, text);
  const listed = namesOf(near.length > 0 ? near : all);
  const looksLikeHost = text !== undefined && /^[^\s/\\]+\.[^\s\\]+$/.test(text);
  const asAddress = looksLikeHost
    ? " If it is a web address, write http:// before it: no site is bound to that name."
    : "";
  return unknown(
    `${wordsOf(snapshot).readingOf(snapshot)} has no site of that name or id, no application pool and no account of that name, and no such key.`,
    all.length === 0
      ? `Name a location; this metabase has no sites.${asAddress}`
      : `Name one of its sites${near.length > 0 ? ", such as" : ":"} ${listed}${near.length === 0 && all.length > shownAtMost ? ", …" : ""}.${asAddress}`,
  );
}

/** For an address that no site is bound to. */
export function notBound(snapshot: Snapshot, port: number): IdentityError {
  const sites = sitesOf(snapshot);
  const samePort = sitesAtPort(sites, port);
  return unknown(
    `${wordsOf(snapshot).readingOf(snapshot)} has no site that is bound to that address.`,
    samePort.length === 0
      ? `Check the port: no site is bound to ${String(port)} in that way.`
      : `Check the host's name; on port ${String(port)} there ${samePort.length === 1 ? "is" : "are"} ${namesOf(samePort)}${samePort.length > shownAtMost ? ", …" : ""}.`,
  );
}

/** For what several sites answer to. */
export function severalSites(why: string, sites: readonly Site[], count = sites.length): IdentityError {
  return unknown(
    `${String(count)} sites ${why}: ${namesOf(sites)}${count > shownAtMost ? ", …" : ""}.`,
    "Ask for one of them by its location, or by its id.",
  );
}

function namesOf(sites: readonly Site[]): string {
  return sites.slice(0, shownAtMost).map(describeSite).join(", ");
}

function andMore(keys: readonly string[]): string {
  const shown = keys.slice(0, shownAtMost).join(", ");
  return keys.length > shownAtMost ? `${shown} and ${String(keys.length - shownAtMost)} more` : shown;
}
