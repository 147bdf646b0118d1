import fc from "fast-check";
import { kinds, parseLocation, type Kind, type Own } from "../../provider/src/domain";
import type { MemoryKey } from "./memory-store";

const tree: readonly (readonly [path: string, type: string])[] = [
  ["W3SVC", "IIsWebService"],
  ["W3SVC/1", "IIsWebServer"],
  ["W3SVC/1/ROOT", "IIsWebVirtualDir"],
  ["W3SVC/1/ROOT/a", "IIsWebVirtualDir"],
  ["W3SVC/1/ROOT/a/b", "IIsWebVirtualDir"],
  ["W3SVC/1/ROOT/a/b/c", "IIsWebVirtualDir"],
  ["W3SVC/1/ROOT/d", "IIsWebVirtualDir"],
  ["W3SVC/10/ROOT", "IIsWebVirtualDir"],
  ["W3SVC/AppPools", "IIsApplicationPools"],
  ["W3SVC/AppPools/P", "IIsApplicationPool"],
  ["W3SVC/AppPools/Q", "IIsApplicationPool"],
  ["W3SVC/Info/Templates/T/ROOT", "IIsWebVirtualDir"],
  ["SMTPSVC/1", "IIsSmtpServer"],
];

function kindsOf(type: string): readonly Kind[] {
  if (type === "IIsWebService") return ["anonymous", "wam"];
  if (type.startsWith("IIsApplicationPool")) return ["wam"];
  return type === "IIsWebVirtualDir" ? ["anonymous", "unc"] : ["anonymous"];
}

/** What the halves of a pair may hold; `undefined` leaves the half out. */
export interface Values {
  readonly names: readonly (string | undefined)[];
  readonly passwords: readonly (string | undefined)[];
}

function half(values: readonly (string | undefined)[]): fc.Arbitrary<Own<string> | undefined> {
  return fc
    .tuple(fc.constantFrom(...values), fc.integer({ min: 0, max: 7 }))
    .map(([value, dice]) => (value === undefined ? undefined : { value, inheritable: dice > 0 }));
}

/** Keys of a small machine, some of them missing, with own pairs, half pairs and none, some stored without INHERIT. */
export function randomMetabase({ names, passwords }: Values): fc.Arbitrary<readonly MemoryKey[]> {
  const pair = fc.oneof(
    { weight: 2, arbitrary: fc.constant(undefined) },
    {
      weight: 3,
      arbitrary: fc.tuple(half(names), half(passwords)).map(([userName, password]) => ({
        ...(userName === undefined ? {} : { userName }),
        ...(password === undefined ? {} : { password }),
      })),
    },
  );
  const keys = tree.map(([path, type]) =>
    fc
      .tuple(fc.array(pair, { minLength: 3, maxLength: 3 }), fc.integer({ min: 0, max: 9 }), fc.boolean())
      .map(([pairs, dice, specific]): MemoryKey | undefined => {
        if (dice === 0) return undefined;
        const own = Object.fromEntries(
          kindsOf(type).flatMap((kind) => {
            const found = pairs[kinds.indexOf(kind)];
            return found === undefined ? [] : [[kind, { ...found }]];
          }),
        );
        const settings = type.endsWith("Pool") ? { AppPoolIdentityType: specific ? "3" : "2" } : {};
        // No SMTP server holds a password.
        if (type === "IIsSmtpServer") delete own["anonymous"]?.password;
        return {
          location: parseLocation(path),
          keyType: type,
          own,
          settings,
        };
      }),
  );
  return fc.tuple(...keys).map((all) => all.filter((key) => key !== undefined));
}
