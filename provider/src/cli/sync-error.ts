import {
  bareName,
  canonicalAccount,
  foldCase,
  IdentityError,
  isAtOrBeneath,
  type ErrorCode,
  type Kind,
  type Snapshot,
} from "../domain";
import { listed, matcherOf, quoteName, storedCredentials, type DesiredAccount } from "../drift";

/** The ways out of some errors, in options of the command line instead of arguments of a resource. */
const hints: Readonly<Partial<Record<ErrorCode, string>>> = {
  E_AMBIGUOUS:
    "Correct or remove in the metabase what is unclear, use an account that may read it, or leave that key out with --under.",
  E_NOT_COMPARABLE:
    "Set these passwords through IIS itself, or use --under to name a key beneath which all passwords can be compared.",
  E_EFFECTS: "Give those keys whole credentials first, or use --accept-effects.",
  E_COMPLUS: "Use --complus acknowledged, and run synciwam.vbs on the server right after the update.",
  E_LIVE_METABASE: "Stop IIS and use --iis-stopped, or work on a copy in a folder of its own.",
  E_PLAIN_TEXT:
    "Use --allow-plain-text if whoever may read the file may know the password, or set it through IIS itself.",
  E_SEALS_OTHERS:
    "Change the password through IIS itself: run the same command against it, with --ssh or --store adsi.",
  E_USE_IIS7: "Use --through-compatibility if each change may rewrite applicationHost.config.",
};

/** The same error with a hint that fits the command line. */
export function withOptionHint(error: IdentityError): IdentityError {
  const { code, location, offset, rule: message } = error;
  const hint = hints[code];
  return hint === undefined ? error : new IdentityError({ code, location, offset, message, hint });
}

/** E_INPUT for a name that no account can have. What was typed is not repeated, because it may be a password. */
export function impossibleName(fault: string): IdentityError {
  return new IdentityError({
    code: "E_INPUT",
    message: `The account's name, or an --alias, ${fault}.`,
    hint: "Write it with one backslash, FARM\\test, in single quotes in sh and in double quotes in cmd.exe.",
  });
}

/**
 * E_NO_COPY with what is stored instead. What was typed is not repeated, because it may be a password.
 *
 * @param account that nobody found
 */
export function noCopy(snapshot: Snapshot, kind: Kind, account: DesiredAccount): IdentityError {
  const { machine } = snapshot;
  const stored = storedCredentials(snapshot).flatMap(({ key, kind: of, effective }) => {
    const name = effective?.userName?.value ?? "";
    return name === "" ? [] : [{ name, kind: of, location: key.location }];
  });
  const names = new Map(
    stored
      .filter((each) => each.kind === kind && isAtOrBeneath(each.location, account.under))
      .map(({ name }) => [canonicalAccount(name, machine), name] as const),
  );
  const bare = foldCase(bareName(account.userName));
  const alike = [...names.values()].filter((name) => foldCase(bareName(name)) === bare);
  const matchOf = matcherOf(account, machine);
  const elsewhere = stored.filter(({ name }) => matchOf(name) !== undefined);
  return new IdentityError({
    code: "E_NO_COPY",
    message: [
      `No key at or beneath ${account.under} holds a copy of this account as ${kind}.`,
      names.size === 0
        ? "No account is stored there."
        : `Stored there: ${listed([...names.values()].map(quoteName))}.`,
      ...(elsewhere.length === 0
        ? []
        : [`It is stored elsewhere: ${listed(elsewhere.map((each) => `${each.location} (${each.kind})`))}.`]),
    ].join(" "),
    hint:
      alike.length > 0
        ? `Name it as it is stored, ${listed(alike.map(quoteName))}, or name the server with --machine, so that both spellings are one account.`
        : "Check the spelling, the kind and --under.",
  });
}
