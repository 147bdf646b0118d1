import { existsSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { callers, exchangeNames, type Caller } from "../../provider/src/io/exchange-names";
import { failureOf, fileIn, freshFolder } from "../support/io-folder";

const done = (): Promise<void> => Promise.resolve();
const linux = process.platform === "linux" ? describe : describe.skip;

/** The n-th of the system's programs alone. */
const only = (n: number) => (number: number) => callers(number).slice(n, n + 1);

linux.each([
  ["Perl", 0, "/usr/bin/perl"],
  ["Python 3", 1, "/usr/bin/python3"],
])("by %s", (_name, n, program) => {
  const here = existsSync(program) ? test : test.skip;

  here("two names change what they hold, whatever is in the names", async () => {
    const folder = freshFolder();
    const left = fileIn(folder, "left", "-a 'b' \"c\" $d\n\\e ü");
    const right = fileIn(folder, "right", "7");
    await exchangeNames(left, right, done, only(n));
    expect([left, right].map((path) => readFileSync(path, "utf8"))).toEqual(["right", "left"]);
  });

  here("links change places, and not what they lead to", async () => {
    const folder = freshFolder();
    const [left, elsewhere] = [fileIn(folder, "left", "left"), fileIn(folder, "elsewhere", "elsewhere")];
    const right = join(folder, "right");
    symlinkSync(elsewhere, right);
    await exchangeNames(left, right, done, only(n));
    expect([left, right, elsewhere].map((path) => readFileSync(path, "utf8"))).toEqual([
      "elsewhere",
      "left",
      "elsewhere",
    ]);
  });

  here("a missing name is the system's error, and nothing happens", async () => {
    const folder = freshFolder();
    const left = fileIn(folder, "left", "left");
    expect((await failureOf(exchangeNames(left, join(folder, "none"), done, only(n)))).code).toBe("ENOENT");
    expect(readFileSync(left, "utf8")).toBe("left");
  });

  here("where the last look fails nothing is exchanged, and its error is thrown", async () => {
    const folder = freshFolder();
    const [left, right] = [fileIn(folder, "left", "left"), fileIn(folder, "right", "right")];
    const refusal = Object.assign(new Error(), { code: "E_OWN" });
    const check = (): Promise<void> => Promise.reject(refusal);
    expect((await failureOf(exchangeNames(left, right, check, only(n)))).code).toBe("E_OWN");
    expect(readFileSync(left, "utf8")).toBe("left");
  });
});

linux("without a program that helps", () => {
  const none: Caller = { program: "/no/such/program", args: [] };

  test("there is no such call", async () => {
    const folder = freshFolder();
    const [left, right] = [fileIn(folder, "left", "left"), fileIn(folder, "right", "right")];
    expect((await failureOf(exchangeNames(left, right, done, () => [none]))).code).toBe("ENOSYS");
  });

  test("the next one is asked", async () => {
    const folder = freshFolder();
    const [left, right] = [fileIn(folder, "left", "left"), fileIn(folder, "right", "right")];
    await exchangeNames(left, right, done, (number) => [none, ...callers(number)]);
    expect(readFileSync(left, "utf8")).toBe("right");
  });

  test("one that breaks off is an error without a code, because what it did is not known", async () => {
    const folder = freshFolder();
    const [left, right] = [fileIn(folder, "left", "left"), fileIn(folder, "right", "right")];
    const program = join(folder, "broken");
    writeFileSync(program, "#!/bin/sh\necho ready\nkill -9 $$\n", { mode: 0o755 });
    expect(
      (await failureOf(exchangeNames(left, right, done, () => [{ program, args: [] }]))).code,
    ).toBeUndefined();
  });
});
