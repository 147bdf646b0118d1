import type { StoredPassword } from "../domain";
import type { AgentPassword } from "./agent-messages";
import { liveFingerprint } from "./live-fingerprint";

/** A password as the agent reported it, which is compared without its text. @param key of the fingerprints, in hexadecimal */
export function livePassword(password: AgentPassword, key: string): StoredPassword {
  if (password.state !== "comparable") return password;
  const { fingerprint, text } = password;
  return {
    state: "comparable",
    fingerprint,
    matches: (secret) => liveFingerprint(key, secret.reveal()) === fingerprint,
    ...(text === undefined ? {} : { text }),
  };
}
