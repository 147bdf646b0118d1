import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { format } from "prettier";

// npm run schema: writes docs/stack.schema.json, by which editors complete a stack's file, from what validates it.

const root = fileURLToPath(new URL("..", import.meta.url));
/** @type {{ stackSchema: () => object }} */
const { stackSchema } = createRequire(import.meta.url)("pulumi-iis-identity/config");
const text = await format(JSON.stringify(stackSchema()), { parser: "json", printWidth: 110 });
writeFileSync(join(root, "docs", "stack.schema.json"), text);
