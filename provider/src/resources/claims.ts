import { IdentityError, locationKey, type Change, type Kind, type Location } from "../domain";
import { sameAccount } from "../drift";
import { fingerprint } from "../stores";
import type { IdentityInputs } from "./identity-inputs";

/** What one resource, checked in this process, wants of one credential. */
interface Claim {
  readonly resourceName: string;
  readonly userName: string;
  /** Keyed hash of the password, `none` for passwordless, `undefined` where it is not managed or not known yet. */
  readonly password: string | undefined;
  readonly change: Change | undefined;
}

/** The credentials of one metabase that resources of this process have claimed. */
export class Claims {
  readonly #claims = new Map<string, Claim>();

  /**
   * @throws IdentityError E_CONFLICT where another claim wants a different value; the error names both resources
   */
  require(inputs: IdentityInputs, machine: string | undefined): void {
    const claimed = this.#claims.get(credential(inputs));
    if (claimed === undefined) return;
    const password = passwordToken(inputs);
    const samePassword =
      claimed.password === undefined || password === undefined || claimed.password === password;
    if (samePassword && sameAccount(claimed.userName, inputs.userName, machine)) return;
    throw new IdentityError({
      code: "E_CONFLICT",
      location: inputs.location,
      message: `The resources ${claimed.resourceName} and ${inputs.resourceName} declare different values for one credential.`,
      hint: "Declare it once, or declare the same in both.",
    });
  }

  add(inputs: IdentityInputs, change: Change | undefined): void {
    this.#claims.set(credential(inputs), {
      resourceName: inputs.resourceName,
      userName: inputs.userName,
      password: passwordToken(inputs),
      change,
    });
  }

  /** Who claims the credential, if anybody does. */
  holder(target: { readonly kind: Kind; readonly location: Location }): string | undefined {
    return this.#claims.get(credential(target))?.resourceName;
  }

  /** What the others are about to write: inheritance is computed on what the metabase will hold after it. */
  pendingOfOthers(target: { readonly kind: Kind; readonly location: Location }): readonly Change[] {
    const own = credential(target);
    return [...this.#claims].flatMap(([id, { change }]) =>
      id === own || change === undefined ? [] : [change],
    );
  }
}

function credential({ kind, location }: { readonly kind: Kind; readonly location: Location }): string {
  return `${kind} ${locationKey(location)}`;
}

function passwordToken(inputs: IdentityInputs): string | undefined {
  if (inputs.passwordless) return "none";
  return inputs.password === undefined ? undefined : fingerprint(inputs.password.reveal());
}
