import fc from "fast-check";
import {
  locate,
  planAppHostEdits,
  readAppHost,
  verifyAppHostEdits,
  type AppHostChange,
  type AppHostDocument,
  type Level,
} from "../../provider/src/apphost";
import { applyEdits, type Edit } from "../../provider/src/document";
import { identityTypes, isIdentityError, kinds, type Kind } from "../../provider/src/domain";
import { randomConfiguration } from "../support/apphost-random";

/** One level's credential of a kind, and what becomes of its halves, and of a pool's type. */
interface Asked {
  readonly pick: number;
  readonly kind: Kind;
  readonly userName: string | null | undefined;
  readonly password: string | null | undefined;
  readonly identityType: string | null | undefined;
}

const text = fc.oneof(
  fc.constantFrom("", "FARM\\svc", `"'<&>&amp;]]>`, " a ", "ä 🔑", "line\nbreak\ttab"),
  fc.string({ unit: "grapheme", maxLength: 12 }).filter((each) => /^[^\p{Cc}\ufffe\uffff]*$/u.test(each)),
);
const half = fc.oneof(fc.constant(undefined), fc.constant(null), text, text);
const asked: fc.Arbitrary<Asked> = fc.record({
  pick: fc.nat(),
  kind: fc.constantFrom(...kinds),
  userName: half,
  password: half,
  identityType: fc.constantFrom(undefined, null, ...identityTypes),
});

function changeOf({ location }: Level, { kind, userName, password, identityType }: Asked): AppHostChange {
  const change = (value: string | null): { set: string } | { remove: true } =>
    value === null ? { remove: true } : { set: value };
  return {
    location,
    kind,
    ...(identityType === undefined || kind !== "wam" ? {} : { identityType: change(identityType) }),
    ...(userName === undefined ? {} : { userName: change(userName) }),
    ...(password === undefined ? {} : { password: change(password) }),
  };
}

/** At most one for each credential, at levels that are clear and can hold it. */
function changesFor(document: AppHostDocument, all: readonly Asked[]): readonly AppHostChange[] {
  const { levels } = locate(document);
  const changes = new Map<string, AppHostChange>();
  for (const each of all) {
    const possible = levels.filter(
      (level) => level[each.kind] !== undefined && level.ambiguous === undefined,
    );
    const level = possible[each.pick % Math.max(possible.length, 1)];
    if (level !== undefined) changes.set(`${each.kind} ${level.location}`, changeOf(level, each));
  }
  return [...changes.values()];
}

/** Not through the code under test: what is between the spans, and what is put into them. */
function appliedByHand(
  bytes: Uint8Array,
  edits: readonly Edit[],
  encode: (content: string) => Uint8Array,
): Buffer {
  const parts: Uint8Array[] = [];
  let done = 0;
  for (const { offset, length, content } of edits) {
    parts.push(bytes.subarray(done, offset), encode(content));
    done = offset + length;
  }
  return Buffer.concat([...parts, bytes.subarray(done)]);
}

test("an edit changes what is asked and not a byte besides, and asked again it changes nothing", () => {
  let [edited, refused, typed] = [0, 0, 0];
  fc.assert(
    fc.property(randomConfiguration(), fc.array(asked, { minLength: 1, maxLength: 6 }), ({ bytes }, all) => {
      const document = readAppHost(bytes);
      const located = locate(document);
      const changes = changesFor(document, all);
      let edits: readonly Edit[];
      let again: AppHostDocument;
      try {
        edits = planAppHostEdits(document, located, changes);
        const after = applyEdits(document, edits);
        const byHand = appliedByHand(bytes, edits, (content) => document.encoded.encode(content));
        expect(Buffer.compare(after, byHand)).toBe(0);
        again = verifyAppHostEdits(document, located, edits, after, changes);
      } catch (error) {
        // A file without the section that an element would go into, or what a tag would keep from applications beneath.
        if (!isIdentityError(error) || !["E_KEY_TYPE", "E_AMBIGUOUS"].includes(error.code)) throw error;
        refused += 1;
        return;
      }
      const levels = new Map(locate(again).levels.map((level) => [level.location, level]));
      for (const { location, kind, identityType, ...halves } of changes) {
        const level = levels.get(location);
        for (const [name, change] of Object.entries(halves)) {
          const found = level?.[kind]?.[name as "userName" | "password"]?.text;
          expect(found).toBe("set" in change ? change.set : undefined);
        }
        if (identityType === undefined) continue;
        typed += 1;
        const type = level?.settings.AppPoolIdentityType;
        expect(type).toBe("set" in identityType ? identityType.set : undefined);
      }
      expect(planAppHostEdits(again, locate(again), changes)).toEqual([]);
      if (edits.length > 0) edited += 1;
    }),
    { numRuns: 300 },
  );
  expect(edited).toBeGreaterThan(100);
  expect(typed).toBeGreaterThan(50);
  expect(refused).toBeLessThan(100);
});
