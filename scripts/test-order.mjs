import { createRequire } from "node:module";
import { sep } from "node:path";

/** @type {typeof import("@jest/test-sequencer")} */
const { default: Sequencer } = createRequire(import.meta.url)("@jest/test-sequencer");

// The lanes whose files take longest, longest first: none of them is to begin when everything else is done.
const first = ["engine", "adsi", "secrets", "packaging", "script-host", "windows", "ssh"];

/** Lane by lane; within one as jest does it: what failed last time, then what took longest. */
export default class TestOrder extends Sequencer {
  /**
   * @override
   * @param {import("@jest/test-result").Test[]} tests
   */
  async sort(tests) {
    const ordered = await super.sort(tests);
    const lane = (/** @type {string} */ name) => ordered.filter(({ path }) => path.split(sep).includes(name));
    return [...new Set([...first.flatMap(lane), ...ordered])];
  }
}
