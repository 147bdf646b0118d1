import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import {
  AccountCredential,
  AnonymousIdentity,
  GeneratedPassword,
  type AnonymousIdentityArgs,
} from "../../provider/src";
import { canary, encoders, leaks, type Canary, type Evidence } from "../support/canary";
import type { Run, RunOptions, State } from "../support/engine";
import { metabaseText, type KeyElement } from "../support/metabase-folder";
import { Observer } from "../support/observer";
import { removeScenarios, said, Scenario } from "../support/scenario";

/*
 * One stack lives its life on the real engine, mistakes included, while everything it shows, stores and starts is
 * collected. Not one of the passwords may be in any of it.
 */

const passwords = {
  declared: canary("declared"),
  rotated: canary("rotated"),
  configured: canary("configured"),
  foreign: canary("foreign"),
  byHand: canary("by hand"),
  ancestor: canary("ancestor"),
  neighbour: canary("neighbour"),
  half: canary("half"),
  copy: canary("copy"),
  unwritable: canary("unwritable", "\u0001"),
};
const all: Canary[] = Object.values(passwords);
const inXml = (password: { text: string }): string => String(encoders["XML, named"]?.(password.text));

const pair = (userName: string, password: { text: string }) => ({
  AnonymousUserName: userName,
  AnonymousUserPass: inXml(password),
});
const sealedValue = `49634462f000000022000000${"5a".repeat(48)}`;
const keys: readonly KeyElement[] = [
  { location: "/LM/W3SVC", type: "IIsWebService", attributes: pair("IUSR_BASE", passwords.ancestor) },
  { location: "/LM/W3SVC/1/ROOT", attributes: pair("IUSR_WEB", passwords.foreign) },
  { location: "/LM/W3SVC/1/ROOT/half", attributes: { AnonymousUserName: "IUSR_OTHER" } },
  { location: "/LM/W3SVC/2/ROOT", attributes: pair("IUSR_TWO", passwords.neighbour) },
  { location: "/LM/W3SVC/2/ROOT/half", attributes: { AnonymousUserPass: inXml(passwords.half) } },
  { location: "/LM/W3SVC/3/ROOT", attributes: pair("IUSR_THREE", passwords.copy) },
  { location: "/LM/W3SVC/4/ROOT", attributes: pair("IUSR_MANY", passwords.copy) },
  {
    location: "/LM/W3SVC/5/ROOT",
    attributes: { UNCUserName: "IUSR_MANY", UNCPassword: inXml(passwords.copy) },
  },
];
const sealing: readonly KeyElement[] = [
  { location: "/LM/W3SVC/1/ROOT", attributes: pair("IUSR_WEB", passwords.foreign) },
  {
    location: "/LM/W3SVC/2/ROOT",
    attributes: { AnonymousUserName: "IUSR_TWO", AnonymousUserPass: sealedValue },
  },
];

const evidence: Evidence[] = [];
const runs = new Map<string, Run>();
let scenario: Scenario;
let observer: Observer;
let temporary: string;

function note(channel: string, name: string, content: string): void {
  if (content !== "") evidence.push({ channel, name, content });
}

async function record(name: string, action: Promise<Run>): Promise<Run> {
  const run = await action;
  runs.set(name, run);
  note("standard output", name, run.stdout);
  note("standard error", name, run.stderr);
  return run;
}

function runOf(name: string): Run {
  const run = runs.get(name);
  if (run === undefined) throw new Error(`${name} was not run`);
  return run;
}

type Declared = Readonly<Record<string, Partial<AnonymousIdentityArgs>>>;

const root = { location: "W3SVC/1/ROOT", userName: "IUSR_WEB" } as const;

function declare(declared: Declared, password: string = passwords.declared.text, refuses = false): void {
  scenario.stack.program = () => {
    const made = Object.entries(declared).map(
      ([name, args]) =>
        new AnonymousIdentity(name, {
          metabase: { path: scenario.metabase.path },
          ...root,
          password,
          acceptEffects: true,
          ...args,
        }),
    );
    // The engine hangs up on a program whose resource it refuses; one that has ended by then would complain.
    if (refuses) return new Promise(() => undefined);
    // Shown as an output as well: it has to stay a secret there.
    return Promise.resolve({ password: made[0]?.password });
  };
}

