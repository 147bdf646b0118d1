import type * as config from "../config";
import { credentialKey, isBuiltIn, placeAt, type ObservedKey, type Snapshot } from "../domain";
import {
  adoptAll,
  coverage,
  findTargetsAmong,
  isTemplate,
  storedCredentials,
  viewWith,
  type Finding,
} from "../drift";
import { declaredIndex, desiredAccount } from "../explain";

/** What a metabase holds but a stack does not declare, and what the stack declares but the metabase does not have. */
export function undeclared(
  snapshot: Snapshot,
  section: Pick<config.Section, "identities" | "accounts">,
): readonly Finding[] {
  // Loaded here, since only who names a stack needs it.
  const { locateSection } = require("../config") as typeof config;
  const located = locateSection(section, snapshot);
  const { identities, accounts } = located;
  const declared = new Set<string>(identities.map(credentialKey));
  const covers = coverage(snapshot);
  const missing: Finding[] = identities
    .filter(({ location }) => snapshot.key(location) === undefined && covers(location))
    .map(({ location, kind, path }) => ({
      location,
      place: placeAt(snapshot, location),
      kind,
      finding: `${path}: the metabase has no such key`,
      template: false,
    }));
  const view = viewWith(snapshot, []);
  const keysOf = keysByAccount(snapshot, declaredIndex(located, snapshot.machine));
  for (const account of accounts) {
    const desired = desiredAccount(account);
    const { targets, unused } = findTargetsAmong(view, desired, [...(keysOf.get(account) ?? [])]);
    for (const { key, kind } of [...targets, ...unused]) {
      declared.add(credentialKey({ kind, location: key.location }));
    }
    if (targets.length === 0 && !account.allowNone && covers(desired.under)) {
      const finding = `${account.path}: no key holds a copy of the account`;
      const location = desired.under;
      missing.push({
        location,
        place: placeAt(snapshot, location),
        kind: undefined,
        finding,
        template: false,
      });
    }
  }
  return [...missing, ...undeclaredCredentials(snapshot, declared)];
}

/** The keys at which a name of an account counts, in one pass: a stack may declare as many accounts as there are keys. */
function keysByAccount(
  snapshot: Snapshot,
  index: ReturnType<typeof declaredIndex>,
): ReadonlyMap<object, ReadonlySet<ObservedKey>> {
  const keys = new Map<object, Set<ObservedKey>>();
  for (const { key, effective } of storedCredentials(snapshot)) {
    const userName = effective?.userName?.value ?? "";
    if (userName === "") continue;
    for (const account of index.accounts(userName, key.location)) {
      const found = keys.get(account) ?? new Set<ObservedKey>();
      keys.set(account, found.add(key));
    }
  }
  return keys;
}

/** Only what could be declared can be missing. */
function undeclaredCredentials(snapshot: Snapshot, declared: ReadonlySet<string>): readonly Finding[] {
  return adoptAll(snapshot).adopted.flatMap(({ location, kind, userName }) =>
    declared.has(credentialKey({ kind, location })) || isBuiltIn(userName)
      ? []
      : [
          {
            location,
            place: placeAt(snapshot, location),
            kind,
            finding: "the stack does not declare it",
            template: isTemplate(location),
          },
        ],
  );
}
