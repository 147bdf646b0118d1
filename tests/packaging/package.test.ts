import { execFile, spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { cp, lstat, mkdir, readdir, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { createRequire } from "node:module";
import { promisify } from "node:util";
import { EngineStack, type Run } from "../support/engine";
import { snippetsOf } from "../support/markdown";
import { removeScenarios, said, Scenario } from "../support/scenario";
import { stored } from "../support/server-keys";

/*
 * The package as its users get it: packed, installed into an empty Pulumi project in another folder, compiled against
 * its packed types and run on the real engine there. Nothing in that folder leads back to this repository.
 */

const root = resolve(__dirname, "../..");
const source = join(root, "provider", "src");
const run = promisify(execFile);

let packed: readonly string[];
let stack: EngineStack;
let installed: string;

/** The first example in TypeScript of a page that declares an identity. */
function exampleOf(page: string): string {
  const example = snippetsOf(page).find(
    ({ language, text }) => language === "ts" && text.includes("AnonymousIdentity"),
  );
  if (example === undefined) throw new Error(`${page} shows no identity`);
  return example.text;
}

beforeAll(async () => {
  stack = await EngineStack.create(() => Promise.resolve());
  const { folder } = stack;
  // The workspace's packages must not be within reach.
  await rm(join(folder, "node_modules"));

  const pack = await run("npm", ["pack", "--json", "--silent", "--pack-destination", folder], {
    cwd: join(root, "provider"),
  });
  const [{ filename, files }] = JSON.parse(pack.stdout) as [{ filename: string; files: { path: string }[] }];
  packed = files.map(({ path }) => path).sort();

  const versions = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as {
    dependencies: Record<string, string>;
    devDependencies: Record<string, string>;
  };
  await writeFile(
    join(folder, "package.json"),
    JSON.stringify({ name: "empty", private: true, main: "bin/" }),
  );
  const wanted = [
    `./${filename}`,
    `@pulumi/pulumi@${String(versions.dependencies["@pulumi/pulumi"])}`,
    `@types/node@${String(versions.devDependencies["@types/node"])}`,
  ];
  await run(
    "npm",
    [
      "install",
      ...wanted,
      "--prefer-offline",
      "--ignore-scripts",
      "--no-audit",
      "--no-fund",
      "--loglevel=error",
    ],
    { cwd: folder, env: { ...process.env, NODE_OPTIONS: "" } },
  );
  installed = join(folder, "node_modules", "pulumi-iis-identity");
  // Guards against a registry that does not answer.
}, 600_000);

afterAll(async () => {
  await stack.remove();
  await removeScenarios();
});

/** The layers that the command loads, each of which is packed as one file as well. */
const layers = readdirSync(source, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== "resources")
  .map(({ name }) => name);

// Where a source was renamed since the last build, remove provider/dist and build again: the old one would be packed.
test("the package holds what was compiled from each source, the agent, two texts, its description, and nothing else", () => {
  const modules = readdirSync(source, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => `dist/${name.slice(0, -".ts".length)}`);
  const compiled = modules.flatMap((name) => [`${name}.js`, `${name}.d.ts`]);
  const joined = [...layers, "index"].map((name) => `dist/joined/${name}.js`);
  const scripts = ["agent/iis-identity-agent.js", "bin/iis-identity.js"];
  expect(packed).toEqual([...compiled, ...joined, ...scripts, "LICENSE", "README.md", "package.json"].sort());
});

test("a joined file holds each compiled module of its layer, as it is", async () => {
  for (const layer of layers) {
    const joined = await readFile(join(installed, "dist", "joined", `${layer}.js`), "utf8");
    const names = (await readdir(join(installed, "dist", layer), { recursive: true })).filter((name) =>
      name.endsWith(".js"),
    );
    const texts = await Promise.all(
      names.map((name) => readFile(join(installed, "dist", layer, name), "utf8")),
    );
    expect(names.filter((_, at) => !joined.includes(`{\n${texts[at] ?? ""}}`))).toEqual([]);
    expect(joined.match(/^"[^"]+\.js": \[/gm)).toHaveLength(names.length);
  }
});

test("no packed file names a folder of the machine that made it, or a map", async () => {
  const places = [root, homedir(), "sourceMappingURL"].filter((place) => place.length > 1);
  const names = (await readdir(installed, { recursive: true })).filter((name) =>
    /\.(?:[jt]s|json|md)$/.test(name),
  );
  expect(names.length).toBeGreaterThan(packed.length / 2);
  for (const name of names) {
    const text = await readFile(join(installed, name), "utf8");
    expect([name, places.filter((place) => text.includes(place))]).toEqual([name, []]);
  }
});

test("licence and example are the repository's own", async () => {
  expect(await readFile(join(installed, "LICENSE"), "utf8")).toBe(
    await readFile(join(root, "LICENSE"), "utf8"),
  );
  expect(exampleOf("provider/README.md")).toBe(exampleOf("README.md"));
});

test("it is installed for real, with its dependencies, and its host is found from the project", async () => {
  expect((await lstat(installed)).isSymbolicLink()).toBe(false);
  const from = createRequire(join(stack.folder, "index.js"));
  const folder = await realpath(stack.folder);
  const packages = ["commander", "fast-xml-parser", "read", "yaml", "zod"];
  for (const name of ["pulumi-iis-identity/host", "pulumi-iis-identity/config", ...packages]) {
    expect((await realpath(from.resolve(name))).startsWith(join(folder, "node_modules"))).toBe(true);
  }
  const { dependencies } = from("pulumi-iis-identity/package.json") as { dependencies: object };
  expect(Object.keys(dependencies)).toEqual(packages);
});

test("programs get no more than the resources and what it takes to read a stack's configuration and to declare it", async () => {
  const from = createRequire(join(stack.folder, "index.js"));
  const { exports: offered } = from("pulumi-iis-identity/package.json") as { exports: object };
  expect(Object.keys(offered)).toEqual([".", "./host", "./config", "./stack", "./package.json"]);
  expect(Object.keys(from("pulumi-iis-identity/stack") as object)).toEqual(["clearPasswords"]);
  expect(Object.keys(from("pulumi-iis-identity/config") as object).sort()).toEqual([
    "accountArguments",
    "accountResourceNames",
    "accountsSetting",
    "dependencyOrder",
    "generatedPasswordName",
    "identitiesSetting",
    "identityArguments",
    "identityResourceName",
    "metabaseSetting",
    "mistakesError",
    "parseSection",
  ]);
  const deep = "require('pulumi-iis-identity/dist/config/index.js')";
  await expect(run(process.execPath, ["-e", deep], { cwd: stack.folder })).rejects.toMatchObject({
    stderr: expect.stringContaining("ERR_PACKAGE_PATH_NOT_EXPORTED"),
  });
});

test("npx iis-identity runs in the project, and finds what the package's users have", async () => {
  const command = join(stack.folder, "node_modules", ".bin", "iis-identity");
  const help = await run(command, ["--help"], { cwd: stack.folder });
  expect(help.stdout).toContain("Usage: iis-identity");
  const metabase = join(root, "examples", "two-servers", "web01", "MetaBase.xml");
  const found = await run(command, ["find", "wam", "--path", metabase], { cwd: stack.folder });
  expect(found.stdout).toBe("Property WAMUserName found at:\r\n  W3SVC\r\n  W3SVC/AppPools/IntranetPool\r\n");
});

describe("the README's example", () => {
  const kinds: readonly (readonly [string, Record<string, unknown>])[] = [
    [
      "as Pulumi's template sets it",
      { module: "commonjs", moduleResolution: "node10", ignoreDeprecations: "6.0" },
    ],
    [
      "with every strict flag",
      {
        module: "Node16",
        moduleResolution: "Node16",
        exactOptionalPropertyTypes: true,
        noUncheckedIndexedAccess: true,
        noPropertyAccessFromIndexSignature: true,
      },
    ],
  ];

  test("is held to the packed types", async () => {
    await writeExample((example) => example.replace("location:", "place:"));
    expect(await compile({ module: "Node16" })).toContain("TS2353");
  });

  test.each(kinds)("compiles against the packed types: %s", async (_name, options) => {
    await writeExample();
    expect(await compile(options)).toBe("");
  });

  test("runs on the real engine: names the drift, repairs it, and is then at rest", async () => {
    const metabase = join(stack.folder, "web01", "MetaBase.xml");
    await mkdir(join(stack.folder, "web01"));
    await cp(join(root, "examples", "two-servers", "web01", "MetaBase.xml"), metabase);
    const before = await readFile(metabase, "utf8");
    // The example's own passwords are placeholders of this form.
    const set = await stack.cli(["config", "set", "--secret", "iis-identity:web-user"], {
      input: "{{web-user}}\n",
    });
    expect(set.code).toBe(0);

    const preview = await operate("preview");
    expect(said(preview)).toContain("/LM/W3SVC/1/ROOT/Shop AnonymousUserPass: differs, foreign");
    expect(preview.code).toBe(0);
    expect(await readFile(metabase, "utf8")).toBe(before);

    const up = await operate("up", "--yes", "--skip-preview");
    expect(up.code).toBe(0);
    expect(await readFile(metabase, "utf8")).toBe(withShopsPassword(before, "{{web-user}}"));
    const outputs = await stack.cli(["stack", "output", "--json"]);
    expect(JSON.parse(outputs.stdout)).toEqual({ rewrites: { site: 0, shop: 1 } });

    expect((await operate("preview", "--expect-no-changes")).code).toBe(0);
    expect(await providerTexts(stack)).toHaveLength(4);
  });
});

test("the provider's text in state is small, linked or installed", async () => {
  const scenario = await Scenario.create();
  scenario.declare({ www: { location: "W3SVC/1/ROOT", userName: "WEBFARM\\svc-web", password: stored.web } });
  expect((await scenario.stack.up()).code).toBe(0);
  const linked = await providerTexts(scenario.stack);
  expect((await lstat(join(root, "node_modules", "pulumi-iis-identity"))).isSymbolicLink()).toBe(true);
  expect(linked).toHaveLength(2);
  const texts = new Set([...linked, ...(await providerTexts(stack))]);
  expect([...texts].map((text) => Buffer.byteLength(text) <= 300)).toEqual([true]);
});

function writeExample(change = (example: string): string => example): Promise<void> {
  return writeFile(join(stack.folder, "index.ts"), change(exampleOf("README.md")));
}

/** What the compiler complains about, nothing where it is content. */
async function compile(options: Record<string, unknown>): Promise<string> {
  const compilerOptions = {
    strict: true,
    target: "es2022",
    outDir: "bin",
    types: ["node"],
    skipLibCheck: true,
    ...options,
  };
  await writeFile(
    join(stack.folder, "tsconfig.json"),
    JSON.stringify({ compilerOptions, files: ["index.ts"] }),
  );
  const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
  const ended = await run(process.execPath, [compiler, "-p", stack.folder]).catch((error: unknown) => error);
  return (ended as { stdout: string }).stdout;
}

/** Runs the compiled example with the project's own copy of Pulumi's SDK, as an inline program. */
async function operate(...args: readonly string[]): Promise<Run> {
  await cp(join(__dirname, "../support/serve-program.cjs"), join(stack.folder, "serve.cjs"));
  const server = spawn(process.execPath, ["serve.cjs"], {
    cwd: stack.folder,
    stdio: ["pipe", "pipe", "inherit"],
  });
  try {
    const port = await new Promise<string>((resolvePort, reject) => {
      server.stdout.once("data", (text: Buffer) => {
        resolvePort(String(text).trim());
      });
      server.once("exit", () => {
        reject(new Error("the program's server ended"));
      });
    });
    return await stack.cli([
      ...args,
      `--client=127.0.0.1:${port}`,
      "--exec-kind=auto.inline",
      "--stack=test",
    ]);
  } finally {
    server.stdin.end();
  }
}

async function providerTexts(of: EngineStack): Promise<readonly string[]> {
  const { deployment } = await of.state();
  return deployment.resources.flatMap(({ inputs, outputs }) =>
    [inputs?.["__provider"], outputs?.["__provider"]].filter((text) => typeof text === "string"),
  );
}

/** Whole-file expectation: the one value that the example rewrites. */
function withShopsPassword(text: string, password: string): string {
  const start = text.indexOf('Location ="/LM/W3SVC/1/ROOT/Shop"');
  const end = text.indexOf(">", start);
  const element = text.slice(start, end).replace(/(AnonymousUserPass=")[^"]*/, `$1${password}`);
  return text.slice(0, start) + element + text.slice(end);
}
