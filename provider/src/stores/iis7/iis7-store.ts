import { randomBytes } from "node:crypto";
import type { RunBatch } from "../../agent";
import { IdentityError, type Change, type Snapshot } from "../../domain";
import type { Capabilities, ChangeResult, Query, Store } from "../store";
import { readingOf } from "./live-reading";

/**
 * The store for the configuration of a running IIS 7 or later: one script-host process reads all of it. In this version it
 * is only read.
 */
export class Iis7Store implements Store {
  readonly name: string;
  readonly capabilities: Capabilities = { atomic: true, reveals: true };
  readonly #runBatch: RunBatch;
  readonly #key = randomBytes(32).toString("hex");
  #reading: Promise<Snapshot> | undefined;

  /** @param transport how the script host is reached, in words: `local`, `ssh web01` */
  constructor({ server, transport }: { server?: string | undefined; transport: string }, runBatch: RunBatch) {
    this.name = ["iis7", transport, ...(server === undefined ? [] : [server.toUpperCase()])].join(" ");
    this.#runBatch = runBatch;
  }

  /** What could not be read is not tried again for each caller. */
  observe({ reveal = false }: Query): Promise<Snapshot> {
    if (reveal) return this.#read(true);
    this.#reading ??= this.#read(false);
    return this.#reading;
  }

  refusal(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  notWritten({ location }: Change): Promise<IdentityError> {
    return Promise.resolve(
      new IdentityError({
        code: "E_READ_ONLY",
        location,
        message: "This version reads the configuration of a running IIS 7 or later, and does not write it.",
        hint: "Change it with IIS Manager or appcmd, and compare again.",
      }),
    );
  }

  apply(changes: readonly Change[]): Promise<readonly ChangeResult[]> {
    return Promise.all(
      changes.map(async (change) => ({ outcome: "failed", error: await this.notWritten(change) })),
    );
  }

  close(): Promise<void> {
    this.#reading = undefined;
    return Promise.resolve();
  }

  async #read(reveal: boolean): Promise<Snapshot> {
    const result = await this.#runBatch(this.#key, () => [{ type: "configuration", reveal }]);
    const read = readingOf(result, { key: this.#key, reveal });
    if ("code" in read) throw read;
    return read;
  }
}
