import {
  holdsHalf,
  isIdentityError,
  kinds,
  needsNoPassword,
  sectionTable,
  type Kind,
  type Location,
  type ObservedKey,
  type Snapshot,
} from "../../domain";
import {
  isEmpty,
  isOfPart,
  originOf,
  passwordSync,
  passwordState,
  viewWith,
  warningsOf,
  type EffectivePair,
  type PasswordState,
  type View,
} from "../../drift";
import { otherCopies, unseen, whatIsUsed } from "./credential-sentences";
import { servingOf } from "../words/serving";
import { wordsOf } from "../words/words";
import { poolAccount, poolServing, type PoolIdentity } from "./pool-identity";
import { anonymousUse, setAt, uncUse, type Use } from "./use";

/** One kind of credential at a place: what counts, where it comes from, and what IIS makes of it. */
export interface ExplainedCredential {
  readonly kind: Kind;
  /** The key at which it counts: the place itself, or the application pool that serves it. */
  readonly location: Location;
  /** As IIS 7 and later name that, and the element that holds the credential there; a metabase has neither. */
  readonly name?: string;
  readonly keyType?: string;
  readonly userName: string | null;
  /** `own`, the ancestor's location, `default` for what IIS's schema gives, or `null`. */
  readonly userNameFrom: "own" | Location | null;
  readonly passwordState: PasswordState;
  readonly passwordFrom: "own" | Location | null;
  /** Whether IIS logs on with it at this place; `null` where that can't be told from here. */
  readonly used: boolean | null;
  /** What IIS would use, a sentence each; and what can't be seen from here. */
  readonly says: readonly string[];
  readonly warnings: readonly string[];
}

/** A key with everything that decides which accounts IIS logs on with there. */
export interface ExplainedPlace {
  readonly location: Location;
  readonly name?: string;
  readonly keyType: string;
  readonly credentials: readonly ExplainedCredential[];
}

/** Explains one key. An ambiguous key above it is told in place of what it would decide. */
export function explainPlace(snapshot: Snapshot, key: ObservedKey): ExplainedPlace {
  const view = viewWith(snapshot, []);
  return {
    location: key.location,
    ...(key.name === undefined ? {} : { name: key.name }),
    keyType: wordsOf(snapshot).typeOf(key),
    credentials: kinds.flatMap((kind) => {
      const found = explainKind(view, key, kind);
      return found === undefined ? [] : [found];
    }),
  };
}

function explainKind(view: View, place: ObservedKey, kind: Kind): ExplainedCredential | undefined {
  const pool = kind === "wam" ? poolServing(view, place) : undefined;
  const serving = servingOf(view.snapshot, place);
  const directory = serving === undefined ? place : serving.directory;
  const key = kind === "unc" ? directory : (pool?.key ?? place);
  if (key === undefined || (kind === "wam" && pool === undefined)) return undefined;
  if (pool !== undefined && pool.key === undefined) return withoutPool(place, pool);
  try {
    const effective = view.effective(key.location, kind);
    if (kind !== "wam" && isPool(key)) return undefined;
    const found = use(view, key, kind, pool);
    const applies = holdsHalf(key, kind, "userName") || (kind === "unc" && found.used === true);
    // What an ancestor sets goes on counting at keys that may not hold it themselves.
    const isSet = effective.userName !== undefined || effective.password !== undefined;
    return applies || isSet ? explained(view, key, kind, effective, found) : undefined;
  } catch (error) {
    if (!isIdentityError(error) || error.code !== "E_AMBIGUOUS") throw error;
    return ambiguousAt(view.snapshot, key, kind, error.location, error.rule);
  }
}

function use(view: View, key: ObservedKey, kind: Kind, pool: PoolIdentity | undefined): Use {
  switch (kind) {
    case "anonymous":
      return anonymousUse(view, key);
    case "wam":
      return { used: pool?.used ?? null, says: pool?.says ?? [] };
    case "unc":
      return uncUse(view, key);
  }
}

