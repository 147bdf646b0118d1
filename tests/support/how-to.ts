import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { safeLoad } from "js-yaml";
import { runCommand } from "./command";
import { EngineStack, type Program } from "./engine";
import type { howTos } from "./how-tos";
import { snippetsOf } from "./markdown";
import { diagnostics } from "./scenario";

interface Followed {
  /** A file of a server, as the commands left it. */
  readonly text: (stack: string, path: string) => Promise<string>;
  /** How many blocks of lines were found to be what the commands before them print. */
  readonly shown: number;
}

/**
 * Does what a page says, from its first to its last line, on the real engine: writes each stack's file, runs each command, and
 * expects of each block of lines that the commands before it printed exactly these. A command that is not to fail does not.
 *
 * @param files of the servers, by their paths in the project
 * @param passwords what is typed when a password is asked for, in order
 */
export async function followHowTo(
  page: (typeof howTos)[number],
  program: Program,
  files: Readonly<Record<string, string>>,
  passwords: readonly string[],
): Promise<Followed & AsyncDisposable> {
  const stacks = new Map<string, EngineStack>();
  const typed = [...passwords];
  let printed: string[] = [];
  let shown = 0;

  const snippets = snippetsOf(page);
  const [first = ""] = snippets.flatMap(({ text }) => stackNamed(text) ?? []);

  const stackOf = async (name = first): Promise<EngineStack> => {
    const known = stacks.get(name);
    if (known !== undefined) return known;
    const stack = await EngineStack.create(program);
    stacks.set(name, stack);
    for (const [path, text] of Object.entries(files)) {
      await mkdir(join(stack.folder, dirname(path)), { recursive: true });
      await writeFile(join(stack.folder, path), text);
    }
    return stack;
  };

  const run = async (line: string): Promise<void> => {
    const { words, stack: name } = split(line);
    const stack = await stackOf(name);
    const [program, command, ...rest] = words;
    if (program === "npx") {
      const { code, stdout, stderr } = await runCommand(rest, { cwd: stack.folder });
      expect({ line, stderr, done: code === 0 || code === 3 }).toEqual({ line, stderr: "", done: true });
      printed.push(...stdout.split("\n"));
      return;
    }
    switch (command) {
      case "stack":
        return;
      case "config": {
        const done = await stack.cli([command, ...rest], { input: typed.shift() ?? "" });
        expect({ line, code: done.code }).toEqual({ line, code: 0 });
        return;
      }
      case "preview":
      case "up": {
        const done = await stack[command](rest);
        expect({ line, ...done }).toMatchObject({ line, code: 0 });
        if (command === "preview") printed.push(...diagnostics(done));
        return;
      }
      default:
        throw new Error(`${page}: ${line} is not run`);
    }
  };

  for (const { language, text } of snippets) {
    if (language === "yaml") {
      await declare(await stackOf(stackNamed(text)), text);
    } else if (language === "sh") {
      printed = [];
      for (const line of text.split("\n")) await run(line);
    } else if (language === "text") {
      const trimmed = (lines: readonly string[]): readonly string[] =>
        lines
          .map((line) => line.trim())
          .filter((line) => line !== "")
          .sort();
      expect(trimmed(text.split("\n"))).toEqual(trimmed(printed));
      shown += 1;
    }
  }
  return {
    text: async (stack, path) => readFile(join((await stackOf(stack)).folder, path), "utf8"),
    shown,
    [Symbol.asyncDispose]: async () => {
      await Promise.all([...stacks.values()].map((stack) => stack.remove()));
    },
  };
}

/** The stack whose file a snippet says that it is. */
function stackNamed(text: string): string | undefined {
  return /^# Pulumi\.(\w+)\.yaml\n/.exec(text)?.[1];
}

/** The words of a command, without the stack that it names. */
function split(line: string): { readonly words: readonly string[]; readonly stack: string | undefined } {
  const words = line.trim().split(/\s+/);
  const at = words.indexOf("--stack");
  if (words[1] === "stack") return { words, stack: words[3] };
  if (at < 0) return { words, stack: undefined };
  return { words: words.toSpliced(at, 2), stack: words[at + 1] };
}

/** Writes a stack's file as an editor would: what the CLI keeps in it, the secrets, stays. */
async function declare({ folder }: EngineStack, text: string): Promise<void> {
  const path = join(folder, "Pulumi.test.yaml");
  const read = (yaml: string): { config?: Record<string, unknown> } => safeLoad(yaml) ?? {};
  const before = read(await readFile(path, "utf8"));
  const secrets = Object.entries(before.config ?? {}).filter(([, value]) =>
    Object.hasOwn(Object(value) as object, "secure"),
  );
  const config = { ...read(text).config, ...Object.fromEntries(secrets) };
  await writeFile(path, JSON.stringify({ ...before, config }));
}
