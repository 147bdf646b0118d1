import { liveFingerprint, livePassword, type AgentKey } from "../../agent";
import {
  kinds,
  type Kind,
  type ObservedKey,
  type Own,
  type OwnPair,
  type StoredPassword,
} from "../../domain";

/**
 * A key in the form on which drift is decided. If something in it could not be read, it is ambiguous: it is reported,
 * never compared.
 */
export function observedKey(
  { own, unreadable, unclear, unclearSettings, ...others }: AgentKey,
  key: string,
): ObservedKey {
  const pairs: Partial<Record<Kind, OwnPair>> = {};
  for (const kind of kinds) {
    const pair = own[kind];
    if (pair === undefined) continue;
    const { userName, password } = pair;
    pairs[kind] = {
      userName,
      password: password && { value: livePassword(password.value, key), inheritable: password.inheritable },
    };
  }
  return {
    ...others,
    own: pairs,
    ambiguous: unreadable,
    unclear: unreadable === undefined ? undefined : (unclear ?? {}),
    unclearSettings: unclearSettings && new Set(unclearSettings),
  };
}

/** What a key holds of a kind after a password was written there, as the agent would report it. */
export function writtenPassword(text: string, key: string): StoredPassword {
  return livePassword({ state: "comparable", fingerprint: liveFingerprint(key, text) }, key);
}

/** How the agent learns on which password a change was decided: `""` is an empty one, `undefined` none. */
export function expectedFingerprint(password: Own<StoredPassword> | undefined): string | undefined {
  if (password === undefined) return undefined;
  return password.value.state === "empty" ? "" : password.value.fingerprint;
}