function explained(
  view: View,
  key: ObservedKey,
  kind: Kind,
  effective: EffectivePair,
  { used, says }: Use,
): ExplainedCredential {
  const state = passwordState({ effective });
  const userName = effective.userName?.value ?? "";
  const own = key.own[kind]?.password?.value;
  const isPart = isOfPart(view.snapshot, key.location);
  // What is sealed is told in a sentence of its own, for the value that counts.
  const told = { key, kind, userName, password: own?.state === "opaque" };
  const isPoolIdentity = userName === "" && view.snapshot.withoutName?.[kind] === "pool identity";
  return {
    ...placeOf(key, kind),
    userName: effective.userName?.value ?? null,
    userNameFrom: originOf(effective.userName?.from, key),
    passwordState: state,
    passwordFrom: originOf(effective.password?.from, key),
    used: userName === "" && used === true && !isPoolIdentity ? null : used,
    says: [
      ...says,
      ...(used === false
        ? []
        : isPoolIdentity
          ? [runsAsPool(view, key, effective)]
          : [
              whatIsUsed(view.snapshot, kind, effective, key, {
                isPart,
                isUsed: kind !== "wam" || used === true,
              }),
              ...unseen(userName, state, isPart),
              ...otherCopies(view, userName, effective),
              ...better(view.snapshot, kind, userName, used),
            ]),
    ],
    warnings: [
      ...(isCredential(key, kind, effective) ? warningsOf(view, told) : []),
      ...(kind === "anonymous" && used !== false && passwordSync(view, key) === "may-fail" ? [leftOn] : []),
    ],
  };
}

const leftOn =
  "AnonymousPasswordSync is on, as an upgrade from IIS 5 leaves it: in a pool that does not run as LocalSystem it can make the logon fail with 401.1 (KB 909887)";

/** An empty password under no user name is none, and so is what a pool only inherits: that is told where it is set. */
function isCredential(key: ObservedKey, kind: Kind, { userName, password }: EffectivePair): boolean {
  if (kind === "wam" && key.own.wam === undefined) return false;
  return (userName?.value ?? "") !== "" || (password !== undefined && !isEmpty(password.value));
}

function withoutPool(place: ObservedKey, pool: PoolIdentity): ExplainedCredential {
  return { ...nothingAt(place, "wam"), used: pool.used, says: pool.says };
}

/** An empty user name of the anonymous user: there is none, and whose identity takes its place. */
function runsAsPool(view: View, key: ObservedKey, { userName }: EffectivePair): string {
  const account = poolAccount(view, key);
  const which =
    account === undefined ? "of the application pool that serves it" : `of the application pool: ${account}`;
  const where = userName === undefined ? "" : ` (${setAt(view.snapshot, userName.from, key, "anonymous")})`;
  return `The user name is empty${where}: anonymous requests run as the identity ${which}.`;
}

/** What would be better than the password that is stored, where one is. */
function better(snapshot: Snapshot, kind: Kind, userName: string, used: boolean | null): readonly string[] {
  const advice = wordsOf(snapshot).better[kind];
  return advice === undefined || used !== true || userName === "" || needsNoPassword(userName)
    ? []
    : [advice];
}

function ambiguousAt(
  snapshot: Snapshot,
  key: ObservedKey,
  kind: Kind,
  at: Location | undefined,
  why: string,
): ExplainedCredential {
  const where = at === undefined || at === key.location ? "" : `${wordsOf(snapshot).nameOf(snapshot, at)}: `;
  return {
    ...nothingAt(key, kind),
    passwordState: "unreadable",
    says: [`What counts can't be told: ${where}${why}`],
  };
}

/** Where a credential is, by the names that the reading has for that. */
function placeOf(
  { location, name, elements }: ObservedKey,
  kind: Kind,
): Pick<ExplainedCredential, "kind" | "location" | "name" | "keyType"> {
  return {
    kind,
    location,
    ...(name === undefined ? {} : { name, keyType: elements?.[kind] ?? sectionTable[kind] }),
  };
}

function nothingAt(key: ObservedKey, kind: Kind): ExplainedCredential {
  return {
    ...placeOf(key, kind),
    userName: null,
    userNameFrom: null,
    passwordState: "absent",
    passwordFrom: null,
    used: null,
    says: [],
    warnings: [],
  };
}

function isPool({ keyType }: ObservedKey): boolean {
  return keyType.toUpperCase().startsWith("IISAPPLICATIONPOOL");
}
