import { runCommand } from "../support/command";
import { memoryKeys } from "../support/keys";
import { metabaseFile } from "../support/metabase-xml";
import { ScriptHost } from "../support/script-host/script-host";

/* Starting a script host costs more than what it then does: how many an operation starts does not depend on the keys. */

const password = "Rotated-Pw";

test.each([5, 60])(
  "find starts one script host, sync two, and a sync in step one, for %d copies",
  async (count) => {
    const keys = Array.from({ length: count }, (_, index) => [
      `W3SVC/1/ROOT/d${String(index)}`,
      { type: "IIsWebVirtualDir", anonymous: ["FARM\\web", "old"] } as const,
    ]);
    const host = await ScriptHost.create(metabaseFile(memoryKeys(Object.fromEntries(keys))));
    const startsOf = async (...args: readonly string[]): Promise<number> => {
      const before = host.starts;
      const run = await runCommand([...args, "--store", "adsi", "--script-host", host.path], {
        env: process.env,
        input: password,
      });
      expect(run.code).toBe(0);
      return host.starts - before;
    };
    try {
      const sync = ["sync", "Anonymous", "FARM\\web", "--apply", "--password-stdin"];
      expect([await startsOf("find"), await startsOf(...sync), await startsOf(...sync)]).toEqual([1, 2, 1]);
      expect(host.metabase.split(`"${password}"`)).toHaveLength(count + 1);
      expect(host.violations).toEqual([]);
    } finally {
      host.remove();
    }
  },
);
