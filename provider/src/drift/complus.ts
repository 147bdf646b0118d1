import { foldCase, IdentityError, type Change, type Snapshot } from "../domain";
import { ambiguity, viewWith } from "./view";
import { isIsolated } from "./warnings";

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
