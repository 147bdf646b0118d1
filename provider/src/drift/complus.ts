import { foldCase, IdentityError, type Change, type Snapshot } from "../domain";
import { isIsolated } from "./isolation";
import { ambiguity, viewWith } from "./view";

/** What has to run on the server once a WAM identity was changed in IIS 5 isolation mode. */
export const complusStep =
  "Run synciwam.vbs on the server: it gives the COM+ packages the WAM account's name and password as the metabase has them (cscript %SystemDrive%\\Inetpub\\AdminScripts\\synciwam.vbs -v).";

/** What happens until that has run. */
export const complusEffect =
  "until it has, out-of-process applications fail (HTTP 500; DCOM 10004 and W3SVC 36 in the system log)";

/**
 * In IIS 5 isolation mode the COM+ packages hold the WAM identity a third time. Changing it at the web service alone
 * breaks every out-of-process application until synciwam.vbs has run.
 *
 * @returns `undefined` where that does not apply or the user has acknowledged it
 */
export function complusRefusal(
  snapshot: Snapshot,
  change: Change,
  acknowledged: boolean,
): IdentityError | undefined {
  const key = snapshot.key(change.location);
  if (acknowledged || change.kind !== "wam" || key === undefined) return undefined;
  if (foldCase(key.keyType) !== "IISWEBSERVICE") return undefined;
  const view = viewWith(snapshot, []);
  const unclear = view.unclearSetting(key.location, "IIs5IsolationModeEnabled");
  if (unclear !== undefined) return ambiguity(unclear);
  if (!isIsolated(view, key.location)) return undefined;
  return new IdentityError({
    code: "E_COMPLUS",
    location: key.location,
    message: "The web service runs in IIS 5 isolation mode, where COM+ packages hold the WAM identity, too.",
    hint: 'Set complus: "acknowledged" and run synciwam.vbs on the server right after the update.',
  });
}
