import * as pulumi from "@pulumi/pulumi";
import type { Kind } from "../domain";
import { credentialInputs, register, type MetabaseArgs } from "./registration";

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

/** What every resource for a credential at one location has; the kinds differ in nothing but their properties. */
export abstract class IdentityResource extends pulumi.CustomResource {
  declare readonly metabase: pulumi.Output<MetabaseArgs>;
  /** As it was declared. */
  declare readonly location: pulumi.Output<string>;
  /** As it was declared, or, after a refresh, as it was found. */
  declare readonly userName: pulumi.Output<string>;
  /** As it was declared; never a password that nobody declared. Always a secret. */
  declare readonly password: pulumi.Output<string | undefined>;
  /** 0: adopted as found. Each create or update that wrote credentials adds 1. */
  declare readonly revision: pulumi.Output<number>;
  /** What the last refresh found, a line a property, never with a password; empty after an `up`. */
  declare readonly drift: pulumi.Output<readonly string[]>;

  protected constructor(
    type: { readonly name: string; readonly kind: Kind },
    name: string,
    args: IdentityArgs,
    opts: pulumi.CustomResourceOptions | undefined,
  ) {
    const outputs = { outputs: ["revision", "drift"], secretOutputs: ["password"] };
    const registration = register({ ...type, ...outputs }, name, credentialInputs(name, args), opts);
    super(registration.type, name, registration.inputs, registration.options);
  }
}
