import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import { join } from "node:path";
import { makeBackup, modeAndOwner, pruneBackups, readWhole, type BackupPolicy } from "../../provider/src/io";
import { runCommand } from "../support/command";
import { fakeProject } from "../support/fake-project";
import { fileIn, freshFolder } from "../support/io-folder";
import { metabaseText } from "../support/metabase-folder";

/* Backups of files that have their last name in common, in one folder: each file keeps, shows and loses its own. */

afterEach(() => {
  jest.restoreAllMocks();
});

/** Backs a file up and prunes, as a write does, once for each content, oldest first. */
async function backUp(path: string, contents: readonly string[], policy: BackupPolicy): Promise<void> {
  for (const content of contents) {
    writeFileSync(path, content);
    const made = await makeBackup(await readWhole(path, 1e6), policy, modeAndOwner());
    const { path: real } = await readWhole(path, 1e6);
    expect(await pruneBackups(real, policy, made)).toEqual([]);
    // The write that follows makes a new file, so that the backup keeps the old one.
    rmSync(real);
    writeFileSync(real, content);
  }
}

const contentsIn = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".bak"))
    .map((name) => readFileSync(join(folder, name), "utf8"))
    .sort();

/** Folders `a`, `b` with a file of the same name in each, and `shared`. */
function servers(): { root: string; shared: string; a: string; b: string } {
  const root = freshFolder();
  for (const name of ["a", "b", "shared"]) mkdirSync(join(root, name));
  return {
    root,
    shared: join(root, "shared"),
    a: fileIn(join(root, "a"), "x"),
    b: fileIn(join(root, "b"), "x"),
  };
}

const old = (name: string): string => `${name}.20010101T000000000Z.bak`;

test("in one folder each file keeps as many of its own as the policy says", async () => {
  const { shared, a, b } = servers();
  const policy = { directory: "../shared", keep: 2 };
  await backUp(a, ["a1", "a2", "a3"], policy);
  await backUp(b, ["b1", "b2", "b3"], policy);
  await backUp(a, ["a4"], policy);
  expect(contentsIn(shared)).toEqual(["a3", "a4", "b2", "b3"]);
});

test("a file in the folder that others have named for their backups keeps its own, too", async () => {
  const { root, a, b } = servers();
  await backUp(a, ["a1", "a2"], { keep: 2 });
  await backUp(b, ["b1", "b2"], { directory: join(root, "a"), keep: 1 });
  await backUp(a, ["a3"], { keep: 2 });
  expect(contentsIn(join(root, "a"))).toEqual(["a2", "a3", "b2"]);
});

test("machines of other names keep theirs, where the path is the same", async () => {
  const { shared, a } = servers();
  const policy = { directory: shared, keep: 1 };
  await backUp(a, ["web01"], policy);
  jest.spyOn(os, "hostname").mockReturnValue("web02");
  await backUp(a, ["web02"], policy);
  expect(contentsIn(shared)).toEqual(["web01", "web02"]);
});

test("one file spelled in several ways keeps as many as if it were spelled in one", async () => {
  const { root, shared, a } = servers();
  symlinkSync(join(root, "a"), join(root, "link"));
  symlinkSync(shared, join(root, "a", "kept"));
  await backUp(a, ["1"], { directory: shared, keep: 1 });
  await backUp(join(root, "link", "MetaBase.xml"), ["2"], { directory: "kept", keep: 1 });
  await backUp(join(root, "b", "..", "a", "MetaBase.xml"), ["3"], { directory: "../shared/.", keep: 1 });
  expect(contentsIn(shared)).toEqual(["3"]);
});

test("a folder of a file's own is that under each of its names", async () => {
  const { root, a } = servers();
  symlinkSync(join(root, "a"), join(root, "link"));
  await backUp(a, ["1"], { keep: 1 });
  await backUp(a, ["2"], { directory: "../link", keep: 1 });
  await backUp(a, ["3"], { directory: ".", keep: 1 });
  expect(readdirSync(join(root, "a"))).toEqual([
    "MetaBase.xml",
    expect.stringMatching(/^MetaBase\.xml\.\d{8}T\d{9}Z\.bak$/),
  ]);
});

