import type * as pulumi from "@pulumi/pulumi";
import type { generatedPasswordShape } from "../../config";
import type { Secrets } from "../host/arguments";

/** The arguments of a `GeneratedPassword`. A change of any of them makes another password. */
export interface GeneratedPasswordArgs {
  /** Characters, 8 to 127; 24, where left out. */
  readonly length?: pulumi.Input<number>;
  /** Ten or more different visible ASCII characters; letters, digits and `-_.`, where left out. */
  readonly alphabet?: pulumi.Input<string>;
  /** Whatever is written here is kept beside the password; a new value rotates it. */
  readonly keepers?: pulumi.Input<Readonly<Record<string, pulumi.Input<string>>>>;
}

/** The arguments and outputs that are secrets, whatever they are made of. */
export const generatedPasswordSecrets: Secrets<
  GeneratedPasswordArgs,
  typeof generatedPasswordShape,
  "result"
> = { result: true };
