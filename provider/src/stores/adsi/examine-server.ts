import type { AgentAnswer, AgentSettings } from "../../agent";
import { isTrue, parseLocation, type ErrorCode, type IdentityError } from "../../domain";
import { askServer } from "../ask-server";
import { findingIn, isHresult, type Examination, type Verdict } from "../examination";
import { hresultError } from "./hresult";

/** Errors that alone say why nothing can be read, and what to do. For any other error, the findings say more. */
const telling: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "E_ACCESS_DENIED",
  "E_BUSY",
  "E_NO_PROVIDER",
  "E_UNREACHABLE",
]);

/**
 * Examines a live metabase without writing.
 *
 * @throws IdentityError why it could not be reached, or why nothing of it can be read
 */
export async function examineServer(settings: AgentSettings): Promise<Examination> {
  const { common, answers, whole } = await askServer(settings, [{ type: "examine" }, { type: "pools" }], {
    type: "snapshot",
    under: parseLocation("/LM"),
    locations: [],
    reveal: false,
  });
  const [, pools] = answers;
  const [snapshot] = whole.answers;
  const keys = snapshot?.type === "snapshot" ? snapshot.keys : [];
  const failure = whole.error ?? failureOf(snapshot);
  if (failure !== undefined && telling.has(failure.code)) throw failure;
  return {
    ...common,
    keys: keys.length,
    unreadable: keys.filter(({ unreadable }) => unreadable !== undefined).length,
    failure: failure === undefined ? undefined : `${failure.code}: ${failure.rule}`,
    pools: pools?.type === "pools" ? pools.pools : [],
    verdicts: verdictsOf(common),
  };
}

function failureOf(answer: AgentAnswer | undefined): IdentityError | undefined {
  return answer === undefined || answer.hresult === 0 ? undefined : hresultError(answer.hresult, undefined);
}

/** What the answers of ADSI mean for whoever has to decide. */
function verdictsOf(examined: Pick<Examination, "findings" | "majorVersion">): readonly Verdict[] {
  const { majorVersion } = examined;
  const finding = (name: string): string => findingIn(examined, name);
  return [
    isHresult(finding("provider"))
      ? { bad: true, text: `the provider for IIS:// paths answered ${finding("provider")}` }
      : undefined,
    majorVersion === undefined
      ? {
          bad: true,
          text: "IIS did not report its version: nothing is written, because how a backup is made depends on it",
        }
      : undefined,
    majorVersion !== undefined && majorVersion >= 7
      ? note(
          "this is IIS 7 or later behind Metabase Compatibility: web credentials are refused without throughCompatibility, because each change rewrites applicationHost.config; the store iis7 reads and writes them without it; FTP 6, SMTP and NNTP are this store's",
        )
      : undefined,
    isTrue(finding("IIs5IsolationModeEnabled"))
      ? note(
          "IIS 5 isolation mode is on: COM+ packages hold a third copy of the WAM identity, which synciwam.vbs sets",
        )
      : undefined,
    note(
      `if nothing is found, GetDataPaths answers with ${described(finding("GetDataPaths that finds nothing"))}; if nothing is set, Get answers with ${described(finding("Get of a property that is not set"))}; the attribute's name is ${attributeName(finding("IsInherit"), finding("IsInherited"))}: each answer is understood`,
    ),
    finding("Inherit") === "boolean"
      ? undefined
      : note(
          "GetPropertyAttribObj does not say whether keys beneath inherit a value: then what GetDataPaths says of the property counts",
        ),
  ].filter((each) => each !== undefined);
}

function note(text: string): Verdict {
  return { bad: false, text };
}

function described(value: string): string {
  return isHresult(value) ? `the error ${value}` : value;
}

function attributeName(inherit: string, inherited: string): string {
  if (inherit === "boolean") return "IsInherit";
  return inherited === "boolean" ? "IsInherited" : "neither IsInherit nor IsInherited";
}
