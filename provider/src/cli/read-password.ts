import { Writable } from "node:stream";
import { read } from "read";
import { IdentityError, Secret, storedFormRefusal } from "../domain";
import type { Surroundings } from "./surroundings";
import { UsageError } from "./usage-error";

// IIS's schema names no upper bound. Beyond this, somebody passed the wrong file.
const mostBytes = 1 << 16;

/** @throws UsageError where a password can be had neither from a prompt nor from standard input */
export function requirePasswordSource({ stdin }: Surroundings, fromStdin: boolean): void {
  const isTerminal = stdin.isTTY === true;
  if (fromStdin && isTerminal) {
    throw new UsageError(
      "--password-stdin reads a file or another program's output; without it you type the password unseen",
    );
  }
  if (!fromStdin && !isTerminal) {
    throw new UsageError(
      "there is no terminal to ask for the password: use --password-stdin and pass it on standard input",
    );
  }
}

/**
 * The new password: typed twice without echo, or all of standard input except one final line break. If it then still
 * ends in a blank, a warning is written to stderr.
 *
 * @returns `undefined` if the prompt was left
 * @throws IdentityError E_EMPTY_PASSWORD, E_STORED_FORM, E_INPUT
 */
export async function readPassword(
  surroundings: Surroundings,
  fromStdin: boolean,
): Promise<Secret | undefined> {
  const text = fromStdin ? await standardInput(surroundings) : await typedTwice(surroundings);
  if (text === undefined) return undefined;
  if (text === "") {
    throw new IdentityError({
      code: "E_EMPTY_PASSWORD",
      message: "The password is an empty text.",
      hint: "Check where it comes from, then run the same command again.",
    });
  }
  const refusal = storedFormRefusal(text, undefined);
  if (refusal !== undefined) throw refusal;
  if (fromStdin && /\s$/u.test(text)) {
    surroundings.stderr.write(
      "warning: the password from standard input ends in a blank or a line break, which is taken as part of it\n",
    );
  }
  return new Secret(text);
}

async function standardInput({ stdin }: Surroundings): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stdin) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > mostBytes) throw refused("is longer than a password can be", "Pass only the password.");
    chunks.push(bytes);
  }
  const bytes = Buffer.concat(chunks);
  if ([0xef, 0xbb, 0xbf].every((byte, index) => bytes[index] === byte)) {
    throw refused(
      "begins with a byte order mark, which is not part of a password",
      "Save the text as UTF-8 without a byte order mark, or type the password when asked.",
    );
  }
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes).replace(/\r?\n$/, "");
  } catch {
    throw refused("is not UTF-8", "Save the text as UTF-8, or type the password when asked.");
  }
}

async function typedTwice(surroundings: Surroundings): Promise<string | undefined> {
  const first = await typed(surroundings, "New password (not shown):");
  // An empty one is refused at once.
  if (first === undefined || first === "") return first;
  // Bytes that are not UTF-8, and keys with which a simple terminal does not edit, would become part of the password.
  if (/[\ufffd\p{Cc}]/u.test(first.replaceAll("\t", ""))) {
    throw new IdentityError({
      code: "E_INPUT",
      message: "The terminal sent something with the password that is not a character of it.",
      hint: "Use a terminal that uses UTF-8 and edits its lines, or pass the password with --password-stdin.",
    });
  }
  const second = await typed(surroundings, "The same again:");
  if (second === undefined || second === first) return second;
  throw new IdentityError({
    code: "E_INPUT",
    message: "The two passwords that you typed differ.",
    hint: "Run the same command again.",
  });
}

/** One line without echo; `undefined` where Ctrl+C or Ctrl+D was pressed instead. */
async function typed({ stdin, stderr }: Surroundings, prompt: string): Promise<string | undefined> {
  const output = new Writable({
    decodeStrings: false,
    write: (text, _encoding, written) => {
      // It moves the cursor over what was typed.
      stderr.writeExactly(String(text));
      written();
    },
  });
  // The prompt never answers where its input ends or Ctrl+D closes it: both leave the input paused.
  const left = new Promise<undefined>((resolve) => {
    stdin.once("pause", () => setImmediate(resolve, undefined));
  });
  const input: NodeJS.ReadableStream = stdin;
  const line = read({ input, output, prompt, silent: true, terminal: true }).catch(() => undefined);
  const text = await Promise.race([line, left]);
  stderr.write("\n");
  return text;
}

function refused(what: string, hint: string): IdentityError {
  return new IdentityError({ code: "E_INPUT", message: `Standard input ${what}.`, hint });
}
