import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openTransport } from "../../provider/src/transports";
import { localScriptHost } from "../../provider/src/transports/local";
import { sshProgram } from "../../provider/src/transports/ssh-options";
import { findProgram, type LocalMachine } from "../../provider/src/transports/local-machine";
import { writeProgram } from "../support/program";
import { runTransport } from "../support/run-transport";

const machine = (
  arch: string,
  environment: NodeJS.ProcessEnv,
  files: readonly string[] = [],
): LocalMachine => ({ platform: "win32", arch, environment, exists: (path) => files.includes(path) });

describe("on Windows", () => {
  test.each([
    ["a 64-bit process", "x64", { SystemRoot: "C:\\Windows" }, "C:\\Windows\\System32\\cscript.exe"],
    [
      "a 32-bit process on 64-bit Windows",
      "ia32",
      { SystemRoot: "D:\\WINNT", PROCESSOR_ARCHITEW6432: "AMD64" },
      "D:\\WINNT\\Sysnative\\cscript.exe",
    ],
    ["32-bit Windows", "ia32", { SYSTEMROOT: "C:\\WINDOWS" }, "C:\\WINDOWS\\System32\\cscript.exe"],
  ])("%s takes the system's own cscript", (_, arch, environment, path) => {
    expect(localScriptHost(undefined, machine(arch, environment))).toBe(path);
  });

  test.each([[{}], [{ SystemRoot: "Windows" }], [{ SystemRoot: "" }]])(
    "an environment that does not name Windows' folder is refused: %j",
    (environment) => {
      const find = (): string => localScriptHost(undefined, machine("x64", environment));
      expect(find).toThrow(expect.objectContaining({ code: "E_SCRIPT_HOST" }));
    },
  );

  const environment = {
    SystemRoot: "C:\\Windows",
    Path: '.;relative;"C:\\Program Files\\Git\\bin";D:\\tools;',
  };
  const git = "C:\\Program Files\\Git\\bin\\ssh.exe";

  test("a program is looked for on PATH, never in the current folder", () => {
    const files = [".\\x.exe", "x.exe", "relative\\x.exe", "D:\\tools\\x.com", "D:\\tools\\y.cmd"];
    const around = machine("x64", environment, files);
    expect(["x", "x.com", "x.exe", "y.cmd", "y"].map((name) => findProgram(name, around))).toEqual([
      "D:\\tools\\x.com",
      "D:\\tools\\x.com",
      undefined,
      "D:\\tools\\y.cmd",
      undefined,
    ]);
    expect(findProgram("C:\\own\\x", around)).toBe("C:\\own\\x");
  });

  test("ssh is that of Windows, else the one on PATH, else named as missing in Windows' folder", () => {
    const own = "C:\\Windows\\System32\\OpenSSH\\ssh.exe";
    expect(sshProgram("ssh", machine("x64", environment, [own, git]))).toBe(own);
    expect(sshProgram("ssh", machine("x64", environment, [git]))).toBe(git);
    expect(sshProgram("ssh", machine("x64", environment))).toBe(own);
  });
});

describe("elsewhere", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "iis-identity-local-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  test("there is no script host", async () => {
    const transport = openTransport({ type: "local" });
    expect(transport.name).toBe("local");
    await expect(transport.start({ path: "/agent.js", name: "agent.js" })).rejects.toMatchObject({
      code: "E_SCRIPT_HOST",
    });
  });

  test("one that is named gets the agent where it lies, and no language", async () => {
    const scriptHost = writeProgram(
      join(folder, "its own cscript"),
      `console.log(JSON.stringify(process.argv.slice(2)), require("node:fs").readFileSync(0, "utf8"));`,
    );
    const path = join(folder, "an agent.js");
    writeFileSync(path, "");
    const transport = openTransport({ type: "local", scriptHost });
    expect(await runTransport(transport, { path, name: "agent.js" }, "question")).toEqual({
      output: `${JSON.stringify(["//nologo", path])} question\n`,
      ended: { code: 0, error: undefined },
    });
  });

  test("one that is not there is a coded error", async () => {
    const transport = openTransport({ type: "local", scriptHost: join(folder, "missing") });
    await expect(transport.start({ path: "/agent.js", name: "agent.js" })).rejects.toMatchObject({
      code: "E_SCRIPT_HOST",
    });
  });
});
