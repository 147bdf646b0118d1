import * as pulumi from "@pulumi/pulumi";
import type { Kind } from "../../domain";
import { credentialInputs, register, type MetabaseArgs } from "../host/registration";
import { identitySecrets, type AnonymousIdentityArgs, type IdentityArgs, type WamIdentityArgs } from "./args";

/** What every resource for a credential at one location has; the kinds differ only in their properties. */
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
  /** What the last refresh found, one line for each property, never with a password; empty after an `up`. */
  declare readonly drift: pulumi.Output<readonly string[]>;

  protected constructor(
    type: { readonly name: string; readonly kind: Kind },
    name: string,
    args: IdentityArgs | AnonymousIdentityArgs | WamIdentityArgs,
    opts: pulumi.CustomResourceOptions | undefined,
  ) {
    const outputs = { outputs: ["revision", "drift"], secrets: Object.keys(identitySecrets) };
    super(...register({ ...type, ...outputs }, name, credentialInputs(name, args), opts));
  }
}
