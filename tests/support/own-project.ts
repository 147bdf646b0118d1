import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";

/** A Pulumi project's folder, and a PATH on which fake-pulumi.cjs is the Pulumi CLI. */
export interface OwnProject {
  readonly root: string;
  readonly searchPath: string;
}

/** Gives each test of the file that calls it a project's folder of its own. */
export function projectOfEachTest(): OwnProject {
  let root = "";
  let bin = "";
  beforeAll(() => {
    bin = mkdtempSync(join(tmpdir(), "iis-identity-fake-"));
    symlinkSync(join(__dirname, "fake-pulumi.cjs"), join(bin, "pulumi"));
  });
  afterAll(() => {
    rmSync(bin, { recursive: true });
  });
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "iis-identity-own-"));
    writeFileSync(join(root, "Pulumi.yaml"), "name: p\nruntime: nodejs\n");
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });
  return {
    get root() {
      return root;
    },
    get searchPath() {
      return [bin, dirname(process.execPath), process.env["PATH"]].join(delimiter);
    },
  };
}
