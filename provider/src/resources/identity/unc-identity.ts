import type * as pulumi from "@pulumi/pulumi";
import type { IdentityArgs } from "./args";
import { IdentityResource } from "./identity-resource";

/** The arguments of a `UncIdentity`. */
export type UncIdentityArgs = IdentityArgs;

/**
 * The UNC user (UNCUserName, UNCPassword) of one virtual directory whose content lies on another server.
 *
 * ```ts
 * new iis.UncIdentity("images", {
 *   location: "W3SVC/1/ROOT/images",
 *   userName: "FARM\\svc-files",
 *   password: config.requireSecret("files"),
 * });
 * ```
 */
export class UncIdentity extends IdentityResource {
  constructor(name: string, args: UncIdentityArgs, opts?: pulumi.CustomResourceOptions) {
    super({ name: "UncIdentity", kind: "unc" }, name, args, opts);
  }
}
