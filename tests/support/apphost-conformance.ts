import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FileStore } from "../../provider/src/stores/file/file-store";
import type { StoreUnderTest } from "./store-conformance";

const folders: string[] = [];

/** A file store over a text, in a folder of its own. */
export function fileStoreOf(
  text: string,
  encoding: BufferEncoding = "utf8",
  settings: { readonly allowPlainText?: boolean } = { allowPlainText: true },
): StoreUnderTest & { readonly path: string; readonly text: () => string } {
  const folder = mkdtempSync(join(tmpdir(), "apphost-"));
  folders.push(folder);
  const path = join(folder, "web01.config");
  writeFileSync(path, text, encoding);
  const store = new FileStore({ path, ...settings });
  const fingerprint = (): Promise<unknown> => {
    const { mtimeNs, ctimeNs, ino } = statSync(path, { bigint: true });
    return Promise.resolve({
      bytes: readFileSync(path, "latin1"),
      times: [mtimeNs, ctimeNs, ino],
      folder: readdirSync(folder).sort(),
    });
  };
  return { store, fingerprint, path, text: () => readFileSync(path, encoding) };
}

export function removeFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
}
