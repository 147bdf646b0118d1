import { configOfKeys, ofConfiguration } from "../support/iis7-conformance";
import { knownKeys, storeInNode } from "../support/live-reading";
import { adminVariants } from "../support/script-host/script-host";
import { storeConformance } from "../support/store-conformance";

/* On the agent and the simulated IIS in Node; what JScript makes of the agent is proven in a real script host. */
for (const [name, variant] of Object.entries(adminVariants)) {
  storeConformance(
    `iis7 (${name})`,
    (keys) => {
      const bytes = configOfKeys(keys);
      const { store, agent } = storeInNode({ configuration: { bytes, variant, keys: knownKeys } });
      const fingerprint = (): Promise<unknown> =>
        Promise.resolve([agent.configuration.toString(), agent.journal.length]);
      return Promise.resolve({ store, fingerprint });
    },
    "one by one",
    ofConfiguration,
  );
}
