import fc from "fast-check";
import { readAppHost } from "../../provider/src/apphost";
import { isIdentityError, type Snapshot } from "../../provider/src/domain";
import { printAnswers } from "../../provider/src/cli/explain-report";
import { answer } from "../../provider/src/explain/answer/answer";
import { appHostSnapshot } from "../../provider/src/stores/apphost-snapshot";
import { storedPassword } from "../../provider/src/stores/stored-password";
import { randomConfiguration } from "../support/apphost-random";

function snapshotOf(bytes: Buffer): Snapshot | undefined {
  try {
    return appHostSnapshot(readAppHost(bytes), undefined, (text) => storedPassword(text, false));
  } catch (error) {
    if (!isIdentityError(error)) throw error;
    return undefined;
  }
}

test("each place of any configuration, by its location and by its name, has an answer or an error with a code", () => {
  fc.assert(
    fc.property(randomConfiguration({ doubles: true }), ({ bytes }) => {
      const snapshot = snapshotOf(bytes);
      fc.pre(snapshot !== undefined);
      const known = { snapshot, section: undefined, options: [], isLog: false };
      for (const { location, name = "", settings } of snapshot.keys) {
        const located = answer({ type: "name", text: location }, known);
        // A place that can't be spelled has none.
        if (!location.includes("\ufffd"))
          expect([location, located.error?.code]).toEqual([location, undefined]);
        expect(printAnswers([located], snapshot).join("")).not.toMatch(/undefined|\[object/);
        const named = answer({ type: "name", text: name }, known);
        if (named.error === undefined) expect(named.place).not.toBeNull();
        else expect(named.error.code).toMatch(/^E_(?:LOCATION|UNKNOWN_LOCATION)$/);
        for (const [, port = ""] of (settings?.ServerBindings ?? "").matchAll(/:(\d+):/g)) {
          const address = {
            scheme: "http",
            host: "a",
            hostIsKnown: true,
            ip: undefined,
            port: Number(port),
            path: "/app/dir",
          } as const;
          const served = answer({ type: "address", address }, known);
          expect(served.place === null).toBe(served.error !== undefined);
        }
      }
    }),
    { numRuns: 100 },
  );
});
