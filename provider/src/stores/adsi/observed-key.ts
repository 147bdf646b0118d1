import { livePassword, type AgentKey } from "../../agent";
import { kinds, type Kind, type ObservedKey, type OwnPair } from "../../domain";

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
