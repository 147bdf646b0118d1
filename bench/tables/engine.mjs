import { join } from "node:path";
import { ensurePulumi } from "../../scripts/pulumi.mjs";
import { Stack } from "../engine/stack.mjs";
import { writeMetabase } from "../files.mjs";
import { alternate, tableOf } from "../rounds.mjs";

/**
 * One operation of the engine. `drifts`: a twentieth is to be written. `fresh`: the stack's state is empty. `isLong`: it is
 * measured in one round.
 *
 * @typedef {object} Operation
 * @property {string} title
 * @property {readonly string[]} args
 * @property {boolean} [drifts]
 * @property {boolean} [fresh]
 * @property {boolean} [isLong]
 */

// A crash would lose this state, and nobody would miss it.
const withoutCheckpoints = { PULUMI_EXPERIMENTAL: "true", PULUMI_SKIP_CHECKPOINTS: "true" };
const up = ["up", "--yes", "--skip-preview"];

const preview = { title: "preview, in step", args: ["preview"] };
const previewOfDrift = { title: "preview, 5 % drifted", args: ["preview"], drifts: true };
const upOfDrift = { title: "up of 5 %", args: up, drifts: true };
const refresh = { title: "refresh", args: ["refresh", "--yes", "--skip-preview"] };
const first = { title: "first up, checkpoints skipped", args: up, fresh: true };

/**
 * Whole operations of the real engine on many identities, and on one account with many copies, beside the same resources with
 * a provider that does nothing.
 *
 * @type {import("../run.mjs").Table}
 */
export async function engine({ folder, small, say }) {
  const { command } = await ensurePulumi();
  const every = [preview, previewOfDrift, upOfDrift, refresh, first];
  await identities(small ? 200 : 1_000, every, 5);
  if (!small) {
    // At this size the engine takes minutes to write its state again after each step.
    const longUp = { ...upOfDrift, title: "up of 5 %, one round", isLong: true };
    await identities(5_000, [preview, refresh, first, longUp], 3);
  }
  await wholeAccount(small ? 1_000 : 10_000);

  /**
   * @param {number} size
   * @param {readonly Operation[]} operations
   * @param {number} rounds
   */
  async function identities(size, operations, rounds) {
    const write = (/** @type {string} */ path) => {
      writeMetabase(path, size, size);
    };
    const stacks = [
      { name: "floor", title: "a provider that does nothing" },
      { name: "own", title: "a program of one's own" },
      { name: "ready", title: "the ready-made program" },
    ].map(
      (each) => new Stack(join(folder, `${each.name}-${String(size)}`), command, { ...each, size, write }),
    );
    await compare(stacks, `${String(size)} identities over ${String(size)} sites`, operations, rounds);
  }

  /** @param {number} copies */
  async function wholeAccount(copies) {
    const write = (/** @type {string} */ path) => {
      writeMetabase(path, copies, copies);
    };
    const stacks = [
      { name: "floorOfOne", title: "one resource that does nothing" },
      { name: "account", title: "one AccountCredential" },
    ].map((each) => new Stack(join(folder, each.name), command, { ...each, size: 1, write }));
    const operations = [preview, { ...upOfDrift, title: "up of 5 % of the copies" }];
    const title = `one account with ${String(copies)} copies among ${String(4 * copies)} keys`;
    await compare(stacks, title, operations, 5);
  }

  /**
   * @param {readonly Stack[]} stacks the first is what the others are compared with
   * @param {string} what
   * @param {readonly Operation[]} operations
   * @param {number} rounds
   */
  async function compare(stacks, what, operations, rounds) {
    for (const stack of stacks) stack.operate(up, withoutCheckpoints);
    for (const { title, args, drifts = false, fresh = false, isLong = false } of operations) {
      const rows = stacks.map((stack) => ({
        name: stack.title,
        run: () => {
          if (drifts) stack.drift();
          if (fresh) stack.forget();
          return stack.operate(args, fresh ? withoutCheckpoints : {});
        },
      }));
      say(`\n${title}, ${what}\n`);
      say(tableOf(rows, await alternate(rows, isLong ? 1 : rounds)));
      for (const stack of stacks) stack.repair();
    }
  }
}
