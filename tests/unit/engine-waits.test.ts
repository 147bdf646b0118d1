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

  test("comes with as many as were being served the last time, and not again once more were", async () => {
    const { callBegins, callEnds, engineWaits } = fresh();
    const update = (): Promise<void> => {
      callBegins();
      return engineWaits();
    };
    const first = resolved(update(), update());
    jest.advanceTimersByTime(250);
    expect(await first()).toEqual([0, 1]);
    callEnds();
    callEnds();

    const again = [update()];
    callBegins();
    callEnds();
    const second = resolved(...again);
    expect(await second()).toEqual([]);
    again.push(update());
    expect(await resolved(...again)()).toEqual([0, 1]);

    // A third comes before those two have their answers.
    const third = resolved(update());
    expect(await third()).toEqual([]);
    callEnds();
    callEnds();
    const fourth = resolved(update());
    expect(await fourth()).toEqual([]);
    jest.advanceTimersByTime(250);
    expect(await third()).toEqual([0]);
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
