import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { freshFolder } from "../support/io-folder";
import {
  answerOnWindows,
  compiledPackage,
  onDriveZ,
  startWindows,
  stopWindows,
} from "../support/windows-node";

beforeAll(startWindows);
afterAll(stopWindows);

const transports = (name: string, ...rest: string[]): Promise<unknown> =>
  answerOnWindows("windows-transports.cjs", [compiledPackage, name, ...rest]);

test("a real script host runs the script it is given, from a folder with a blank in its name", async () => {
  const path = join(freshFolder(), "an agent.js");
  writeFileSync(path, `WScript.Echo("here"); WScript.Echo(WScript.ScriptName); WScript.Quit(3);`);
  expect(await transports("script host", onDriveZ(path))).toEqual({
    output: "here\r\nan agent.js\r\n",
    code: 3,
  });
});

test("arguments come as they are, and all of standard input arrives", async () => {
  const args = ["a b", 'say "x"', "\\", "a\\", "%PATH%", "^", "&", ""];
  expect(await transports("arguments and streams", ...args)).toEqual({
    output: `${JSON.stringify({ args, read: 1_000_000 })}\n`,
    code: 0,
  });
});

test("nothing of Pulumi's is in the environment", async () => {
  expect(await transports("environment")).toEqual({ output: "false\n", code: 0 });
});

// Wine's taskkill knows no trees: what is proven here is that the program itself ends.
test("a program that hangs is killed", async () => {
  expect(await transports("kill")).toEqual({ code: null, error: "E_TIMEOUT", runs: false });
});

test("a program that is not there is a coded error", async () => {
  expect(await transports("missing")).toBe("E_SCRIPT_HOST");
});

test("what was started ends with the process that started it", async () => {
  const ids = join(freshFolder(), "ids");
  expect(await transports("leave", onDriveZ(ids))).toBe("left");
  expect(await transports("is it there", onDriveZ(ids))).toBe(false);
});
