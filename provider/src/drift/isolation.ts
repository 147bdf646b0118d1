import { isTrue, type Location } from "../domain";
import type { Place, View } from "./view";

/** True where the web service of a place runs in IIS 5 isolation mode. */
export function isIsolated(view: View, place: Place): boolean {
  const location = typeof place === "string" ? place : place.location;
  return isWeb(location) && isTrue(view.setting(place, "IIs5IsolationModeEnabled"));
}

/** True for the web service and all beneath it. */
export function isWeb(location: Location): boolean {
  return /^\/LM\/W3SVC(?:\/|$)/i.test(location);
}
