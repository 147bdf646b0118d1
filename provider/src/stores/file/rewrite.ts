import { locate, planAppHostEdits, verifyAppHostEdits, type AppHostChange } from "../../apphost";
import { applyEdits } from "../../document";
import { isIdentityError, locationKey, type Change, type IdentityError } from "../../domain";
import { planEdits, verifyEdits } from "../../metabase";
import type { FileDocument } from "./file-document";

/**
 * The same file with changes made in it, proven to be that and nothing else.
 *
 * @returns `undefined` where not a byte changes
 * @throws IdentityError as the formats' edits and proofs do
 */
export function rewritten(content: FileDocument, changes: readonly Change[]): FileDocument | undefined {
  if (content.format === "metabase") {
    const { document } = content;
    const edits = planEdits(document, changes);
    if (edits.length === 0) return undefined;
    return { ...content, document: verifyEdits(document, applyEdits(document, edits), changes) };
  }
  const { document } = content;
  const located = locate(document);
  const texts = changes.map(textChange);
  const edits = planAppHostEdits(document, located, texts);
  if (edits.length === 0) return undefined;
  const after = verifyAppHostEdits(document, located, edits, applyEdits(document, edits), texts);
  return { ...content, document: after };
}

/**
 * The same with those changes that can be made: one that can't keeps no other from being made.
 *
 * @returns the file, as above, and of each change that is left out, why
 * @throws IdentityError for what concerns no change by itself
 */
export function rewrittenWithout(
  content: FileDocument,
  changes: readonly Change[],
): { readonly after: FileDocument | undefined; readonly refused: ReadonlyMap<Change, IdentityError> } {
  const refused = new Map<Change, IdentityError>();
  for (;;) {
    const rest = changes.filter((change) => !refused.has(change));
    try {
      return { after: rewritten(content, rest), refused };
    } catch (error) {
      // A proof that fails says that the edits themselves are wrong.
      if (!isIdentityError(error) || error.location === undefined || error.code === "E_VERIFY") throw error;
      const key = locationKey(error.location);
      const concerned = rest.filter(({ location }) => locationKey(location) === key);
      if (concerned.length === 0) throw error;
      for (const change of concerned) refused.set(change, error);
    }
  }
}

function textChange({ location, kind, userName, password, identityType }: Change): AppHostChange {
  return {
    location,
    kind,
    ...(identityType?.change === undefined ? {} : { identityType: identityType.change }),
    ...(userName === undefined ? {} : { userName }),
    ...(password === undefined
      ? {}
      : { password: "set" in password ? { set: password.set.reveal() } : password }),
  };
}
