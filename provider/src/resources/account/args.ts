import type * as pulumi from "@pulumi/pulumi";
import type { accountShape } from "../../config";
import type { Kind } from "../../domain";
import type { Secrets } from "../host/arguments";
import type { MetabaseArgs } from "../host/registration";

/** The arguments of an `AccountCredential`. Either `password` or `passwordless` is needed. */
export interface AccountCredentialArgs {
  /** If left out, the stack's `iis-identity:metabase` counts. Another metabase is an update in place. */
  readonly metabase?: pulumi.Input<MetabaseArgs>;
  /** The account's name. A new name is an update in place, in which the old one counts as a former name. */
  readonly userName: pulumi.Input<string>;
  /** What every copy must hold. Always kept as a secret. */
  readonly password?: pulumi.Input<string>;
  /** No copy may hold a password: for built-in and managed accounts. */
  readonly passwordless?: pulumi.Input<boolean>;
  /** Only copies of these kinds; if left out, of all kinds. Keys that leave the scope stay as they are. */
  readonly kinds?: pulumi.Input<readonly pulumi.Input<Kind>[]>;
  /** Only copies at and beneath this location; if left out, those of the whole machine. */
  readonly under?: pulumi.Input<string>;
  /** Other spellings of the same account, such as `svc@farm.example` for `FARM\\svc`: found, and kept as spelled. */
  readonly aliases?: pulumi.Input<readonly pulumi.Input<string>[]>;
  /** Former names of the account: copies that still hold one get the new name and the password. */
  readonly formerNames?: pulumi.Input<readonly pulumi.Input<string>[]>;
  /** `rewrite` also rewrites copies on pools that run as another identity; `keep` (default) only names them. */
  readonly unused?: pulumi.Input<"keep" | "rewrite">;
  /** Allows the resource to be created although no key holds a copy. */
  readonly allowNone?: pulumi.Input<boolean>;
  /** Lets `up` give half pairs of other accounts a new other half. */
  readonly acceptEffects?: pulumi.Input<boolean>;
  /** Confirms that you will run synciwam.vbs; see `WamIdentity`. */
  readonly complus?: pulumi.Input<"acknowledged">;
}

/** The arguments that are always secrets. */
export const accountSecrets: Secrets<Omit<AccountCredentialArgs, "metabase">, typeof accountShape> = {
  password: true,
};
