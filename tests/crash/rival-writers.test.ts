import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isIdentityError } from "../../provider/src/domain";
import { modeAndOwner, readWhole, replaceFile, type FileSystem } from "../../provider/src/io";
import { ways } from "../support/io-calls";
import { fileIn, freshFolder, others, systemError, withFaults } from "../support/io-folder";

const linux = process.platform === "linux" ? test : test.skip;
const writes = 250;

interface Rival {
  readonly added: number;
  readonly missing: number;
  readonly torn: number;
}

/** Lets another program save the file whenever an action is about to replace it. @returns what that says at the end */
async function against(path: string, action: () => Promise<void>): Promise<Rival> {
  const script = join(__dirname, "..", "support", "rival-child.cjs");
  const rival = spawn(process.execPath, [script, path], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(rival, "close");
  let said = "";
  rival.stdout.on("data", (part: Buffer) => (said += part.toString()));
  await once(rival.stdout, "data");
  try {
    await action();
  } finally {
    writeFileSync(join(path, "..", "stop"), "");
    await ended;
  }
  return JSON.parse(said.replace("ready\n", "")) as Rival;
}

/** The numbers of the rival's lines in a text. */
const linesIn = (text: string): number[] =>
  [...text.matchAll(/^rival(\d+)$/gm)].map(([, number]) => Number(number));

linux.each(ways)(
  "a rival that saves by renaming loses no version unseen, and never meets a missing or a torn file (%s)",
  async (way) => {
    const folder = freshFolder();
    const path = fileIn(folder, "begin\n");
    const exchange: FileSystem["exchange"] = () => Promise.reject(systemError("ENOSYS"));
    const fileSystem = withFaults(way === "exchanged" ? {} : { exchange });
    const codes: string[] = [];
    /** The rival's last line in what each write was made from, and whether that write said that a version was lost. */
    const bases: { readonly last: number; readonly toldLoss: boolean }[] = [];
    const rival = await against(path, async () => {
      for (let time = 1; time <= writes; time += 1) {
        const reading = await readWhole(path, 1e6);
        const content = reading.bytes.toString();
        const bytes = Buffer.from(`${content}ours${String(time)}\n`);
        let toldLoss = false;
        try {
          await replaceFile({ reading, bytes, access: modeAndOwner(), fileSystem });
          codes.push("done");
        } catch (error) {
          if (!isIdentityError(error)) throw error;
          codes.push(error.code);
          toldLoss = error.code === "E_REPLACED_MEANWHILE" && !error.message.includes(".replaced.");
        }
        bases.push({ last: Math.max(0, ...linesIn(content)), toldLoss });
      }
    });

    const kept = others(folder).filter((name) => name.startsWith("MetaBase.xml.replaced."));
    const alive = new Set(
      [path, ...kept.map((name) => join(folder, name))].flatMap((name) =>
        linesIn(readFileSync(name, "utf8")),
      ),
    );
    const lost = Array.from({ length: rival.added }, (_, index) => index + 1).filter(
      (line) => !alive.has(line),
    );
    // A line is lost by a write that was made from an earlier one, and is missing from the next reading that shows a later one.
    const untold = lost.filter(
      (line) =>
        !bases.some(
          ({ last, toldLoss }, index) =>
            toldLoss &&
            line > last &&
            line <= (bases.slice(index).find((next) => next.last > last)?.last ?? Infinity),
        ),
    );
    expect(rival).toMatchObject({ missing: 0, torn: 0 });
    expect(way === "exchanged" ? lost : untold).toEqual([]);
    const expected = ["done", "E_CHANGED_MEANWHILE", "E_REPLACED_MEANWHILE"];
    expect(codes.filter((code) => !expected.includes(code))).toEqual([]);
    expect(codes).toContain("done");
    expect(others(folder).filter((name) => !kept.includes(name))).toEqual(["stop"]);
  },
);
