import type * as pulumi from "@pulumi/pulumi";
import type { WamIdentityArgs } from "./args";
import { IdentityResource } from "./identity-resource";

/**
 * The WAM identity (WAMUserName, WAMUserPass) at one location: an application pool, all pools, or the web service. On a
 * pool it counts only while AppPoolIdentityType is 3 (identityType SpecificUser); preview warns if it is not. From IIS 7 on,
 * `identityType` declares that, too, or that the pool runs without a stored account.
 *
 * ```ts
 * new iis.WamIdentity("shop-pool", {
 *   location: "W3SVC/AppPools/Shop",
 *   userName: "FARM\\svc-shop",
 *   password: config.requireSecret("shop"),
 * });
 * ```
 *
 * Changing it recycles the pool at once, unless DisallowRotationOnConfigChange is set.
 */
export class WamIdentity extends IdentityResource {
  constructor(name: string, args: WamIdentityArgs, opts?: pulumi.CustomResourceOptions) {
    super({ name: "WamIdentity", kind: "wam" }, name, args, opts);
  }
}
