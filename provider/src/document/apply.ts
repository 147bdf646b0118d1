import { IdentityError } from "../domain";
import type { EncodedText } from "./encoding";

/**
 * One replaced span. `offset` and `length` are bytes of the *original* file, byte order mark counted; `content` is to
 * be written in the file's encoding. An edit of length 0 inserts before the byte at `offset`.
 *
 * A list of edits is sorted by offset, and spans don't overlap. Several insertions may share an offset, also with the
 * beginning of a replaced span: they are written in the list's order, before that span. The empty list means that not a
 * byte changes.
 */
export interface Edit {
  readonly offset: number;
  readonly length: number;
  readonly content: string;
}

/** The edit that replaces what is between two indexes of a file's text. */
export function editBetween(encoded: EncodedText, start: number, end: number, content: string): Edit {
  return { offset: encoded.offsetOf(start), length: (end - start) * encoded.unitSize, content };
}

/** A file's bytes, and the same as text. */
interface EncodedBytes {
  readonly bytes: Uint8Array;
  readonly encoded: EncodedText;
}

/**
 * Makes the new file. This is the only function that applies edits. Outside their spans each byte is the original's.
 *
 * @returns the document's own bytes if there is nothing to edit
 * @throws IdentityError E_VERIFY if the edits are not sorted, overlap, or reach beyond the file or into a character
 */
export function applyEdits({ bytes, encoded }: EncodedBytes, edits: readonly Edit[]): Uint8Array {
  if (edits.length === 0) return bytes;
  const parts: Uint8Array[] = [];
  let done = encoded.bomLength;
  parts.push(bytes.subarray(0, done));
  for (const { offset, length, content } of edits) {
    const end = offset + length;
    const whole = Number.isInteger(offset / encoded.unitSize) && Number.isInteger(length / encoded.unitSize);
    if (!whole || length < 0 || offset < done || end > bytes.length) {
      throw new IdentityError({
        code: "E_VERIFY",
        offset,
        message: "An edit overlaps another one or is outside the file.",
        hint: "Report it: this is a defect of this package, and nothing was written.",
      });
    }
    parts.push(bytes.subarray(done, offset), encoded.encode(content));
    done = end;
  }
  parts.push(bytes.subarray(done));
  return Buffer.concat(parts);
}
