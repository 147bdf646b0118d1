import { MetabaseFolder, metabaseText } from "../support/metabase-folder";
import { runCommand, type CommandOptions, type CommandRun } from "../support/command";

/* Where `sync` takes its password from, and what it refuses to take for one. */

const password = "\t n\u00fc \u{1f511}\"'&<>%^! ";
const escaped = "\t n\u00fc \u{1f511}\"'&<>%^! "
  .replace(/&/g, "&amp;")
  .replace(/</g, "&lt;")
  .replace(/>/g, "&gt;")
  .replace(/"/g, "&quot;")
  .replace(/\t/g, "&#9;");

let folder: MetabaseFolder;

beforeAll(async () => {
  folder = await MetabaseFolder.create(
    metabaseText([
      {
        location: "/LM/W3SVC/1/ROOT",
        attributes: { AnonymousUserName: "IUSR_WEB", AnonymousUserPass: escaped },
      },
    ]),
  );
});

afterAll(async () => {
  await folder.remove();
});

const sync = (options: CommandOptions, ...more: readonly string[]): Promise<CommandRun> =>
  runCommand(["sync", "Anonymous", "IUSR_WEB", "--path", folder.path, ...more], options);

const piped = (input: string | Buffer): Promise<CommandRun> => sync({ input }, "--password-stdin");

test.each<readonly [name: string, input: string | Buffer, code: number]>([
  ["nothing behind it", password, 0],
  ["a line feed behind it", `${password}\n`, 0],
  ["a carriage return and a line feed behind it", `${password}\r\n`, 0],
  ["two line feeds behind it: one belongs to it", `${password}\n\n`, 3],
  ["a carriage return behind it, which belongs to it", `${password}\r`, 3],
  ["a blank more", ` ${password}`, 3],
  ["its letters decomposed", password.normalize("NFD"), 3],
])("standard input is taken exactly: with %s", async (_name, input, code) => {
  expect((await piped(input)).code).toBe(code);
});

test.each<readonly [input: string, warnings: number]>([
  ["Zebra1", 0],
  [" Zebra 1\n", 0],
  ["Zebra1\r\n", 0],
  ["Zebra1 ", 1],
  ["Zebra1\t\n", 1],
  ["Zebra1\n\n", 1],
  ["Zebra1\r\n\r\n", 1],
  ["Zebra1\r", 1],
  ["Zebra1\u00a0", 1],
])(
  "a password that ends in %j gets a warning only where a blank or a line break is left",
  async (input, warnings) => {
    const { code, stderr } = await piped(input);
    expect([code, stderr.match(/^warning: .*$/gm)?.length ?? 0]).toEqual([3, warnings]);
    expect(stderr).not.toContain("Zebra");
  },
);

test("the help shows no way through a PowerShell pipe, which changes what it hands over", async () => {
  const { stdout } = await runCommand(["sync", "--help"]);
  expect(stdout).toContain("--password-stdin");
  expect(stdout).not.toContain("Get-Content");
});

test.each<readonly [error: string, input: string | Buffer]>([
  ["E_EMPTY_PASSWORD", ""],
  ["E_EMPTY_PASSWORD", "\n"],
  ["E_EMPTY_PASSWORD", "\r\n"],
  ["E_STORED_FORM", "**********\n"],
  ["E_STORED_FORM", "49634462f0000000"],
  ["E_INPUT", Buffer.from([0x70, 0xff])],
  ["E_INPUT", Buffer.from(`\ufeff${password}`)],
  ["E_INPUT", Buffer.from(`\ufeff${password}`, "utf16le")],
  ["E_INPUT", Buffer.from("\u00fc", "latin1")],
  ["E_INPUT", "x".repeat(70_000)],
  ["E_XML_CHARACTER", "a\u0000b\u0000"],
])("%s is what standard input gets for %j", async (error, input) => {
  const { code, stderr } = await piped(input);
  expect([code, /E_[A-Z_]+/.exec(stderr)?.[0]]).toEqual([1, error]);
});

test.each<readonly [name: string, input: string, code: number]>([
  ["the same twice", `${password.trim()}x\r${password.trim()}x\r`, 3],
  ["what is stored", "\u00fc&\r\u00fc&\r", 3],
  ["something else the second time", "Zebra1\rZebra2\r", 1],
  ["bytes that are no UTF-8", "Zebra\ufffd\rZebra\ufffd\r", 1],
  ["nothing", "\r", 1],
  ["Ctrl+C", "\u0003", 1],
  ["Ctrl+C in the middle", "Zebra\u0003", 1],
  ["Ctrl+C the second time", "Zebra1\r\u0003", 1],
  ["Ctrl+D", "\u0004", 1],
  ["the end of the input", "", 1],
])("at the prompt, %s", async (_name, input, code) => {
  const before = await folder.listing();
  const run = await sync({ input, terminal: true });
  expect(run.code).toBe(code);
  const typed = input.split(/\p{Cc}/u).filter((each) => each.length > 1);
  for (const each of typed) expect(run.stdout + run.stderr).not.toContain(each);
  expect(run.stderr).toContain("New password");
  expect(await folder.listing()).toEqual(before);
});

test.each<readonly [name: string, args: readonly string[], options: CommandOptions]>([
  ["no terminal and no --password-stdin", [], { input: password }],
  ["--password-stdin on a terminal, which would show it", ["--password-stdin"], { terminal: true }],
  ["a name that did not arrive as it was typed", ["--rename-from", "us\ufffdr"], { terminal: true }],
  ["a password in the third place", ["S3cret!x"], { terminal: true, input: "\u0003" }],
])("%s is no command line", async (_name, args, options) => {
  const { code, stdout, stderr } = await sync(options, ...args);
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).not.toContain("S3cret!x");
});

test("what is wrong with the account is reported before a password is asked for", async () => {
  const args = ["sync", "Anonymous", "IUSR_NOBODY", "--path", folder.path];
  const { code, stderr } = await runCommand(args, { terminal: true, input: "" });
  expect(code).toBe(1);
  expect(stderr).toContain("E_NO_COPY");
  expect(stderr).not.toContain("New password");
});
