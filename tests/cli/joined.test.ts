import { execFile, execFileSync } from "node:child_process";
import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repository } from "../support/markdown";
import { MetabaseFolder, metabaseText } from "../support/metabase-folder";

/* `npm run build` joins the compiled modules of each layer for the command. Here it runs from copies of the package. */

const attributes = { AnonymousUserName: "IUSR_WEB", AnonymousUserPass: "p" };
const text = metabaseText([{ location: "/LM/W3SVC", type: "IIsWebService", attributes }]);
const root = mkdtempSync(join(tmpdir(), "iis-identity-joined-"));
const preload = join(root, "loaded.cjs");

beforeAll(() => {
  symlinkSync(join(repository, "node_modules"), join(root, "node_modules"), "junction");
  writeFileSync(
    preload,
    `process.on("exit", () => process.stderr.write("loaded " + JSON.stringify(Object.keys(require.cache)) + "\\n"));`,
  );
});
afterAll(() => {
  rmSync(root, { recursive: true });
});

/** A copy of the package as it is compiled, and what is in `dist`: the folders of its layers, and what is made of them. */
function copied(name: string): { readonly folder: string; readonly dist: string } {
  const folder = join(root, name);
  const dist = join(folder, "dist");
  for (const part of ["agent", "bin", "dist", "package.json"])
    cpSync(join(repository, "provider", part), join(folder, part), { recursive: true });
  execFileSync(process.execPath, [join(folder, "bin", "join.mjs")]);
  return { folder, dist };
}

interface Answer {
  readonly code: number;
  readonly said: string;
  /** The modules of the package that were loaded, in order, by the names of their own files. */
  readonly loaded: readonly string[];
}

function answerOf(folder: string, args: readonly string[]): Promise<Answer> {
  const program = join(folder, "bin", "iis-identity.js");
  return new Promise((resolve) => {
    const child = execFile(process.execPath, ["--require", preload, program, ...args], (error, out, err) => {
      const [line = "", names = "[]"] = /^loaded (.*)\n/m.exec(err) ?? [];
      const loaded = (JSON.parse(names) as string[])
        .filter((name) => name.startsWith(join(folder, "dist")))
        .map((name) => name.slice(folder.length).replaceAll("\\", "/"))
        .filter((name) => !name.startsWith("/dist/joined/"));
      resolve({ code: Number(error?.code ?? 0), said: out + err.replace(line, ""), loaded });
    });
    child.stdin?.end("another");
  });
}

const sync = ["sync", "Anonymous", "IUSR_WEB", "--password-stdin"];

describe("as it is packed, with nothing but the joined files", () => {
  let plain: string;
  let joined: string;

  beforeAll(() => {
    const compiled = copied("compiled");
    rmSync(join(compiled.dist, "joined"), { recursive: true });
    const packed = copied("packed");
    for (const name of readdirSync(packed.dist))
      if (name !== "joined") rmSync(join(packed.dist, name), { recursive: true });
    rmSync(join(packed.dist, "joined", "tsconfig.tsbuildinfo"));
    [plain, joined] = [compiled.folder, packed.folder];
  });

  test.each([
    [["find"]],
    [["lint"]],
    [["explain", "W3SVC"]],
    [["backups", "list"]],
    [[...sync, "--apply"]],
    [["discover", "--help"]],
    [["doctor", "--help"]],
    [["--help"]],
    [["--version"]],
    [["fnd"]],
  ])("%j answers the same, and no other module is loaded", async (args) => {
    const answers: Answer[] = [];
    const texts: string[] = [];
    for (const folder of [plain, joined]) {
      const metabase = await MetabaseFolder.create(text);
      const takesFile = args[0] !== "--version" && args[0] !== "fnd" && !args.includes("--help");
      const answer = await answerOf(folder, takesFile ? [...args, "--path", metabase.path] : args);
      const said = answer.said
        .replaceAll(join(metabase.path, ".."), "")
        .replaceAll(/\d{8}T?\d{6}\S*/g, "TIME");
      answers.push({ ...answer, said });
      texts.push(await metabase.text());
      await metabase.remove();
    }
    expect(answers[1]).toEqual(answers[0]);
    expect(texts[1]).toBe(texts[0]);
    expect(answers[0]?.loaded.length).toBeGreaterThan(5);
  });
});

test("what was joined from another build is not loaded", async () => {
  const { folder, dist } = copied("rebuilt");
  writeFileSync(join(dist, "joined", "index.js"), `throw new Error("loaded");`);
  expect((await answerOf(folder, ["--version"])).code).toBe(1);
  appendFileSync(join(dist, "tsconfig.tsbuildinfo"), " ");
  expect(await answerOf(folder, ["--version"])).toMatchObject({ code: 0, said: "0.1.0\n" });
});

test("a package that was packed without joined files starts from its modules", async () => {
  const { folder, dist } = copied("bare");
  rmSync(join(dist, "joined"), { recursive: true });
  rmSync(join(dist, "tsconfig.tsbuildinfo"));
  expect(await answerOf(folder, ["--version"])).toMatchObject({ code: 0, said: "0.1.0\n" });
});

test("joining through a link leaves nothing of an earlier build", () => {
  const { folder, dist } = copied("linked");
  writeFileSync(join(dist, "joined", "gone.js"), "");
  symlinkSync(folder, join(root, "link"), "junction");
  execFileSync(process.execPath, [join(root, "link", "bin", "join.mjs")]);
  const layers = readdirSync(dist, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const files = layers.map(({ name }) => `${name}.js`).filter((name) => !/^(?:joined|resources)/.test(name));
  expect(readdirSync(join(dist, "joined")).sort()).toEqual(
    [...files, "index.js", "tsconfig.tsbuildinfo"].sort(),
  );
});
