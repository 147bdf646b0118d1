import { printable, type ObservedKey, type Snapshot } from "../../domain";
import type { HandChange } from "./words";

export const virtualDirectoryNote =
  "Set-ItemProperty on IIS:\\Sites changes a credential that a virtual directory has, but does not set its first one: these commands do.";

const atServer = "Set-WebConfigurationProperty -PSPath MACHINE/WEBROOT/APPHOST";

/** For Windows PowerShell: both halves at their element, with the password asked for. */
export function changedByHand(
  snapshot: Snapshot,
  { kind, userName, location }: HandChange,
): readonly string[] {
  const key = snapshot.key(location);
  const place = key === undefined ? undefined : elementOf(snapshot, key, kind);
  if (place === undefined || printable(userName) !== userName) return [];
  const set = (half: string, value: string): string => `${atServer} ${place} -Name ${half} -Value ${value}`;
  return [
    `$c = Get-Credential ${quoted(userName)}`,
    set("userName", quoted(userName)),
    set("password", "$c.GetNetworkCredential().Password"),
  ];
}

/** The options that lead to the element; `undefined` where one of its names can't be written there. */
function elementOf(snapshot: Snapshot, key: ObservedKey, kind: HandChange["kind"]): string | undefined {
  const { name = "" } = key;
  const isServer = key.keyType === "IIsWebService";
  if (kind === "anonymous") {
    const filter = "-Filter system.webServer/security/authentication/anonymousAuthentication";
    if (isServer) return filter;
    return isPlain(name) ? `-Location ${quoted(name)} ${filter}` : undefined;
  }
  const steps =
    kind === "wam"
      ? key.elements?.wam === "applicationPoolDefaults"
        ? ["applicationPools", "applicationPoolDefaults", "processModel"]
        : ["applicationPools", named("add", "name", name), "processModel"]
      : ["sites", ...(isServer ? [] : directorySteps(snapshot, key)), ...defaultsStep(key)];
  if (steps.includes(undefined)) return undefined;
  return `-Filter ${quoted(["system.applicationHost", ...steps].join("/"))}`;
}

function defaultsStep({ elements }: ObservedKey): readonly string[] {
  return elements?.unc === "virtualDirectoryDefaults" ? [elements.unc] : [];
}

/** From the site to the virtual directory, or to what holds its defaults. */
function directorySteps(snapshot: Snapshot, key: ObservedKey): readonly (string | undefined)[] {
  const isOwn = key.elements?.unc === "virtualDirectory";
  const defaults = isOwn ? snapshot.keyAbove(key, "unc") : key;
  const [site = "", ...application] = (defaults?.name ?? "").split("/");
  const steps = [named("site", "name", site)];
  if (application.at(-1) !== "*") return steps;
  application.pop();
  steps.push(named("application", "path", `/${application.join("/")}`));
  if (!isOwn) return steps;
  const path = (key.name ?? "").split("/").slice(1 + application.length);
  return [...steps, named("virtualDirectory", "path", `/${path.join("/")}`)];
}

/** One step of an XPath, which has no way to write both quotes in one text. */
function named(element: string, attribute: string, value: string): string | undefined {
  if (!isPlain(value) || (value.includes("'") && value.includes('"'))) return undefined;
  const quote = value.includes("'") ? '"' : "'";
  return `${element}[@${attribute}=${quote}${value}${quote}]`;
}

/** What a terminal shows as it is, and PowerShell does not take for a pattern. */
function isPlain(text: string): boolean {
  return printable(text) === text && !/[[\]*?`]/.test(text);
}

/** PowerShell takes each of these marks for the end of such a text. */
function quoted(text: string): string {
  return `'${text.replace(/['\u2018-\u201b]/g, "$&$&")}'`;
}

/** The page of IIS Manager that shows the credential. */
export function managerPage(snapshot: Snapshot, { kind, location }: HandChange): string {
  const key = snapshot.key(location);
  const isServer = key?.keyType === "IIsWebService";
  const page = ["Sites", ...(key?.name ?? location).split("/")].map(printable).join(" > ");
  switch (kind) {
    case "anonymous":
      return `${isServer ? "the server" : page} > Authentication > Anonymous Authentication > Edit > Specific user > Set`;
    case "wam":
      return key?.elements?.wam === "applicationPoolDefaults"
        ? "Application Pools > Set Application Pool Defaults > Identity"
        : `Application Pools > ${printable(key?.name ?? location)} > Advanced Settings > Identity > Custom account > Set`;
    case "unc":
      return key?.elements?.unc === "virtualDirectory"
        ? `${page} > Basic Settings > Connect as > Specific user > Set`
        : "the server > Configuration Editor > system.applicationHost/sites";
  }
}
