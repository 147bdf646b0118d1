import { isTrue } from "../domain";
import type { Examination } from "../stores";

/** What a finding means for whoever has to decide. */
export interface Verdict {
  /** True if something has to be solved before anything is written. */
  readonly bad: boolean;
  readonly text: string;
}

// Beyond it Kerberos refuses a logon, in milliseconds.
const kerberosSkew = 300_000;

/** Reads an examination: problems first. */
export function verdictsOf(examination: Examination): readonly Verdict[] {
  const { majorVersion, damaged, clockAhead = 0, clockDoubt, unreadable, failure, pools } = examination;
  const finding = (name: string): string =>
    examination.findings.find((each) => each.name === name)?.value ?? "not told";
  const stopped = pools.filter(({ state }) => state === 4).map(({ location }) => location);
  const problems = [
    finding("VBArray") === "works"
      ? undefined
      : "VBArray does not work in this script engine, so no list that IIS returns can be read; Windows 11 24H2 and later use another engine unless a policy brings the old one back",
    isNumber(finding("provider"))
      ? `the provider for IIS:// paths answered ${finding("provider")}`
      : undefined,
    failure === undefined ? undefined : `the metabase could not be read: ${failure}`,
    majorVersion === undefined
      ? "IIS did not report its version: nothing is written, because how a backup is made depends on it"
      : undefined,
    damaged.length > 0 ? `these texts came back changed: ${damaged.join(", ")}` : undefined,
    Math.abs(clockAhead) - clockDoubt > kerberosSkew
      ? "the clocks differ by more than five minutes: Kerberos refuses logons then"
      : undefined,
    unreadable > 0 ? `${String(unreadable)} keys hold something that could not be read` : undefined,
  ];
  const notes = [
    majorVersion !== undefined && majorVersion >= 7
      ? "this is IIS 7 or later behind Metabase Compatibility: web credentials are refused without throughCompatibility, because each change rewrites applicationHost.config"
      : undefined,
    isTrue(finding("IIs5IsolationModeEnabled"))
      ? "IIS 5 isolation mode is on: COM+ packages hold a third copy of the WAM identity, which synciwam.vbs sets"
      : undefined,
    finding("elevated") === "yes"
      ? undefined
      : "the script does not seem to run with an administrator's rights: writing may be refused",
    finding("domain controller") === "yes"
      ? "this is a domain controller: local forms of a name are the domain's accounts"
      : undefined,
    finding("processor") === "x86" ? "this is a 32-bit script host" : undefined,
    `if nothing is found, GetDataPaths answers with ${described(finding("GetDataPaths that finds nothing"))}; if nothing is set, Get answers with ${described(finding("Get of a property that is not set"))}; the attribute's name is ${attributeName(finding("IsInherit"), finding("IsInherited"))}: each answer is understood`,
    finding("Inherit") === "boolean"
      ? undefined
      : "GetPropertyAttribObj does not say whether keys beneath inherit a value: then what GetDataPaths says of the property counts",
    stopped.length > 0
      ? `stopped application pools, which answer 503 until they are started: ${stopped.join(", ")}`
      : undefined,
  ];
  return [
    ...problems.flatMap((text) => (text === undefined ? [] : [{ bad: true, text }])),
    ...notes.flatMap((text) => (text === undefined ? [] : [{ bad: false, text }])),
  ];
}

function isNumber(value: string): boolean {
  return /^0x[0-9a-f]{8}$/.test(value);
}

function described(value: string): string {
  return isNumber(value) ? `the error ${value}` : value;
}

function attributeName(inherit: string, inherited: string): string {
  if (inherit === "boolean") return "IsInherit";
  return inherited === "boolean" ? "IsInherited" : "neither IsInherit nor IsInherited";
}
