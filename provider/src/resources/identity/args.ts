import type * as pulumi from "@pulumi/pulumi";
import type { identityShape } from "../../config";
import type { Secrets } from "../host/arguments";
import type { MetabaseArgs } from "../host/registration";

/** The arguments of a credential at one location. */
export interface IdentityArgs {
  /** Left out, it is the stack's `iis-identity:metabase`. Another one is an update in place. */
  readonly metabase?: pulumi.Input<MetabaseArgs>;
  /** A key's path: `W3SVC/1/ROOT` or `/LM/W3SVC/1/ROOT`. Another one is a replacement. */
  readonly location: pulumi.Input<string>;
  /** `x`, `.\x`, `MACHINE\x`, `DOMAIN\x` or `x@domain`. */
  readonly userName: pulumi.Input<string>;
  /** Left out, the password is not managed: only the name is compared. Kept as a secret whether or not it is one. */
  readonly password?: pulumi.Input<string>;
  /** No password may stand here: for built-in and managed accounts. */
  readonly passwordless?: pulumi.Input<boolean>;
  /**
   * What becomes of the credential when the resource goes: `keep` (default) leaves it, `inherit` removes the own pair
   * so that an ancestor's counts.
   */
  readonly onDelete?: pulumi.Input<"keep" | "inherit">;
  /** Lets `up` change what half pairs of other accounts beneath this location are paired with. */
  readonly acceptEffects?: pulumi.Input<boolean>;
  /**
   * Says that you will run synciwam.vbs: needed where a WAM identity changes at the web service in IIS 5 isolation
   * mode, since COM+ packages hold it, too.
   */
  readonly complus?: pulumi.Input<"acknowledged">;
}

/** The arguments that are secrets, whatever they are made of. */
export const identitySecrets: Secrets<Omit<IdentityArgs, "metabase">, typeof identityShape> = {
  password: true,
};