test("a folder that is moved takes its backups with it", async () => {
  const { root, a } = servers();
  await backUp(a, ["1", "2"], {});
  renameSync(join(root, "a"), join(root, "moved"));
  await backUp(join(root, "moved", "MetaBase.xml"), ["3"], { keep: 2 });
  expect(contentsIn(join(root, "moved"))).toEqual(["2", "3"]);
});

test("backups of 0.1.0 are removed in the file's own folder only: elsewhere they may be another's", async () => {
  const { root, shared, a } = servers();
  for (const folder of [join(root, "a"), shared]) fileIn(folder, "old", old("MetaBase.xml"));
  await backUp(a, ["1"], { directory: shared });
  await backUp(a, ["2"], {});
  expect([contentsIn(join(root, "a")), contentsIn(shared)]).toEqual([["2"], ["1", "old"]]);
});

test("a write leaves its folder's old backups no longer than those in the folder that was named since", async () => {
  const { root, shared, a } = servers();
  await backUp(a, ["1", "2"], {});
  await backUp(a, ["3"], { directory: shared, keep: 2 });
  expect([contentsIn(join(root, "a")), contentsIn(shared)]).toEqual([["2"], ["3"]]);
});

describe("backups of two servers and of an unknown one", () => {
  const text = metabaseText([{ location: "/LM/W3SVC/1/ROOT", attributes: { AnonymousUserName: "u" } }]);
  const broken = text.slice(0, 200);

  async function listed(path: string, shared: string, ...args: string[]) {
    const project = await fakeProject({
      "iis-identity:metabase": { path, backup: { directory: shared, keep: 1 } },
    });
    const run = await runCommand(["backups", ...args, "--stack", "web01"], project);
    await project.remove();
    return run;
  }

  async function prepared() {
    const made = servers();
    await backUp(made.a, [text, text], { directory: made.shared });
    const ofA = readdirSync(made.shared);
    await backUp(made.b, [text, broken, text], { directory: made.shared });
    const ofB = readdirSync(made.shared).filter((name) => !ofA.includes(name));
    const ofNobody = old("MetaBase.xml");
    fileIn(made.shared, broken, ofNobody);
    return { ...made, ofA: ofA.reverse(), ofB: ofB.reverse(), ofNobody };
  }

  test("list shows a file's own, and apart from them those of an unknown file", async () => {
    const { a, b, shared, ofA, ofB, ofNobody } = await prepared();
    for (const [path, own] of [
      [a, ofA],
      [b, ofB],
    ] as const) {
      const { code, stdout } = await listed(path, shared, "list", "--json");
      const { backups, unclaimed } = JSON.parse(stdout) as Record<string, { name: string }[]>;
      expect([code, backups?.map(({ name }) => name), unclaimed?.map(({ name }) => name)]).toEqual([
        0,
        own,
        [ofNobody],
      ]);
      expect((await listed(path, shared, "list")).stdout.match(/MetaBase\.xml\.\d\S+/g)).toEqual([
        ...own,
        ofNobody,
      ]);
    }
  });

  test("check finds fault with a file's own only", async () => {
    const { a, b, shared, ofNobody } = await prepared();
    const [ofA, ofB] = [await listed(a, shared, "check"), await listed(b, shared, "check")];
    expect([ofA.code, ofB.code]).toEqual([0, 3]);
    for (const { stdout } of [ofA, ofB]) expect(stdout).toContain(ofNobody);
  });

  test("prune removes a file's own only", async () => {
    const { a, shared, ofA, ofB, ofNobody } = await prepared();
    expect(await listed(a, shared, "prune", "--apply")).toMatchObject({ code: 0, stderr: "" });
    expect(readdirSync(shared).sort()).toEqual([ofA[0], ...ofB, ofNobody].sort());
  });

  test("show takes a file's own and, saying so, those of an unknown file, but no other file's", async () => {
    const { a, shared, ofA, ofB } = await prepared();
    const later = "MetaBase.xml.20020101T000000000Z.bak";
    fileIn(shared, text, later);
    const shown = (name: string) =>
      listed(a, shared, "show", "--backup", name, "--location", "W3SVC/1/ROOT", "--kind", "anonymous");
    const [own, others, nobodys] = [await shown(ofA[1] ?? ""), await shown(ofB[0] ?? ""), await shown(later)];
    expect([own.code, others.code, nobodys.code]).toEqual([0, 2, 0]);
    expect([own.stdout, nobodys.stdout].map((each) => each.includes("not known"))).toEqual([false, true]);
  });
});
