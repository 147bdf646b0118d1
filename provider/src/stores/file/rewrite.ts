import { locate, planAppHostEdits, verifyAppHostEdits, type AppHostChange } from "../../apphost";
import { applyEdits } from "../../document";
import type { Change } from "../../domain";
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