/** What the stack declares as long as nothing is wrong. */
function declareAll(password = passwords.declared): void {
  declare(
    {
      www: {},
      two: {
        location: "W3SVC/2/ROOT",
        userName: "IUSR_TWO",
        onDelete: "inherit",
        get password() {
          return new pulumi.Config().requireSecret("web-user");
        },
      },
    },
    password.text,
  );
  const { program, metabase } = {
    program: scenario.stack.program,
    metabase: { path: scenario.metabase.path },
  };
  scenario.stack.program = () => {
    const account = { metabase, userName: "IUSR_MANY", acceptEffects: true };
    new AccountCredential("many", { ...account, password: password.text });
    const generated = new GeneratedPassword("generated", { length: 40, alphabet: letters });
    const location = "W3SVC/3/ROOT";
    new AnonymousIdentity("three", {
      metabase,
      location,
      userName: "IUSR_THREE",
      password: generated.result,
    });
    return program();
  };
}

/** Letters only, so that the search finds what is made of them in every disguise. */
const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** The generated password, which nobody knows before. Asked for as its owner would, and not looked at any further. */
async function generatedPassword(): Promise<Canary> {
  const { stdout } = await scenario.stack.cli(["stack", "export", "--show-secrets"]);
  const state = JSON.parse(stdout) as State;
  const made = state.deployment.resources.find(({ urn }) => urn.endsWith("::generated"));
  const { plaintext } = made?.outputs?.["result"] as { plaintext: string };
  const text = JSON.parse(plaintext) as string;
  return { name: "generated", text, marks: [text.slice(0, 14), text.slice(-14)] };
}

/** Previews that must fail at the provider's check, each with a password at hand. */
const refused: readonly (readonly [string, () => Declared])[] = [
  ["E_XML_CHARACTER", () => ({ www: { password: passwords.unwritable.text } })],
  ["E_CONFLICT", () => ({ www: {}, again: { password: passwords.rotated.text } })],
  ["E_NOT_COMPARABLE", () => ({ www: { metabase: beside("sealing.xml"), location: "W3SVC/2/ROOT" } })],
  ["E_LIVE_METABASE", () => ({ www: { metabase: beside("inetsrv/MetaBase.xml") } })],
];

function beside(name: string): { path: string } {
  return { path: join(dirname(scenario.metabase.path), name) };
}

async function live(): Promise<void> {
  const { stack, metabase } = scenario;
  const folder = dirname(metabase.path);
  await chmod(metabase.path, 0o600);
  await mkdir(join(folder, "inetsrv"));
  await writeFile(join(folder, "inetsrv", "MetaBase.xml"), metabaseText(keys));
  await writeFile(join(folder, "sealing.xml"), metabaseText(sealing));

  const config: RunOptions = { input: `${passwords.configured.text}\n` };
  await record("config set", stack.cli(["config", "set", "--secret", "web-user"], config));
  declareAll();
  await record("preview", stack.preview());
  await record("preview --diff", stack.preview(["--diff"]));
  await record("preview --json", stack.preview(["--json", "--save-plan", join(stack.folder, "plan.json")]));
  await record("up", stack.up(["--show-reads", "--show-sames", "--show-config"]));
  all.push(await generatedPassword());
  await record("stack output", stack.cli(["stack", "output", "--json"]));

  declareAll(passwords.rotated);
  await record("preview of a rotation", stack.preview(["--diff"]));
  await record("up with a rotation", stack.up(["--diff"]));

  await metabase.set("/LM/W3SVC/1/ROOT", "AnonymousUserPass", inXml(passwords.byHand));
  await metabase.set("/LM/W3SVC/1/ROOT", "AnonymousUserName", "IUSR_HAND");
  await record("refresh --preview-only", stack.refresh(["--preview-only", "--diff"]));
  await record("refresh", stack.refresh(["--diff"]));
  await record("export after the refresh", stack.cli(["stack", "export"]));
  await record("up after the refresh", stack.up(["--diff"]));

  for (const [code, declared] of refused) {
    declare(declared(), passwords.declared.text, true);
    await record(`preview with ${code}`, stack.preview(["--diff"]));
  }
  declareAll(passwords.declared);
  await chmod(metabase.path, 0o400);
  await record("up with E_READ_ONLY", stack.up());
  await chmod(metabase.path, 0o600);

  await record("export", stack.cli(["stack", "export"]));
  await record("history", stack.cli(["stack", "history", "--json"]));
  await record("destroy", stack.destroy(["--diff"]));
}

