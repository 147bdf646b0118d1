import { createHmac } from "node:crypto";
import { parseLocation, Secret, type Kind } from "../../provider/src/domain";
import { agentFile } from "../../provider/src/agent/agent-file";
import type { AgentRequest, BatchResult } from "../../provider/src/agent/agent-messages";
import { runBatch } from "../../provider/src/agent/run-batch";
import { openTransport, type AgentFile } from "../../provider/src/transports";

export const fingerprintKey = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

/** What a fingerprint is, by other means than the agent's. */
export function fingerprintOf(text: string): string {
  return createHmac("sha256", Buffer.from(fingerprintKey, "hex")).update(text, "utf16le").digest("hex");
}

interface More {
  readonly agent?: AgentFile;
  readonly server?: string;
  readonly timeoutSeconds?: number;
  readonly maxOutput?: number;
}

/** One batch through an executable that takes cscript's arguments. */
export function ask(
  scriptHost: string,
  requests: readonly AgentRequest[],
  { agent = agentFile(), server, timeoutSeconds = 60, maxOutput = 10_000_000 }: More = {},
): Promise<BatchResult> {
  return runBatch(
    openTransport({ type: "local", scriptHost }),
    agent,
    { server, key: fingerprintKey, requests },
    { timeoutSeconds, maxOutput },
  );
}

export function snapshotOf(under: string, locations: readonly string[] = [], reveal = false): AgentRequest {
  return { type: "snapshot", under: parseLocation(under), locations: locations.map(parseLocation), reveal };
}

export function observeOf(locations: readonly string[], reveal = false): AgentRequest {
  return { type: "observe", locations: locations.map(parseLocation), reveal };
}

/** A half as tests write it: a text to set, `null` to remove it, nothing to leave it. */
type HalfChange = string | null | undefined;

/** A change of one credential, decided on what stood there: texts, `undefined` where there was none. */
export function applyOf(
  path: string,
  kind: Kind,
  [expectedName, expectedPassword]: readonly [string?, string?],
  [userName, password]: readonly [HalfChange, HalfChange?],
): AgentRequest {
  const change = <Value>(half: HalfChange, toValue: (text: string) => Value) =>
    half === null ? ({ remove: true } as const) : { set: toValue(half ?? "") };
  return {
    type: "apply",
    location: parseLocation(path),
    kind,
    expected: {
      userName: expectedName,
      password:
        expectedPassword === undefined || expectedPassword === ""
          ? expectedPassword
          : fingerprintOf(expectedPassword),
    },
    ...(userName === undefined ? {} : { userName: change(userName, (text) => text) }),
    ...(password === undefined ? {} : { password: change(password, (text) => new Secret(text)) }),
  };
}

/** `written`, or `refused 0x80070005` where the answer carries an HRESULT. */
export function outcomesOf({ answers }: BatchResult): readonly string[] {
  return answers.flatMap((answer) =>
    answer.type === "apply"
      ? [answer.hresult === 0 ? answer.outcome : `${answer.outcome} 0x${answer.hresult.toString(16)}`]
      : [],
  );
}
