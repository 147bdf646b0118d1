import fc from "fast-check";
import { parse } from "yaml";
import { identitiesSetting, parseSection, type Section } from "../../provider/src/config";
import { locateSection } from "../../provider/src/config/parse-section";
import { credentialKey, kinds, type Snapshot } from "../../provider/src/domain";
import {
  adoptAll,
  desiredOf,
  isEmpty,
  planCredential,
  storedCredentials,
  type Adoption,
} from "../../provider/src/drift";
import { fullName, settingsText } from "../../provider/src/stack";
import { adoptedSettings } from "../../provider/src/stack/adopted-section";
import { PasswordSettings } from "../../provider/src/stack/password-settings";
import { farm } from "../support/apphost-farm";
import { randomConfiguration } from "../support/apphost-random";
import { appHostOf } from "../support/drift-levels";
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

/** What a stack declares whose file holds what was adopted, read as its program reads it. */
function declaredBy(adoption: Adoption, snapshot: Snapshot): Pick<Section, "identities"> {
  const passwords = new PasswordSettings(adoption.adopted, { names: [], setting: () => undefined });
  const text = settingsText(
    adoptedSettings(adoption, { fields: { path: "applicationHost.config" } }, (password) =>
      passwords.nameOf(password),
    ),
  );
  const { config } = parse(text) as { config: Readonly<Record<string, unknown>> };
  const { section, mistakes } = parseSection({
    metabase: { path: "applicationHost.config" },
    identities: config[identitiesSetting],
    setting: (name) => {
      const found = passwords.all.find((each) => fullName(each.name) === name);
      return found && { text: found.password.reveal(), secret: true };
    },
    clearPassword: () => false,
  });
  expect(mistakes).toEqual([]);
  if (section === undefined) throw new Error("no section");
  return locateSection(section, snapshot);
}

test.each([false, true])(
  "whatever an applicationHost.config holds (doubles: %s), what the stack's file then says is in sync, and the rest is named",
  (doubles) => {
    const seen = { managed: 0, poolIdentity: 0, passwordless: 0, unmanaged: 0, leftOut: 0, nobodys: 0 };
    fc.assert(
      fc.property(randomConfiguration({ doubles }), ({ bytes }) => {
        const snapshot = appHostOf(bytes);
        const adoption = adoptAll(snapshot);
        const { adopted, leftOut, byHand } = adoption;
        const stored = storedCredentials(snapshot).map(({ kind, key }) =>
          credentialKey({ kind, location: key.location }),
        );
        const withPassword = snapshot.keys.flatMap(({ location, own }) =>
          kinds.flatMap((kind) => {
            const password = own[kind]?.password;
            return password === undefined || isEmpty(password.value)
              ? []
              : [credentialKey({ kind, location })];
          }),
        );
        const told = [...adopted, ...leftOut].map(credentialKey);
        expect([...told].sort()).toEqual([...new Set([...stored, ...withPassword])].sort());
        expect(byHand).toEqual(snapshot.unmanaged);
        const { identities } = declaredBy(adoption, snapshot);
        expect(identities.map(credentialKey)).toEqual(adopted.map(credentialKey));
        for (const each of identities) {
          expect(planCredential(snapshot, each, []).state).toBe("in-sync");
          seen.managed += Number(each.password !== undefined);
          seen.poolIdentity += Number(each.poolIdentity === true);
          seen.passwordless += Number(each.passwordless && each.poolIdentity === undefined);
          seen.unmanaged += Number(!each.passwordless && each.password === undefined);
        }
        seen.leftOut += leftOut.length;
        seen.nobodys += withPassword.filter((key) => !stored.includes(key)).length;
      }),
      { numRuns: 80 },
    );
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(0);
  },
);

test("a farm is adopted whole", () => {
  const { text, copies } = farm({ sites: 60, pools: 30, tags: 40 });
  const snapshot = appHostOf(text);
  const adoption = adoptAll(snapshot);
  const { identities } = declaredBy(adoption, snapshot);
  expect(adoption.leftOut).toEqual([]);
  expect(identities.filter(({ password }) => password !== undefined)).toHaveLength(copies.length);
  expect(identities.filter(({ poolIdentity }) => poolIdentity === true)).toHaveLength(10);
  expect(identities.filter(({ userName }) => userName === "IUSR")).toHaveLength(1);
});
