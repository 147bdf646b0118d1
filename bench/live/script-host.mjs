import { transformFileSync } from "@swc/core";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/**
 * What the tests have: a server with a real cscript, Wine's, over an IIS that is written from documents, and the Windows in
 * which it runs. They are in TypeScript, which this Node reads by the compiler that jest uses.
 *
 * @returns {typeof import("../../tests/support/script-host/script-host.js") & typeof import("../../tests/support/windows-prefix.js")}
 */
export function simulatedServers() {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- Node 20 has no other hook for require
  require.extensions[".ts"] = (module, path) => {
    const { code } = transformFileSync(path, {
      jsc: { parser: { syntax: "typescript" }, target: "es2022" },
      module: { type: "commonjs" },
    });
    /** @type {NodeModule & { _compile(code: string, path: string): void }} */ (module)._compile(code, path);
  };
  return {
    ...require("../../tests/support/script-host/script-host.ts"),
    ...require("../../tests/support/windows-prefix.ts"),
  };
}
