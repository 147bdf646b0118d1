import { keyTree, kinds, type Kind, type ObservedKey, type OwnPair, type Snapshot } from "../../domain";
import type { MetabaseDocument, MetabaseKey } from "../../metabase";
import { storedPassword, unreadablePassword } from "../stored-password";

/** What a document's keys hold, in the form in which drift is decided. */
export function snapshotOf(
  document: MetabaseDocument,
  machine: string | undefined,
  reveal: boolean,
): Snapshot {
  return {
    ...keyTree(document.keys.map((key) => observe(key, reveal))),
    complete: true,
    machine,
    seals: document.seals,
  };
}

function observe(key: MetabaseKey, reveal: boolean): ObservedKey {
  const own: Partial<Record<Kind, OwnPair>> = {};
  for (const kind of kinds) {
    const pair = key.values[kind];
    if (pair === undefined) continue;
    const { userName, password } = pair;
    own[kind] = {
      userName: userName && { value: userName.text, inheritable: userName.inheritable },
      password: password && {
        value: password.readable ? storedPassword(password.text, reveal) : unreadablePassword,
        inheritable: password.inheritable,
      },
    };
  }
  const { location, keyType, settings, notInherited, ambiguous, unclear } = key;
  return { location, keyType, own, settings, notInherited, ambiguous, unclear };
}
