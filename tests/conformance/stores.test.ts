import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FileStore } from "../../provider/src/stores/file/file-store";
import { MemoryStore } from "../support/memory-store";
import { AgentStandIn } from "../support/agent-stand-in";
import { metabaseFile } from "../support/metabase-xml";
import { storeConformance } from "../support/store-conformance";

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

storeConformance("memory", (keys) => {
  const store = new MemoryStore("conformance", keys);
  const fingerprint = async (): Promise<unknown> => {
    const snapshot = await store.observe({ locations: [], reveal: true });
    return snapshot.keys.map(({ location, own }) => [
      location,
      Object.entries(own).map(([kind, { userName, password }]) => [
        kind,
        userName?.value,
        password?.value.state === "comparable" ? password.value.text?.reveal() : password?.value.state,
      ]),
    ]);
  };
  return Promise.resolve({ store, fingerprint });
});

storeConformance("adsi", (keys) => {
  const agent = new AgentStandIn(keys);
  return Promise.resolve({ store: agent.store(), fingerprint: () => Promise.resolve(agent.texts()) });
});

describe.each([
  ["CRLF, UTF-8", "\r\n", "utf8"],
  ["LF, UTF-16", "\n", "utf16le"],
] as const)("%s", (title, eol, encoding) => {
  storeConformance(`file (${title})`, (keys) => {
    const folder = mkdtempSync(join(tmpdir(), "conformance-"));
    folders.push(folder);
    const path = join(folder, "MetaBase.xml");
    writeFileSync(path, metabaseFile(keys, eol), encoding);
    const store = new FileStore({ path });
    const fingerprint = (): Promise<unknown> => {
      const { mtimeNs, ctimeNs, ino } = statSync(path, { bigint: true });
      return Promise.resolve({
        bytes: readFileSync(path, "latin1"),
        times: [mtimeNs, ctimeNs, ino],
        folder: readdirSync(folder).sort(),
      });
    };
    return Promise.resolve({ store, fingerprint });
  });
});
