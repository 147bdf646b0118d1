import * as pulumi from "@pulumi/pulumi";
import { declare, type IdentityArgs } from "./identity-args";

/** The arguments of an `AnonymousIdentity`. */
export type AnonymousIdentityArgs = IdentityArgs;

/**
 * The anonymous user (AnonymousUserName, AnonymousUserPass) at one location of a metabase: a site, a virtual directory,
 * a directory, a file, or a whole service.
 *
 * ```ts
 * new iis.AnonymousIdentity("intranet", {
 *   metabase: { path: "C:/copies/MetaBase.xml" },
 *   location: "W3SVC/1/ROOT",
 *   userName: "IUSR_WEB01",
 *   password: config.requireSecret("web-user"),
 * });
 * ```
 *
 * Every preview compares it with the live metabase; `up` rewrites what drifted and nothing else.
 */
export class AnonymousIdentity extends pulumi.CustomResource {
  declare readonly metabase: pulumi.Output<unknown>;
  /** As it was declared. */
  declare readonly location: pulumi.Output<string>;
  /** As it was declared, or, after a refresh, as it was found. */
  declare readonly userName: pulumi.Output<string>;
  /** As it was declared; never a password that nobody declared. Always a secret. */
  declare readonly password: pulumi.Output<string | undefined>;
  /** 0: adopted as found. Each create or update that wrote credentials adds 1. */
  declare readonly revision: pulumi.Output<number>;
  /** What the last refresh found, a line a property, never with a password; empty after an `up`. */
  declare readonly drift: pulumi.Output<readonly string[]>;

  constructor(name: string, args: AnonymousIdentityArgs, opts?: pulumi.CustomResourceOptions) {
    const { type, inputs, options } = declare("AnonymousIdentity", "anonymous", name, args, opts);
    super(type, name, inputs, options);
  }
}
