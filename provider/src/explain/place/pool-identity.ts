import { foldCase, parseLocation, type ObservedKey } from "../../domain";
import { isIsolated, poolType, type View } from "../../drift";
import { poolNamed } from "../locate/resolve-place";
import { unclear, untold, type Use } from "./use";
import { worldOf } from "./world";

/** The identity that serves a place, and the key whose WAM pair it would take. */
export interface PoolIdentity extends Use {
  /** `undefined` where the metabase has no such pool, or names none. */
  readonly key: ObservedKey | undefined;
}

/** The key that all pools lie beneath, and that no export of a site has. */
const allPools = parseLocation("W3SVC/AppPools");

/**
 * Tells what a web place runs as: the pool that AppPoolId names, or, in IIS 5 isolation mode, the WAM pair of the place
 * itself.
 *
 * @returns `undefined` for what no pool serves: another service, or a key of the service that is no place
 */
export function poolServing(view: View, place: ObservedKey): PoolIdentity | undefined {
  const location = foldCase(place.location);
  if (!/^\/LM\/W3SVC(?:\/|$)/.test(location)) return undefined;
  const noMode = unclear(view, place, "IIs5IsolationModeEnabled");
  if (noMode !== undefined) return { key: undefined, ...noMode };
  const isolated = isIsolated(view, place.location);
  if (/^\/LM\/W3SVC\/APPPOOLS(?:\/|$)/.test(location)) return poolAt(view, place, isolated);
  if (location !== "/LM/W3SVC" && worldOf(view, place.location) === "in-process") {
    return identity(
      place,
      false,
      "The web service runs in IIS 5 isolation mode, and this application in IIS's own process (AppIsolated 0), as LocalSystem: it uses no stored account.",
    );
  }
  if (isolated) {
    return identity(
      place,
      true,
      "The web service runs in IIS 5 isolation mode: out-of-process applications run as this account, of which COM+ also holds a copy.",
    );
  }
  return location === "/LM/W3SVC" ? inheritedPair(place) : poolOf(view, place);
}

function identity(key: ObservedKey | undefined, used: boolean | null, says: string): PoolIdentity {
  return { key, used, says: [says] };
}

function inheritedPair(key: ObservedKey): PoolIdentity {
  return identity(key, null, "Pools that set no pair of their own inherit this one.");
}

/** The pool that AppPoolId names. */
function poolOf(view: View, place: ObservedKey): PoolIdentity {
  const noPool = untold(view, place, "AppPoolId");
  if (noPool !== undefined) return { key: undefined, ...noPool };
  const id = view.setting(place.location, "AppPoolId")?.trim() ?? "";
  if (id === "") {
    return identity(
      undefined,
      null,
      "No AppPoolId is set here or above: which pool serves it can't be told.",
    );
  }
  const pool = poolNamed(view.snapshot, id);
  if (pool !== undefined) return poolAt(view, pool, false);
  const isMissing = !view.snapshot.complete || view.snapshot.key(allPools) !== undefined;
  const what = isMissing
    ? "which the metabase does not have: requests are answered with 503"
    : "which is not in this file, and what it runs as can't be told";
  return identity(undefined, null, `AppPoolId names the pool ${id}, ${what}.`);
}

function poolAt(view: View, key: ObservedKey, isolated: boolean): PoolIdentity {
  if (isolated) {
    return identity(key, false, "The web service runs in IIS 5 isolation mode: pools are not used.");
  }
  if (foldCase(key.keyType) !== "IISAPPLICATIONPOOL") return inheritedPair(key);
  const noType = untold(view, key, "AppPoolIdentityType");
  if (noType !== undefined) return { key, ...noType };
  const text = view.setting(key.location, "AppPoolIdentityType")?.trim();
  const type = poolType(text);
  const pool = `The pool ${key.location}`;
  if (type === undefined) {
    const value = /^\d{1,3}$/.test(text ?? "") ? ` ${text ?? ""}` : "";
    const says = `The pool's AppPoolIdentityType${value} is not known here: what the pool ${key.location} runs as can't be told.`;
    return identity(key, null, says);
  }
  if (type.isSpecificUser) {
    return identity(key, true, `${pool} runs as a specific user (AppPoolIdentityType ${text ?? ""}).`);
  }
  const why = text === undefined ? "AppPoolIdentityType is not set" : `AppPoolIdentityType ${text}`;
  return identity(key, false, `${pool} runs as ${type.name} (${why}): it uses no stored account.`);
}
