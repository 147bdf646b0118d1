import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AccountCredential, AnonymousIdentity, type MetabaseArgs } from "../../provider/src";
import { canary, encoders, leaks, type Canary, type Evidence } from "../support/canary";
import { EngineStack, type Run } from "../support/engine";
import { metabaseText, withAttribute } from "../support/metabase-folder";
import { Observer } from "../support/observer";
import { said } from "../support/scenario";
import { ScriptHost } from "../support/script-host/script-host";
import { SshServer } from "../support/ssh-server";
import { ofDriveC } from "../support/windows-prefix";

/*
 * One stack on the real engine, over a real sshd and a real script host. While it previews, writes, fails and refreshes, every
 * process on both sides and every file but those of the simulated IIS itself is looked at, again and again.
 */

const passwords = {
  declared: canary("declared"),
  rotated: canary("rotated"),
  foreign: canary("foreign"),
  neighbour: canary("neighbour"),
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

beforeAll(async () => {
  const before = process.env["TMPDIR"];
  server = await SshServer.create();
  host = await ScriptHost.create(text);
  server.setRemoteCscript(host.path);
  stack = await EngineStack.create(() => Promise.resolve());
  temporary = await mkdtemp(join(tmpdir(), "iis-identity-temporary-"));
  process.env["TMPDIR"] = temporary;
  const observer = new Observer({
    folders: [stack.folder, temporary, server.folder, ofDriveC("users"), ofDriveC("windows/temp")],
    nameFolders: [],
  });
  try {
    await live();
  } finally {
    observer.stop();
    evidence.push(...observer.evidence);
    if (before === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = before;
  }
  // Guards against an engine that hangs.
}, 600_000);

afterAll(async () => {
  await Promise.all([stack.remove(), server.remove(), rm(temporary, { recursive: true, force: true })]);
  host.remove();
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
  expect(said(runs.get("up, broken off")!)).toContain("looked at again");
  // Written as the launcher writes it: everything but plain characters as a reference.
  const written = inNumbers(passwords.rotated);
  expect(host.metabase.split(written)).toHaveLength(3);
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
