import type * as pulumi from "@pulumi/pulumi";
import type { generatedPasswordShape } from "../../config";
import type { Secrets } from "../host/arguments";

/** The arguments of a `GeneratedPassword`. A change of any of them makes another password. */
export interface GeneratedPasswordArgs {
  /** How many characters, 8 to 127; if left out, 24. */
  readonly length?: pulumi.Input<number>;
  /** Ten or more different visible ASCII characters; if left out, letters, digits and `-_.`. */
  readonly alphabet?: pulumi.Input<string>;
  /** Texts that are kept beside the password, in clear; a new value makes a new password. */
  readonly keepers?: pulumi.Input<Readonly<Record<string, pulumi.Input<string>>>>;
}

/** The arguments and outputs that are always secrets. */
export const generatedPasswordSecrets: Secrets<
  GeneratedPasswordArgs,
  typeof generatedPasswordShape,
  "result"
> = { result: true };
