import {
  sameAccount,
  IdentityError,
  credentialKey,
  locationKey,
  ofKinds,
  once,
  type Change,
  type Credential,
  type IdentityType,
  type Kind,
  type Location,
  type LocationKey,
  type ObservedKey,
  type Part,
  type Secret,
  type Snapshot,
  usesAccount,
} from "../../domain";
import type { Effects, OthersHalf, View } from "../../drift";
import { fingerprint } from "../../stores";

/** What a resource declares of a credential. */
export interface DeclaredCredential {
  readonly resourceName: string;
  readonly userName: string;
  /** `undefined`: not managed, or not known yet. */
  readonly password: Secret | undefined;
  readonly passwordless: boolean;
  /** What a pool runs as, where that is declared. */
  readonly identityType?: IdentityType | undefined;
  /** What will be as it is declared, once the resource was made or updated. */
  readonly halves: readonly Part[];
}

interface Claim {
  readonly resourceName: string;
  /** `undefined`: not known yet. */
  readonly userName: string | undefined;
  /** Keyed hash of the password, `none` for passwordless, `undefined` where it is not managed or not known yet. */
  readonly password: string | undefined;
  /** `undefined` where it is not managed. */
  readonly identityType: IdentityType | undefined;
  readonly halves: readonly Part[];
  readonly change: Change | undefined;
  readonly isUnknown: boolean;
}

/** The credentials of one metabase that resources checked in this process have claimed. */
export class Claims {
  readonly #claims = ofKinds(() => new Map<LocationKey, Claim[]>());
  /** Most processes find everything in step and known: then nobody need look above. */
  readonly #changes: Change[] = [];
  #hasUnknown = false;

  /** @throws IdentityError E_CONFLICT where another claim wants a different value; the error names both resources */
  require(credential: Credential, declared: DeclaredCredential, machine: string | undefined): void {
    for (const claimed of this.#of(credential)) {
      const password = passwordToken(declared);
      const samePassword =
        claimed.password === undefined || password === undefined || claimed.password === password;
      const sameName =
        claimed.userName === undefined || sameAccount(claimed.userName, declared.userName, machine);
      const sameType =
        claimed.identityType === undefined ||
        declared.identityType === undefined ||
        claimed.identityType === declared.identityType;
      if (samePassword && sameName && sameType) continue;
      throw new IdentityError({
        code: "E_CONFLICT",
        location: credential.location,
        message: `The resources ${claimed.resourceName} and ${declared.resourceName} declare different values for one credential.`,
        hint: "Declare it once, or declare the same in both.",
      });
    }
  }

  /** `change` is what the resource is about to write there, and unknown what depends on what is not known yet. */
  add(
    credential: Credential,
    declared: DeclaredCredential,
    change: Change | undefined,
    isUnknown = false,
  ): void {
    const { resourceName, userName, identityType, halves } = declared;
    const password = passwordToken(declared);
    this.#add(credential, { resourceName, userName, identityType, halves, password, change, isUnknown });
  }

  /** A claim of which nothing is known yet but where. */
  addUnknown(credential: Credential, resourceName: string): void {
    const nothing = { userName: undefined, password: undefined, identityType: undefined };
    this.#add(credential, { resourceName, ...nothing, halves: [], change: undefined, isUnknown: true });
  }

  #add({ kind, location }: Credential, claim: Claim): void {
    if (claim.change !== undefined) this.#changes.push(claim.change);
    this.#hasUnknown ||= claim.isUnknown;
    const key = locationKey(location);
    const claims = this.#claims[kind].get(key);
    if (claims === undefined) this.#claims[kind].set(key, [claim]);
    else claims.push(claim);
  }

  /** Who claims the credential, if anybody does. */
  holder(credential: Credential): string | undefined {
    return this.#of(credential)[0]?.resourceName;
  }

  /** Without what a resource of this process declares: it becomes as that declares it, whatever is above. */
  undeclared(effects: Effects): Effects {
    const isDeclared = (stranger: OthersHalf): boolean =>
      this.#of(stranger).some(({ halves }) => halves.includes(stranger.half));
    return { ...effects, othersHalves: effects.othersHalves.filter((stranger) => !isDeclared(stranger)) };
  }

  /**
   * What is about to be written where a credential may inherit from, the nearest first: inheritance is computed on what will
   * be stored there afterwards.
   */
  pendingAbove({ kind, location }: Credential, snapshot: Snapshot): readonly Change[] {
    if (this.#changes.length === 0) return [];
    return keysAbove(snapshot, kind, location).flatMap((key) =>
      this.#of({ kind, location: key.location }).flatMap(({ change }) => change ?? []),
    );
  }

  /** The same for many credentials at once, those excepted. */
  pendingAboveAll(credentials: readonly Credential[], snapshot: Snapshot): readonly Change[] {
    if (this.#changes.length === 0) return [];
    const own = new Set(credentials.map(credentialKey));
    const isOther = (change: Change): boolean => !own.has(credentialKey(change));
    if (!this.#changes.some(isOther)) return [];
    const changes = new Set(credentials.flatMap((credential) => this.pendingAbove(credential, snapshot)));
    return [...changes].filter(isOther);
  }

  /** True if what is declared of a key is compared with what it inherits from a claim above it that is not known yet. */
  inheritsUnknown(
    { kind, location, identityType }: Credential & Pick<DeclaredCredential, "identityType">,
    view: View,
  ): boolean {
    if (!this.#hasUnknown) return false;
    const own = view.own(location, kind);
    const halves = usesAccount(identityType) ? (["userName", "password"] as const) : [];
    let missing = halves.filter((half) => own[half] === undefined);
    const type = view.effectiveSetting(location, "AppPoolIdentityType");
    const missesType = identityType !== undefined && type?.from !== location;
    for (const key of keysAbove(view.snapshot, kind, location)) {
      if (missing.length === 0 && !missesType) break;
      const unknown = this.#of({ kind, location: key.location }).filter(({ isUnknown }) => isUnknown);
      // Of a claim that is known but for its password, the type is known, too.
      if (unknown.some(({ userName }) => missing.length > 0 || userName === undefined)) return true;
      const above = view.own(key.location, kind);
      missing = missing.filter((half) => above[half]?.inheritable !== true);
    }
    return false;
  }

  #of({ kind, location }: Credential): readonly Claim[] {
    return this.#claims[kind].size === 0 ? [] : (this.#claims[kind].get(locationKey(location)) ?? []);
  }
}

/** What a credential may inherit from, the nearest first. */
function keysAbove(snapshot: Snapshot, kind: Kind, location: Location): readonly ObservedKey[] {
  const keys: ObservedKey[] = [];
  let key = snapshot.keyAbove(location, kind);
  for (; key !== undefined; key = snapshot.keyAbove(key, kind)) keys.push(key);
  return keys;
}

/** An account's one password stands at many copies. */
const fingerprintOf = once((password: Secret) => fingerprint(password.reveal()));

function passwordToken({ password, passwordless }: DeclaredCredential): string | undefined {
  if (passwordless) return "none";
  return password === undefined ? undefined : fingerprintOf(password);
}
