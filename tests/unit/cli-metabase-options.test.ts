import { metabaseOf, type MetabaseOptions } from "../../provider/src/cli/metabase-options";
import { withOutputs } from "../../provider/src/cli/output";
import { runCommand } from "../support/command";
import { fakeProject } from "../support/fake-project";

/* What a command line says of a stack's metabase for this once. */

const file = { store: "file", path: "/x/MetaBase.xml" };
const adsi = { store: "adsi", transport: { type: "local" } };

test.each<readonly [metabase: object, options: MetabaseOptions, changed: object]>([
  [file, {}, { store: "file", iisStopped: false }],
  [file, { iisStopped: true }, { store: "file", iisStopped: true }],
  [file, { throughCompatibility: true }, { store: "file", iisStopped: false }],
  [adsi, {}, { store: "adsi", throughCompatibility: false }],
  [adsi, { throughCompatibility: true }, { store: "adsi", throughCompatibility: true }],
  [{ ...adsi, throughCompatibility: true }, {}, { store: "adsi", throughCompatibility: true }],
  [adsi, { iisStopped: true }, { store: "adsi", throughCompatibility: false }],
])("the stack's metabase %j with %j", async (metabase, options, changed) => {
  const project = await fakeProject({ "iis-identity:metabase": metabase });
  const { stdin, stdout, stderr, platform } = process;
  const around = { stdin, stdout, stderr, platform, env: project.env, cwd: () => project.cwd };
  const found = await metabaseOf({ ...options, stack: "web01" }, withOutputs(around));
  await project.remove();
  expect(found).toMatchObject(changed);
});

test.each([
  [["--ssh", "web01", "--timeout", "3601"], "--timeout must be"],
  [["--ssh", ""], "--ssh must"],
  [
    ["--store", "file", "--ssh", "web01"],
    "--ssh, --server, --script-host and --timeout are for a running IIS",
  ],
  [
    ["--store", "file", "--timeout", "3"],
    "--ssh, --server, --script-host and --timeout are for a running IIS",
  ],
  [["--ssh", "web01:22"], "--ssh takes no port"],
  [["--ssh", "admin@web01:"], "--ssh takes no port"],
])("a mistake in %j is told by the option's name, with exit code 2", async (options, told) => {
  const { code, stdout, stderr } = await runCommand(["find", ...options]);
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toContain(told);
});
