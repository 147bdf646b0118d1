/** Takes all changes that wait, once; what comes later makes the next commit. */
export type Gather<Change> = () => readonly Change[];

/**
 * Collects what many callers want to commit. While one commit runs, later changes wait; when it ends, all that wait
 * make the next commit. A commit takes the changes when it needs them, so what comes while it prepares is in it too.
 * Only a commit that calls `gathered`, to wait for more changes, waits for a time. A commit that fails, fails only for
 * those whose changes were in it.
 */
export class CommitQueue<Change, Result> {
  #waiting: Submission<Change, Result>[] = [];
  #running: Promise<void> | undefined;
  /**
   * How many were being served when the last commit ended: those that were in it, and those that waited. Before the
   * first, nobody knows how many there are.
   */
  #company = Infinity;
  #arrived: () => void = () => undefined;

  /** @param commit answers with one result for each change that it gathered, in order */
  constructor(private readonly commit: (gather: Gather<Change>) => Promise<readonly Result[]>) {}

  /** @returns one result for each change, in order */
  submit(changes: readonly Change[]): Promise<readonly Result[]> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ changes, resolve, reject });
      this.#arrived();
      this.#running ??= this.#run();
    });
  }

  /** Resolves when nothing is being committed any more. */
  async idle(): Promise<void> {
    await this.#running;
  }

  /**
   * For commits that cost more than a moment's wait. Resolves once as many callers wait as were being served when the
   * last commit ended, because whoever was answered then is likely to come again. Before the first commit, resolves
   * once nobody has come for half of `milliseconds`. In any case resolves after `milliseconds`.
   */
  async gathered(milliseconds: number): Promise<void> {
    if (this.#waiting.length >= this.#company) return;
    await new Promise<void>((resolve) => {
      const latest = setTimeout(done, milliseconds);
      const quiet = this.#company === Infinity ? setTimeout(done, milliseconds / 2) : undefined;
      this.#arrived = () => {
        if (this.#waiting.length >= this.#company) done();
        else quiet?.refresh();
      };
      function done(): void {
        clearTimeout(latest);
        clearTimeout(quiet);
        resolve();
      }
    });
    this.#arrived = () => undefined;
  }

  async #run(): Promise<void> {
    // Changes submitted in the same turn are taken too, and no commit runs before #running is set.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      let gathered: readonly Submission<Change, Result>[] | undefined;
      const take = (): readonly Submission<Change, Result>[] => {
        if (gathered === undefined) {
          gathered = this.#waiting;
          this.#waiting = [];
        }
        return gathered;
      };
      try {
        const results = await this.commit(() => take().flatMap(({ changes }) => changes));
        let from = 0;
        for (const { changes, resolve } of take()) {
          resolve(results.slice(from, from + changes.length));
          from += changes.length;
        }
      } catch (error) {
        for (const { reject } of take()) reject(error);
      }
      this.#company = take().length + this.#waiting.length;
    }
    this.#running = undefined;
  }
}

interface Submission<Change, Result> {
  readonly changes: readonly Change[];
  readonly resolve: (results: readonly Result[]) => void;
  readonly reject: (error: unknown) => void;
}
