import { randomBytes } from "node:crypto";
import { livePassword, type AgentAnswer, type RunBatch } from "../../agent";
import { IdentityError, type Change, type Snapshot } from "../../domain";
import { appHostSnapshot } from "../apphost-snapshot";
import type { Capabilities, ChangeResult, Query, Store } from "../store";
import { storedPassword } from "../stored-password";
import { hresultError } from "./hresult";
import { liveContent } from "./live-content";

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
    const { server, answers, error } = await this.#runBatch(this.#key, () => [
      { type: "configuration", reveal },
    ]);
    if (error !== undefined) throw error;
    const { opened, elements } = answerOf(answers);
    const { content, passwords } = liveContent(opened.keepsApart, elements);
    const snapshot = appHostSnapshot(content, server?.machine, (text) => {
      const password = passwords.get(text);
      return password === undefined ? storedPassword(text, reveal) : livePassword(password, this.#key);
    });
    // IIS seals what it gets.
    return { ...snapshot, seals: false, warnings: warningsOf(opened) };
  }
}

type Read = Extract<AgentAnswer, { type: "configuration" }>;
type Opened = NonNullable<Read["opened"]>;

function answerOf([answer]: readonly AgentAnswer[]): Read & { readonly opened: Opened } {
  if (answer?.type !== "configuration") throw silent();
  const { opened, hresult } = answer;
  if (hresult !== 0) throw hresultError(hresult);
  if (opened === undefined) throw silent();
  return { ...answer, opened };
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

function silent(): IdentityError {
  return new IdentityError({
    code: "E_PROTOCOL",
    message: "The agent did not answer a request.",
    hint: "Run the same command again; if it stays so, report it.",
  });
}
