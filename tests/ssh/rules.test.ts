import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { sftpArguments, sshArguments } from "../../provider/src/transports/ssh-options";

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), "iis-identity-ssh-"));
const configFile = join(folder, "config");

/** What OpenSSH itself makes of a configuration that wants the opposite of each of our rules. */
const opposite: Readonly<Record<string, readonly [wanted: string, effective: RegExp]>> = {
  batchmode: ["no", /^batchmode yes$/m],
  stricthostkeychecking: ["no", /^stricthostkeychecking (?:true|yes)$/m],
  nohostauthenticationforlocalhost: ["yes", /^nohostauthenticationforlocalhost no$/m],
  verifyhostkeydns: ["yes", /^verifyhostkeydns (?:false|no)$/m],
  controlmaster: ["auto", /^controlmaster (?:false|no)$/m],
  forwardagent: ["yes", /^forwardagent no$/m],
  forwardx11: ["yes", /^forwardx11 no$/m],
  permitlocalcommand: ["yes", /^permitlocalcommand no$/m],
  tunnel: ["yes", /^tunnel (?:false|no)$/m],
  clearallforwardings: ["no", /^clearallforwardings yes$/m],
  requesttty: ["force", /^requesttty (?:false|no)$/m],
};

beforeAll(() => {
  const lines = Object.entries(opposite).map(([name, [wanted]]) => `${name} ${wanted}\n`);
  writeFileSync(configFile, lines.join(""));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

test.each(Object.entries(opposite))(
  "%s is ours, whatever the configuration says",
  async (_, [, effective]) => {
    const { stdout } = await run("ssh", ["-G", ...sshArguments({ host: "web01", configFile }, "cscript")]);
    expect(stdout).toMatch(effective);
    const plain = await run("ssh", ["-G", "-F", configFile, "web01"]);
    expect(plain.stdout).not.toMatch(effective);
  },
);

test("sftp goes by the same rules", () => {
  const rules = (args: readonly string[]): readonly string[] =>
    args.filter((_, index) => args[index - 1] === "-o");
  const target = { host: "web01", configFile };
  expect(rules(sftpArguments(target))).toEqual(rules(sshArguments(target, "cscript")));
});
