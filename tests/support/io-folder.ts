import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { realFileSystem, type FileSystem } from "../../provider/src/io";

const made: string[] = [];

afterAll(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A test of what Windows does not have, or has in another way. */
export const posix = process.platform === "win32" ? test.skip : test;

/**
 * A folder of its own for one test, which other accounts may enter but not write to. It is removed when all tests of the file
 * are over.
 */
export function freshFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "io-")));
  chmodSync(folder, 0o755);
  made.push(folder);
  return folder;
}

export function fileIn(folder: string, content: string, name = "MetaBase.xml"): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** Everything in a folder but the file itself. */
export function others(folder: string, name = "MetaBase.xml"): string[] {
  return readdirSync(folder)
    .filter((entry) => entry !== name)
    .sort();
}

/** The real file system with some calls replaced. */
export function withFaults(faults: Partial<FileSystem>): FileSystem {
  return { ...realFileSystem, ...faults };
}

export function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: the system's own words`), { code });
}

/** The number of a process that has ended. */
export function deadProcess(): number {
  const { pid } = spawnSync(process.execPath, ["-e", ""]);
  return pid;
}

/** Runs an action as an account that owns nothing here; root would be stopped by no permission. */
export async function unprivileged<Result>(action: () => Promise<Result>): Promise<Result> {
  if (process.getuid?.() !== 0 || process.seteuid === undefined) return action();
  process.seteuid(65534);
  try {
    return await action();
  } finally {
    process.seteuid(0);
  }
}

/** The code with which an action fails, and its whole text for searching; fails where the action succeeds. */
export async function failureOf(action: Promise<unknown>): Promise<{ code: unknown; text: string }> {
  const outcome = await action.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(outcome instanceof Error)) throw new Error("it succeeded");
  return { code: "code" in outcome ? outcome.code : undefined, text: outcome.message };
}
