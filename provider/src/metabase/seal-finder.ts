import type { EncodedText } from "../document";
import { classifyPassword, sealedMagic } from "../domain";

const sealedBeginning = sealedMagic.charCodeAt(0);
const bracket = 0x5b;
const ampersand = 0x26;

/** True for a value that IIS sealed, an empty one included. */
export function isSealed(text: string): boolean {
  const state = classifyPassword(text);
  return state.state === "opaque" && state.reason.startsWith("sealed");
}

/** Finds out whether a metabase holds anything sealed. */
export class SealFinder {
  found = false;

  constructor(private readonly encoded: EncodedText) {}

  /** Any attribute's value that begins with IIS 6's seal is sealed, whatever it is. */
  value(start: number, end: number): void {
    if (this.encoded.units[start] !== sealedBeginning) return;
    const magicEnd = start + sealedMagic.length;
    this.found ||= magicEnd <= end && this.encoded.decode(start, magicEnd) === sealedMagic;
  }

  /** A password is sealed only if it begins so, or with a reference. @param read tells its text */
  password(start: number, read: () => string): void {
    if (this.found) return;
    const begin = this.encoded.units[start];
    if (begin === sealedBeginning || begin === bracket || begin === ampersand) this.text(read());
  }

  /** What may be a password. */
  text(text: string): void {
    this.found ||= isSealed(text);
  }
}
