import type { Store } from "../../provider/src/stores";
import { metabaseFile } from "./metabase-xml";
import { openLiveStore } from "./open-live-store";
import { configOfKeys, ofConfiguration } from "./iis7-conformance";
import { knownKeys } from "./live-reading";
import type { MemoryKey } from "./memory-store";
import { ScriptHost, type AdminVariant, type Planted, type Variant } from "./script-host/script-host";
import { storeConformance, type Format, type OpenStore } from "./store-conformance";

/** How a store reaches a script host in a test. */
export type Reach = (host: ScriptHost) => Store;

/** The script host of this machine: Wine's. */
export const locally =
  (store: "adsi" | "iis7"): Reach =>
  ({ path }) =>
    openLiveStore({ store, transport: { type: "local", scriptHost: path } });

/**
 * The suite of every store, on the agent in Wine's cscript over a simulated IIS of its own for each case. What is
 * compared before and after is what that IIS was made to write.
 */
function conformance(
  name: string,
  create: (keys: readonly MemoryKey[]) => Promise<ScriptHost>,
  reach: Reach,
  format?: Format,
): void {
  const hosts: ScriptHost[] = [];

  afterEach(() => {
    const violations = hosts.flatMap((host) => host.violations);
    for (const host of hosts.splice(0)) host.remove();
    // What no documentation promises, the agent must not rely on.
    expect(violations).toEqual([]);
  });

  const open: OpenStore = async (keys) => {
    const host = await create(keys);
    hosts.push(host);
    const fingerprint = (): Promise<unknown> => {
      const { metabase, configuration, backups } = host;
      return Promise.resolve({ metabase, configuration, backups });
    };
    return { store: reach(host), fingerprint };
  };
  storeConformance(name, open, "together", format);
}

export function liveConformance(name: string, variant: Variant, reach: Reach): void {
  conformance(name, (keys) => ScriptHost.create(metabaseFile(keys), { variant }), reach);
}

/** The same for IIS 7 and later: what it writes is an applicationHost.config. */
export function iis7Conformance(name: string, variant: AdminVariant, reach: Reach): void {
  const planted = (keys: readonly MemoryKey[]): Planted => ({
    majorVersion: 10,
    configuration: { bytes: configOfKeys(keys), variant, keys: knownKeys },
  });
  conformance(name, (keys) => ScriptHost.create(metabaseFile([]), planted(keys)), reach, ofConfiguration);
}
