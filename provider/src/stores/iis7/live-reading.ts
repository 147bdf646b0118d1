import { livePassword, type AgentAnswer, type BatchResult } from "../../agent";
import type { IdentityError, Snapshot } from "../../domain";
import { unanswered } from "../agent-errors";
import { appHostSnapshot } from "../apphost-snapshot";
import { storedPassword } from "../stored-password";
import { hresultError } from "./hresult";
import { liveContent } from "./live-content";

type Read = Extract<AgentAnswer, { type: "configuration" }>;
type Opened = NonNullable<Read["opened"]>;

/**
 * The snapshot that a batch brought, or why it brought none.
 *
 * @param key of the fingerprints, in hexadecimal
 */
export function readingOf(
  { server, answers: [answer], error }: BatchResult,
  { key, reveal }: { readonly key: string; readonly reveal: boolean },
): Snapshot | IdentityError {
  if (error !== undefined) return error;
  if (answer?.type !== "configuration") return unanswered();
  const { opened, hresult, elements } = answer;
  if (hresult !== 0) return hresultError(hresult);
  if (opened === undefined) return unanswered();
  const { content, passwords } = liveContent(opened.keepsApart, elements);
  const snapshot = appHostSnapshot(content, server?.machine, (text) => {
    const password = passwords.get(text);
    return password === undefined ? storedPassword(text, reveal) : livePassword(password, key);
  });
  // IIS seals what it gets.
  return { ...snapshot, seals: false, warnings: warningsOf(opened) };
}

/** What people have to know of the file that IIS has open. */
function warningsOf({ path, keepsApart }: Opened): readonly string[] {
  const isShared = !/^(?:\\\\\?\\)?[A-Za-z]:\\(?:[^\\]+\\)*inetsrv\\config\\applicationHost\.config$/i.test(
    path,
  );
  return [
    ...(isShared ? [`the configuration is shared: IIS reads ${path}`] : []),
    ...(keepsApart
      ? [
          'a location tag there has inheritInChildApplications="false", and IIS does not say which: what applications inherit from a tag is unclear',
        ]
      : []),
  ];
}
