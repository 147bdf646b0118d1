import { foldCase, parseLocation, type ObservedKey } from "../../domain";
import { isIsolated, poolType, type View } from "../../drift";
import { poolNamed } from "../locate/resolve-place";
import { unclear, untold } from "./unclear";
import { worldOf } from "./world";

/** The identity that serves a place, and the key whose WAM pair it would take. */
export interface PoolIdentity {
  /** `undefined` where the metabase has no such pool, or names none. */
  readonly key: ObservedKey | undefined;
  readonly used: boolean | null;
  readonly says: readonly string[];
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
  if (worldOf(view, place.location) === "in-process" && location !== "/LM/W3SVC") {
    return {
      key: place,
      used: false,
      says: [
        "The web service runs in IIS 5 isolation mode, and this application in IIS's own process (AppIsolated 0), as LocalSystem: it uses no stored account.",
      ],
    };
  }
  if (isolated) {
    return {
      key: place,
      used: true,
      says: [
        "The web service runs in IIS 5 isolation mode: out-of-process applications run as this account, of which COM+ holds a copy, too.",
      ],
    };
  }
  if (location === "/LM/W3SVC") {
    return { key: place, used: null, says: ["Pools inherit this pair where they set none."] };
  }
  const noPool = untold(view, place, "AppPoolId");
  if (noPool !== undefined) return { key: undefined, ...noPool };
  const id = view.effectiveSetting(place.location, "AppPoolId");
  if (id === undefined || id.value.trim() === "") {
    return {
      key: undefined,
      used: null,
      says: ["No AppPoolId is set here or above: the pool can't be told."],
    };
  }
  const pool = poolNamed(view.snapshot, id.value.trim());
  if (pool === undefined) {
    const isMissing = !view.snapshot.complete || view.snapshot.key(allPools) !== undefined;
    const what = isMissing
      ? "which the metabase does not have: requests are answered with 503"
      : "which is not in this file, and what it runs as can't be told";
    return { key: undefined, used: null, says: [`AppPoolId names the pool ${id.value.trim()}, ${what}.`] };
  }
  return poolAt(view, pool, false);
}

function poolAt(view: View, key: ObservedKey, isolated: boolean): PoolIdentity {
  if (isolated) {
    return { key, used: false, says: ["The web service runs in IIS 5 isolation mode: pools are not used."] };
  }
  if (foldCase(key.keyType) !== "IISAPPLICATIONPOOL") {
    return { key, used: null, says: ["Pools inherit this pair where they set none."] };
  }
  const noType = untold(view, key, "AppPoolIdentityType");
  if (noType !== undefined) return { key, ...noType };
  const text = view.setting(key.location, "AppPoolIdentityType")?.trim();
  const type = poolType(text);
  if (type === undefined) {
    const value = /^\d{1,3}$/.test(text ?? "") ? ` ${text ?? ""}` : "";
    const says = `The pool's AppPoolIdentityType${value} is not known here: what the pool ${key.location} runs as can't be told.`;
    return { key, used: null, says: [says] };
  }
  if (type.isSpecificUser) {
    return {
      key,
      used: true,
      says: [`The pool ${key.location} runs as a specific user (AppPoolIdentityType ${text ?? ""}).`],
    };
  }
  const why = text === undefined ? "AppPoolIdentityType is not set" : `AppPoolIdentityType ${text}`;
  return {
    key,
    used: false,
    says: [`The pool ${key.location} runs as ${type.name} (${why}): it uses no stored account.`],
  };
}
