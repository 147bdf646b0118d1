import { livePassword, type AgentAnswer, type BatchResult, type ElementPlace } from "../../agent";
import type { AppHostContent } from "../../apphost";
import type { IdentityError } from "../../domain";
import { locationKey, type Change, type Kind, type Location, type Snapshot } from "../../domain";
import { unanswered } from "../agent-errors";
import { pairWritten } from "../agent-fingerprints";
import { appHostSnapshot, type WrittenPair } from "../apphost-snapshot";
import { levelRefusal } from "../level-refusal";
import { storedPassword } from "../stored-password";
import { hresultError } from "./hresult";
import { liveContent, type LiveContent } from "./live-content";
import { placeOf } from "./place-of";

type Read = Extract<AgentAnswer, { type: "configuration" }>;
type Opened = NonNullable<Read["opened"]>;

/** What reading needs to know: the key of the fingerprints, in hexadecimal, and whether passwords were asked for. */
interface Asked {
  readonly key: string;
  readonly reveal: boolean;
}

const notRead =
  "other elements may name accounts, too (client certificate mappings, FTP, odbcLogging): of a running IIS they are not read, and find --all lists those of a copy of its applicationHost.config";

/** What is known of a running IIS. It is immutable: what is written later makes another reading. */
export class LiveReading {
  readonly snapshot: Snapshot;
  /** Where IIS reads its configuration, where other servers may read the same file. */
  readonly sharedPath: string | undefined;

  private constructor(
    private readonly read: LiveContent,
    private readonly opened: Opened,
    private readonly machine: string | undefined,
    private readonly asked: Asked,
    private readonly written: ReadonlyMap<string, WrittenPair>,
  ) {
    const { content, passwords } = read;
    const { key, reveal } = asked;
    const snapshot = appHostSnapshot(
      content,
      machine,
      (text) => {
        const password = passwords.get(text);
        return password === undefined ? storedPassword(text, reveal) : livePassword(password, key);
      },
      (location, kind) => written.get(idOf(location, kind)),
    );
    this.sharedPath = isUsual(opened.path) ? undefined : opened.path;
    // IIS seals what it gets.
    this.snapshot = { ...snapshot, seals: false, unmanagedUnknown: notRead, warnings: this.#warnings() };
  }

  /** The reading that a batch brought, or why it brought none. */
  static of({ server, answers: [answer], error }: BatchResult, asked: Asked): LiveReading | IdentityError {
    if (error !== undefined) return error;
    if (answer?.type !== "configuration") return unanswered();
    const { opened, hresult, elements } = answer;
    if (hresult !== 0) return hresultError(hresult);
    if (opened === undefined) return unanswered();
    const content = liveContent(opened.keepsApart, elements);
    return new LiveReading(content, opened, server?.machine, asked, new Map());
  }

  /** The element that a change is of; `undefined` where there is none. */
  placeOf(change: Change): ElementPlace | undefined {
    return placeOf(this.#content, change);
  }

  /** Why the change is not written, as far as its levels show that. */
  levelRefusal(change: Change): IdentityError | undefined {
    return levelRefusal(this.#content, change);
  }

  /** The reading after these changes were written; `undefined` where only a new one can tell. */
  after(changes: readonly Change[]): LiveReading | undefined {
    if (changes.length === 0) return this;
    // Which of an application's halves are unclear depends on what the tags above it set.
    if (this.opened.keepsApart) return undefined;
    const written = new Map(this.written);
    for (const change of changes) {
      const id = idOf(change.location, change.kind);
      const before = written.get(id);
      const own = before?.pair ?? this.snapshot.key(change.location)?.own[change.kind];
      written.set(id, {
        pair: pairWritten(own, change, this.asked.key),
        identityType: change.identityType?.change ?? before?.identityType,
      });
    }
    return new LiveReading(this.read, this.opened, this.machine, this.asked, written);
  }

  get #content(): AppHostContent {
    return this.read.content;
  }

  /** What people have to know of the file that IIS has open. */
  #warnings(): readonly string[] {
    return [
      ...(this.sharedPath === undefined ? [] : [`the configuration is shared: IIS reads ${this.sharedPath}`]),
      ...(this.opened.keepsApart
        ? [
            'a location tag there has inheritInChildApplications="false", and IIS does not say which: what applications inherit from a tag is unclear',
          ]
        : []),
    ];
  }
}

function isUsual(path: string): boolean {
  return /^(?:\\\\\?\\)?[A-Za-z]:\\(?:[^\\]+\\)*inetsrv\\config\\applicationHost\.config$/i.test(path);
}

function idOf(location: Location, kind: Kind): string {
  return `${kind} ${locationKey(location)}`;
}
