import { parseAddress, type Address } from "./address";
import { httpErrReason, isReasonAlone, type HttpErrReason } from "../status/httperr-reason";
import { parseFields, parseLogLine } from "../log/log-line";
import type { LogLine } from "../log/log-row";
import { isStatus, parseStatus, type LoggedStatus } from "../status/logged-status";
import { parseNamedPath, type NamedPath } from "./named-path";
import { otherFormat, type OtherFormat } from "../log/other-format";
import { parseEvent } from "../status/windows-event";

/** What somebody wants to have explained. `text` is a bare number where a site may have it as its id. */
export type Question =
  | { readonly type: "status"; readonly logged: LoggedStatus; readonly text: string | undefined }
  | { readonly type: "event"; readonly id: number; readonly text: string | undefined }
  | { readonly type: "reason"; readonly reason: HttpErrReason; readonly status: number | undefined }
  | { readonly type: "line"; readonly line: LogLine }
  /** A row of a log in a format that is not read. */
  | { readonly type: "unread"; readonly format: OtherFormat }
  | { readonly type: "address"; readonly address: Address }
  | { readonly type: "path"; readonly path: NamedPath }
  /** A location, a name or an id: what the metabase has decides. */
  | { readonly type: "name"; readonly text: string };

/** A question, and in which line it was asked, from 1. */
export interface AskedQuestion {
  readonly question: Question;
  readonly line: number;
}

/**
 * Reads what was typed or pasted, line by line. `#Fields:` counts for the lines after it.
 */
export function parseQuestions(text: string): readonly AskedQuestion[] {
  let fields: readonly string[] | undefined;
  const questions: AskedQuestion[] = [];
  const isAlone = !/[\r\n]/.test(text.trim());
  for (const [index, line] of text.split(/\r\n|\r|\n/).entries()) {
    const named = parseFields(line, isAlone);
    fields = named?.fields ?? fields;
    const asked = (named?.rest ?? line).trim();
    if (asked === "" || asked.startsWith("#")) continue;
    questions.push({ question: parseQuestion(asked, fields), line: index + 1 });
  }
  return questions;
}

function parseQuestion(text: string, fields: readonly string[] | undefined): Question {
  const number = /^\d+$/.test(text) ? text : undefined;
  const logged = parseStatus(text);
  const id = parseEvent(text);
  const isNumberOfEvent = number !== undefined && logged?.status === undefined;
  if (id !== undefined && (logged === undefined || isNumberOfEvent))
    return { type: "event", id, text: number };
  if (logged !== undefined) return { type: "status", logged, text: number };
  const path = parseNamedPath(text);
  if (path !== undefined) return { type: "path", path };
  const address = parseAddress(text);
  if (address !== undefined) return { type: "address", address };
  const format = otherFormat(text);
  if (format !== undefined) return { type: "unread", format };
  const line = parseLogLine(text, fields);
  if (line !== undefined) return { type: "line", line };
  return parseReason(text) ?? { type: "name", text };
}

/** `503 AppOffline`, or a reason of HTTP.SYS alone. */
function parseReason(text: string): Question | undefined {
  const [first = "", second, ...more] = text.split(/\s+/, 3);
  if (more.length > 0) return undefined;
  if (second === undefined) {
    const reason = isReasonAlone(first) ? httpErrReason(first) : undefined;
    return reason && { type: "reason", reason, status: undefined };
  }
  const reason = isStatus(first) ? httpErrReason(second) : undefined;
  return reason && { type: "reason", reason, status: Number(first) };
}
