import { foldCase, parseLocation, type ObservedKey } from "../../domain";
import { isIsolated, poolType, type View } from "../../drift";
import { poolNamed } from "../locate/resolve-place";
import { settingWord, wordsOf } from "../words/words";
import { worldOf } from "../words/world";
import { setAt, unclear, untold, type Use } from "./use";

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
  if (place.elements !== undefined) {
    if (place.elements.wam !== undefined) return poolAt(view, place, false);
    // Neither the server nor what only sets defaults belongs to an application, which would have a pool, if an empty one.
    return view.setting(place.location, "AppPoolId") === undefined ? undefined : poolOf(view, place);
  }
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
  const word = settingWord(view.snapshot, "AppPoolId");
  if (id === "")
    return identity(undefined, null, `No ${word} is set here or above: which pool serves it can't be told.`);
  const pool = poolNamed(view.snapshot, id);
  if (pool !== undefined) return poolAt(view, pool, false);
  const isMissing = !view.snapshot.complete || view.snapshot.key(allPools) !== undefined;
  const what = isMissing
    ? `which ${wordsOf(view.snapshot).reading} does not have: requests are answered with 503`
    : "which is not in this file, and what it runs as can't be told";
  return identity(undefined, null, `${word} names the pool ${id}, ${what}.`);
}

function poolAt(view: View, key: ObservedKey, isolated: boolean): PoolIdentity {
  if (isolated) {
    return identity(key, false, "The web service runs in IIS 5 isolation mode: pools are not used.");
  }
  if (foldCase(key.keyType) !== "IISAPPLICATIONPOOL") return inheritedPair(key);
  const noType = untold(view, key, "AppPoolIdentityType");
  if (noType !== undefined) return { key, ...noType };
  const { snapshot } = view;
  const found = view.effectiveSetting(key.location, "AppPoolIdentityType");
  const text = found?.value.trim();
  const type = poolType(text);
  const word = settingWord(snapshot, "AppPoolIdentityType");
  const name = wordsOf(snapshot).nameOf(snapshot, key.location);
  if (type === undefined) {
    const value = /^\d{1,3}$/.test(text ?? "") ? ` ${text ?? ""}` : "";
    const says = `The pool's ${word}${value} is not known here: what the pool ${name} runs as can't be told.`;
    return identity(key, null, says);
  }
  const from =
    found === undefined || key.elements === undefined ? "" : `, ${setAt(snapshot, found.from, key, "wam")}`;
  const why = text === undefined ? `${word} is not set` : `${word} ${text}${from}`;
  const runsAs = type.isSpecificUser ? "a specific user" : type.name;
  return identity(
    key,
    type.isSpecificUser,
    `The pool ${name} runs as ${runsAs} (${why})${type.isSpecificUser ? "." : ": it uses no stored account."}`,
  );
}

/** The account that Windows gives to pools of a type, where the pool's name does not decide it. */
const typeAccounts: Readonly<Record<string, string>> = {
  LocalSystem: "NT AUTHORITY\\SYSTEM",
  LocalService: "NT AUTHORITY\\LOCAL SERVICE",
  NetworkService: "NT AUTHORITY\\NETWORK SERVICE",
};

/** The account that a place's requests have where they run as its pool. @returns `undefined` where that can't be told */
export function poolAccount(view: View, place: ObservedKey): string | undefined {
  const key = poolServing(view, place)?.key;
  if (key === undefined) return undefined;
  const type = poolType(view.setting(key.location, "AppPoolIdentityType"));
  if (type?.name === "ApplicationPoolIdentity") return `IIS AppPool\\${key.name ?? ""}`;
  if (type?.isSpecificUser !== true) return typeAccounts[type?.name ?? ""];
  const name = view.whatCounts(key.location, "wam").userName?.value;
  return typeof name === "string" && name !== "" ? name : undefined;
}
