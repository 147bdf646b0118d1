import {
  bareName,
  canonicalAccount,
  credentialKey,
  foldCase,
  isIdentityError,
  locationKey,
  parseLocation,
  placeAt,
  type Change,
  type IdentityType,
  type Kind,
  type Location,
  type ObservedKey,
  type Snapshot,
} from "../domain";
import { isTemplate, isUnused } from "./account-targets";
import { desiredOf, type Adopted, type Adoption, type LeftOut } from "./adopt";
import { declarable, explained, type Unmanaged } from "./declarable";
import { credentialAt } from "./difference";
import { matchSites } from "./old-sites";
import { planCredential } from "./plan";
import { storedCredentials, type StoredCredential } from "./stored-credentials";
import { clearPair, viewWith, type View } from "./view";

/**
 * Declares for a server of IIS 7 or later what the metabase of an IIS 6 held: each credential at the place of the new server
 * that has the same meaning, or why there is none. `old` has to reveal passwords. What is declared can be planned there; it need
 * not be in step yet.
 */
export function carryOver(old: Snapshot, target: Snapshot): Adoption {
  const view = viewWith(old, []);
  const placed = new Placement(view, target);
  const wanted = storedToCarry(view).map((stored) => ({ stored, to: placed.of(stored) }));
  const changes = new Map<string, Change>();
  const found = new Map<StoredCredential, Adopted | string>();
  // What others inherit from is planned before them.
  for (const { stored, to } of wanted.toSorted((left, right) => depth(left.to) - depth(right.to)))
    found.set(stored, typeof to === "string" ? carried(view, target, stored, to, changes) : to.reason);
  const adopted: Adopted[] = [];
  const leftOut: LeftOut[] = [];
  for (const [
    {
      kind,
      key: { location },
    },
    each,
  ] of wanted.map(({ stored }) => [stored, found.get(stored)] as const)) {
    if (typeof each === "string")
      leftOut.push({ kind, location, place: placeAt(old, location), reason: each });
    else if (each !== undefined) adopted.push(each);
  }
  return { adopted, leftOut, byHand: [], inSync: false };
}

const depth = (to: Location | NoPlace): number => (typeof to === "string" ? to.split("/").length : 0);

/** What a metabase sets, and the UNC users that its virtual directories inherit, since IIS 7 hands none of them down. */
function storedToCarry(view: View): readonly StoredCredential[] {
  const { snapshot } = view;
  const stored = storedCredentials(snapshot).map((each) => atRoot(view, each));
  const known = new Set(stored.map(({ kind, key }) => credentialKey({ kind, location: key.location })));
  const inherited = snapshot.keys.flatMap((key) => {
    if (!isDirectory(key) || known.has(credentialKey({ kind: "unc", location: key.location }))) return [];
    const each = lookAt(view, key, "unc");
    const isNamed = (each.effective?.userName?.value ?? "") !== "";
    return isNamed && isShare(view, key.location) !== false ? [each] : [];
  });
  const own = new Map(
    stored.map((each) => [credentialKey({ kind: each.kind, location: each.key.location }), each]),
  );
  return [...own.values(), ...inherited];
}

/** An anonymous user of a site is that of its root in IIS 7; what counts there is carried. */
function atRoot(view: View, stored: StoredCredential): StoredCredential {
  const { location } = stored.key;
  if (stored.kind !== "anonymous" || !/^\/LM\/W3SVC\/\d+$/i.test(location)) return stored;
  const root = parseLocation(`${location}/ROOT`);
  return lookAt(
    view,
    view.snapshot.key(root) ?? { location: root, keyType: "IIsWebVirtualDir", own: {} },
    "anonymous",
  );
}

function lookAt(view: View, key: ObservedKey, kind: Kind): StoredCredential {
  const effective = clearPair(view.whatCounts(key, kind));
  const own = effective === undefined ? {} : credentialAt(view, key, kind);
  return { key, kind, own: { userName: undefined, password: undefined, ...own }, effective };
}

function isDirectory({ location, keyType }: ObservedKey): boolean {
  return foldCase(keyType) === "IISWEBVIRTUALDIR" && /^\/LM\/W3SVC\/\d+\//i.test(location);
}

/** Whether a directory is on another machine, as only then IIS 6 uses a UNC user; `undefined` where it is not known. */
function isShare(view: View, location: Location): boolean | undefined {
  const path = view.setting(location, "Path")?.trim();
  return path === undefined ? undefined : /^[\\/]{2}(?:\?\\UNC\\|[^\\/?.])/i.test(path);
}

interface NoPlace {
  readonly reason: string;
}

/** Finds the places of a metabase on a server of IIS 7. */
class Placement {
  readonly #siteOf: ReturnType<typeof matchSites>;

  constructor(
    private readonly view: View,
    private readonly target: Snapshot,
  ) {
    this.#siteOf = matchSites(view.snapshot, target);
  }

  of({ kind, key }: StoredCredential): Location | NoPlace {
    const to = this.#meant(kind, key);
    if (typeof to !== "string") return to;
    const there = this.target.key(to);
    if (there !== undefined) return there.location;
    switch (kind) {
      case "wam":
        return { reason: "The new server has no application pool of this name." };
      case "unc":
        return { reason: "The new server has no virtual directory there." };
      case "anonymous":
        return to;
    }
  }

