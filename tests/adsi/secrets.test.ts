import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AccountCredential, AnonymousIdentity, type MetabaseArgs } from "../../provider/src";
import { canary, encoders, leaks, type Canary, type Evidence } from "../support/canary";
import { runCommand } from "../support/command";
import { layPulumi } from "../support/command-evidence";
import { EngineStack, type Run } from "../support/engine";
import { metabaseText, withAttribute } from "../support/metabase-folder";
import { Observer } from "../support/observer";
import { said } from "../support/scenario";
import { ScriptHost } from "../support/script-host/script-host";
import { SshServer } from "../support/ssh-server";
import { ofDriveC } from "../support/windows-prefix";

/*
 * One stack on the real engine, over a real sshd and a real script host; then the commands, on a script host of this machine.
 * While they preview, write, fail, refresh and fetch passwords, every process on both sides and every file but those of
 * the simulated IIS itself is looked at, again and again.
 */

const passwords = {
  declared: canary("declared"),
  rotated: canary("rotated"),
  foreign: canary("foreign"),
  neighbour: canary("neighbour"),
  typed: canary("typed"),
};
const all: readonly Canary[] = Object.values(passwords);
const inXml = ({ text }: Canary): string => String(encoders["XML, named"]?.(text));

const inNumbers = ({ text }: Canary): string =>
  Array.from(text, (character) =>
    /[\w .:;,/\\@-]/.test(character) ? character : `&#${String(character.codePointAt(0))};`,
  ).join("");

const at = "/LM/W3SVC/1/ROOT";
const copies = ["/LM/W3SVC/2/ROOT", "/LM/W3SVC/3/ROOT"];
const text = metabaseText([
  {
    location: at,
    attributes: { AnonymousUserName: "IUSR_WEB", AnonymousUserPass: inXml(passwords.foreign) },
  },
  ...copies.map((location) => ({
    location,
    attributes: { AnonymousUserName: "IUSR_MANY", AnonymousUserPass: inXml(passwords.foreign) },
  })),
  {
    location: "/LM/W3SVC/4/ROOT",
    attributes: { AnonymousUserName: "IUSR_OTHER", AnonymousUserPass: inXml(passwords.neighbour) },
  },
]);

const evidence: Evidence[] = [];
const runs = new Map<string, Run>();
let server: SshServer;
let host: ScriptHost;
let stack: EngineStack;
let temporary: string;
/** The script host of the commands, their Pulumi project, and the folder of the program that they find as `pulumi`. */
let local: ScriptHost;
let project: string;
let programs: string;
const commandRuns = new Map<string, number>();

function declare(password: Canary): void {
  const metabase: MetabaseArgs = {
    store: "adsi",
    transport: { type: "ssh", host: server.host, configFile: server.configFile },
  };
  stack.program = () => {
    new AnonymousIdentity("www", { metabase, location: at, userName: "IUSR_WEB", password: password.text });
    new AccountCredential("many", { metabase, userName: "IUSR_MANY", password: password.text });
    return Promise.resolve();
  };
}

async function record(name: string, action: Promise<Run>): Promise<void> {
  const run = await action;
  runs.set(name, run);
  for (const channel of ["stdout", "stderr"] as const) {
    evidence.push({ channel, name, content: run[channel] });
  }
}

async function live(): Promise<void> {
  declare(passwords.declared);
  await record("preview", stack.preview(["--diff"]));
  await record("preview --json", stack.preview(["--json"]));
  host.plant({ failures: [{ call: "SetInfo", location: copies[1]!, hresult: 0x80070005 }] });
  await record("up, half", stack.up(["--diff"]));
  host.plant({ end: { when: "after SetInfo", count: 1, how: "quit" } });
  await record("up, broken off", stack.up(["--diff"]));
  host.plant({});
  await record("up", stack.up(["--diff"]));
  declare(passwords.rotated);
  await record("up with a rotation", stack.up(["--diff"]));
  host.set(withAttribute(host.metabase, at, "AnonymousUserPass", inXml(passwords.foreign)));
  await record("refresh", stack.refresh(["--diff"]));
  await record("export", stack.cli(["stack", "export"]));
  await record("destroy", stack.destroy(["--diff"]));
}

/** Each command that reads or writes a running IIS; `discover` is the one that fetches passwords in clear. */
const commands: readonly (readonly [args: readonly string[], code: number])[] = [
  [["doctor"], 0],
  [["find", "--long"], 0],
  [["find", "AnonymousUserPass"], 0],
  [["lint"], 0],
  [["explain", "W3SVC/4/ROOT"], 0],
  [["sync", "Anonymous", "IUSR_OTHER", "--password-stdin"], 3],
  [["sync", "Anonymous", "IUSR_OTHER", "--password-stdin", "--apply"], 0],
  [["discover", "--stack", "web01", "--yes"], 0],
];

