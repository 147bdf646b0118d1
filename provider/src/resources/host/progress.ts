import { credentialKey, propertyTable, type Change, type ErrorCode } from "../../domain";
import type { ChangeResult } from "../../stores";

/** What became of the changes of one resource, over all of its tries. */
export class Progress {
  readonly #entries = new Map<string, { readonly change: Change; readonly error: ErrorCode | undefined }>();

  add(change: Change, result: ChangeResult): void {
    const error = result.outcome === "failed" ? result.error.code : undefined;
    // What a later try finds unchanged was written by an earlier one, or by somebody else: done in both cases.
    this.#entries.set(credentialKey(change), { change, error });
  }

  /** True where something was done and something was not. */
  get isPartial(): boolean {
    const errors = [...this.#entries.values()].map(({ error }) => error);
    return errors.includes(undefined) && errors.some((error) => error !== undefined);
  }

  /** One line a credential, without any value. */
  lines(resourceName: string): readonly string[] {
    return [...this.#entries.values()].map(({ change, error }) => {
      const { userName, password } = propertyTable[change.kind];
      const names = [
        ...(change.userName === undefined ? [] : [userName.name]),
        ...(change.password === undefined ? [] : [password.name]),
      ];
      return `${resourceName}: ${change.location} ${names.join(", ")}: ${outcomeOf(error)}`;
    });
  }
}

function outcomeOf(error: ErrorCode | undefined): string {
  if (error === undefined) return "done";
  return error === "E_IN_DOUBT" ? "in doubt" : `not done, ${error}`;
}
