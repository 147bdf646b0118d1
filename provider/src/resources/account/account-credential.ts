import * as pulumi from "@pulumi/pulumi";
import { credentialInputs, register, type MetabaseArgs } from "../host/registration";
import { accountSecrets, type AccountCredentialArgs } from "./args";
import { listedCopies } from "./locations";

/**
 * Every copy of one account: the keys that set a user name or a password themselves and whose effective user name is
 * the account. A copy that appears later is drift at the next preview.
 *
 * ```ts
 * new iis.AccountCredential("svc-web", {
 *   userName: "FARM\\svc-web",
 *   password: config.requireSecret("svc-web"),
 *   formerNames: ["FARM\\svc-www"],
 * });
 * ```
 *
 * Keys of other accounts are never touched. Removing the resource leaves every copy as it is.
 */
export class AccountCredential extends pulumi.CustomResource {
  declare readonly metabase: pulumi.Output<MetabaseArgs>;
  declare readonly userName: pulumi.Output<string>;
  /** As it was declared. Always a secret. */
  declare readonly password: pulumi.Output<string | undefined>;
  /** 0: every copy was adopted as found. Each create or update that wrote credentials adds 1. */
  declare readonly revision: pulumi.Output<number>;
  /** What the last refresh found, one line for each copy, never with a password; empty after an `up`. */
  declare readonly drift: pulumi.Output<readonly string[]>;
  /** The copies: location and kind, templates last. */
  declare readonly locations: pulumi.Output<readonly string[]>;

  constructor(name: string, args: AccountCredentialArgs, opts?: pulumi.CustomResourceOptions) {
    const type = {
      name: "AccountCredential",
      kind: "account",
      outputs: ["revision", "drift", "locations"],
      secrets: Object.keys(accountSecrets),
    };
    super(...register(type, name, credentialInputs(name, args), opts));
    this.locations = (this.locations as pulumi.Output<unknown>).apply(listedCopies);
  }
}
