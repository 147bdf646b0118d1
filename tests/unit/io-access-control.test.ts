import { chmodSync, chownSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { dirname, join } from "node:path";
import {
  accessControl,
  icaclsAccess,
  modeAndOwner,
  readWhole,
  replaceFile,
  type AccessControl,
} from "../../provider/src/io";
import { normaliseDacl, parseSavedDacl, savedDacl } from "../../provider/src/io/saved-dacl";
import { failureOf, fileIn, freshFolder, others, posix, systemError, withFaults } from "../support/io-folder";

/** Copies rights through handles, as a write does, which tests may let fail. */
async function copied(
  access: AccessControl,
  from: string,
  to: string,
  faults: Partial<Record<"chmod" | "chown", () => Promise<void>>> = {},
): Promise<void> {
  const handles = [await open(from, "r"), await open(to, "r+")] as const;
  try {
    await access.copy(
      { path: from, handle: handles[0] },
      { path: to, handle: Object.assign(handles[1], faults) },
    );
  } finally {
    for (const handle of handles) await handle.close();
  }
}

const administrators = "D:PAI(A;;FA;;;SY)(A;;FA;;;BA)";
const inherited = "D:AI(A;ID;FA;;;SY)(A;ID;FA;;;BA)(A;ID;0x1200a9;;;BU)";

/**
 * A program that keeps lists as icacls does: /save writes the list of a file under its bare name, /restore applies a
 * description to the files of a folder. A file without a list of its own has the folder's. `trick` is put in front.
 */
function fakeIcacls(folder: string, trick = ""): { program: string; lists: string; log: string } {
  const program = join(folder, "ica cls.js");
  const lists = join(folder, "lists.json");
  const log = join(folder, "log.jsonl");
  writeFileSync(lists, "{}");
  writeFileSync(
    program,
    `#!${process.execPath}
const { appendFileSync, readFileSync, statSync, writeFileSync } = require("node:fs");
const { basename, join } = require("node:path");
const [target, action, description] = process.argv.slice(2);
const lists = JSON.parse(readFileSync(${JSON.stringify(lists)}, "utf8"));
const store = () => writeFileSync(${JSON.stringify(lists)}, JSON.stringify(lists));
console.log("processed file: Pa55word");
const size = action === "/save" ? statSync(target).size : -1;
appendFileSync(${JSON.stringify(log)}, JSON.stringify({ action, size, description, env: Object.keys(process.env) }) + "\\n");
const isCopy = basename(target).startsWith(".") || basename(target).endsWith(".bak");
${trick}
if (action === "/save") {
  const list = lists[target] ?? ${JSON.stringify(inherited)};
  writeFileSync(description, Buffer.from(basename(target) + "\\r\\n" + list + "\\r\\n", "utf16le"));
} else if (action === "/restore") {
  const lines = readFileSync(description, "utf16le").split("\\r\\n");
  for (let i = 0; i + 1 < lines.length; i += 2) {
    statSync(join(target, lines[i]));
    lists[join(target, lines[i])] = lines[i + 1];
  }
  store();
} else process.exit(87);
`,
  );
  chmodSync(program, 0o755);
  return { program, lists, log };
}

function prepared(list: string, trick?: string, timeoutMs = 60_000) {
  const tools = freshFolder();
  const folder = freshFolder();
  const fake = fakeIcacls(tools, trick);
  const path = fileIn(folder, "old");
  writeFileSync(fake.lists, JSON.stringify({ [path]: list }));
  const access = icaclsAccess({ program: fake.program, systemRoot: "C:\\Windows", timeoutMs });
  const listOf = (file: string): unknown =>
    (JSON.parse(readFileSync(fake.lists, "utf8")) as Record<string, unknown>)[file];
  return { ...fake, folder, path, access, listOf };
}

posix.each([administrators, inherited, "D:P", "D:NO_ACCESS_CONTROL"])(
  "the new file gets the list %s",
  async (list) => {
    const { folder, path, access, listOf } = prepared(list);
    const copy = fileIn(folder, "", "a copy.xml");
    await copied(access, path, copy);
    expect(listOf(copy)).toBe(list);
  },
);

posix(
  "new file and copied backup have the list before their first byte, and the child sees no environment of ours",
  async () => {
    process.env["PULUMI_CONFIG"] = "Pa55word";
    const { path, access, log } = prepared(administrators);
    const reading = await readWhole(path, 99);
    const fileSystem = withFaults({ link: () => Promise.reject(systemError("EPERM")) });
    await replaceFile({ reading, bytes: Buffer.from("new"), access, backup: {}, fileSystem });
    delete process.env["PULUMI_CONFIG"];
    const calls = readFileSync(log, "utf8")
      .trim()
      .split("\n")
      .map(
        (line) => JSON.parse(line) as { action: string; size: number; description: string; env: string[] },
      );
    expect(calls.map(({ action, size }) => [action, size])).toEqual([
      ["/save", 3],
      ["/restore", -1],
      ["/save", 0],
      ["/save", 3],
      ["/restore", -1],
      ["/save", 0],
    ]);
    for (const { env, description } of calls) {
      expect(env).toEqual(["SystemRoot"]);
      expect(existsSync(dirname(description))).toBe(false);
    }
  },
);

posix.each([
  ["reports success and sets nothing", `if (action === "/restore") process.exit(0);`],
  [
    "widens the list",
    `if (action === "/save" && isCopy) lists[target] = lists[target].replace("P", "") + "(A;;FA;;;WD)";`,
  ],
  [
    "drops the protection from the folder's entries",
    `if (action === "/save" && isCopy) lists[target] = lists[target].replace("P", "");`,
  ],
  ["can't save", `process.exit(5);`],
  ["can't restore", `if (action === "/restore") process.exit(5);`],
  ["can't save the new file's list", `if (isCopy) process.exit(5);`],
  ["saves nothing and says it did", `if (action === "/save") process.exit(0);`],
  ["saves rubbish", `if (action === "/save") { writeFileSync(description, "Pa55word"); process.exit(0); }`],
  [
    "saves another file's list",
    `if (action === "/save") { writeFileSync(description, Buffer.from("x\\r\\nD:P\\r\\n", "utf16le")); process.exit(0); }`,
  ],
  ["is killed", `process.kill(process.pid, "SIGKILL");`],
])("nothing is written where icacls %s", async (_what, trick) => {
  const { folder, path, access } = prepared(administrators, trick);
  const reading = await readWhole(path, 99);
  const failure = await failureOf(replaceFile({ reading, bytes: Buffer.from("new"), access, backup: {} }));
  expect(failure.code).toBe("E_ACCESS_CONTROL");
  expect(failure.text).not.toContain("Pa55word");
  expect(readFileSync(path, "utf8")).toBe("old");
  expect(others(folder)).toEqual([]);
});

posix("an icacls that hangs is ended", async () => {
  const { path, folder, access } = prepared(administrators, "setInterval(() => {}, 1000); return;", 300);
  const copy = fileIn(folder, "", "copy.xml");
  expect((await failureOf(copied(access, path, copy))).code).toBe("E_ACCESS_CONTROL");
});

test("a missing icacls is a coded error", async () => {
  const folder = freshFolder();
  const access = icaclsAccess({ program: join(folder, "none.exe"), systemRoot: "C:\\Windows" });
  expect((await failureOf(copied(access, fileIn(folder, "x"), fileIn(folder, "", "y")))).code).toBe(
    "E_ACCESS_CONTROL",
  );
});

test.each([{}, { SystemRoot: "" }, { SystemRoot: "Windows" }])(
  "on Windows without a Windows folder in the environment nothing is run: %j",
  async (environment) => {
    const folder = freshFolder();
    const access = accessControl("win32", environment);
    expect((await failureOf(copied(access, fileIn(folder, "x"), fileIn(folder, "", "y")))).code).toBe(
      "E_ACCESS_CONTROL",
    );
    expect(existsSync(join(folder, "y"))).toBe(true);
  },
);

test.each([
  [inherited, "D:(A;;FA;;;SY)(A;;FA;;;BA)(A;;0x1200a9;;;BU)", true],
  ["D:ARAI(A;OICIID;FA;;;SY)", "D:(A;OICI;FA;;;SY)", true],
  ["D:PARAI(D;;FW;;;WD)", "D:P(D;;FW;;;WD)", true],
  ["D:P(A;;FA;;;SY)", "D:(A;;FA;;;SY)", false],
  ["D:(A;;FA;;;SY)(D;;FA;;;BG)", "D:(D;;FA;;;BG)(A;;FA;;;SY)", false],
  ["D:(A;OI;FA;;;SY)", "D:(A;;FA;;;SY)", false],
  ["D:", "D:NO_ACCESS_CONTROL", false],
  ['D:AI(XA;ID;FX;;;S-1-1-0;(@User.Title=="PM"))', 'D:(XA;;FX;;;S-1-1-0;(@User.Title=="PM"))', true],
])("%s and %s give the same rights: %s", (left, right, same) => {
  expect(normaliseDacl(left) === normaliseDacl(right)).toBe(same);
});

test("a saved list is read with and without a byte order mark, names in any case, and nothing else is", () => {
  const saved = savedDacl("MetaBase.xml", administrators);
  expect(saved.toString("utf16le")).toBe(`MetaBase.xml\r\n${administrators}\r\n`);
  expect(parseSavedDacl(saved, "METABASE.XML")).toBe(administrators);
  expect(parseSavedDacl(Buffer.concat([Buffer.from([0xff, 0xfe]), saved]), "MetaBase.xml")).toBe(
    administrators,
  );
  expect(parseSavedDacl(saved, "Other.xml")).toBeUndefined();
  expect(parseSavedDacl(Buffer.concat([saved, saved]), "MetaBase.xml")).toBeUndefined();
  expect(parseSavedDacl(Buffer.alloc(0), "MetaBase.xml")).toBeUndefined();
  expect(parseSavedDacl(savedDacl("MetaBase.xml", "O:BAD:(A;;FA;;;SY)"), "MetaBase.xml")).toBeUndefined();
});

const refused = (): Promise<void> => Promise.reject(systemError("EPERM"));
const ignored = (): Promise<void> => Promise.resolve();
const owned = process.getuid?.() === 0 ? posix : test.skip;

posix.each([
  ["the mode may not be set", { chmod: refused }],
  ["the file system ignores modes", { chmod: ignored }],
])("mode and owner: an error where %s", async (_what, faults) => {
  const folder = freshFolder();
  const [path, copy] = [fileIn(folder, "old"), fileIn(folder, "", "copy.xml")];
  chmodSync(path, 0o640);
  chmodSync(copy, 0o600);
  expect((await failureOf(copied(modeAndOwner(), path, copy, faults))).code).toBe("E_ACCESS_CONTROL");
});

owned.each([
  ["the owner may not be set", { chown: refused }],
  ["the file system ignores owners", { chown: ignored }],
])("mode and owner: an error where %s", async (_what, faults) => {
  const folder = freshFolder();
  const [path, copy] = [fileIn(folder, "old"), fileIn(folder, "", "copy.xml")];
  chownSync(path, 1, 2);
  expect((await failureOf(copied(modeAndOwner(), path, copy, faults))).code).toBe("E_ACCESS_CONTROL");
});
