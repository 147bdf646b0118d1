import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The forms of one member: `get`, `put` or `method`, how many arguments, what it gives. */
type Forms = string | readonly string[];

const path = join(__dirname, "script-host", "ahadmin-surface.json");

/** By interface and member, Microsoft's published interfaces of IIS's administration objects. */
export const adminSurface = JSON.parse(readFileSync(path, "utf8")) as Readonly<
  Record<string, Readonly<Record<string, Forms>>>
>;
