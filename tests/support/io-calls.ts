import type { FileHandle } from "node:fs/promises";
import { realFileSystem, type FileSystem } from "../../provider/src/io";

const handleCalls = ["chmod", "chown", "close", "read", "stat", "sync", "write"] as const;

type Call = (...args: readonly unknown[]) => Promise<unknown>;

/** The real file system, where something happens before each of its calls and those of its handles. */
export function beforeEachCall(happens: (call: string) => void): FileSystem {
  const wrapped = (target: object, names: readonly string[]): object => {
    const calls = Object.fromEntries(
      names.map((name) => {
        const call = (target as Record<string, Call>)[name]?.bind(target);
        const wrapper: Call = async (...args) => {
          happens(name);
          const result = await call?.(...args);
          return name === "open"
            ? Object.assign(result as FileHandle, wrapped(result as object, handleCalls))
            : result;
        };
        return [name, wrapper];
      }),
    );
    return calls;
  };
  const names = Object.keys(realFileSystem).filter((name) =>
    [
      "chmod",
      "chown",
      "exchange",
      "link",
      "lstat",
      "open",
      "readdir",
      "realpath",
      "rename",
      "stat",
      "unlink",
    ].includes(name),
  );
  return { ...realFileSystem, ...wrapped(realFileSystem, names) };
}
