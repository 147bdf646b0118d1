import type { Store } from "../../provider/src/stores";
import { metabaseFile } from "./metabase-xml";
import { openLiveStore } from "./open-live-store";
import { ScriptHost, type Variant } from "./script-host/script-host";
import { storeConformance, type OpenStore } from "./store-conformance";

/** How a store reaches a script host in a test. */
export type Reach = (host: ScriptHost) => Store;

/** The script host of this machine: Wine's. */
export const locally: Reach = ({ path }) => openLiveStore({ transport: { type: "local", scriptHost: path } });

/**
 * The suite of every store, on the agent in Wine's cscript over a simulated IIS of its own for each case. What is
 * compared before and after is what that IIS was made to write.
 */
export function liveConformance(name: string, variant: Variant, reach: Reach): void {
  const hosts: ScriptHost[] = [];

  afterEach(() => {
    const violations = hosts.flatMap((host) => host.violations);
    for (const host of hosts.splice(0)) host.remove();
    // What no documentation promises, the agent must not rely on.
    expect(violations).toEqual([]);
  });

  const open: OpenStore = async (keys) => {
    const host = await ScriptHost.create(metabaseFile(keys), { variant });
    hosts.push(host);
    const fingerprint = (): Promise<unknown> =>
      Promise.resolve({ metabase: host.metabase, backups: host.backups });
    return { store: reach(host), fingerprint };
  };
  storeConformance(name, open, "together");
}
