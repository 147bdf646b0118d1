import { readFileSync, statSync } from "node:fs";
import { basename, dirname, extname, join, resolve } from "node:path";
import { fieldOf } from "../config";
import { IdentityError } from "../domain";
import { readYaml } from "./read-yaml";

/** A Pulumi project on the disk. */
export interface Project {
  /** The folder of its file: relative paths in a stack's configuration start there. */
  readonly folder: string;
  readonly file: string;
  readonly name: string;
  /** The folder of its stacks' files. */
  readonly stackFolder: string;
}

/** In the order in which Pulumi looks for them. Beside `Pulumi.yaml` the stacks have `Pulumi.<stack>.yaml`, and so on. */
const fileNames = ["Pulumi.json", "Pulumi.yaml", "Pulumi.yml"];

/** The project's file from a folder upwards, as Pulumi itself finds it. */
export function findProjectFile(from: string): string | undefined {
  for (let at = resolve(from); ; at = dirname(at)) {
    const found = fileNames.map((name) => join(at, name)).find(isFile);
    if (found !== undefined || dirname(at) === at) return found;
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

/** What a project's file says. @throws IdentityError E_STACK where Pulumi could not read it either */
export function readProject(file: string): Project {
  const said = readYaml(readText(file));
  const name = fieldOf(said, "name");
  const [folder, formerly] = [fieldOf(said, "stackConfigDir"), fieldOf(said, "config")];
  if (typeof name !== "string") throw unreadable(file, "is not a project file with a name");
  // Before stackConfigDir there was `config`, which is a mapping otherwise.
  if (folder !== undefined && typeof formerly === "string") {
    throw unreadable(file, "says twice where the stacks' files are, by stackConfigDir and by config");
  }
  const stacks = folder ?? formerly;
  return {
    folder: dirname(file),
    file,
    name,
    stackFolder: join(dirname(file), typeof stacks === "string" ? stacks : ""),
  };
}

/** A file's text; one that can't be read is ignored. */
export function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function unreadable(file: string, what: string): IdentityError {
  return new IdentityError({
    code: "E_STACK",
    message: `The file ${file} ${what}, so no stack's file can be found.`,
    hint: "Run pulumi stack ls in the same folder until it answers.",
  });
}

/** The path of a stack's file, whether it exists or not. `stack` may be qualified: `organization/project/web01`. */
export function stackFilePath({ file, stackFolder }: Project, stack: string): string {
  const name = stack.slice(stack.lastIndexOf("/") + 1);
  return join(stackFolder, `${basename(file, extname(file))}.${name}${extname(file)}`);
}
