import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isIdentityError } from "../../provider/src/domain";
import { runPulumi, stackError } from "../../provider/src/stack/pulumi-child";
import { runCommand } from "../support/command";

const run = { folder: tmpdir(), stack: "web01", args: ["config"], failure: "It could not be read." };

async function messageOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (isIdentityError(error)) return error.message;
  }
  return "";
}

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "iis-identity-child-"));
});
afterEach(() => rm(folder, { recursive: true }));

test("on Windows the project's folder is no place for the CLI: it comes from PATH or not at all", async () => {
  const path = join(folder, "pulumi");
  await writeFile(path, "#!/bin/sh\necho planted\n");
  await chmod(path, 0o755);
  // Windows starts no file of that bare name, and looks into no folder that PATH does not name in full.
  for (const PATH of [".;", folder]) {
    const windows = { platform: "win32", env: { PATH } } as const;
    expect(await messageOf(runPulumi(windows, { ...run, folder }))).toMatch(/^E_STACK: .*no pulumi on PATH/);
  }
});

const noName = "hunter2 \u202e!";

test.each(["missing", "script", "no-stack", "passphrase", "other"] as const)(
  "%s: a stack is named only where it can be one",
  (cause) => {
    const named = stackError({ failure: run.failure, stack: "org/p/web-0.1_a" }, cause);
    const { code, message } = stackError({ failure: run.failure, stack: noName }, cause);
    expect([named.code, code]).toEqual(["E_STACK", "E_STACK"]);
    expect(message).not.toContain("hunter2");
    expect(message.includes("NAME")).toBe(named.message.includes("org/p/web-0.1_a"));
  },
);

test("nor do the commands repeat it", async () => {
  const nowhere = await runCommand(["lint", "--stack", noName], { cwd: folder });
  await mkdir(join(folder, "p"));
  await writeFile(join(folder, "p", "Pulumi.yaml"), "name: p\nruntime: nodejs\n");
  const there = await runCommand(["discover", "--stack", noName, "--yes"], {
    cwd: join(folder, "p"),
    env: { PATH: "/nowhere" },
  });
  for (const { code, stderr } of [nowhere, there]) {
    expect(code).toBe(1);
    expect(stderr).toContain("E_STACK");
    expect(stderr).not.toContain("hunter2");
  }
});
