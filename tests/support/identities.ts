import type { CustomResourceOptions } from "@pulumi/pulumi";
import { AnonymousIdentity, type AnonymousIdentityArgs } from "../../provider/src";
import type { Program } from "./engine";
import type { MetabaseFolder } from "./metabase-folder";

export type Declared = AnonymousIdentityArgs & { readonly opts?: CustomResourceOptions };

/** A program that declares these identities of one metabase, by name. */
export function identities(
  { path }: Pick<MetabaseFolder, "path">,
  declared: Readonly<Record<string, Declared>>,
): Program {
  return () => {
    for (const [name, { opts, ...args }] of Object.entries(declared)) {
      new AnonymousIdentity(name, { metabase: { path }, ...args }, opts);
    }
    return Promise.resolve();
  };
}
