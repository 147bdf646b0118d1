import { resolve } from "node:path";
import { IdentityError, isIdentityError, type Change, type Snapshot } from "../../domain";
import {
  accessControl,
  readWhole,
  replaceFile,
  withLock,
  identify,
  sameFile,
  type BackupPolicy,
  type FileReading,
} from "../../io";
import {
  applyEdits,
  maxMetabaseBytes,
  planEdits,
  readMetabase,
  requireXmlText,
  verifyEdits,
  type KeyChange,
  type MetabaseDocument,
} from "../../metabase";
import { CommitQueue } from "../commit-queue";
import { decideChanges } from "../decide-change";
import type { Capabilities, ChangeResult, Query, Store } from "../store";
import { isLiveMetabase } from "./live-metabase";
import { snapshotOf } from "./snapshot-of";

/** A MetaBase.xml that no running IIS owns. Times are UTC, sizes bytes. */
export interface FileStoreSettings {
  /** Taken from the process's working directory when relative: with Pulumi, the project's folder. */
  readonly path: string;
  /** The machine's name, so that `MACHINE\x` equals `x`; a file does not tell it. */
  readonly machine?: string | undefined;
  /** Says that IIS is stopped: only then is a live `…\inetsrv\MetaBase.xml` written. */
  readonly iisStopped?: boolean | undefined;
  readonly backup?: BackupPolicy | undefined;
}

interface Reading {
  readonly file: FileReading;
  readonly document: MetabaseDocument;
  readonly snapshot: Snapshot;
}

// A file that changes under each of so many tries belongs to somebody who is busy with it.
const tries = 5;

/** The store for files: scan, index, splice; never parse and serialise. One commit is one replaced file. */
export class FileStore implements Store {
  readonly name: string;
  readonly capabilities: Capabilities = { atomic: true, reveals: true };
  readonly #settings: FileStoreSettings;
  readonly #path: string;
  readonly #queue: CommitQueue<Change, ChangeResult>;
  #reading: Reading | undefined;
  #backedUp = false;

  constructor(settings: FileStoreSettings) {
    this.#settings = settings;
    this.#path = resolve(settings.path);
    this.name = `file ${this.#path}`;
    this.#queue = new CommitQueue((changes) => this.#commit(changes));
  }

  async observe(query: Query): Promise<Snapshot> {
    const { document, snapshot } = await this.#read();
    return query.reveal === true ? snapshotOf(document, this.#settings.machine, true) : snapshot;
  }

  async refusal(change: Change): Promise<IdentityError | undefined> {
    return this.#refusalOn(await this.#read(), change);
  }

  apply(changes: readonly Change[]): Promise<readonly ChangeResult[]> {
    return this.#queue.submit(changes);
  }

  async close(): Promise<void> {
    await this.#queue.idle();
    this.#reading = undefined;
  }

  async #read(): Promise<Reading> {
    const known = this.#reading;
    if (known !== undefined && sameFile(await identify(this.#path), known.file.identity)) return known;
    const file = await readWhole(this.#path, maxMetabaseBytes);
    const document = readNamed(this.#path, file.bytes);
    const reading = { file, document, snapshot: snapshotOf(document, this.#settings.machine, false) };
    this.#reading = reading;
    return reading;
  }

  async #commit(changes: readonly Change[]): Promise<readonly ChangeResult[]> {
    return withLock(this.#path, async () => {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await this.#commitOnce(changes);
        } catch (error) {
          const changed = isIdentityError(error) && error.code === "E_CHANGED_MEANWHILE";
          if (!changed || attempt === tries) throw error;
        }
      }
    });
  }

  async #commitOnce(changes: readonly Change[]): Promise<readonly ChangeResult[]> {
    const reading = await this.#read();
    const { document, file } = reading;
    const results = decideChanges(changes, (location) => reading.snapshot.key(location)).map(
      (decision, index): ChangeResult | { outcome: "write"; change: Change } => {
        const change = changes[index];
        if (decision.outcome !== "write" || change === undefined) return decision as ChangeResult;
        const error = this.#refusalOn(reading, change);
        return error === undefined ? { outcome: "write", change } : { outcome: "failed", error };
      },
    );
    const written = results.flatMap((result) =>
      result.outcome === "write" ? [keyChange(result.change)] : [],
    );
    const edits = planEdits(document, written);
    if (edits.length > 0) {
      const bytes = applyEdits(document, edits);
      verifyEdits(document, bytes, written);
      await replaceFile({
        reading: file,
        bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length),
        access: accessControl(),
        ...(this.#backedUp ? {} : { backup: this.#settings.backup ?? {} }),
      });
      this.#backedUp = true;
      this.#reading = undefined;
    }
    return results.map((result): ChangeResult =>
      result.outcome === "write" ? { outcome: "written" } : result,
    );
  }

  #refusalOn({ file, document }: Reading, change: Change): IdentityError | undefined {
    const { location } = change;
    if (this.#settings.iisStopped !== true && [this.#path, file.path].some(isLiveMetabase)) {
      return new IdentityError({
        code: "E_LIVE_METABASE",
        location,
        message: `${this.#path} belongs to IIS, which keeps the truth in memory and would overwrite the file.`,
        hint: "Use the adsi store, or stop IIS and set iisStopped: true.",
      });
    }
    const password =
      change.password !== undefined && "set" in change.password ? change.password.set : undefined;
    if (password !== undefined && document.seals) {
      return new IdentityError({
        code: "E_SEALS_OTHERS",
        location,
        message: `${this.#path} seals its passwords, and one in plain text must not stand among them.`,
        hint: "Use the adsi store for this metabase; reading and comparing names goes on working.",
      });
    }
    try {
      if (change.userName !== undefined && "set" in change.userName)
        requireXmlText(change.userName.set, location);
      if (password !== undefined) requireXmlText(password.reveal(), location);
    } catch (error) {
      if (isIdentityError(error)) return error;
      throw error;
    }
    return undefined;
  }
}

function readNamed(path: string, bytes: Uint8Array): MetabaseDocument {
  try {
    return readMetabase(bytes);
  } catch (error) {
    if (!isIdentityError(error)) throw error;
    const { code, location, offset, hint } = error;
    throw new IdentityError({ code, location, offset, hint, message: `${path}: ${error.rule}` });
  }
}

function keyChange({ location, kind, userName, password }: Change): KeyChange {
  return {
    location,
    kind,
    ...(userName === undefined ? {} : { userName }),
    ...(password === undefined
      ? {}
      : { password: "set" in password ? { set: password.set.reveal() } : password }),
  };
}
