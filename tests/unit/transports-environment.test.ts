import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { childEnvironment } from "../../provider/src/transports/environment";
import { startProcess } from "../../provider/src/transports/start-process";
import { writeProgram } from "../support/program";

const planted = {
  PULUMI_CONFIG_PASSPHRASE: "x",
  PULUMI_ACCESS_TOKEN: "x",
  PULUMI_NODEJS_PROJECT: "x",
  AWS_SECRET_ACCESS_KEY: "x",
  NODE_OPTIONS: "x",
  SSH_ASKPASS: "x",
  DISPLAY: "x",
  LC_lower: "x",
  APATH: "x",
  npm_config_token: "x",
};

test("elsewhere than on Windows, children get what is on the list, as it is", () => {
  const allowed = {
    PATH: "/bin",
    HOME: "/home/me",
    USER: "me",
    LOGNAME: "me",
    SHELL: "/bin/sh",
    LANG: "C",
    LC_ALL: "C",
    LC_MESSAGES: "C",
    TMPDIR: "/tmp",
    SSH_AUTH_SOCK: "/run/agent",
    SSH_AGENT_PID: "1",
    KRB5CCNAME: "FILE:/tmp/cc",
    KRB5_CONFIG: "/etc/krb5.conf",
    XDG_RUNTIME_DIR: "/run/user/1",
  };
  expect(childEnvironment("linux", { ...planted, ...allowed, path: "/other" })).toEqual(allowed);
});

test("on Windows, too, however its names are written", () => {
  const allowed = {
    SYSTEMROOT: "C:\\Windows",
    Windir: "C:\\Windows",
    PATH: "C:\\Windows",
    PathExt: ".EXE",
    COMSPEC: "cmd.exe",
    Temp: "C:\\Temp",
    userprofile: "C:\\Users\\me",
    "ProgramFiles(x86)": "C:\\Program Files (x86)",
    PROCESSOR_ARCHITEW6432: "AMD64",
  };
  expect(childEnvironment("win32", { ...planted, ...allowed })).toEqual(allowed);
});

describe("a child that runs", () => {
  let folder: string;
  const before = { ...process.env };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "iis-identity-environment-"));
    Object.assign(process.env, planted);
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
    for (const name of Object.keys(planted)) {
      const value = before[name];
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
  });

  test("has nothing else in its environment", async () => {
    const file = writeProgram(join(folder, "tells"), "process.stdout.write(JSON.stringify(process.env));");
    const run = await startProcess({ file, args: [], hint: "" });
    let output = "";
    run.onOutput((piece) => (output += piece));
    await run.ended;
    const found = JSON.parse(output) as NodeJS.ProcessEnv;
    expect(Object.keys(found)).toContain("PATH");
    // macOS gives each process one of its own.
    delete found["__CF_USER_TEXT_ENCODING"];
    expect(found).toEqual(childEnvironment());
    expect(Object.keys(found).filter((name) => name in planted)).toEqual([]);
  });
});
