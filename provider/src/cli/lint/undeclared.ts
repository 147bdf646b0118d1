import type { Section } from "../../config";
import { credentialKey, isBuiltIn, type Snapshot } from "../../domain";
import { findTargets, isTemplate, type Finding, type StoredCredential } from "../../drift";
import { desiredAccount } from "../explain/declared-index";

/** What a metabase holds and a stack does not declare, and what the stack declares and the metabase does not have. */
export function undeclared(
  snapshot: Snapshot,
  { identities, accounts }: Pick<Section, "identities" | "accounts">,
  credentials: readonly StoredCredential[],
): readonly Finding[] {
  const declared = new Set<string>(identities.map(credentialKey));
  const missing: Finding[] = identities
    .filter(({ location }) => snapshot.key(location) === undefined)
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
    if (targets.length === 0 && !account.allowNone) {
      const finding = `${account.path}: no key holds a copy of the account`;
      missing.push({ location: desired.under, kind: undefined, finding, template: false });
    }
  }
  return [...missing, ...strangers(declared, credentials)];
}

function strangers(
  declared: ReadonlySet<string>,
  credentials: readonly StoredCredential[],
): readonly Finding[] {
  return credentials.flatMap(({ key, kind, effective }) => {
    if (declared.has(credentialKey({ kind, location: key.location }))) return [];
    const userName = effective?.userName?.value ?? "";
    if (isBuiltIn(userName)) return [];
    return [
      {
        location: key.location,
        kind,
        finding: "the stack does not declare it",
        template: isTemplate(key.location),
      },
    ];
  });
}
