import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { transformFileSync } from "@swc/core";

const sources = join(__dirname, "..", "..", "provider", "src");

/** The current sources of the file layer, compiled. @returns the path to require it by */
export function compileIo(folder: string): string {
  compileLayers(folder, ["domain", "io"]);
  return join(folder, "io");
}

/** The current sources of layers as JavaScript in a folder, for real processes that a test starts and kills. */
export function compileLayers(folder: string, layers: readonly string[]): void {
  for (const layer of layers) {
    mkdirSync(join(folder, layer));
    for (const name of readdirSync(join(sources, layer))) {
      const { code } = transformFileSync(join(sources, layer, name), {
        jsc: { parser: { syntax: "typescript" }, target: "es2022" },
        module: { type: "commonjs" },
        swcrc: false,
      });
      writeFileSync(join(folder, layer, name.replace(/\.ts$/, ".js")), code);
    }
  }
}
