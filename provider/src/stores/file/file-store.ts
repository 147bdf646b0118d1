import { realpathSync } from "node:fs";
import { resolve } from "node:path";
import type { z } from "zod";
import { foldCase, IdentityError, type Change, type Snapshot } from "../../domain";
import { maxMetabaseBytes } from "../../document";
import {
  accessControl,
  readWhole,
  replaceFile,
  withLock,
  identify,
  sameFile,
  type FileReading,
} from "../../io";
import { alsoTelling } from "../also-telling";
import { CommitQueue } from "../commit-queue";
import { decideChange, decideOnce, resultsOf } from "../decide-change";
import { firstRefusal } from "../first-refusal";
import type { Capabilities, ChangeResult, Query, Store } from "../store";
import { retryOnConflict } from "../retry-on-conflict";
import { textRefusal } from "../text-refusal";
import type { fileSettings } from "./file-settings";
import type * as refusing from "./apphost-refusal";
import { readDocument, snapshotOfFile, type FileDocument } from "./file-document";
import type * as rewriting from "./rewrite";
import { whyLive } from "./live-metabase";
import type * as redirecting from "./redirection-beside";

type FileStoreSettings = z.input<typeof fileSettings>;

interface Reading {
  readonly file: FileReading;
  readonly content: FileDocument;
  readonly snapshot: Snapshot;
  /** Why the file must be treated as that of a running IIS. */
  readonly live: string | undefined;
}

// A file that changes during each of so many tries belongs to somebody who is busy with it.
const tries = 5;

/** The store for files: scan, index, splice; never parse and serialise. One commit is one replaced file. */
export class FileStore implements Store {
  readonly name: string;
  readonly capabilities: Capabilities = { atomic: true, reveals: true };
  readonly #path: string;
  readonly #queue = new CommitQueue<Change, ChangeResult>((gather) => this.#commit(gather()));
  #reading: Reading | undefined;
  #beingRead: Promise<Reading> | undefined;
  #committing: Promise<void> | undefined;
  #backedUp = false;

  constructor(private readonly settings: FileStoreSettings) {
    this.#path = resolve(settings.path);
    this.name = `file ${realPath(this.#path)}`;
  }

  async observe(query: Query): Promise<Snapshot> {
    const { content, snapshot } = await this.#read();
    return query.reveal === true ? snapshotOfFile(content, this.settings.machine, true) : snapshot;
  }

