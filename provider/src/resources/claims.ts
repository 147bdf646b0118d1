import {
  sameAccount,
  IdentityError,
  credentialKey,
  parentLocation,
  type Change,
  type Half,
  type Kind,
  type Location,
} from "../domain";
import type { Secret } from "../domain";
import type { Effects, StrangersHalf } from "../drift";
import { fingerprint } from "../stores";

/** One credential of one metabase. */
export interface Credential {
  readonly kind: Kind;
  readonly location: Location;
}

/** What a resource declares of a credential. */
export interface Declared {
  readonly resourceName: string;
  readonly userName: string;
  /** `undefined`: not managed, or not known yet. */
  readonly password: Secret | undefined;
  readonly passwordless: boolean;
  /** Which halves will be what is declared, once the resource was made or updated. */
  readonly halves: readonly Half[];
}

interface Claim {
  readonly resourceName: string;
  readonly userName: string;
  /** Keyed hash of the password, `none` for passwordless, `undefined` where it is not managed or not known yet. */
  readonly password: string | undefined;
  readonly halves: readonly Half[];
  readonly change: Change | undefined;
}

/** The credentials of one metabase that resources checked in this process have claimed. */
export class Claims {
  readonly #claims = new Map<string, Claim[]>();

  /** @throws IdentityError E_CONFLICT where another claim wants a different value; the error names both resources */
  require(credential: Credential, declared: Declared, machine: string | undefined): void {
    const password = passwordToken(declared);
    for (const claimed of this.#of(credential)) {
      const samePassword =
        claimed.password === undefined || password === undefined || claimed.password === password;
      if (samePassword && sameAccount(claimed.userName, declared.userName, machine)) continue;
      throw new IdentityError({
        code: "E_CONFLICT",
        location: credential.location,
        message: `The resources ${claimed.resourceName} and ${declared.resourceName} declare different values for one credential.`,
        hint: "Declare it once, or declare the same in both.",
      });
    }
  }

  /** `change` is what the resource is about to write there. */
  add(credential: Credential, declared: Declared, change: Change | undefined): void {
    const { resourceName, userName, halves } = declared;
    const claim = { resourceName, userName, password: passwordToken(declared), halves, change };
    this.#claims.set(credentialKey(credential), [...this.#of(credential), claim]);
  }

  /** Who claims the credential, if anybody does. */
  holder(credential: Credential): string | undefined {
    return this.#of(credential)[0]?.resourceName;
  }

  /** Without the halves that a resource of this process declares: they become what it says, whatever is above. */
  undeclared(effects: Effects): Effects {
    const isDeclared = (stranger: StrangersHalf): boolean =>
      this.#of(stranger).some(({ halves }) => halves.includes(stranger.half));
    return { ...effects, strangers: effects.strangers.filter((stranger) => !isDeclared(stranger)) };
  }

  /** What is about to be written above a credential: inheritance is computed on what will stand there afterwards. */
  pendingAbove({ kind, location }: Credential): readonly Change[] {
    const changes: Change[] = [];
    for (let at = parentLocation(location); at !== undefined; at = parentLocation(at)) {
      changes.push(...changesOf(this.#of({ kind, location: at })));
    }
    return changes;
  }

  /** The same for many credentials at once, those excepted. */
  pendingAboveAll(credentials: readonly Credential[]): readonly Change[] {
    const own = new Set(credentials.map(credentialKey));
    const changes = new Set(credentials.flatMap((credential) => this.pendingAbove(credential)));
    return [...changes].filter((change) => !own.has(credentialKey(change)));
  }

  #of(credential: Credential): readonly Claim[] {
    return this.#claims.get(credentialKey(credential)) ?? [];
  }
}

function changesOf(claims: readonly Claim[]): readonly Change[] {
  return claims.flatMap(({ change }) => change ?? []);
}

function passwordToken({ password, passwordless }: Declared): string | undefined {
  if (passwordless) return "none";
  return password === undefined ? undefined : fingerprint(password.reveal());
}
