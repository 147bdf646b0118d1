import type { Section } from "../config";
import { credentialKey, isBuiltIn, type Snapshot } from "../domain";
import { adoptAll, coverage, findTargets, isTemplate, type Finding } from "../drift";
import { desiredAccount } from "../explain";

/** What a metabase holds but a stack does not declare, and what the stack declares but the metabase does not have. */
export function undeclared(
  snapshot: Snapshot,
  { identities, accounts }: Pick<Section, "identities" | "accounts">,
): readonly Finding[] {
  const declared = new Set<string>(identities.map(credentialKey));
  const covers = coverage(snapshot);
  const missing: Finding[] = identities
    .filter(({ location }) => snapshot.key(location) === undefined && covers(location))
    .map(({ location, kind, path }) => ({
      location,
      kind,
      finding: `${path}: the metabase has no such key`,
      template: false,
    }));
  for (const account of accounts) {
    const desired = desiredAccount(account);
    const { targets, unused } = findTargets(snapshot, desired);
    for (const { key, kind } of [...targets, ...unused]) {
      declared.add(credentialKey({ kind, location: key.location }));
    }
    if (targets.length === 0 && !account.allowNone && covers(desired.under)) {
      const finding = `${account.path}: no key holds a copy of the account`;
      missing.push({ location: desired.under, kind: undefined, finding, template: false });
    }
  }
  return [...missing, ...strangers(snapshot, declared)];
}

/** Only what could be declared can be missing. */
function strangers(snapshot: Snapshot, declared: ReadonlySet<string>): readonly Finding[] {
  return adoptAll(snapshot).adopted.flatMap(({ location, kind, userName }) =>
    declared.has(credentialKey({ kind, location })) || isBuiltIn(userName)
      ? []
      : [{ location, kind, finding: "the stack does not declare it", template: isTemplate(location) }],
  );
}
