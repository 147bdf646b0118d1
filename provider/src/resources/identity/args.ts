import type * as pulumi from "@pulumi/pulumi";
import type { identityShape } from "../../config";
import type { IdentityType } from "../../domain";
import type { Secrets } from "../host/arguments";
import type { MetabaseArgs } from "../host/registration";

/** The arguments of a credential at one location. */
export interface IdentityArgs {
  /** If left out, the stack's `iis-identity:metabase` counts. Another metabase is an update in place. */
  readonly metabase?: pulumi.Input<MetabaseArgs>;
  /**
   * A key's path: `W3SVC/1/ROOT` or `/LM/W3SVC/1/ROOT`; from IIS 7 on also `Default Web Site/app`, or a pool's name. Another
   * location is a replacement.
   */
  readonly location: pulumi.Input<string>;
  /** `x`, `.\x`, `MACHINE\x`, `DOMAIN\x` or `x@domain`. */
  readonly userName: pulumi.Input<string>;
  /** If left out, the password is not managed: only the name is compared. Always kept as a secret. */
  readonly password?: pulumi.Input<string>;
  /** No password may be stored, own or inherited: for built-in and managed accounts. */
  readonly passwordless?: pulumi.Input<boolean>;
  /**
   * What happens to the credential when the resource is removed: `keep` (default) leaves it, `inherit` removes the own pair
   * so that an ancestor's counts.
   */
  readonly onDelete?: pulumi.Input<"keep" | "inherit">;
  /** Lets `up` give half pairs of other accounts beneath this location a new other half. */
  readonly acceptEffects?: pulumi.Input<boolean>;
  /**
   * Confirms that you will run synciwam.vbs: needed if a WAM identity changes at the web service in IIS 5 isolation
   * mode, where COM+ packages hold it too.
   */
  readonly complus?: pulumi.Input<"acknowledged">;
}

/** The arguments of an `AnonymousIdentity`: `userName`, or `poolIdentity`. */
export interface AnonymousIdentityArgs extends Omit<IdentityArgs, "userName"> {
  /** `x`, `.\x`, `MACHINE\x`, `DOMAIN\x` or `x@domain`. */
  readonly userName?: pulumi.Input<string>;
  /**
   * No account and no password: requests run as the application pool's identity. For IIS 7 and later; excludes `userName`,
   * `password` and `passwordless`.
   */
  readonly poolIdentity?: pulumi.Input<boolean>;
}

/** The arguments of a `WamIdentity`: `userName`, or an `identityType` that uses no account. */
export interface WamIdentityArgs extends Omit<IdentityArgs, "userName"> {
  /** `x`, `.\x`, `MACHINE\x`, `DOMAIN\x` or `x@domain`. */
  readonly userName?: pulumi.Input<string>;
  /**
   * What the pool runs as, for IIS 7 and later; `ApplicationPoolIdentity` from 7.5 on. Written where another one counts; if left
   * out, it is not managed. All but `SpecificUser` exclude `userName` and `password`, and leave a stored account alone, or, with
   * `passwordless: true`, have it removed.
   */
  readonly identityType?: pulumi.Input<IdentityType>;
}

/** The arguments that are always secrets. */
export const identitySecrets: Secrets<
  Omit<AnonymousIdentityArgs & WamIdentityArgs, "metabase">,
  typeof identityShape
> = {
  password: true,
};
