import type * as pulumi from "@pulumi/pulumi";
import type { accountShape } from "../../config";
import type { Kind } from "../../domain";
import type { Secrets } from "../host/arguments";
import type { MetabaseArgs } from "../host/registration";

/** The arguments of an `AccountCredential`. Either `password` or `passwordless` is needed. */
export interface AccountCredentialArgs {
  /** Left out, it is the stack's `iis-identity:metabase`. Another one is an update in place. */
  readonly metabase?: pulumi.Input<MetabaseArgs>;
  /** The account's name. Another one is an update in place: the name before counts as a former name for it. */
  readonly userName: pulumi.Input<string>;
  /** What every copy must hold. Kept as a secret whether or not it is one. */
  readonly password?: pulumi.Input<string>;
  /** No copy may hold a password: for built-in and managed accounts. */
  readonly passwordless?: pulumi.Input<boolean>;
  /** Which copies: all kinds, where left out. Keys that leave the scope stay as they are. */
  readonly kinds?: pulumi.Input<readonly pulumi.Input<Kind>[]>;
  /** Copies at and beneath this location: the whole machine, where left out. */
  readonly under?: pulumi.Input<string>;
  /** Other spellings of the same account, such as `svc@farm.example` for `FARM\\svc`: found, and left as spelled. */
  readonly aliases?: pulumi.Input<readonly pulumi.Input<string>[]>;
  /** Names that the account had before: copies that still hold one get the new name with the password. */
  readonly formerNames?: pulumi.Input<readonly pulumi.Input<string>[]>;
  /** `rewrite` includes copies on pools that run as another identity; `keep` (default) only names them. */
  readonly unused?: pulumi.Input<"keep" | "rewrite">;
  /** Lets the resource be created although no copy is there. */
  readonly allowNone?: pulumi.Input<boolean>;
  /** Lets `up` change what half pairs of other accounts are paired with. */
  readonly acceptEffects?: pulumi.Input<boolean>;
  /** Says that you will run synciwam.vbs; see `WamIdentity`. */
  readonly complus?: pulumi.Input<"acknowledged">;
}

/** The arguments that are secrets, whatever they are made of. */
export const accountSecrets: Secrets<Omit<AccountCredentialArgs, "metabase">, typeof accountShape> = {
  password: true,
};
