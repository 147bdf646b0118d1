import * as pulumi from "@pulumi/pulumi";
import type { MetabaseSettingsInput } from "../config";
import type { Kind } from "../domain";

/** Which metabase: `path` alone means a file. */
export type MetabaseArgs = MetabaseSettingsInput;

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
}

/**
 * The provider's text in state. It names a module instead of carrying code, so that state stays small and any later
 * version serves what an earlier one recorded. It never changes.
 */
export const providerText = 'exports.handler=()=>require("pulumi-iis-identity/host")';

/** Makes what `pulumi.dynamic.Resource` would register, less its serialised closure. */
export function declare(
  typeName: string,
  kind: Kind,
  name: string,
  args: IdentityArgs,
  opts: pulumi.CustomResourceOptions | undefined,
): { type: string; inputs: pulumi.Inputs; options: pulumi.CustomResourceOptions } {
  const { password } = args;
  return {
    type: `pulumi-nodejs:dynamic/iis:${typeName}`,
    inputs: {
      ...args,
      metabase: args.metabase ?? metabaseOfStack(name),
      ...(password === undefined ? {} : { password: pulumi.secret(password) }),
      kind,
      resourceName: name,
      // Named so that the outputs of these names exist; the provider's check computes them.
      revision: undefined,
      drift: undefined,
      __provider: providerText,
    },
    options: pulumi.mergeOptions(opts, { additionalSecretOutputs: ["password"] }),
  };
}

function metabaseOfStack(name: string): MetabaseArgs {
  const settings = new pulumi.Config("iis-identity").getObject<MetabaseArgs>("metabase");
  if (settings !== undefined) return settings;
  throw new pulumi.RunError(
    `E_INPUT: ${name} names no metabase and the stack's configuration has no iis-identity:metabase. ` +
      "Give the resource a metabase, or run: pulumi config set --path iis-identity:metabase.path PATH",
  );
}
