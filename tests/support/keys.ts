import {
  parseLocation,
  type Kind,
  type Own,
  type Settings,
  type Snapshot,
  type UnclearHalves,
} from "../../provider/src/domain";
import { MemoryStore, type MemoryKey } from "./memory-store";

/** One half as tests write it: a text that is inherited, an own value stored without INHERIT, one that is no text. */
export type HalfText = string | { readonly local: string } | { readonly unreadable: string };

export interface KeyText {
  readonly type?: string;
  readonly ambiguous?: string;
  readonly unclear?: UnclearHalves;
  readonly settings?: Settings;
  readonly anonymous?: readonly [name?: HalfText | undefined, password?: HalfText | undefined];
  readonly wam?: readonly [name?: HalfText | undefined, password?: HalfText | undefined];
  readonly unc?: readonly [name?: HalfText | undefined, password?: HalfText | undefined];
}

/** `{ "W3SVC/1/ROOT": { anonymous: ["IUSR", "pw"] } }` as a memory store's keys; the type is IIsWebVirtualDir. */
export function memoryKeys(keys: Readonly<Record<string, KeyText>>): readonly MemoryKey[] {
  return Object.entries(keys).map(
    ([path, { type = "IIsWebVirtualDir", ambiguous, unclear, settings, ...pairs }]) => ({
      location: parseLocation(path),
      keyType: type,
      own: Object.fromEntries(
        Object.entries(pairs).map(([kind, [userName, password]]) => [
          kind as Kind,
          {
            ...(userName === undefined ? {} : { userName: own(userName) }),
            ...(password === undefined ? {} : { password: own(password) }),
          },
        ]),
      ),
      ...(ambiguous === undefined ? {} : { ambiguous }),
      ...(unclear === undefined ? {} : { unclear }),
      ...(settings === undefined ? {} : { settings }),
    }),
  );
}

export function snapshotOf(keys: Readonly<Record<string, KeyText>>, machine?: string): Promise<Snapshot> {
  return new MemoryStore("test", memoryKeys(keys), machine).observe({ locations: [] });
}

function own(half: HalfText): Own<string> & { readonly unreadable?: boolean } {
  if (typeof half === "string") return { value: half, inheritable: true };
  return "local" in half
    ? { value: half.local, inheritable: false }
    : { value: half.unreadable, inheritable: true, unreadable: true };
}
