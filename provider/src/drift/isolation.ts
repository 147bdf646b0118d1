import { isTrue, locationOf, type Location, type Place } from "../domain";
import type { View } from "./view";

/** True where the web service of a place runs in IIS 5 isolation mode. */
export function isIsolated(view: View, place: Place): boolean {
  return isWeb(locationOf(place)) && isTrue(view.setting(place, "IIs5IsolationModeEnabled"));
}

/** True for the web service and all beneath it. */
export function isWeb(location: Location): boolean {
  return /^\/LM\/W3SVC(?:\/|$)/i.test(location);
}
