import { readdirSync } from "node:fs";
import { dirname } from "node:path";
import { realFileSystem } from "../../provider/src/io";
import { runCommand } from "../support/command";
import { systemError } from "../support/io-folder";
import { MetabaseFolder, metabaseText } from "../support/metabase-folder";

/* A lock that can't be removed when a command ends is told to people, with its path and the next step. */

const pair = { AnonymousUserName: "svc", AnonymousUserPass: "old" };
let folder: MetabaseFolder;

beforeEach(async () => {
  folder = await MetabaseFolder.create(metabaseText([{ location: "/LM/W3SVC/1/ROOT", attributes: pair }]));
});

afterEach(async () => {
  jest.restoreAllMocks();
  await folder.remove();
});

function keepTheLock(): string {
  const lock = `${folder.path}.lock`;
  const real = realFileSystem.unlink.bind(realFileSystem);
  jest
    .spyOn(realFileSystem, "unlink")
    .mockImplementation((path) => (path === lock ? Promise.reject(systemError("EACCES")) : real(path)));
  return lock;
}

const sync = (input: string, ...more: string[]) =>
  runCommand(["sync", "anonymous", "svc", "--apply", "--password-stdin", "--path", folder.path, ...more], {
    input: `${input}\n`,
  });

test("sync reports it once, and its other lines and exit code stay as they are", async () => {
  const lock = keepTheLock();
  const { code, stderr } = await sync("new");
  expect([code, stderr.split(lock).length - 1, await folder.text()]).toEqual([
    0,
    1,
    expect.stringContaining('AnonymousUserPass="new"'),
  ]);
  expect(stderr).toContain("remove");
});

test("a sync that fails reports it, too, and what failed first", async () => {
  const lock = keepTheLock();
  jest.spyOn(realFileSystem, "rename").mockImplementation(() => Promise.reject(systemError("ENOSPC")));
  const { code, stderr } = await sync("new");
  expect([code, /E_[A-Z_]+/.exec(stderr)?.[0]]).toEqual([1, "E_DISK_FULL"]);
  expect(stderr).toContain(lock);
});

test("prune reports it", async () => {
  for (const password of ["1", "2", "3"]) await sync(password);
  const lock = keepTheLock();
  const { code, stderr } = await runCommand([
    ...["backups", "prune", "--keep", "1", "--apply", "--path", folder.path],
  ]);
  expect(code).toBe(0);
  expect(stderr).toContain(lock);
  expect(readdirSync(dirname(folder.path)).filter((name) => name.endsWith(".bak"))).toHaveLength(1);
});
