import {
  maxMetabaseBytes,
  namesOf,
  openText,
  scanDocument,
  type EncodedText,
  type MarkupHandler,
  type NameNumber,
  type Names,
} from "../document";
import { foldCase } from "../domain";
import type { UnmanagedElement } from "./apphost-document";
import { textOf, type RawAttribute } from "./attribute-list";
import { UnmanagedFinder } from "./unmanaged";

/** What a redirection.config says. */
interface Redirection {
  /** True where IIS reads its configuration elsewhere, and not the applicationHost.config beside it. */
  readonly enabled: boolean;
  /** The account that reads it there. */
  readonly account: Pick<UnmanagedElement, "userName" | "state"> | undefined;
}

/** Reads a redirection.config, in which redirection is off by default. @throws IdentityError as `readAppHost` does */
export function readRedirection(bytes: Uint8Array): Redirection {
  const encoded = openText(bytes, maxMetabaseBytes);
  const found = new Finder(encoded);
  scanDocument(encoded, found);
  return found.redirection;
}

class Finder implements MarkupHandler {
  redirection: Redirection = { enabled: false, account: undefined };
  #attributes: RawAttribute[] | undefined;

  readonly #names: Names;

  constructor(private readonly encoded: EncodedText) {
    this.#names = namesOf(encoded);
  }

  open(name: NameNumber, _start: number, depth: number): void {
    this.#finish();
    if (depth === 1 && this.#names.text(name) === "configurationRedirection") this.#attributes = [];
  }

  attribute(name: NameNumber, _nameStart: number, valueStart: number, valueEnd: number): void {
    this.#attributes?.push({ name, valueStart, valueEnd });
  }

  close(): void {
    this.#finish();
  }

  #finish(): void {
    const raw = this.#attributes;
    if (raw === undefined) return;
    this.#attributes = undefined;
    const written = raw.find(({ name }) => this.#names.text(name) === "enabled");
    const enabled = written === undefined ? "false" : textOf(this.encoded, written);
    this.redirection = {
      enabled: foldCase(enabled.trim()) !== "FALSE",
      account: new UnmanagedFinder(this.encoded).find(raw),
    };
  }
}
