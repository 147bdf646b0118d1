import { CommitQueue } from "../../provider/src/stores";

/** A queue that notes what each commit held, and waits for its company where it is told to. */
function queueOf(wait: number | undefined): {
  readonly queue: CommitQueue<string, string>;
  readonly commits: string[][];
} {
  const commits: string[][] = [];
  const queue = new CommitQueue<string, string>(async (gather) => {
    if (wait !== undefined) await queue.gathered(wait);
    const changes = [...gather()];
    commits.push(changes);
    await new Promise((resolve) => setImmediate(resolve));
    if (changes.includes("bad")) throw new Error("refused");
    return changes.map((change) => `${change} done`);
  });
  return { queue, commits };
}

const later = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("each caller gets the results of its own changes, in order", async () => {
  const { queue, commits } = queueOf(undefined);
  const all = await Promise.all([queue.submit(["a", "b"]), queue.submit([]), queue.submit(["c"])]);
  expect(all).toEqual([["a done", "b done"], [], ["c done"]]);
  expect(commits).toEqual([["a", "b", "c"]]);
});

test("what comes while one commit runs makes the next", async () => {
  const { queue, commits } = queueOf(undefined);
  const first = queue.submit(["a"]);
  await Promise.resolve();
  await Promise.resolve();
  await Promise.all([first, queue.submit(["b"]), queue.submit(["c"])]);
  expect(commits).toEqual([["a"], ["b", "c"]]);
});

test("a commit that fails fails for those in it, gathered or not, and for nobody else", async () => {
  const { queue } = queueOf(undefined);
  const bad = queue.submit(["bad"]);
  const beside = queue.submit(["a"]);
  await expect(bad).rejects.toThrow("refused");
  await expect(beside).rejects.toThrow("refused");
  expect(await queue.submit(["b"])).toEqual(["b done"]);

  const early = new CommitQueue<string, string>(() => Promise.reject(new Error("not even begun")));
  await expect(early.submit(["a"])).rejects.toThrow("not even begun");
  await early.idle();
});

describe("where a commit waits for its company", () => {
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ["setImmediate"] });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  /** Lets so much time go by, and whatever follows from it happen. */
  async function pass(milliseconds: number): Promise<void> {
    await later();
    await jest.advanceTimersByTimeAsync(milliseconds);
    await later();
    await later();
  }

  test("the first holds all that come until none has come for half of the time", async () => {
    const { queue, commits } = queueOf(1000);
    for (const change of ["a", "b", "c"]) {
      void queue.submit([change]);
      await pass(200);
    }
    await pass(299);
    expect(commits).toEqual([]);
    await pass(1);
    expect(commits).toEqual([["a", "b", "c"]]);
    expect(jest.getTimerCount()).toBe(0);
  });

  test("the first waits no longer than was said, however many come", async () => {
    const { queue, commits } = queueOf(1000);
    for (const change of ["a", "b", "c", "d"]) {
      void queue.submit([change]);
      await pass(249);
    }
    expect(commits).toEqual([]);
    await pass(4);
    expect(commits).toEqual([["a", "b", "c", "d"]]);
    expect(jest.getTimerCount()).toBe(0);
  });

  test("callers that were answered and come again are waited for, and no others", async () => {
    const { queue, commits } = queueOf(1000);
    for (const change of ["a", "b", "c"]) void queue.submit([change]);
    await pass(500);
    for (const change of ["d", "e"]) {
      void queue.submit([change]);
      await pass(499);
    }
    expect(commits).toEqual([["a", "b", "c"]]);
    await queue.submit(["f"]);
    expect(commits).toEqual([
      ["a", "b", "c"],
      ["d", "e", "f"],
    ]);
    expect(jest.getTimerCount()).toBe(0);
  });

  test("who does not come again is not waited for longer than was said, nor a second time", async () => {
    const { queue, commits } = queueOf(1000);
    for (const change of ["a", "b"]) void queue.submit([change]);
    await pass(500);
    void queue.submit(["c"]);
    await pass(999);
    expect(commits).toEqual([["a", "b"]]);
    await pass(1);
    await queue.submit(["d"]);
    expect(commits).toEqual([["a", "b"], ["c"], ["d"]]);
  });
});
