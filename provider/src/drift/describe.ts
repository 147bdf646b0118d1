import { counted, grouped, identityTypes, visibleName, type WithoutName } from "../domain";
import type { Difference } from "./difference";
import type { Effects } from "./effects";

/** A difference in words, after its property's name: `AnonymousUserPass: differs, foreign`. Never a password. */
export function describeDifference(difference: Difference): string {
  const { property } = difference;
  const from = "from" in difference ? `, inherited from ${difference.from}` : "";
  switch (difference.reason) {
    case "absent":
      return difference.half === "identityType"
        ? `${property}: runs as IIS's default, which depends on its version, instead of the declared ${difference.declared}`
        : `${property}: absent`;
    case "empty":
      return `${property}: empty`;
    case "not-allowed":
      return `${property}: stored where none is allowed${from}`;
    case "differs":
      switch (difference.half) {
        case "identityType":
          return `${property}: runs as ${shownType(difference.found)} instead of the declared ${difference.declared}${from}`;
        case "userName":
          return `${property}: differs, found ${shownAccount(difference.found, difference.withoutName)} (declared ${shownAccount(difference.declared, difference.withoutName)})${from}`;
        case "password":
          return `${property}: differs, ${difference.origin}${from}`;
      }
  }
}

/** A type by IIS's name, or, for what is not a type, the text as it is stored. */
function shownType(text: string): string {
  return identityTypes.find((type) => type === text) ?? quoteName(text);
}

/** An account's name in quotes, or what an empty one means. */
function shownAccount(name: string, withoutName: WithoutName | undefined): string {
  return name === "" && withoutName === "pool identity" ? "the pool's identity" : quoteName(name);
}

/** What a change does to other keys, a sentence each; empty if none is affected. */
export function describeEffects(effects: Effects): readonly string[] {
  const { othersHalves } = effects;
  const inheriting = effects.inheriting.length;
  const heirs =
    inheriting === 0
      ? []
      : [`${counted(inheriting, "location inherits", "locations inherit")} what changes here`];
  const shown = othersHalves
    .slice(0, 20)
    .map(
      ({ place, account, property }) =>
        `half pair of another account: ${place} (${whose(account)}) would get another ${property}`,
    );
  const rest = othersHalves.length - shown.length;
  return [
    ...describeRetyped(effects),
    ...heirs,
    ...shown,
    ...(rest > 0 ? [`and ${String(rest)} more half pairs of other accounts`] : []),
  ];
}

/** Every pool by name: whoever changes the defaults has to know which ones run as another identity afterwards. */
function describeRetyped({ retyped }: Effects): readonly string[] {
  const groups = grouped(
    retyped,
    ({ from = "IIS's default", to = "IIS's default" }) => `${to} instead of ${from}`,
  );
  return [...groups].map(
    ([types, pools]) =>
      `pools without a type of their own would run as ${types}: ${pools.map(({ place }) => place).join(", ")}`,
  );
}

function whose(account: string | undefined): string {
  if (account === undefined) return "its user name is not known";
  return account === "" ? "no user name" : quoteName(account);
}

/** A name from a metabase or of a declaration, safe to print on one line of a terminal, with what can't be seen shown. */
export function quoteName(name: string): string {
  return `"${visibleName(name)}"`;
}

/** Locations in one sentence: the first ten, and how many more, of which only the first may be given. */
export function listed(locations: readonly string[], count = locations.length): string {
  const shown = locations.slice(0, 10);
  const more = count - shown.length;
  return more > 0 ? `${shown.join(", ")} and ${String(more)} more` : shown.join(", ");
}

/** The first location, and how many more there are. */
export function firstAndMore(locations: readonly string[]): string {
  const [first = "", ...more] = locations;
  return more.length === 0 ? first : `${first} and ${String(more.length)} more`;
}
