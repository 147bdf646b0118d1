import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, cp, mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { runInNewContext } from "node:vm";
import { providerText } from "../support/dynamic-host";

const root = resolve(__dirname, "../..");
const identity = { metabase: { path: "MetaBase.xml" }, location: "W3SVC/1/ROOT", userName: "IUSR_WEB" };
// How a value that is a secret crosses the wire.
const secretOf = (value: string) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  value,
});

interface Registered {
  readonly registered: readonly {
    readonly type: string;
    readonly custom: boolean;
    readonly provider: string;
    readonly inputs: Readonly<Record<string, unknown>>;
  }[];
  /** Whether the resource's password is a secret output. */
  readonly secret: boolean;
}

let folder: string;
beforeAll(async () => {
  // Installed as a package is, not linked: only then does Pulumi's serialiser name it.
  folder = await mkdtemp(join(tmpdir(), "iis-identity-program-"));
  await mkdir(installed(), { recursive: true });
  await cp(join(root, "provider", "dist"), join(installed(), "dist"), { recursive: true });
  await copyFile(join(root, "provider", "package.json"), join(installed(), "package.json"));
  for (const name of ["@pulumi", "fast-xml-parser", "zod"]) {
    await symlink(join(root, "node_modules", name), join(folder, "node_modules", name), "dir");
  }
  await copyFile(join(root, "tests", "support", "register.mjs"), join(folder, "register.mjs"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("a class registers what pulumi.dynamic.Resource registers for the same provider, but for a shorter text", async () => {
  const [ours, dynamic] = await Promise.all([register("class", identity), register("dynamic", identity)]);

  expect(dynamic.registered).toHaveLength(1);
  const [{ inputs: sent, ...registration } = missing()] = dynamic.registered;
  const inputs = { ...sent, __provider: providerText, kind: "anonymous", resourceName: "under-test" };
  expect(ours.registered).toEqual([{ ...registration, inputs }]);
  expect(registration.type).toBe("pulumi-nodejs:dynamic/iis:AnonymousIdentity");

  // Pulumi's text names the module by its file; both texts hand the very same module to the host.
  const text = String(sent["__provider"]);
  const [, file = ""] = /require\("pulumi-iis-identity\/([^"]+)"\)/.exec(text) ?? [];
  const host = join(installed(), "dist", "resources", "host", "host.js");
  expect(join(installed(), file)).toBe(host);
  expect(handlerOf(text)()).toBe(handlerOf(providerText)());
});

test("a password is a secret, though it is given in plain", async () => {
  const { registered, secret } = await register("class", { ...identity, password: "Canary-e41b" });
  expect(registered[0]?.inputs["password"]).toEqual(secretOf("Canary-e41b"));
  expect(secret).toBe(true);
});

test("the metabase that the stack's configuration names is recorded with the resource", async () => {
  const configuration = { "iis-identity:metabase": '{"path":"C:/copies/MetaBase.xml"}' };
  const { location, userName } = identity;
  const left = await register("class", { location, userName }, configuration);
  expect(left.registered[0]?.inputs["metabase"]).toEqual({ path: "C:/copies/MetaBase.xml" });
  const own = await register("class", identity, configuration);
  expect(own.registered[0]?.inputs["metabase"]).toEqual(identity.metabase);
});

test("without a metabase in either place the program ends with an error that names the setting", async () => {
  const { location, userName } = identity;
  const failure = await register("class", { location, userName, password: "Canary-e41b" }).then(
    () => "",
    (error: unknown) => String(error),
  );
  expect(failure).toContain("E_INPUT");
  expect(failure).toContain("under-test");
  expect(failure).toContain("iis-identity:metabase");
  expect(failure).not.toContain("Canary-e41b");
});

function installed(): string {
  return join(folder, "node_modules", "pulumi-iis-identity");
}

/** Loads a provider's text as the dynamic host does, and gives its handler; every module is only its name here. */
function handlerOf(text: string): () => unknown {
  const exported: { handler?: () => unknown } = {};
  const require = (): string => "the module";
  runInNewContext(text, { exports: exported, require });
  return exported.handler ?? missing();
}

function missing(): never {
  throw new Error("nothing was registered");
}

/** Runs a program that makes one resource. @throws what it wrote to standard error, where it fails */
async function register(
  how: "class" | "dynamic",
  inputs: Readonly<Record<string, unknown>>,
  configuration: Readonly<Record<string, string>> = {},
): Promise<Registered> {
  const child = spawn(process.execPath, ["register.mjs", how, "under-test", JSON.stringify(inputs)], {
    cwd: folder,
    env: {
      ...process.env,
      PULUMI_CONFIG: JSON.stringify(configuration),
    },
    stdio: "pipe",
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Registered;
}
