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

test("whoever was answered and comes again is waited for", async () => {
  const { queue, commits } = queueOf(1e6);
  await Promise.all(["a", "b", "c"].map((change) => queue.submit([change])));
  const again: Promise<unknown>[] = [];
  for (const change of ["d", "e", "f"]) {
    again.push(queue.submit([change]));
    await later();
    await later();
  }
  await Promise.all(again);
  expect(commits).toEqual([
    ["a", "b", "c"],
    ["d", "e", "f"],
  ]);
});

test("who does not come again is not waited for longer than was said, nor a second time", async () => {
  const { queue, commits } = queueOf(1);
  await Promise.all([queue.submit(["a"]), queue.submit(["b"])]);
  expect(await queue.submit(["c"])).toEqual(["c done"]);
  expect(await queue.submit(["d"])).toEqual(["d done"]);
  expect(commits).toEqual([["a", "b"], ["c"], ["d"]]);
});
