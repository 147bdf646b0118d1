import type { Difference } from "./plan";
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

/** A name from a metabase, safe to print on one line of a terminal. */
export function quoteName(name: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is replaced
  const printable = name.replace(
    /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g,
    "\ufffd",
  );
  return `"${printable}"`;
}
