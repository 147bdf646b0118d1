import { Argument } from "commander";
import {
  accountNameFault,
  isAtOrBeneath,
  kinds as allKinds,
  parseLocation,
  printable,
  propertyTable,
  sameAccount,
  setsHalf,
  visibleName,
  type Half,
  type Kind,
  type Location,
  type ObservedKey,
  type Snapshot,
} from "../domain";
import {
  countsAt,
  foundCredential,
  hasLocation,
  storedCredentials,
  viewWith,
  type StoredCredential,
} from "../drift";
import { adsutilFound, adsutilNotFound } from "./adsutil-find";
import { examples, newCommand, type CommandMaker } from "./command-line";
import { exitCode } from "./exit-code";
import { addMetabaseOptions, metabaseOf, type MetabaseOptions } from "./metabase-options";
import { json } from "./output";
import { readMetabase } from "./read-metabase";
import { table } from "./table";
import { UsageError } from "./usage-error";

interface FindOptions extends MetabaseOptions {
  readonly user?: string;
  readonly under?: string;
  readonly long?: boolean;
  readonly json?: boolean;
}

/** `find`: every place that sets a credential, or one of its halves. */
export const findCommand: CommandMaker = ({ surroundings, ends }) => {
  const command = newCommand("find", surroundings)
    .description(
      "Lists every place that sets a user name or a password, as adsutil's FIND prints it or with more details.",
    )
    .addArgument(
      new Argument("[what]", "anonymous, wam, unc, or one of the six properties, such as AnonymousUserPass"),
    )
    .option("--user <name>", "only where this account counts")
    .option("--under <path>", "only at and beneath this key, such as W3SVC/1")
    .option("--long", "a table: location, key type, own or inherited, user, state of the password")
    .option("--json", "the same for machines");
  return addMetabaseOptions(command)
    .addHelpText(
      "after",
      examples(
        "npx iis-identity find --path MetaBase.xml",
        "npx iis-identity find AnonymousUserPass --under W3SVC/1 --path MetaBase.xml",
        "npx iis-identity find wam --user IWAM_WEB01 --json --path MetaBase.xml",
      ),
    )
    .action(async (what: string | undefined, options: FindOptions) => {
      const { stdout, stderr } = surroundings;
      // Programs get adsutil's bytes; a terminal would obey what a key's name holds.
      const asAdsutilDoes = (text: string): void => {
        if (stdout.isTTY) stdout.write(text);
        else stdout.writeExactly(text);
      };
      const asked = whatIsAsked(what, options.under);
      const settings = await metabaseOf(options, surroundings);
      const snapshot = await readMetabase(settings, { locations: [asked.under] }, surroundings);
      if (!hasLocation(snapshot, asked.under)) {
        if (options.json !== true && options.long !== true) asAdsutilDoes(adsutilNotFound(asked.under));
        else stderr.write(`The metabase has no key ${printable(asked.under)}.\n`);
        ends(exitCode.error);
        return;
      }
      const { found, doubtful } = credentialsIn(snapshot, asked, options.user);
      if (options.json === true) stdout.write(json(found.map(foundCredential)));
      else if (options.long === true) stdout.write(longTable(found, options.user));
      else asAdsutilDoes(asAdsutil(snapshot, asked, options.user));
      for (const location of new Set(doubtful.map(({ key }) => key.location)))
        stderr.write(`note: who counts at ${printable(location)} is unclear: it may be this account\n`);
      const fault = found.length > 0 ? undefined : accountNameFault(options.user ?? "");
      if (options.user !== undefined && fault !== undefined)
        stderr.write(`note: the name of --user ${fault}\n`);
      ends(exitCode.done);
    });
};

interface Asked {
  readonly kinds: readonly Kind[];
  /** One of the two halves; if none is named, adsutil prints the user name. */
  readonly half: Half | undefined;
  /** A property's name as it was typed. */
  readonly property: string | undefined;
  readonly under: Location;
}