  async refusal(changes: readonly Change[]): Promise<IdentityError | undefined> {
    const reading = await this.#read();
    return reading.content.format === "appHost"
      ? undefined
      : firstRefusal(changes, (change) => this.#refusalOn(reading, change));
  }

  async notWritten(changes: readonly Change[]): Promise<IdentityError | undefined> {
    const reading = await this.#read();
    return reading.content.format === "appHost"
      ? firstRefusal(changes, (change) => this.#refusalOn(reading, change))
      : undefined;
  }

  apply(changes: readonly Change[]): Promise<readonly ChangeResult[]> {
    return this.#queue.submit(changes);
  }

  async close(): Promise<void> {
    await this.#queue.idle();
    this.#reading = undefined;
  }

  /** The last reading while the file still holds it; otherwise a new one, which all callers meanwhile share. */
  async #read(): Promise<Reading> {
    const known = this.#current();
    if (known !== undefined) return known;
    // Our own commit has just written it, so it need not be read.
    await this.#committing;
    return this.#current() ?? this.#readAgain();
  }

  #current(): Reading | undefined {
    const known = this.#reading;
    if (known === undefined) return undefined;
    return sameFile(identify(this.#path), known.file.identity) ? known : undefined;
  }

  #readAgain(): Promise<Reading> {
    this.#beingRead ??= this.#readFile().finally(() => {
      this.#beingRead = undefined;
    });
    return this.#beingRead;
  }

  async #readFile(): Promise<Reading> {
    const file = await readWhole(this.#path, maxMetabaseBytes);
    const live = await whyLive(this.#path, file.path);
    const read = readDocument(this.#path, file.bytes);
    if (read.format === "metabase") return this.#remember(file, read, live);
    const { redirectionBeside } = require("./redirection-beside") as typeof redirecting;
    return this.#remember(file, { ...read, beside: await redirectionBeside(file.path) }, live);
  }

  #remember(file: FileReading, content: FileDocument, live: string | undefined): Reading {
    const snapshot = snapshotOfFile(content, this.settings.machine, false);
    this.#reading = { file, content, snapshot, live };
    return this.#reading;
  }

  #commit(changes: readonly Change[]): Promise<readonly ChangeResult[]> {
    const left: string[] = [];
    const results = withLock(this.#path, () => retryOnConflict(tries, () => this.#commitOnce(changes)), {
      warn: (sentence) => left.push(sentence),
    }).then((each) => alsoTelling(each, left));
    this.#committing = results.then(
      () => undefined,
      () => undefined,
    );
    return results;
  }

  async #commitOnce(changes: readonly Change[]): Promise<readonly ChangeResult[]> {
    const reading = this.#current() ?? (await this.#readAgain());
    const decisions = decideOnce(changes, (change) =>
      decideChange(change, reading.snapshot.key(change.location), () => this.#refusalOn(reading, change)),
    );
    const asked = changes.filter((_, index) => decisions[index]?.outcome === "write");
    // Most processes write nothing.
    const { rewrittenWithout } = require("./rewrite") as typeof rewriting;
    const { after, refused } = rewrittenWithout(reading.content, asked);
    const warnings = after === undefined ? [] : await this.#write(reading, after);
    const resultAt = (index: number): ChangeResult => {
      const error = changes[index] && refused.get(changes[index]);
      return error === undefined ? { outcome: "written" } : { outcome: "failed", error };
    };
    return alsoTelling(resultsOf(decisions, resultAt), warnings);
  }

  async #write({ file, live }: Reading, after: FileDocument): Promise<readonly string[]> {
    const { buffer, byteOffset, length } = after.document.bytes;
    const bytes = Buffer.from(buffer, byteOffset, length);
    const { identity, warnings } = await replaceFile({
      reading: file,
      bytes,
      access: accessControl(),
      ...(this.#backedUp ? {} : { backup: this.settings.backup ?? {} }),
    });
    this.#backedUp = true;
    this.#remember({ ...file, bytes, identity }, after, live);
    return warnings;
  }

  #refusalOn({ content, live }: Reading, change: Change): IdentityError | undefined {
    const { location } = change;
    if (content.format === "appHost") {
      const { appHostRefusal } = require("./apphost-refusal") as typeof refusing;
      const refusal = appHostRefusal(content, change, { ...this.settings, path: this.#path, live });
      return refusal ?? textRefusal(change);
    }
    if (this.settings.iisStopped !== true && live !== undefined) {
      return new IdentityError({
        code: "E_LIVE_METABASE",
        location,
        message: `${this.#path} looks like the metabase of a running IIS (${live}), which keeps its metabase in memory and would overwrite the file.`,
        hint: "Stop IIS and set iisStopped: true, or work on a copy in a folder of its own.",
      });
    }
    const password =
      change.password !== undefined && "set" in change.password ? change.password.set : undefined;
    if (password !== undefined && content.document.seals) {
      return new IdentityError({
        code: "E_SEALS_OTHERS",
        location,
        message: `${this.#path} seals its passwords, and a password in plain text must not be added to them.`,
        hint: "Change the password through IIS itself, or declare no password, so that only names are compared.",
      });
    }
    return textRefusal(change);
  }
}

/** One name for one file, however it is spelled: links are followed, and on Windows case is folded. */
function realPath(path: string): string {
  let real = path;
  try {
    real = realpathSync.native(path);
  } catch {
    // A file that is not there yet, or can't be examined, is reported when it is read.
  }
  return process.platform === "win32" ? foldCase(real) : real;
}
