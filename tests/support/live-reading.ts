import { readAppHost } from "../../provider/src/apphost";
import {
  kinds,
  locationKey,
  type OwnPair,
  type Snapshot,
  type StoredPassword,
} from "../../provider/src/domain";
import { runBatch } from "../../provider/src/agent/run-batch";
import { agentFile } from "../../provider/src/agent/agent-file";
import { appHostSnapshot } from "../../provider/src/stores/apphost-snapshot";
import { Iis7Store } from "../../provider/src/stores/iis7/iis7-store";
import { storedPassword, unreadablePassword } from "../../provider/src/stores/stored-password";
import { AgentInNode } from "./agent-in-node";
import { metabaseFile } from "./metabase-xml";
import { withoutStart } from "./script-host/apphost-text.cjs";
import { unescapeUnits } from "./script-host/metabase-text.cjs";
import type { Planted } from "./script-host/script-host";

/**
 * The store for IIS 7 and later over the agent in Node, which can be asked what it did.
 *
 * @param onCall called before each question to the simulated IIS, which fails as it throws
 */
export function storeInNode(
  planted: Planted,
  onCall: (call: string) => void = () => undefined,
): { readonly store: Iis7Store; readonly agent: AgentInNode } {
  const agent = new AgentInNode(metabaseFile([]), { planted: { majorVersion: 10, ...planted }, onCall });
  const limits = { timeoutSeconds: 10, maxOutput: 100_000_000 };
  const store = new Iis7Store({ transport: "node" }, (key, requests, ready) =>
    runBatch(agent.transport, agentFile(), { server: undefined, key, requests, ready }, limits),
  );
  return { store, agent };
}

/** The providers whose keys the simulated server has. */
export const knownKeys = ["AesProvider", "IISWASOnlyAesProvider", "IISCngProvider", "IISWASOnlyCngProvider"];

/** What a file holds, as a server sees it that has the keys of `knownKeys` and those of no other provider. */
export function seenByServer(bytes: Uint8Array): Snapshot {
  return appHostSnapshot(readAppHost(bytes), "WEB01", opened);
}

function opened(text: string): StoredPassword {
  const [, provider, sealed] = /^\[enc:([^:]*):([^]*):enc\]$/.exec(withoutStart(text)) ?? [];
  if (provider === undefined || sealed === undefined) {
    const stored = storedPassword(text, true);
    return stored.state === "opaque" && stored.reason === "sealed" ? unreadablePassword : stored;
  }
  if (sealed === "" && text === withoutStart(text)) return { state: "empty" };
  return knownKeys.includes(provider) ? storedPassword(unescapeUnits(sealed), true) : unreadablePassword;
}

/** All that a snapshot says of its keys, in a form that compares, whatever the case of the places. What is empty beside what can't be read may be either. */
export function saidOf(snapshot: Snapshot): unknown {
  const isDoubtful = snapshot.keys.some(({ own }) =>
    kinds.some((kind) => passwordIn(own[kind]) === "unreadable"),
  );
  return snapshot.keys.map((key) => ({
    location: locationKey(key.location),
    name: key.name?.toUpperCase(),
    keyType: key.keyType,
    elements: key.elements,
    settings: key.settings,
    ambiguous: key.ambiguous,
    unclear: key.unclear,
    above: kinds.map((kind) => snapshot.keyAbove(key.location, kind)?.location.toUpperCase()),
    own: kinds.map((kind) => {
      const pair = key.own[kind];
      const password = passwordIn(pair);
      return [pair?.userName?.value, isDoubtful && password === "unreadable" ? "empty" : password];
    }),
  }));
}

/** What a revealed password is: its text, or its state. */
function passwordIn(pair: OwnPair | undefined): string | undefined {
  const password = pair?.password?.value;
  if (password === undefined || password.state === "empty") return password?.state;
  return password.state === "opaque" ? password.reason : `text ${password.text?.reveal() ?? "not revealed"}`;
}