async function liveCommands(): Promise<void> {
  await writeFile(join(project, "Pulumi.yaml"), "name: web\nruntime: nodejs\n");
  layPulumi(programs, { configuration: {} });
  const env = { ...process.env, PATH: [programs, process.env["PATH"]].join(":") };
  for (const [args] of commands) {
    const name = args.join(" ");
    const options = { cwd: project, env, input: passwords.typed.text };
    const { code, stdout, stderr } = await runCommand([...args, "--script-host", local.path], options);
    commandRuns.set(name, code);
    evidence.push({ channel: "stdout", name, content: stdout }, { channel: "stderr", name, content: stderr });
  }
  for (const note of await readdir(programs)) {
    if (!note.startsWith("called-")) continue;
    evidence.push({ channel: "environment", name: "pulumi", content: await readFile(join(programs, note)) });
  }
}

beforeAll(async () => {
  const before = process.env["TMPDIR"];
  server = await SshServer.create();
  host = await ScriptHost.create(text);
  local = await ScriptHost.create(text);
  project = await mkdtemp(join(tmpdir(), "iis-identity-project-"));
  programs = await mkdtemp(join(tmpdir(), "iis-identity-programs-"));
  server.setRemoteCscript(host.path);
  stack = await EngineStack.create(() => Promise.resolve());
  temporary = await mkdtemp(join(tmpdir(), "iis-identity-temporary-"));
  process.env["TMPDIR"] = temporary;
  const observer = new Observer({
    folders: [stack.folder, project, temporary, server.folder, ofDriveC("users"), ofDriveC("windows/temp")],
    nameFolders: [],
  });
  try {
    await live();
    await liveCommands();
  } finally {
    observer.stop();
    evidence.push(...observer.evidence);
    if (before === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = before;
  }
  // Guards against an engine that hangs.
}, 600_000);

afterAll(async () => {
  const folders = [temporary, project, programs];
  await Promise.all([
    stack.remove(),
    server.remove(),
    ...folders.map((folder) => rm(folder, { recursive: true, force: true })),
  ]);
  host.remove();
  local.remove();
});

test("the story went as told, so that there was something to leak", () => {
  const ended = Object.fromEntries([...runs].map(([name, { code }]) => [name, code === 0]));
  expect(ended).toEqual({
    preview: true,
    "preview --json": true,
    "up, half": false,
    "up, broken off": true,
    up: true,
    "up with a rotation": true,
    refresh: true,
    export: true,
    destroy: true,
  });
  expect(said(runs.get("up, half")!)).toContain("E_ACCESS_DENIED");
  expect(said(runs.get("up, broken off")!)).toContain("was read again");
  // Written as the launcher writes it: everything but plain characters as a reference.
  const written = inNumbers(passwords.rotated);
  expect(host.metabase.split(written)).toHaveLength(3);
});

test("each command did its work, so that there was something to leak", async () => {
  expect([...commandRuns]).toEqual(commands.map(([args, code]) => [args.join(" "), code]));
  expect(local.metabase.split(inNumbers(passwords.typed))).toHaveLength(2);
  // What discover fetched in clear went to the CLI, on standard input.
  const held = await readFile(join(programs, "held.json"), "utf8");
  for (const { text: fetched } of [passwords.foreign, passwords.typed]) {
    expect(held).toContain(JSON.stringify(fetched));
  }
  expect(local.violations).toEqual([]);
});

test.each(["stdout", "stderr", "command line", "environment", "file", "file name"])(
  "no password in: %s",
  (channel) => {
    const found = evidence.filter((piece) => piece.channel === channel);
    expect(found.length).toBeGreaterThan(0);
    expect(leaks(found, all)).toEqual([]);
  },
);

test("the watch saw both sides: ssh, sshd's session, the script host, the agent's copy", () => {
  const seen = (channel: string): string =>
    evidence
      .filter((piece) => piece.channel === channel)
      .map(({ name, content }) => `${name} ${String(content)}`)
      .join("\n");
  expect(seen("command line")).toContain("StrictHostKeyChecking=yes");
  expect(seen("command line")).toMatch(/cscript\S*\0\/\/nologo/);
  expect(seen("environment")).toContain("WINEPREFIX=");
  expect(seen("environment")).toContain("SSH_CONNECTION=");
  expect(seen("file name")).toMatch(/iis-identity-agent-[0-9a-f]+\.js/);
});

test("no program that we start gets Pulumi's environment", () => {
  const ours = evidence.filter(
    ({ channel, content }) =>
      channel === "environment" && /\b(?:SSH_CONNECTION|WINEPREFIX)=/.test(String(content)),
  );
  expect(ours.length).toBeGreaterThan(0);
  expect(ours.filter(({ content }) => String(content).includes("PULUMI_"))).toEqual([]);
});
