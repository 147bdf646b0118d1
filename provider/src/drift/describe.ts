import type { Difference } from "./difference";
import type { Effects } from "./effects";

/** A difference in words, after its property's name: `AnonymousUserPass: differs, foreign`. Never a password. */
export function describeDifference(difference: Difference): string {
  const { property } = difference;
  const from = "from" in difference ? `, inherited from ${difference.from}` : "";
  switch (difference.reason) {
    case "absent":
      return `${property}: absent`;
    case "empty":
      return `${property}: empty`;
    case "not-allowed":
      return `${property}: stands where none is allowed${from}`;
    case "differs":
      return difference.half === "userName"
        ? `${property}: differs, found ${quoteName(difference.found)}${from}`
        : `${property}: differs, ${difference.origin}${from}`;
  }
}

/** What a change does to its neighbours, a sentence each; nothing where nobody is affected. */
export function describeEffects(effects: Effects): readonly string[] {
  const { inheriting, strangers } = effects;
  const counted =
    inheriting === 0
      ? []
      : [
          `${String(inheriting)} ${inheriting === 1 ? "location inherits" : "locations inherit"} what changes here`,
        ];
  const shown = strangers
    .slice(0, 20)
    .map(
      ({ location, account, property }) =>
        `half pair of another account: ${location} (${quoteName(account)}) would get another ${property}`,
    );
  const rest = strangers.length - shown.length;
  return [
    ...counted,
    ...shown,
    ...(rest > 0 ? [`and ${String(rest)} more half pairs of other accounts`] : []),
  ];
}

// Control characters, and those that break a line or turn the direction of writing.
const unprintable = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** A name from a metabase, safe to print on one line of a terminal. */
export function quoteName(name: string): string {
  return `"${name.replace(unprintable, "\ufffd")}"`;
}
