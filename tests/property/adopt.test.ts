import fc from "fast-check";
import { credentialKey } from "../../provider/src/domain";
import { adoptAll, desiredOf, isEmpty, planCredential, storedCredentials } from "../../provider/src/drift";
import { MemoryStore } from "../support/memory-store";
import { randomMetabase } from "../support/random-metabase";
import { sealed, sealedEmpty } from "../support/drift-table";

const metabases = randomMetabase({
  names: [
    "svc",
    ".\\SVC",
    "WEB\\svc",
    "svc@farm",
    "g$",
    "IUSR",
    "NT AUTHORITY\\SYSTEM",
    "",
    undefined,
    undefined,
  ],
  passwords: [
    "new",
    "NEW",
    " ",
    "a\r\n",
    "",
    sealed,
    sealedEmpty,
    "**********",
    "\ud800",
    undefined,
    undefined,
  ],
});

test("whatever a metabase holds, each credential is declared once and in sync, or left out with a reason", async () => {
  const seen = { managed: 0, passwordless: 0, unmanaged: 0, leftOut: 0 };
  await fc.assert(
    fc.asyncProperty(metabases, fc.constantFrom("WEB", undefined), async (keys, machine) => {
      const store = new MemoryStore("adopt", keys, machine);
      const snapshot = await store.observe({ locations: [], reveal: true });
      const { adopted, leftOut } = adoptAll(snapshot);
      const stored = storedCredentials(snapshot).flatMap(({ kind, key, own, effective }) => {
        const names = (effective?.userName?.value ?? "") !== "";
        const stands = own.password !== undefined && !isEmpty(own.password.value);
        return names || stands ? [credentialKey({ kind, location: key.location })] : [];
      });
      expect([...adopted, ...leftOut].map(credentialKey).sort()).toEqual([...stored].sort());
      for (const each of adopted) {
        expect(planCredential(snapshot, desiredOf(each), []).state).toBe("in-sync");
        expect(each.userName).not.toBe("");
        const says = [each.password !== undefined, each.passwordless, each.unmanaged !== undefined];
        expect(says.filter(Boolean)).toHaveLength(1);
        expect(each.password?.reveal()).not.toBe("");
        seen.managed += Number(says[0]);
        seen.passwordless += Number(says[1]);
        seen.unmanaged += Number(says[2]);
      }
      seen.leftOut += leftOut.length;
      expect(leftOut.filter(({ reason }) => !/^[A-Z].*\.$/.test(reason))).toEqual([]);
    }),
    { numRuns: 300 },
  );
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(50);
});
