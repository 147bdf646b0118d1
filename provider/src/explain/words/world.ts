import { foldCase, type Location } from "../../domain";
import { isIsolated, type View } from "../../drift";
import { wordsOf } from "./words";

/**
 * What runs the requests of a place, which decides whose account a failure is about and what helps: a pool's worker
 * process, of IIS 6 or of a later version; in IIS 5 isolation mode a COM+ application of its own or IIS's own process; the
 * FTP service; or another one.
 */
export type World = "pools" | "pools-7" | "out-of-process" | "in-process" | "ftp" | "service";

/** An application that AppIsolated has run in IIS's own process, inetinfo.exe. Where it is not set it is 2: not in it. */
const inProcess = "0";

/** Tells what runs a place. AppIsolated counts in IIS 5 isolation mode alone. */
export function worldOf(view: View, location: Location): World {
  const { world } = wordsOf(view.snapshot);
  if (world !== undefined) return world;
  const folded = foldCase(location);
  if (isBeneath(folded, "/LM/MSFTPSVC")) return "ftp";
  if (!isBeneath(folded, "/LM/W3SVC")) return "service";
  if (!isIsolated(view, location)) return "pools";
  return view.setting(location, "AppIsolated")?.trim() === inProcess ? "in-process" : "out-of-process";
}

function isBeneath(folded: string, service: string): boolean {
  return folded === service || folded.startsWith(`${service}/`);
}
