import type * as pulumi from "@pulumi/pulumi";
import type { AnonymousIdentityArgs } from "./args";
import { IdentityResource } from "./identity-resource";

/**
 * The anonymous user (AnonymousUserName, AnonymousUserPass; from IIS 7 on anonymousAuthentication) at one location of a
 * metabase: a site, a virtual directory, a directory, a file, or a whole service.
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
export class AnonymousIdentity extends IdentityResource {
  constructor(name: string, args: AnonymousIdentityArgs, opts?: pulumi.CustomResourceOptions) {
    super({ name: "AnonymousIdentity", kind: "anonymous" }, name, args, opts);
  }
}