  #meant(kind: Kind, { location, keyType }: ObservedKey): Location | NoPlace {
    const [, , service = "", first = "", ...rest] = location.split("/");
    if (foldCase(service) !== "W3SVC")
      return {
        reason: `It is of ${service === "" ? "all services" : service}, and only what the web service holds is carried.`,
      };
    if (isTemplate(location)) return { reason: "A template for new sites, which IIS 7 does not have." };
    if (kind === "wam")
      return foldCase(first) === "APPPOOLS"
        ? location
        : { reason: "It is the account of applications in IIS 5 isolation mode, which IIS 7 does not have." };
    if (first === "" && kind === "anonymous") return location;
    if (kind === "unc" && foldCase(keyType) !== "IISWEBVIRTUALDIR")
      return { reason: "IIS 7 keeps UNC users at virtual directories, and this is not one." };
    if (kind === "unc" && isShare(this.view, location) === false)
      return { reason: "Its folder is not on a share, so IIS 6 did not use the UNC user; IIS 7 would." };
    if (!/^\d+$/.test(first) || foldCase(rest[0] ?? "") !== "ROOT")
      return { reason: "IIS 7 has no such place." };
    const site = this.#siteOf(first);
    return "reason" in site ? site : parseLocation(["/LM/W3SVC", site.id, ...rest].join("/"));
  }
}

/** @returns the declaration for the new server, or why there can't be one */
function carried(
  view: View,
  target: Snapshot,
  stored: StoredCredential,
  location: Location,
  changes: Map<string, Change>,
): Adopted | string {
  const { snapshot: old } = view;
  const { kind, key } = stored;
  const found = declarable(old, stored);
  if (typeof found === "string") return found;
  const known = accountThere(old, found.userName, kind);
  if (typeof known === "string") return known;
  const name = { kind, location, place: placeAt(target, location), password: undefined, passwordless: false };
  const there = target.key(location);
  const isUnusedThere = there !== undefined && isUnused(viewWith(target, []), { key: there, kind });
  const identityType: IdentityType | undefined =
    isUnusedThere && !isUnused(view, stored) ? "SpecificUser" : undefined;
  const notes = [
    ...(locationKey(key.location) === locationKey(location) ? [] : [`from ${key.location}`]),
    ...known.notes,
    ...(isUnused(view, stored) ? ["stored, not used on the old server"] : []),
  ];
  const note = notes.length === 0 ? undefined : notes.join("; ");
  const pending = changesAbove(target, location, kind, changes);
  let reason = "It can't be declared there.";
  for (const each of found.passwords) {
    const adopted = {
      ...name,
      userName: known.userName,
      password: each.password,
      passwordless: each.passwordless === true,
      unmanaged: each.unmanaged,
      identityType,
      note,
    };
    try {
      const plan = planCredential(target, desiredOf(adopted), pending);
      if (plan.state === "drifted") changes.set(credentialKey(adopted), plan.change);
      return adopted;
    } catch (error) {
      if (!isIdentityError(error)) throw error;
      reason = refused(error.code, error.rule, each.unmanaged);
      // Its name alone would leave the old password behind, unsaid.
      if (each.password !== undefined) break;
    }
  }
  return reason;
}

function refused(code: string, rule: string, unmanaged: Unmanaged | undefined): string {
  switch (code) {
    case "E_PASSWORD_REQUIRED":
      return unmanaged === undefined ? rule : `There is no password to carry: ${explained(unmanaged)}.`;
    case "E_UNKNOWN_LOCATION":
      return "The new server has nothing configured there: make a location tag for it first.";
    default:
      return `On the new server: ${rule}`;
  }
}

/** A local account belongs to its machine, and IIS 6 made one for itself. */
function accountThere(
  old: Snapshot,
  userName: string,
  kind: Kind,
): { readonly userName: string; readonly notes: readonly string[] } | string {
  if (!canonicalAccount(userName, old.machine).startsWith("local ")) return { userName, notes: [] };
  const bare = bareName(userName);
  const ofService = old.key(parseLocation("W3SVC"))?.own.anonymous?.userName?.value ?? "";
  const made = [`IUSR_${old.machine ?? ""}`, ofService].map((each) => foldCase(bareName(each)));
  if (kind === "anonymous" && /^IUSR_./i.test(bare) && made.includes(foldCase(bare)))
    return "IIS 6 made this account for itself; IIS 7 has IUSR in its place, which needs no password.";
  const local = /^[^\\]+\\/.test(userName) && !userName.startsWith(".\\") ? `.\\${bare}` : userName;
  return { userName: local, notes: ["a local account of the old server, which the new one must have, too"] };
}

/** Those of the levels that a credential inherits from. */
function changesAbove(
  target: Snapshot,
  location: Location,
  kind: Kind,
  changes: ReadonlyMap<string, Change>,
): readonly Change[] {
  const above: Change[] = [];
  for (let key = target.keyAbove(location, kind); key !== undefined; key = target.keyAbove(key, kind)) {
    const change = changes.get(credentialKey({ kind, location: key.location }));
    if (change !== undefined) above.push(change);
  }
  return above;
}
