import * as pulumi from "@pulumi/pulumi";
import { register } from "./registration";

/** The arguments of a `GeneratedPassword`. A change of any of them makes another password. */
export interface GeneratedPasswordArgs {
  /** Characters, 8 to 127; 24, where left out. */
  readonly length?: pulumi.Input<number>;
  /** Ten or more different visible ASCII characters; letters, digits and `-_.`, where left out. */
  readonly alphabet?: pulumi.Input<string>;
  /** Whatever is written here is kept beside the password; a new value rotates it. */
  readonly keepers?: pulumi.Input<Readonly<Record<string, pulumi.Input<string>>>>;
}

/**
 * A password that is made once and kept as a secret in state. It changes no account: set it there in the same `up`, or
 * before.
 *
 * ```ts
 * const password = new iis.GeneratedPassword("svc-web", { keepers: { quarter: "2026-4" } });
 * ```
 */
export class GeneratedPassword extends pulumi.CustomResource {
  /** The password. Always a secret. */
  declare readonly result: pulumi.Output<string>;

  constructor(name: string, args: GeneratedPasswordArgs = {}, opts?: pulumi.CustomResourceOptions) {
    const type = {
      name: "GeneratedPassword",
      kind: "generated-password",
      outputs: ["result"],
      secretOutputs: ["result"],
    };
    const registration = register(type, name, { ...args }, opts);
    super(registration.type, name, registration.inputs, registration.options);
  }
}
