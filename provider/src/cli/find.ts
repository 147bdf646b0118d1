import { Argument } from "commander";
import {
  accountNameFault,
  atOrBeneath,
  namesOfAccount,
  printable,
  propertyTable,
  sameAccount,
  setsHalf,
  type Location,
  type ObservedKey,
  type Snapshot,
} from "../domain";
import {
  countsAt,
  foundCredential,
  hasLocation,
  storedCredentials,
  unmanagedAccounts,
  viewWith,
  type StoredCredential,
} from "../drift";
import { adsutilFound, adsutilNotFound } from "./adsutil-find";
import { examples, newCommand, type CommandMaker } from "./command-line";
import { exitCode } from "./exit-code";
import { scopeOf, whatIsAsked, type Asked } from "./find/asked";
import { longTable, nativeTable, unmanagedJson, unmanagedTable } from "./find/tables";
import { addMetabaseOptions, metabaseOf, type MetabaseOptions } from "./metabase-options";
import { json } from "./output";
import { readMetabase } from "./read-metabase";

interface FindOptions extends MetabaseOptions {
  readonly user?: string;
  readonly under?: string;
  readonly long?: boolean;
  readonly json?: boolean;
  readonly all?: boolean;
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
    .option("--json", "the same for machines")
    .option("--all", "also the accounts in an applicationHost.config that no resource manages");
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
      const query = { locations: [scopeOf(asked)] };
      const snapshot = await readMetabase(settings, query, surroundings);
      const under = scopeOf(asked, snapshot);
      const isNative = snapshot.locate !== undefined;
      if (!hasLocation(snapshot, under)) {
        if (options.json !== true && options.long !== true && !isNative)
          asAdsutilDoes(adsutilNotFound(under));
        else stderr.write(`The metabase has no key ${printable(under)}.\n`);
        ends(exitCode.error);
        return;
      }
      const { found, doubtful } = credentialsIn(snapshot, asked, under, options.user);
      const { user } = options;
      const isAsked = (name: string): boolean =>
        user === undefined || sameAccount(name, user, snapshot.machine);
      const others =
        options.all === true
          ? unmanagedAccounts(snapshot, under, user === undefined ? undefined : isAsked)
          : [];
      if (options.json === true)
        stdout.write(json([...found.map(foundCredential), ...others.map(unmanagedJson)]));
      else if (isNative) stdout.write(nativeTable(snapshot, found, options.user) + unmanagedTable(others));
      else if (options.long === true) stdout.write(longTable(found, options.user));
      else asAdsutilDoes(asAdsutil(snapshot, asked, under, options.user === undefined ? undefined : found));
      for (const warning of snapshot.warnings ?? []) stderr.write(`warning: ${printable(warning)}\n`);
      if (options.all === true && snapshot.unmanagedUnknown !== undefined)
        stderr.write(`note: ${snapshot.unmanagedUnknown}\n`);
      for (const location of new Set(doubtful.map(({ key }) => key.location)))
        stderr.write(`note: who counts at ${printable(location)} is unclear: it may be this account\n`);
      const fault = found.length > 0 ? undefined : accountNameFault(options.user ?? "");
      if (options.user !== undefined && fault !== undefined)
        stderr.write(`note: the name of --user ${fault}\n`);
      ends(exitCode.done);
    });
};

/** The credentials that were asked for, and those that may or may not be the account's. */
function credentialsIn(
  snapshot: Snapshot,
  { kinds, half }: Asked,
  under: Location,
  user: string | undefined,
): { readonly found: readonly StoredCredential[]; readonly doubtful: readonly StoredCredential[] } {
  const view = viewWith(snapshot, []);
  const isUnder = atOrBeneath(under);
  const isThere = ({ key, kind }: StoredCredential): boolean =>
    (half === undefined || setsHalf(key, kind, half)) && isUnder(key.location);
  if (user === undefined) return { found: storedCredentials(snapshot, kinds, isThere), doubtful: [] };
  const isUser = namesOfAccount([user], snapshot.machine);
  const doubtful: StoredCredential[] = [];
  const isFound = (each: StoredCredential): boolean => {
    const counts = countsAt(view, each, isUser);
    if (counts === false || !isThere(each)) return false;
    if (counts === "unclear") doubtful.push(each);
    return counts === true;
  };
  return { found: storedCredentials(snapshot, kinds, isFound, isUser), doubtful };
}

/**
 * adsutil shows every key that sets the property, whatever counts there, in the order in which IIS lists them.
 *
 * @param only where the account counts that was asked for; `undefined` if none was
 */
function asAdsutil(
  snapshot: Snapshot,
  asked: Asked,
  under: Location,
  only: readonly StoredCredential[] | undefined,
): string {
  const { half = "userName", property } = asked;
  const isUnder = atOrBeneath(under);
  return asked.kinds
    .map((kind) => {
      const keys = only?.flatMap((each) => (each.kind === kind ? [each.key] : [])) ?? snapshot.keys;
      const place = ({ listed }: ObservedKey): number => listed?.[kind]?.[half] ?? 0;
      const found = keys
        .filter((key) => setsHalf(key, kind, half) && isUnder(key.location))
        .sort((left, right) => place(left) - place(right));
      return adsutilFound(property ?? propertyTable[kind][half].name, under, found);
    })
    .join("");
}
