import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { AccountCredential, AnonymousIdentity, type MetabaseArgs } from "../../provider/src";
import { canary, encoders, type Canary } from "../support/canary";
import { LiveWatch, provesNoLeak, type WatchedCommand } from "../support/live-watch";
import { metabaseText, withAttribute } from "../support/metabase-folder";
import { said } from "../support/scenario";
import { ScriptHost } from "../support/script-host/script-host";

/* One stack over a real sshd, then the commands on a script host of this machine: they preview, write, fail, refresh and fetch passwords. */

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

let watch: LiveWatch;
let host: ScriptHost;
/** The script host of the commands. */
let local: ScriptHost;

function declare(password: Canary): void {
  const metabase: MetabaseArgs = {
    store: "adsi",
    transport: { type: "ssh", host: watch.server.host, configFile: watch.server.configFile },
  };
  watch.stack.program = () => {
    new AnonymousIdentity("www", { metabase, location: at, userName: "IUSR_WEB", password: password.text });
    new AccountCredential("many", { metabase, userName: "IUSR_MANY", password: password.text });
    return Promise.resolve();
  };
}

async function live(): Promise<void> {
  const { stack } = watch;
  declare(passwords.declared);
  await watch.record("preview", stack.preview(["--diff"]));
  await watch.record("preview --json", stack.preview(["--json"]));
  host.plant({ failures: [{ call: "SetInfo", location: copies[1]!, hresult: 0x80070005 }] });
  await watch.record("up, half", stack.up(["--diff"]));
  host.plant({ end: { when: "after SetInfo", count: 1, how: "quit" } });
  await watch.record("up, broken off", stack.up(["--diff"]));
  host.plant({});
  await watch.record("up", stack.up(["--diff"]));
  declare(passwords.rotated);
  await watch.record("up with a rotation", stack.up(["--diff"]));
  host.set(withAttribute(host.metabase, at, "AnonymousUserPass", inXml(passwords.foreign)));
  await watch.record("refresh", stack.refresh(["--diff"]));
  await watch.record("export", stack.cli(["stack", "export"]));
  await watch.record("destroy", stack.destroy(["--diff"]));
}

/** Each command that reads or writes a running IIS; `discover` is the one that fetches passwords in clear. */
const commands: readonly WatchedCommand[] = [
  [["doctor"], 0],
  [["find", "--long"], 0],
  [["find", "AnonymousUserPass"], 0],
  [["lint"], 0],
  [["explain", "W3SVC/4/ROOT"], 0],
  [["sync", "Anonymous", "IUSR_OTHER", "--password-stdin"], 3],
  [["sync", "Anonymous", "IUSR_OTHER", "--password-stdin", "--apply"], 0],
  [["discover", "--stack", "web01", "--yes"], 0],
];

beforeAll(async () => {
  host = await ScriptHost.create(text);
  local = await ScriptHost.create(text);
  watch = await LiveWatch.create(host);
  await watch.whileWatched(async () => {
    await live();
    await watch.recordCommands(commands, ["--script-host", local.path], passwords.typed.text);
  });
  // Guards against an engine that hangs.
}, 600_000);

afterAll(async () => {
  await watch.remove();
  host.remove();
  local.remove();
});

test("the story went as told, so that there was something to leak", () => {
  expect(watch.ended).toEqual({
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
  expect(said(watch.runs.get("up, half")!)).toContain("E_ACCESS_DENIED");
  expect(said(watch.runs.get("up, broken off")!)).toContain("was read again");
  // Written as the launcher writes it: everything but plain characters as a reference.
  const written = inNumbers(passwords.rotated);
  expect(host.metabase.split(written)).toHaveLength(3);
});

test("each command did its work, so that there was something to leak", async () => {
  expect([...watch.commandRuns]).toEqual(commands.map(([args, code]) => [args.join(" "), code]));
  expect(local.metabase.split(inNumbers(passwords.typed))).toHaveLength(2);
  // What discover fetched in clear went to the CLI, on standard input.
  const held = await readFile(join(watch.programs, "held.json"), "utf8");
  for (const { text: fetched } of [passwords.foreign, passwords.typed]) {
    expect(held).toContain(JSON.stringify(fetched));
  }
  expect(local.violations).toEqual([]);
});

provesNoLeak(() => watch, all);
