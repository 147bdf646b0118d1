import { isTrue, locationKey, type Location } from "../domain";
import type { View } from "./view";

/** True where the web service of a location runs in IIS 5 isolation mode. */
export function isIsolated(view: View, location: Location): boolean {
  return (
    `${locationKey(location)}/`.startsWith("/LM/W3SVC/") &&
    isTrue(view.setting(location, "IIs5IsolationModeEnabled"))
  );
}
