import { liveFingerprint, livePassword } from "../agent";
import { emptyPair, ownAfter, type Change, type Own, type OwnPair, type StoredPassword } from "../domain";

/** What a key holds of a kind after a change was written there, as the agent would report it. @param key of the fingerprints */
export function pairWritten(pair: OwnPair | undefined, change: Change, key: string): OwnPair {
  const { userName, password } = pair ?? emptyPair;
  return {
    userName: ownAfter(userName, change.userName, (name) => name),
    password: ownAfter(password, change.password, (secret) =>
      livePassword({ state: "comparable", fingerprint: liveFingerprint(key, secret.reveal()) }, key),
    ),
  };
}

/** How the agent learns on which pair a change was decided; of a password, `""` is an empty one, `undefined` none. */
export function expectedPair({ expected }: Change): {
  readonly userName: string | undefined;
  readonly password: string | undefined;
} {
  return { userName: expected.userName?.value, password: fingerprintOf(expected.password) };
}

function fingerprintOf(password: Own<StoredPassword> | undefined): string | undefined {
  if (password === undefined) return undefined;
  return password.value.state === "empty" ? "" : password.value.fingerprint;
}
