import * as pulumi from "@pulumi/pulumi";
import type { MetabaseSettingsInput } from "../../config";

/** Which metabase: `path` alone means a file. */
export type MetabaseArgs = MetabaseSettingsInput;

/**
 * The provider's text in state. It names a module instead of carrying code, so that state stays small and any later
 * version serves what an earlier one recorded. It never changes.
 */
const providerText = 'exports.handler=()=>require("pulumi-iis-identity/host")';

/** What a resource's constructor passes to `pulumi.CustomResource`. */
type Registration = [
  type: string,
  name: string,
  inputs: pulumi.Inputs,
  options: pulumi.CustomResourceOptions,
];

/** What distinguishes one type of resource from another. */
interface ResourceType {
  /** As in `iis.AnonymousIdentity`. */
  readonly name: string;
  /** The input by which the provider distinguishes the types. */
  readonly kind: string;
  /** Outputs that the provider computes. */
  readonly outputs: readonly string[];
  /** Arguments and outputs that are always secrets. */
  readonly secrets: readonly string[];
}

/** Makes what `pulumi.dynamic.Resource` would register, without its serialised closure. */
export function register(
  { name: typeName, kind, outputs, secrets }: ResourceType,
  name: string,
  args: pulumi.Inputs,
  opts: pulumi.CustomResourceOptions | undefined,
): Registration {
  const given = secrets.filter((secret) => args[secret] !== undefined);
  const inputs = {
    // Named so that the outputs of these names exist, whether or not they are given.
    ...Object.fromEntries([...outputs, ...secrets].map((output) => [output, undefined])),
    ...args,
    ...Object.fromEntries(given.map((secret) => [secret, pulumi.secret<unknown>(args[secret])])),
    kind,
    resourceName: name,
    __provider: providerText,
  };
  const options = pulumi.mergeOptions(opts, { additionalSecretOutputs: [...secrets] });
  return [`pulumi-nodejs:dynamic/iis:${typeName}`, name, inputs, options];
}

/** Arguments that may leave the metabase to the stack. */
export function credentialInputs(
  name: string,
  args: { readonly metabase?: pulumi.Input<MetabaseArgs> },
): pulumi.Inputs {
  return { ...args, metabase: args.metabase ?? metabaseOfStack(name) };
}

/** Not through Config.getObject: its error shows the value that it could not read. */
function metabaseOfStack(name: string): pulumi.Input<MetabaseArgs> {
  const text = new pulumi.Config("iis-identity").get("metabase");
  if (text === undefined) {
    throw new pulumi.RunError(
      `E_INPUT: ${name} names no metabase, and the stack's configuration has no iis-identity:metabase. ` +
        "Give the resource a metabase, or run: pulumi config set --path iis-identity:metabase.path PATH",
    );
  }
  try {
    return JSON.parse(text) as MetabaseArgs;
  } catch {
    throw new pulumi.RunError(
      "E_INPUT: iis-identity:metabase must be a mapping of settings. " +
        "Run: pulumi config set --path iis-identity:metabase.path PATH",
    );
  }
}
