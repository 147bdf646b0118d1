// Lints planted files by the project's own configuration. A program of its own, since that configuration is an ES
// module, which jest can't load. Standard input: [{ path, text }]; standard output: the names of the rules broken by each.
import { text } from "node:stream/consumers";
import { ESLint } from "eslint";
import tseslint from "typescript-eslint";

/** @type {{ path: string, text: string }[]} */
const planted = JSON.parse(await text(process.stdin));
// A file that does not exist has no types.
const eslint = new ESLint({ overrideConfig: [/** @type {never} */ (tseslint.configs.disableTypeChecked)] });
const broken = [];
for (const file of planted) {
  const [result] = await eslint.lintText(file.text, { filePath: file.path });
  broken.push(result?.messages.map(({ ruleId, message }) => ruleId ?? message) ?? []);
}
process.stdout.write(JSON.stringify(broken));
