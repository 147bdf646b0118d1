import fc from "fast-check";
import { expiredBackups } from "../../provider/src/io";
import { newestFirst, type Dated } from "../../provider/src/io/backup-order";

interface Made extends Dated {
  /** Which write made it; undefined: it lay there before. */
  readonly write: number | undefined;
}

const start = 2_000_000_000_000;
const day = 86_400_000;

/** What is left after a write at this time: what a write does with what lies there. */
function afterWrite(there: readonly Made[], made: Made, keep: number, now: number): readonly Made[] {
  const all = [{ ...made, time: now, changed: now }, ...newestFirst(there, now)];
  const gone = expiredBackups(all, { keep, maxAgeDays: 30 }, now);
  return [made, ...there].filter((each) => !gone.some(({ write, time }) => isSame(each, write, time)));
}

const isSame = (each: Made, write: number | undefined, time: number): boolean =>
  each.write === write && (write !== undefined || each.time === time);

/** Names by clocks that ran ahead of all that follows, or by right ones before it. */
const earlier = fc.uniqueArray(
  fc.oneof(
    fc.integer({ min: start + 20 * day, max: start + 40_000 * day }),
    fc.integer({ min: start - 60 * day, max: start - 1 }),
  ),
  { maxLength: 8 },
);

test("whatever clocks ran ahead before, the last writes' backups stay, and no more than the policy says", () => {
  fc.assert(
    fc.property(
      earlier,
      fc.boolean(),
      fc.integer({ min: 1, max: 5 }),
      fc.array(fc.integer({ min: 0, max: day }), { minLength: 1, maxLength: 12 }),
      (times, knowsBetter, keep, pauses) => {
        let there: readonly Made[] = times.map((time) => ({
          time,
          changed: knowsBetter ? Math.min(time, start) : time,
          write: undefined,
        }));
        let now = start;
        for (const [write, pause] of pauses.entries()) {
          now += pause + 1;
          there = afterWrite(there, { time: now, changed: now + 1, write }, keep, now);
          const expected = Array.from({ length: Math.min(keep, write + 1) }, (_, index) => write - index);
          expect(there.flatMap((each) => each.write ?? [])).toEqual(expected);
          expect(there.length).toBeLessThanOrEqual(keep);
        }
      },
    ),
  );
});

test("however a clock jumps, what was just made stays", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 4 }),
      fc.uniqueArray(fc.integer({ min: 0, max: 4 * start }), { minLength: 1, maxLength: 12 }),
      (keep, clocks) => {
        let there: readonly Made[] = [];
        for (const [write, now] of clocks.entries()) {
          there = afterWrite(there, { time: now, changed: now, write }, keep, now);
          expect(there[0]?.write).toBe(write);
          expect(there.length).toBeLessThanOrEqual(keep);
        }
      },
    ),
  );
});
