import * as pulumi from "@pulumi/pulumi";
import { register } from "../host/registration";
import { generatedPasswordSecrets, type GeneratedPasswordArgs } from "./args";

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
      secrets: Object.keys(generatedPasswordSecrets),
    };
    super(...register(type, name, { ...args }, opts));
  }
}
