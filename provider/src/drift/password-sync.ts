import { isTrue, parseLocation, type ObservedKey } from "../domain";
import { isIsolated, isWeb } from "./isolation";
import type { View } from "./view";

/**
 * What AnonymousPasswordSync does to a place's anonymous user: `passed-by`, the stored password is not used where
 * subauthentication is registered; `may-fail`, it was left on, and the logon may fail for that (KB 909887).
 */
type PasswordSync = "passed-by" | "may-fail";

/**
 * On IIS 6 the setting, which is on by default, has an effect for FTP, in IIS 5 isolation mode, and in application pools
 * that run as LocalSystem. Elsewhere it has no use, but makes logons fail if an upgrade from IIS 5 left it set.
 *
 * @returns `undefined` where it has no effect
 */
export function passwordSync(view: View, key: ObservedKey): PasswordSync | undefined {
  const setting = view.setting(key, "AnonymousPasswordSync");
  if (setting !== undefined && !isTrue(setting)) return undefined;
  const isFtp = /^IISFTP/i.test(key.keyType);
  if (isFtp || isIsolated(view, key) || runsAsLocalSystem(view, key)) return "passed-by";
  return setting !== undefined && isWeb(key.location) ? "may-fail" : undefined;
}

/** By the pool that AppPoolId names there. */
function runsAsLocalSystem(view: View, at: ObservedKey): boolean {
  const pool = isWeb(at.location) ? view.setting(at, "AppPoolId")?.trim() : undefined;
  if (pool === undefined || pool === "" || /[/\\\p{Cc}]/u.test(pool)) return false;
  const key = view.snapshot.key(parseLocation(`/LM/W3SVC/AppPools/${pool}`));
  return key !== undefined && view.setting(key, "AppPoolIdentityType")?.trim() === "0";
}
