import { IdentityError, type Change, type ErrorCode, type Location } from "../domain";

/** What an HRESULT means, in words for people. */
export interface Meaning {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string;
}

/** How a store words what its agent reports by number, because texts come in every language. */
export interface AgentErrors {
  /** The error for an HRESULT. */
  of(hresult: number, location?: Location): IdentityError;
  /** The error for the HRESULT of a backup, where it has a meaning of its own there. */
  ofBackup?(hresult: number): IdentityError | undefined;
  /** The error for a change that a level above locks. */
  locked?(change: Change): IdentityError;
  /** For a change that IIS reported as made, and that is not there. */
  readonly notTaken: ErrorCode;
}

/** As people look it up: `0x80070005`. */
export function hexOf(hresult: number): string {
  return `0x${(hresult >>> 0).toString(16).padStart(8, "0")}`;
}

/** The error for answers that are not what the agent was asked. */
export function agentFault(message: string, location?: Location): IdentityError {
  return new IdentityError({
    code: "E_PROTOCOL",
    location,
    message,
    hint: "Preview again; if it stays so, run iis-identity doctor on the server and report what it prints.",
  });
}

export function unanswered(location?: Location): IdentityError {
  return agentFault("The agent did not answer a request.", location);
}
