import * as pulumi from "@pulumi/pulumi";
import {
  AccountCredential,
  AnonymousIdentity,
  GeneratedPassword,
  type MetabaseArgs,
  UncIdentity,
  WamIdentity,
} from "pulumi-iis-identity";
import {
  type AccountDeclaration,
  type DeclaredPassword,
  type IdentityDeclaration,
  accountArguments,
  generatedPasswordName,
  identityArguments,
  identityResourceName,
} from "pulumi-iis-identity/config";

/** What a declaration became. */
export interface Declared<Resource extends pulumi.Resource> {
  readonly name: string;
  readonly resource: Resource;
  /** The password that was made for it, if one was. */
  readonly generated: GeneratedPassword | undefined;
}

export type IdentityResource = AnonymousIdentity | WamIdentity | UncIdentity;

const classes = { anonymous: AnonymousIdentity, wam: WamIdentity, unc: UncIdentity };

/** Declares a credential at one location; `after` is what has to be written before it. */
export function declareIdentity(
  declaration: IdentityDeclaration,
  metabase: MetabaseArgs,
  after: readonly pulumi.Resource[],
): Declared<IdentityResource> {
  const name = identityResourceName(declaration);
  const { args, generated } = passwordOf(name, declaration, []);
  const resource = new classes[declaration.kind](
    name,
    { metabase, ...identityArguments(declaration), ...args },
    { dependsOn: [...after] },
  );
  return { name, resource, generated };
}

/**
 * Declares every copy of an account. Its former names count as aliases of its resource and of its generated password,
 * so that a renamed account keeps both, and the name recorded last is found once more without being listed.
 */
export function declareAccount(
  declaration: AccountDeclaration,
  metabase: MetabaseArgs,
  name: string,
): Declared<AccountCredential> {
  const { userName, formerNames } = declaration;
  const scope = name.slice(userName.length);
  const formerly = formerNames.map((former) => `${former}${scope}`);
  const { args, generated } = passwordOf(name, declaration, formerly);
  const resource = new AccountCredential(
    name,
    { metabase, ...accountArguments(declaration), ...args },
    { aliases: formerly.map((former) => ({ name: former })) },
  );
  return { name, resource, generated };
}

function passwordOf(
  name: string,
  { password, generate }: DeclaredPassword,
  formerly: readonly string[],
): {
  readonly args: { readonly password?: pulumi.Output<string> };
  readonly generated: GeneratedPassword | undefined;
} {
  if (generate !== undefined) {
    const aliases = formerly.map((former) => ({ name: generatedPasswordName(former) }));
    const generated = new GeneratedPassword(generatedPasswordName(name), generate, { aliases });
    return { args: { password: generated.result }, generated };
  }
  if (password !== undefined)
    return { args: { password: pulumi.secret(password.reveal()) }, generated: undefined };
  return { args: {}, generated: undefined };
}
