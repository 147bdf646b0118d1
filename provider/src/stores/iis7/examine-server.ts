import type { AgentSettings } from "../../agent";
import { isIdentityError, isUnclear, kinds, type ErrorCode, type ObservedKey } from "../../domain";
import { askServer } from "../ask-server";
import { findingIn, isHresult, type Examination, type Verdict } from "../examination";
import { LiveReading } from "./live-reading";

/** Errors that alone say why nothing can be read, and what to do. For any other error, the findings say more. */
const telling: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "E_ACCESS_DENIED",
  "E_BUSY",
  "E_NO_PROVIDER",
  "E_SCRIPT_HOST",
  "E_UNREACHABLE",
]);

/**
 * Examines the configuration of a running IIS 7 or later without writing.
 *
 * @throws IdentityError why it could not be reached, or why nothing of it can be read
 */
export async function examineServer(settings: AgentSettings): Promise<Examination> {
  const { common, whole } = await askServer(settings, [{ type: "inspect" }], {
    type: "configuration",
    reveal: false,
  });
  const read = LiveReading.of(whole, { key: "", reveal: false });
  const error = isIdentityError(read) ? read : undefined;
  if (error !== undefined && telling.has(error.code)) throw error;
  const keys = isIdentityError(read) ? [] : read.snapshot.keys;
  return {
    ...common,
    keys: keys.length,
    unreadable: keys.filter(isUnreadable).length,
    failure: error && `${error.code}: ${error.rule}`,
    verdicts: verdictsOf(common),
  };
}

function isUnreadable(key: ObservedKey): boolean {
  return kinds.some((kind) => {
    const password = key.own[kind]?.password?.value;
    const isLost = password?.state === "opaque" && password.reason === "unreadable";
    return isLost || isUnclear(key, kind, "userName") || isUnclear(key, kind, "password");
  });
}

/** What the documents leave open, as this server answers it. */
const open = [
  "value of an enumeration",
  "a section that stands nowhere, or the server's",
  "a section in a tag of the server's level",
  "tags of one path",
  "what only the defaults set",
  "a value that can't be decrypted",
  "what a site inherits, opened to write",
  "what encrypted a password, opened to write",
];

function verdictsOf(examined: Pick<Examination, "findings">): readonly Verdict[] {
  const answers = open.map((name) => `${name}: ${findingIn(examined, name)}`);
  const failed = open.filter((name) => isHresult(findingIn(examined, name)));
  return [
    ...(findingIn(examined, "32-bit script host") === "yes"
      ? [{ bad: true, text: "the script host is a 32-bit program: use the 64-bit cscript" }]
      : []),
    ...(findingIn(examined, "tags that keep what they set from applications") === "none"
      ? []
      : [
          {
            bad: false,
            text: 'a location tag may have inheritInChildApplications="false": what applications inherit from a tag is unclear',
          },
        ]),
    {
      bad: false,
      text: `what the documents leave open, this server answers so: ${answers.join("; ")}: ${failed.length === 0 ? "each answer is understood" : "each is understood but for an error that other findings explain"}`,
    },
    ...(findingIn(examined, "Metabase Compatibility") === "1"
      ? [
          {
            bad: false,
            text: "Metabase Compatibility is installed: FTP 6, SMTP and NNTP, if they are there, are in a metabase, which the store adsi reads and writes; the web is this store's",
          },
        ]
      : []),
  ];
}
