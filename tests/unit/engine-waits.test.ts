import { readFileSync, statSync } from "node:fs";
import type * as waits from "../../provider/src/resources/host/engine-waits";
import { nextOperation, sceneOfEachTest } from "../support/host-operation";

const scene = sceneOfEachTest();

type EngineWaits = typeof waits;

/** As a process that has just started. */
function fresh(): EngineWaits {
  jest.resetModules();
  return jest.requireActual<EngineWaits>("../../provider/src/resources/host/engine-waits");
}

describe("the moment at which the engine waits for answers", () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  /** Which of several have resolved. */
  function resolved(...promises: readonly Promise<void>[]): () => Promise<readonly number[]> {
    const done: number[] = [];
    promises.forEach((each, index) => void each.then(() => done.push(index)));
    return async () => {
      await Promise.resolve();
      return done;
    };
  }

  test("comes for all who wait at once, when no call has come for a moment", async () => {
    const { callBegins, engineWaits } = fresh();
    callBegins();
    const done = resolved(engineWaits(), engineWaits());
    jest.advanceTimersByTime(19);
    callBegins();
    jest.advanceTimersByTime(19);
    expect(await done()).toEqual([]);
    jest.advanceTimersByTime(100);
    expect(await done()).toEqual([0, 1]);
  });

  test("comes later where the engine has paused for longer before, and no later than a quarter of a second", async () => {
    const { callBegins, callEnds, engineWaits } = fresh();
    callBegins();
    callEnds();
    jest.advanceTimersByTime(60_000);
    callBegins();
    const done = resolved(engineWaits());
    jest.advanceTimersByTime(249);
    expect(await done()).toEqual([]);
    jest.advanceTimersByTime(1);
    expect(await done()).toEqual([0]);
  });

  describe("comes without a moment's wait", () => {
    /** Updates that the engine sends at once; they end when their answers are given. */
    function updates({ updateBegins, engineWaits }: EngineWaits, count: number): readonly Promise<void>[] {
      return Array.from({ length: count }, () => {
        updateBegins();
        return engineWaits();
      });
    }
    function answer({ updateEnds, callEnds }: EngineWaits, count: number): void {
      for (let at = 0; at < count; at += 1) {
        updateEnds();
        callEnds();
      }
    }
    /** As a process that has seen the most updates wait for the engine twice. */
    function experienced(count: number): EngineWaits {
      const waits = fresh();
      for (let round = 0; round < 2; round += 1) {
        void Promise.all(updates(waits, count));
        jest.advanceTimersByTime(250);
        answer(waits, count);
      }
      return waits;
    }

    test("with the most that ever waited, once they have waited twice, whatever is asked meanwhile", async () => {
      const waits = fresh();
      for (let round = 0; round < 2; round += 1) {
        const first = resolved(...updates(waits, 2));
        expect(await first()).toEqual([]);
        jest.advanceTimersByTime(250);
        expect(await first()).toEqual([0, 1]);
        answer(waits, 2);
      }
      const one = resolved(...updates(waits, 1));
      waits.callBegins();
      expect(await one()).toEqual([]);
      waits.callEnds();
      expect(await one()).toEqual([]);
      expect(await resolved(...updates(waits, 1))()).toEqual([0]);
      expect(await one()).toEqual([0]);
    });

    test("not where another update has not got as far as to wait", async () => {
      const waits = experienced(2);
      waits.updateBegins();
      const one = resolved(...updates(waits, 1));
      expect(await one()).toEqual([]);
      expect(await resolved(waits.engineWaits())()).toEqual([0]);
    });

    test("not any more once the engine sent more than ever before", async () => {
      const waits = experienced(2);
      void Promise.all(updates(waits, 2));
      const third = resolved(...updates(waits, 1));
      answer(waits, 3);
      const next = resolved(...updates(waits, 1));
      expect([await third(), await next()]).toEqual([[], []]);
      jest.advanceTimersByTime(250);
      expect([await third(), await next()]).toEqual([[0], [0]]);
    });
  });

  test("comes after two seconds where calls never cease", async () => {
    const { callBegins, engineWaits } = fresh();
    const done = resolved(engineWaits());
    for (let passed = 0; passed < 2000; passed += 10) {
      expect(await done()).toEqual([]);
      jest.advanceTimersByTime(10);
      callBegins();
    }
    expect(await done()).toEqual([0]);
  });
});

test("two updates between which the engine asks about a third resource are one write", async () => {
  scene.write({
    "W3SVC/1/ROOT": { anonymous: ["old", "Old-Pw"] },
    "W3SVC/2/ROOT": { anonymous: ["old", "Old-Pw"] },
  });
  const host = nextOperation();
  const inputs = (site: number): Record<string, unknown> => ({
    kind: "anonymous",
    resourceName: `site ${String(site)}`,
    metabase: { path: scene.path },
    location: `W3SVC/${String(site)}/ROOT`,
    userName: "new",
    password: "New-Pw",
  });
  const before = statSync(scene.path).ino;
  const names = new Set<number>();
  const first = host.create(inputs(1)).then(() => names.add(statSync(scene.path).ino));
  await host.check({}, inputs(2));
  const second = host.create(inputs(2)).then(() => names.add(statSync(scene.path).ino));
  await Promise.all([first, second]);
  expect(names.size).toBe(1);
  expect(names.has(before)).toBe(false);
  expect(readFileSync(scene.path, "utf8").match(/"New-Pw"/g)).toHaveLength(2);
});