/** Takes a kind, a property, or, as adsutil does, a property at the end of a path. @throws UsageError */
function whatIsAsked(typed: string | undefined, typedUnder: string | undefined): Asked {
  const under = typedUnder === undefined ? undefined : withoutEnds(typedUnder);
  const scope = parseLocation(under ?? "LM");
  if (typed === undefined) return { kinds: allKinds, half: undefined, property: undefined, under: scope };
  const what = withoutEnds(typed);
  const kind = allKinds.find((each) => each === what.toLowerCase());
  if (kind !== undefined) return { kinds: [kind], half: undefined, property: undefined, under: scope };
  const cut = Math.max(what.lastIndexOf("/"), what.lastIndexOf("\\"));
  const property = what.slice(cut + 1);
  if (cut > 0 && under !== undefined)
    throw new UsageError("the path is given twice: before the property, and in --under");
  for (const each of allKinds) {
    for (const half of ["userName", "password"] as const) {
      if (propertyTable[each][half].name.toLowerCase() !== property.toLowerCase()) continue;
      return { kinds: [each], half, property, under: cut > 0 ? parseLocation(what.slice(0, cut)) : scope };
    }
  }
  throw new UsageError(
    `what to find is anonymous, wam, unc, or one of ${allKinds
      .flatMap((each) => [propertyTable[each].userName.name, propertyTable[each].password.name])
      .join(", ")}`,
  );
}

/** As adsutil reads a path: blanks at its ends are ignored, and so is one slash of either sort at each end. */
function withoutEnds(path: string): string {
  return path.replace(/^ +| +$/g, "").replace(/^[\\/]|[\\/]$/g, "");
}

/** The credentials that were asked for, and those that may or may not be the account's. */
function credentialsIn(
  snapshot: Snapshot,
  { kinds, half, under }: Asked,
  user: string | undefined,
): { readonly found: readonly StoredCredential[]; readonly doubtful: readonly StoredCredential[] } {
  const view = viewWith(snapshot, []);
  const stored = storedCredentials(snapshot, kinds).filter(
    ({ key, kind }) =>
      isAtOrBeneath(key.location, under) && (half === undefined || setsHalf(key, kind, half)),
  );
  if (user === undefined) return { found: stored, doubtful: [] };
  const judged = stored.map((credential) => ({
    credential,
    counts: countsAt(view, credential, (name) => sameAccount(name, user, snapshot.machine)),
  }));
  const those = (counts: boolean | "unclear"): readonly StoredCredential[] =>
    judged.flatMap((each) => (each.counts === counts ? [each.credential] : []));
  return { found: those(true), doubtful: those("unclear") };
}

/** adsutil shows every key that sets the property, whatever counts there, in the order in which IIS lists them. */
function asAdsutil(snapshot: Snapshot, asked: Asked, user: string | undefined): string {
  const { half = "userName", under, property } = asked;
  return asked.kinds
    .map((kind) => {
      const counts =
        user === undefined
          ? undefined
          : new Set(credentialsIn(snapshot, { ...asked, kinds: [kind] }, user).found.map(({ key }) => key));
      const place = ({ listed }: ObservedKey): number => listed?.[kind]?.[half] ?? 0;
      const found = snapshot.keys
        .filter(
          (key) =>
            setsHalf(key, kind, half) &&
            isAtOrBeneath(key.location, under) &&
            (counts === undefined || counts.has(key)),
        )
        .sort((left, right) => place(left) - place(right));
      return adsutilFound(property ?? propertyTable[kind][half].name, under, found);
    })
    .join("");
}

function longTable(found: readonly StoredCredential[], user: string | undefined): string {
  if (found.length === 0) {
    return user === undefined
      ? "No credential is set there.\n"
      : "No credential of that account is set there.\n";
  }
  const head = ["location", "key type", "kind", "user", "user from", "password", "password from"];
  const rows = found.map((credential) => {
    const told = foundCredential(credential);
    return [
      told.location,
      told.keyType === "" ? "-" : told.keyType,
      told.kind,
      shownName(credential),
      told.userNameFrom ?? "-",
      told.passwordState,
      told.passwordFrom ?? "-",
    ];
  });
  return table(rows, head);
}

function shownName({ effective }: StoredCredential): string {
  if (effective === undefined) return "(can't be told)";
  if (effective.userName === undefined) return "(none)";
  return effective.userName.value === "" ? "(empty)" : visibleName(effective.userName.value);
}
