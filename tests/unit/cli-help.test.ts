import { readFileSync } from "node:fs";
import { join } from "node:path";
import { commandLine } from "../../provider/src/cli/main";
import { withOutputs } from "../../provider/src/cli/output";
import { withProgress } from "../../provider/src/cli/progress";
import { runCommand } from "../support/command";
import { complaintsAbout } from "../support/known-commands";
import { repository } from "../support/markdown";

const program = commandLine({ surroundings: withOutputs(process), ends: () => undefined });
const commands = [
  [],
  ...program.commands.flatMap((command) => [
    [command.name()],
    ...command.commands.map((inner) => [command.name(), inner.name()]),
  ]),
];

test.each(commands.map((command) => [command.join(" "), command] as const))(
  "the help of iis-identity %s goes to standard output, with examples that are command lines",
  async (_, command) => {
    const { code, stdout, stderr } = await runCommand([...command, "--help"]);
    expect([code, stderr]).toEqual([0, ""]);
    const [, examples = ""] = stdout.split(/^Examples.*:$/m);
    const lines = examples
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line.startsWith("npx iis-identity"))
      // What a shell does around the command is the shell's.
      .map((line) => line.replace(/ [<>|] .*$/, ""));
    expect(lines.flatMap(complaintsAbout)).toEqual([]);
    if (command.length < 2) expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) expect(line).not.toMatch(/['`$%^&!]/);
  },
);

test("iis-identity --version prints the package's version", async () => {
  const { code, stdout, stderr } = await runCommand(["--version"]);
  const { version } = JSON.parse(readFileSync(join(repository, "provider/package.json"), "utf8")) as Readonly<
    Record<string, string>
  >;
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
});

describe("what takes long", () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  test.each([
    ["is told of after two seconds", 2000, "Reading …\n"],
    ["is not told of before", 1999, ""],
  ] as const)("%s", async (_, passed, expected) => {
    let said = "";
    const stderr = { write: (...pieces: readonly unknown[]) => void (said += pieces.join("")) };
    let finish: (answer: string) => void = () => undefined;
    const work = withProgress({ stderr }, "Reading", () => new Promise<string>((done) => (finish = done)));
    jest.advanceTimersByTime(passed);
    expect(said).toBe(expected);
    finish("done");
    await expect(work).resolves.toBe("done");
    jest.advanceTimersByTime(10_000);
    expect(said).toBe(expected);
  });
});
