import { fakeProject } from "../support/fake-project";
import { MetabaseFolder, metabaseText, type KeyElement } from "../support/metabase-folder";
import { runCommand, type CommandRun } from "../support/command";

/* A suggested command is pasted as it stands: it must ask the same metabase in the same way. */

const keys: readonly KeyElement[] = [
  {
    location: "/LM/W3SVC",
    type: "IIsWebService",
    attributes: { AnonymousUserName: "IUSR_HOST", AnonymousUserPass: "p", AuthFlags: "AuthAnonymous" },
  },
  {
    location: "/LM/W3SVC/1/ROOT",
    attributes: { AnonymousUserName: "HOST\\web102", AnonymousUserPass: "new" },
  },
  { location: "/LM/W3SVC/2/ROOT", attributes: { AnonymousUserName: "web102", AnonymousUserPass: "old" } },
];

let folder: MetabaseFolder;
beforeAll(async () => {
  folder = await MetabaseFolder.create(metabaseText(keys));
});
afterAll(() => folder.remove());

/** The arguments of each iis-identity command that an answer names. */
function suggested({ stdout, stderr }: CommandRun): readonly (readonly string[])[] {
  return [...`${stdout}${stderr}`.matchAll(/\(iis-identity (find [^)]*)\)/g)].map(([, line = ""]) =>
    (line.match(/"[^"]*"|\S+/g) ?? []).map((argument) => argument.replaceAll('"', "")),
  );
}

test("the machine's name is said again: the pasted command finds as many places as were counted", async () => {
  const where = ["--path", folder.path, "--machine", "HOST"];
  const run = await runCommand(["explain", "W3SVC/2/ROOT", ...where]);
  expect(run.stdout).toContain("stored at 2 places");
  const [first = []] = suggested(run);
  const { stdout } = await runCommand(first);
  expect(stdout.match(/ROOT/g)).toHaveLength(2);
});

test("every option that names a metabase is said again", async () => {
  const where = ["--store", "file", "--path", folder.path, "--machine", "HOST"];
  const [first = []] = suggested(await runCommand(["explain", "W3SVC/2/ROOT", ...where]));
  for (const option of ["--store", "--machine", "--path"]) expect(first).toContain(option);
});

test("a preview that is suggested is that of the stack that was asked about", async () => {
  const project = await fakeProject({
    "iis-identity:metabase": { path: folder.path },
    "iis-identity:identities": [],
  });
  const run = await runCommand(["explain", "401", "1", "1326", "--stack", "web01"], project);
  await project.remove();
  expect(run.stdout).toContain("pulumi preview --stack web01");
});
