import { findingIn, type Examination, type Verdict } from "../stores";

// Beyond it Kerberos refuses a logon, in milliseconds.
const kerberosSkew = 300_000;

/** Reads an examination, with what the store says of it: problems first. */
export function verdictsOf(examination: Examination): readonly Verdict[] {
  const { damaged, clockAhead = 0, clockDoubt, unreadable, failure, pools = [] } = examination;
  const finding = (name: string): string => findingIn(examination, name);
  const stopped = pools.filter(({ state }) => state === 4).map(({ location }) => location);
  const problems = [
    finding("VBArray") === "works"
      ? undefined
      : "VBArray does not work in this script engine, so no list that IIS returns can be read; Windows 11 24H2 and later use another engine unless a policy brings the old one back",
    failure === undefined ? undefined : `the metabase could not be read: ${failure}`,
    damaged.length > 0 ? `these texts came back changed: ${damaged.join(", ")}` : undefined,
    Math.abs(clockAhead) - clockDoubt > kerberosSkew
      ? "the clocks differ by more than five minutes: Kerberos refuses logons then"
      : undefined,
    unreadable > 0 ? `${String(unreadable)} keys hold something that could not be read` : undefined,
  ];
  const notes = [
    finding("elevated") === "yes"
      ? undefined
      : "the script does not seem to run with an administrator's rights: writing may be refused",
    finding("domain controller") === "yes"
      ? "this is a domain controller: local forms of a name are the domain's accounts"
      : undefined,
    finding("processor") === "x86" ? "this is a 32-bit script host" : undefined,
    stopped.length > 0
      ? `stopped application pools, which answer 503 until they are started: ${stopped.join(", ")}`
      : undefined,
  ];
  const all = [...verdicts(true, problems), ...examination.verdicts, ...verdicts(false, notes)];
  return [...all.filter(({ bad }) => bad), ...all.filter(({ bad }) => !bad)];
}

function verdicts(bad: boolean, texts: readonly (string | undefined)[]): readonly Verdict[] {
  return texts.flatMap((text) => (text === undefined ? [] : [{ bad, text }]));
}
