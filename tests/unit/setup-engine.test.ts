import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { basename, join, resolve } from "node:path";
import { once } from "node:events";
import { Machine, minimum } from "../support/machine";

// The programs that only pretend are scripts, which Windows does not start by name.
const posix = process.platform === "win32" ? describe.skip : describe;

let machine: Machine;
beforeEach(() => {
  machine = new Machine();
});
afterEach(async () => {
  await machine.remove();
});

posix("a Pulumi CLI that is there is used as it is", () => {
  test("one on PATH, before one in the versions folder", async () => {
    const command = machine.addPulumiOnPath(`v${minimum}`);
    machine.addVersion(minimum, `v${minimum}`);
    const { found } = await machine.run();
    expect(found).toEqual({ command, root: join(machine.folder, "path"), version: minimum, source: "path" });
  });

  test("one on PATH outside of a folder named bin has no root", async () => {
    const command = machine.addPulumiOnPath(`v${minimum}`);
    const other = join(machine.folder, "programs");
    mkdirSync(other);
    symlinkSync(command, join(other, "pulumi"));
    const { found } = await machine.run({ env: { PATH: other, HOME: machine.folder } });
    expect(found).toEqual({ command: join(other, "pulumi"), version: minimum, source: "path" });
  });

  test.each([
    ["older", "v3.244.9", true],
    ["of another major version", "v4.0.0", true],
    ["without a version", "what?", true],
    ["without the launcher of Node providers", "v3.246.0", false],
  ])("one on PATH that is %s gives way to one in the versions folder", async (_, answer, launcher) => {
    machine.addPulumiOnPath(answer, { launcher });
    const command = machine.addVersion("3.246.1", "v3.246.1");
    const { found } = await machine.run();
    expect(found).toMatchObject({ command, version: "3.246.1", source: "versions" });
  });

  test.each([
    { versions: ["3.244.0", "3.250.0", "3.245.0"], taken: "3.245.0" },
    { versions: ["3.245.0-go", "3.250.0"], taken: "3.245.0-go" },
    { versions: ["3.249.0", "3.250.0", "3.9.0"], taken: "3.250.0" },
    { versions: ["4.0.0", "3.250.0"], taken: "3.250.0" },
  ])("of $versions in the versions folder it takes $taken", async ({ versions, taken }) => {
    for (const name of versions) machine.addVersion(name, `v${name.replace("-go", "")}`);
    const { found } = await machine.run();
    expect(basename(found?.root ?? "")).toBe(taken);
    expect(machine.installed()).toEqual([...versions].sort());
  });

  test("PULUMI_HOME is where the versions folder is looked for", async () => {
    const home = join(machine.folder, "elsewhere");
    const command = machine.addPulumi(join(home, "versions", minimum), `v${minimum}`);
    const { found } = await machine.run({ env: { PATH: machine.path, HOME: "/nowhere", PULUMI_HOME: home } });
    expect(found?.command).toBe(command);
  });
});

posix("where there is none, the vendor's installer is asked", () => {
  let server: Server;
  let vendorAddress: string;
  let answer: number | undefined;

  beforeEach(async () => {
    answer = 200;
    server = createServer((_, response) => {
      if (answer !== undefined) response.writeHead(answer).end();
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    vendorAddress = `http://127.0.0.1:${(server.address() as AddressInfo).port}/install.sh`;
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  test("and what it installed is kept in the versions folder", async () => {
    machine.addGo("builds");
    const { found } = await machine.run({
      vendorAddress,
      vendorInstaller: machine.vendorInstaller("installs"),
    });
    const root = join(machine.versions, minimum);
    expect(found).toEqual({ command: join(root, "bin", "pulumi"), root, version: minimum, source: "vendor" });
    expect(machine.installed()).toEqual([minimum]);
    expect(machine.builds()).toEqual([]);
  });

  test("beside a broken installation of that version, which is left as it is", async () => {
    mkdirSync(join(machine.versions, minimum), { recursive: true });
    writeFileSync(join(machine.versions, minimum, "half"), "half");
    const { found } = await machine.run({
      vendorAddress,
      vendorInstaller: machine.vendorInstaller("installs"),
    });
    expect(found?.root).toBe(join(machine.versions, `${minimum}-2`));
    expect(readFileSync(join(machine.versions, minimum, "half"), "utf8")).toBe("half");
  });

  test.each(["breaks", "fails"] as const)("an installer that %s leaves nothing behind", async (behaviour) => {
    const { code } = await machine.run({
      vendorAddress,
      vendorInstaller: machine.vendorInstaller(behaviour),
    });
    expect(code).toBe(1);
    expect(machine.installed()).toEqual([]);
  });

  test.each([
    ["answers with an error", 503],
    ["does not answer", undefined],
  ])("a vendor that %s is passed over for Go", async (_, status) => {
    answer = status;
    machine.addGo("builds");
    const vendorInstaller = machine.vendorInstaller("installs");
    const { found } = await machine.run({ vendorAddress, vendorInstaller, reachSeconds: 0.2 });
    expect(found?.source).toBe("go");
  });
});

posix("where the vendor can't be reached, it is built from its Go module", () => {
  test("kept for the next time, with the launcher of Node providers beside it", async () => {
    machine.addGo("builds");
    const first = await machine.run();
    const root = join(machine.versions, `${minimum}-go`);
    expect(first.found).toEqual({
      command: join(root, "bin", "pulumi"),
      root,
      version: minimum,
      source: "go",
    });
    const launcher = "pulumi-resource-pulumi-nodejs";
    const own = resolve(__dirname, "..", "..", "node_modules", "@pulumi", "pulumi", launcher);
    expect(readFileSync(join(root, "bin", launcher))).toEqual(readFileSync(own));

    const second = await machine.run();
    expect(second.found).toEqual({ ...first.found, source: "versions" });
    expect(machine.builds()).toHaveLength(1);
  });

  test.each(["broken", "fails"] as const)("a build that is %s leaves nothing behind", async (behaviour) => {
    machine.addGo(behaviour);
    expect((await machine.run()).code).toBe(1);
    expect(machine.installed()).toEqual([]);
  });

  test("a Go that is too old builds nothing", async () => {
    machine.addGo("builds", "go1.20.1");
    expect((await machine.run()).code).toBe(1);
    expect(machine.builds()).toEqual([]);
  });
});

posix("where none can be had", () => {
  test("one error names everything that was tried and three ways out", async () => {
    machine.addPulumiOnPath("v3.1.0");
    machine.addVersion("3.2.0", "v3.2.0");
    const { code, found, said } = await machine.run();
    expect(code).toBe(1);
    expect(found).toBeUndefined();
    expect(said.match(/^ {2}- /gm)).toHaveLength(4);
    expect(said.match(/^ {2}\d\. /gm)).toEqual(["  1. ", "  2. ", "  3. "]);
    expect(said).not.toMatch(/^\s+at /m);
    expect(machine.installed()).toEqual(["3.2.0"]);
  });
});

test("the Go module pins the version of the Automation API that drives the CLI", () => {
  const root = resolve(__dirname, "..", "..");
  const module = readFileSync(join(root, "scripts", "pulumi-cli", "go.mod"), "utf8");
  const sdk = JSON.parse(readFileSync(join(root, "node_modules/@pulumi/pulumi/package.json"), "utf8"));
  expect(/github\.com\/pulumi\/pulumi\/pkg\/v3 v(\S+)/.exec(module)?.[1]).toBe(sdk.version);
});