beforeAll(async () => {
  const before = process.env["TMPDIR"];
  scenario = await Scenario.create(metabaseText(keys));
  temporary = await mkdtemp(join(tmpdir(), "iis-identity-temporary-"));
  process.env["TMPDIR"] = temporary;
  observer = new Observer({
    folders: [scenario.stack.folder, temporary],
    nameFolders: [dirname(scenario.metabase.path)],
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
  await removeScenarios();
  await rm(temporary, { recursive: true, force: true });
});

describe("the story went as told, so that there was something to leak", () => {
  test("every command that should succeed did, and named its drift", () => {
    const failed = [...runs].filter(([name, { code }]) => code !== 0 && !name.includes(" with E_"));
    expect(failed).toEqual([]);
    for (const name of ["preview", "preview --diff", "preview --json", "preview of a rotation"]) {
      expect(said(runOf(name))).toContain("AnonymousUserPass: differs");
    }
  });

  test.each([...refused.map(([code]) => `preview with ${code}`), "up with E_READ_ONLY"])("%s", (name) => {
    const run = runOf(name);
    expect(run.code).not.toBe(0);
    expect(said(run)).toContain(name.slice(name.indexOf("E_")));
  });

  test("the passwords were written, and the backups hold those of before", async () => {
    expect((await scenario.metabase.backups()).join("")).toContain(inXml(passwords.byHand));
    expect(await scenario.metabase.text()).toContain(inXml(passwords.rotated));
  });
});

test.each(["standard output", "standard error", "command line", "environment", "file", "file name", "lock"])(
  "no password in: %s",
  (channel) => {
    const found = evidence.filter((piece) => piece.channel === channel);
    expect(found.length).toBeGreaterThan(0);
    expect(leaks(found, all)).toEqual([]);
  },
);

test("the watch saw the engine, the dynamic host, its state, its plan and each backup", async () => {
  const seen = (channel: string): string =>
    evidence
      .filter((piece) => piece.channel === channel)
      .map(({ name, content }) => `${name} ${channel === "file name" ? "" : String(content)}`)
      .join("\n");
  expect(seen("command line")).toContain("preview\0");
  expect(seen("command line")).toContain("dynamic-provider");
  expect(seen("environment")).toContain("PULUMI_BACKEND_URL=");
  expect(seen("file")).toContain(join(scenario.stack.folder, "state"));
  expect(seen("file")).toContain(join(scenario.stack.folder, "plan.json"));
  expect(seen("file name")).toContain(".iis-identity-new");
  expect((await scenario.metabase.backups()).length).toBeGreaterThan(0);
});

test("whatever stood beside the metabase could be read by its owner alone", () => {
  const ours = [...observer.modes].filter(([name]) => /^\.?MetaBase\.xml/.test(name));
  expect(ours.length).toBeGreaterThan(1);
  expect(ours.filter(([, mode]) => (mode & 0o077) !== 0)).toEqual([]);
});

test.each(["export after the refresh", "export"])("state holds each password encrypted: %s", (name) => {
  const state = JSON.parse(runOf(name).stdout);
  const held = (state as State).deployment.resources.flatMap(({ inputs, outputs }) =>
    [inputs?.["password"], outputs?.["password"], outputs?.["result"]].filter(
      (password) => password !== undefined,
    ),
  );
  // Four resources with inputs and outputs, what was generated, and the stack's own output.
  expect(held.length).toBe(10);
  for (const password of held) expect(password).toMatchObject({ ciphertext: expect.any(String) });
});

describe("what Pulumi itself writes in clear, and nobody else, SECURITY.md says", () => {
  const security = (): Promise<string> => readFile(join(__dirname, "../../SECURITY.md"), "utf8");

  test("the engine's log at -v=9", async () => {
    declareAll();
    const run = await scenario.stack.preview(["-v=9", "--logtostderr"]);
    expect(leaks([{ channel: "log", name: "-v=9", content: run.stderr }], all)).toHaveLength(1);
    expect(await security()).toContain("`-v=9`");
  });

  test("the calls that PULUMI_DEBUG_GRPC records", async () => {
    declareAll();
    const log = join(temporary, "grpc.json");
    await scenario.stack.preview([], { env: { PULUMI_DEBUG_GRPC: log } });
    expect(leaks([{ channel: "log", name: "gRPC", content: await readFile(log) }], all)).toHaveLength(1);
    await rm(log);
    expect(await security()).toContain("`PULUMI_DEBUG_GRPC`");
  });

  test("the debug diagnostics in the event stream that `pulumi up --json` prints", async () => {
    declareAll();
    const { stdout } = await scenario.stack.up(["--json"]);
    const lines = stdout.split("\n").map((content) => ({ channel: "event", name: "", content }));
    const isDebug = ({ content }: Evidence): boolean =>
      String(content).includes('"prefix":"debug: "') &&
      String(content).includes("RegisterResource RPC finished");
    expect(leaks(lines.filter(isDebug), all)).not.toEqual([]);
    expect(
      leaks(
        lines.filter((line) => !isDebug(line)),
        all,
      ),
    ).toEqual([]);
    expect(await security()).toContain("`pulumi up --json`");
  });
});
