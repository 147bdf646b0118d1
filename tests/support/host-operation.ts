import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { memoryKeys, type KeyText } from "./keys";
import { metabaseFile } from "./metabase-xml";

export type Properties = Readonly<Record<string, unknown>>;

/** What Pulumi's dynamic host calls. */
export interface Host {
  check(
    olds: Properties,
    news: Properties,
  ): Promise<{ inputs: Properties; failures: readonly { reason: string }[] }>;
  diff(id: string, olds: Properties, news: Properties): Promise<{ changes: boolean }>;
  create(inputs: Properties): Promise<{ id: string; outs: Properties }>;
  update(id: string, olds: Properties, news: Properties): Promise<{ outs: Properties }>;
  read(id: string, state: Properties): Promise<{ id?: string; props?: Properties }>;
  delete(id: string, state: Properties): Promise<void>;
}

/** The provider as the engine starts it for one operation: no store read, nothing claimed. */
export function nextOperation(): Host {
  // Not isolateModules: what the host loads later would come from outside.
  jest.resetModules();
  return jest.requireActual<Host>("../../provider/src/resources/host/host");
}

/** A test's own metabase, and what the provider prints meanwhile. */
export interface Scene {
  readonly folder: string;
  readonly path: string;
  /** The lines on standard error. */
  readonly printed: readonly string[];
  /** Writes a metabase with these keys. @returns its text */
  write(keys: Readonly<Record<string, KeyText>>): string;
  read(): string;
}

/** Gives each test of the file that calls it a folder of its own; its metabase is there once it is written. */
export function sceneOfEachTest(): Scene {
  let folder = "";
  let printed: string[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "host-operation-"));
    printed = [];
    jest.spyOn(process.stderr, "write").mockImplementation((line) => {
      printed.push(String(line).trimEnd());
      return true;
    });
  });
  afterEach(() => {
    jest.restoreAllMocks();
    rmSync(folder, { recursive: true });
  });
  const path = (): string => join(folder, "MetaBase.xml");
  return {
    get folder() {
      return folder;
    },
    get path() {
      return path();
    },
    get printed() {
      return printed;
    },
    write(keys) {
      const text = metabaseFile(memoryKeys(keys));
      writeFileSync(path(), text);
      return text;
    },
    read: () => readFileSync(path(), "utf8"),
  };
}
