// Control characters, and those that break a line or turn the direction of writing.
const unprintable = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** A text from outside, safe to print on one line of a terminal. */
export function printable(text: string): string {
  return text.replace(unprintable, "\ufffd");
}
