import { PassThrough } from "node:stream";
import { IdentityError } from "../../provider/src/domain";
import { withOutputs } from "../../provider/src/cli/output";
import { reportError } from "../../provider/src/cli/report-error";
import { UsageError } from "../../provider/src/cli/usage-error";

const message = "no \u202e\u001b[2Jsuch\u2028thing\nhere";

test.each([
  ["a command line", new UsageError(message), 2],
  ["an error", new IdentityError({ code: "E_INPUT", message, hint: "Correct it." }), 1],
  ["an error of another kind", new Error(message), 1],
])("%s that is wrong is told without what a terminal would obey", (_, error, code) => {
  const stderr = Object.assign(new PassThrough({ encoding: "utf8" }), { isTTY: false, columns: 100 });
  const surroundings = withOutputs({
    stdin: process.stdin,
    stdout: stderr,
    stderr,
    env: {},
    platform: process.platform,
    cwd: () => "",
  });
  expect(reportError(error, surroundings)).toBe(code);
  const said = String(stderr.read());
  for (const character of ["\u001b", "\u2028", "\u202e"]) expect(said).not.toContain(character);
});
