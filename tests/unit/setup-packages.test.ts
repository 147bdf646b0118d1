import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { callScript } from "../support/call-script";

const root = resolve(__dirname, "..", "..");

const wanted = {
  "": { name: "root", version: "1.0.0" },
  "node_modules/one": { version: "1.0.0", integrity: "sha512-one" },
  "node_modules/two": { version: "2.0.0", integrity: "sha512-two" },
  "node_modules/elsewhere": { version: "1.0.0", integrity: "sha512-elsewhere", optional: true },
};
const installed = {
  "node_modules/one": { version: "1.0.0", integrity: "sha512-one" },
  "node_modules/two": { version: "2.0.0", integrity: "sha512-two" },
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "iis-identity-packages-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const write = (path: string, packages: unknown): void => {
  writeFileSync(join(folder, path), JSON.stringify({ lockfileVersion: 3, packages }));
};

describe("packages are installed when node_modules is not what package-lock.json asks for", () => {
  beforeEach(() => {
    for (const name of ["one", "two"]) mkdirSync(join(folder, "node_modules", name), { recursive: true });
    write("package-lock.json", wanted);
  });

  test.each([
    ["the same packages", installed, false],
    [
      "one for this platform more",
      { ...installed, "node_modules/elsewhere": wanted["node_modules/elsewhere"] },
      true,
    ],
    ["no list, as an interrupted installation leaves it", undefined, true],
    ["one package less", { "node_modules/one": installed["node_modules/one"] }, true],
    [
      "another version",
      { ...installed, "node_modules/two": { version: "2.0.1", integrity: "sha512-two" } },
      true,
    ],
    [
      "other content",
      { ...installed, "node_modules/two": { version: "2.0.0", integrity: "sha512-2" } },
      true,
    ],
    ["one package too many", { ...installed, "node_modules/three": { version: "3.0.0" } }, true],
  ])("%s", (_, packages, install) => {
    if (packages !== undefined) write("node_modules/.package-lock.json", packages);
    expect(callScript("packages.mjs", "whyInstall", [folder]) !== null).toBe(install);
  });

  test("a package whose folder was removed", () => {
    write("node_modules/.package-lock.json", installed);
    rmSync(join(folder, "node_modules", "two"), { recursive: true });
    expect(callScript("packages.mjs", "whyInstall", [folder])).not.toBeNull();
  });
});

test("package-lock.json names every package by its checksum and none by an address", () => {
  const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
    packages: Record<string, { version?: string; integrity?: string; resolved?: string; link?: boolean }>;
  };
  const entries = Object.entries(lock.packages);
  const fromRegistry = entries.filter(
    ([path, { link }]) => path.startsWith("node_modules/") && link !== true,
  );
  expect(fromRegistry.length).toBeGreaterThan(100);
  const wrong = fromRegistry.filter(
    ([, { version, integrity, resolved }]) =>
      version === undefined || integrity === undefined || resolved !== undefined,
  );
  expect(wrong).toEqual([]);
});
