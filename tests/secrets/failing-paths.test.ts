import { hostname } from "node:os";
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { dirname, join } from "node:path";
import { errorCodes, isIdentityError, parseLocation } from "../../provider/src/domain";
import { readMetabase, verifyEdits } from "../../provider/src/metabase";
import { mistakesError, parseSection } from "../../provider/src/config";
import type * as ioModule from "../../provider/src/io";
import { withLock } from "../../provider/src/io";
import { thisMachine } from "../../provider/src/io/machine";
import type hostModule from "../../provider/src/resources/host/host";
import { canary, encoders, leaks, type Evidence } from "../support/canary";
import { freshFolder } from "../support/io-folder";
import { metabaseText, type KeyElement } from "../support/metabase-folder";
import { keyPayload, scriptedHost, type ScriptedRun } from "../support/scripted-host";
import { showings } from "../support/showings";

/*
 * Every way to fail with a password at hand, driven through what Pulumi's host calls. Each row proves by its code that
 * it failed where it should, and all that came out of it is searched.
 */

const declared = canary("declared");
const recorded = canary("recorded");
const foreign = canary("foreign");
const unwritable = canary("unwritable", "\u0002");
const family = [declared, recorded, foreign, unwritable];

type Properties = Readonly<Record<string, unknown>>;
type Host = typeof hostModule;

/** What a row may use and disturb. */
interface Around {
  readonly host: Host;
  readonly path: string;
  readonly fileSystem: ioModule.FileSystem;
  readonly inputs: Properties;
  readonly olds: Properties;
}

interface Row {
  readonly name?: string;
  readonly code: (typeof errorCodes)[number];
  /** Over the usual inputs. */
  readonly inputs?: Properties;
  /** Instead of the usual file. */
  readonly file?: string | Buffer;
  readonly fileName?: string;
  readonly prepare?: (around: Around) => unknown;
  /** Instead of a check, and a create where it passes. */
  readonly call?: (around: Around) => Promise<unknown>;
}

const inXml = ({ text }: { text: string }): string => String(encoders["XML, named"]?.(text));
const at = "/LM/W3SVC/1/ROOT";
const key = (
  attributes: Readonly<Record<string, string>>,
  location = at,
  type = "IIsWebVirtualDir",
): KeyElement => ({
  location,
  type,
  attributes,
});
const pair = { AnonymousUserName: "IUSR_OLD", AnonymousUserPass: inXml(foreign) };
const drifted = metabaseText([key(pair)]);
const sealed = `49634462f000000022000000${"5a".repeat(48)}`;

/** The same credential in an applicationHost.config, beneath a server's level that may lock a half of it. */
function appHost(lock = ""): string {
  const authentication = (attributes: string): string =>
    `<system.webServer><security><authentication><anonymousAuthentication ${attributes}/></authentication></security></system.webServer>`;
  const site = '<site name="Site" id="1"><application path="/" /></site>';
  const own = authentication(`userName="IUSR_OLD" password="${inXml(foreign)}"`);
  return `<configuration><system.applicationHost><sites>${site}</sites></system.applicationHost>${authentication(lock)}<location path="Site">${own}</location></configuration>`;
}

/** As a library or the system might put it: with everything it knows. */
const talkative = (code: string): Error =>
  Object.assign(new Error(`${code}: ${declared.text}, ${foreign.text}`, { cause: recorded.text }), {
    code,
    path: declared.text,
    dest: foreign.text,
  });

/** Lets a call of the file system fail, where its first argument is of that kind. */
function failing(method: keyof ioModule.FileSystem, error: Error, on = /./) {
  return ({ fileSystem }: Around): void => {
    const real = fileSystem[method] as (...args: unknown[]) => unknown;
    jest
      .spyOn(fileSystem, method)
      .mockImplementation(((...args: unknown[]) =>
        on.test(String(args[0])) ? Promise.reject(error) : real(...args)) as never);
  };
}

/** Lets a call on the handle of the new file fail. */
function failingHandle(
  method: "write" | "sync" | "read" | "chown" | "chmod",
  error: Error,
  on = /iis-identity-new$/,
) {
  return ({ fileSystem }: Around): void => {
    const real = fileSystem.open.bind(fileSystem);
    jest.spyOn(fileSystem, "open").mockImplementation(async (...args) => {
      const handle: FileHandle = await real(...args);
      if (on.test(String(args[0]))) jest.spyOn(handle, method).mockRejectedValue(error);
      return handle;
    });
  };
}

/** A live metabase whose script host fails like this, with the password among all that it was given and says. */
function live(code: Row["code"], runs: readonly ScriptedRun[], more: Properties = {}): Row {
  return {
    code,
    name: "of a live metabase",
    prepare: ({ inputs }) => {
      const { transport } = inputs["metabase"] as { readonly transport: { readonly scriptHost: string } };
      scriptedHost(transport.scriptHost, runs);
    },
    get inputs() {
      const scriptHost = join(freshFolder(), "cscript");
      return { metabase: { store: "adsi", transport: { type: "local", scriptHost }, ...more } };
    },
  };
}

const print = "iplain:" + "0".repeat(64);
const whole = (...keys: readonly string[]): ScriptedRun => ({
  frames: ["server =WEB01 6", keyPayload("/LM"), ...keys, "answer 0 snapshot 00000000", "done 1"],
});
const readable = whole(keyPayload(at, "i=IUSR_OLD", print));
const observed = (userName: string): ScriptedRun => ({
  frames: ["server =WEB01 6", keyPayload(at, `i=${userName}`, print), "answer 0 observe 00000000", "done 1"],
});
const failingWith = (hresult: string): readonly ScriptedRun[] => [
  { frames: ["server =WEB01 6", `answer 0 snapshot ${hresult}`, "done 1"] },
];

const liveRows: readonly Row[] = [
  {
    code: "E_SCRIPT_HOST",
    inputs: { metabase: { store: "adsi", transport: { type: "local", scriptHost: "/no/such/program" } } },
  },
  live("E_UNREACHABLE", failingWith("800706ba")),
  live("E_ACCESS_DENIED", failingWith("80070005")),
  live("E_NO_PROVIDER", failingWith("80005000")),
  live("E_BUSY", failingWith("80070094")),
  live("E_ADSI", failingWith("80004005")),
  live("E_TIMEOUT", [{ hangs: true }], { timeoutSeconds: 2 }),
  live("E_PROTOCOL", [{ raw: [declared.text, foreign.text] }]),
  live("E_IN_DOUBT", [readable, { raw: [declared.text, foreign.text] }, observed("IUSR_HALF")]),
  live("E_CONFIGURATION", [{ frames: ["server =WEB01 10", "answer 0 configuration 80090016", "done 1"] }], {
    store: "iis7",
  }),
  live("E_USE_IIS7", [{ frames: ["server =WEB01 10", ...readable.frames!.slice(1)] }]),
  {
    code: "E_INPUT",
    name: "a second hop",
    inputs: {
      metabase: {
        store: "adsi",
        server: "WEB02",
        transport: { type: "ssh", host: "web01", user: declared.text },
      },
    },
  },
];

/** Codes that no resource meets. */
const elsewhere: readonly Row["code"][] = ["E_STACK"];

const rows: readonly Row[] = [
  ...liveRows,
  { code: "E_INPUT", name: "password and passwordless", inputs: { passwordless: true } },
  { code: "E_INPUT", name: "a password that is no text", inputs: { password: { value: [declared.text] } } },
  {
    code: "E_INPUT",
    name: "a password in the wrong place",
    inputs: { onDelete: declared.text, kind: declared.text },
  },
  {
    code: "E_INPUT",
    name: "a password as a setting's name",
    inputs: { metabase: { path: "MetaBase.xml", [declared.text]: declared.text, machine: declared.text } },
  },
  { code: "E_INPUT", name: "a password as the store", inputs: { metabase: { store: declared.text } } },
  {
    code: "E_INPUT",
    name: "a password as a setting of a running IIS",
    inputs: { metabase: { store: "iis7", password: declared.text } },
  },
  {
    code: "E_INPUT",
    name: "an update with what is not known",
    call: ({ host, inputs, olds }) =>
      host.update("id", olds, { ...inputs, userName: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" }),
  },
  { code: "E_LOCATION", inputs: { location: `W3SVC/\u0001${declared.text}` } },
  {
    code: "E_LOCATION",
    name: "of the state",
    call: ({ host, inputs }) => host.diff("id", { location: `\u0001${declared.text}` }, inputs),
  },
  { code: "E_UNKNOWN_LOCATION", inputs: { location: "W3SVC/1/ROOT/none" } },
  { code: "E_KEY_TYPE", file: metabaseText([key(pair, at, "IIsFilter")]) },
  { code: "E_AMBIGUOUS", name: "a location that stands twice", file: metabaseText([key(pair), key(pair)]) },
  {
    code: "E_AMBIGUOUS",
    name: "a password that stands twice",
    file: drifted.replace(
      "</IIsWebVirtualDir>",
      `<Custom Name="AnonymousUserPass" ID="6021" Value="${inXml(foreign)}" Type="STRING" Attributes="INHERIT"/></IIsWebVirtualDir>`,
    ),
  },
  { code: "E_EMPTY_PASSWORD", inputs: { password: "" } },
  { code: "E_STORED_FORM", inputs: { password: `[enc:${declared.text}:enc]` } },
  { code: "E_PASSWORD_REQUIRED", inputs: { password: undefined } },
  {
    code: "E_PASSWORD_INHERITED",
    inputs: { password: undefined, passwordless: true },
    file: metabaseText([key(pair, "/LM/W3SVC", "IIsWebService"), key({})]),
  },
  ...[sealed, `NOLONGERVALID${inXml(foreign)}`, "**********", `[enc:${inXml(foreign)}:AAAA:enc]`].map(
    (stored): Row => ({
      code: "E_NOT_COMPARABLE",
      name: stored.slice(0, 8),
      file: metabaseText([key({ ...pair, AnonymousUserPass: stored })]),
    }),
  ),
  {
    code: "E_CONFLICT",
    call: async ({ host, inputs, olds }) => {
      await host.check(olds, { ...inputs, password: recorded.text, resourceName: "other" });
      return host.check(olds, inputs);
    },
  },
  {
    code: "E_EFFECTS",
    file: metabaseText([key(pair), key({ AnonymousUserName: "IUSR_HALF" }, `${at}/half`)]),
  },
  { code: "E_NOTHING_TO_INHERIT", inputs: { onDelete: "inherit" } },
  { code: "E_NO_COPY", inputs: { kind: "account", userName: "IUSR_NOBODY", location: undefined } },
  {
    code: "E_COMPLUS",
    inputs: { kind: "wam", location: "W3SVC" },
    file: metabaseText([
      key(
        {
          IIs5IsolationModeEnabled: "TRUE",
          WAMUserName: "IWAM_OLD",
          WAMUserPass: inXml(foreign),
        },
        "/LM/W3SVC",
        "IIsWebService",
      ),
    ]),
  },
  ...[
    { code: "E_INPUT", name: "both", inputs: { passwordless: true } },
    { code: "E_PASSWORD_REQUIRED", name: "neither", inputs: { password: undefined } },
    {
      code: "E_NOT_COMPARABLE",
      name: "sealed",
      file: metabaseText([key({ ...pair, AnonymousUserPass: sealed })]),
    },
    { code: "E_SEALS_OTHERS", file: metabaseText([key(pair), key({ UNCPassword: sealed }, `${at}/x`)]) },
    { code: "E_XML_CHARACTER", inputs: { password: unwritable.text } },
    { code: "E_DISK_FULL", prepare: failingHandle("write", talkative("ENOSPC")) },
  ].map((row): Row => {
    const { code, name = "", ...rest } = row as Row;
    return {
      ...rest,
      code,
      name: `of an account ${name}`.trim(),
      inputs: { kind: "account", userName: "IUSR_OLD", location: undefined, ...rest.inputs },
    };
  }),
  {
    code: "E_INPUT",
    name: "a generated password",
    inputs: {
      kind: "generated-password",
      length: declared.text,
      alphabet: 7,
      keepers: { [declared.text]: [foreign.text] },
    },
  },
  { code: "E_EMPTY_FILE", file: "" },
  {
    code: "E_TOO_LARGE",
    prepare: ({ path }) => {
      // A hole, which takes no space.
      truncateSync(path, 513 * 1024 * 1024);
    },
  },
  { code: "E_ENCODING", file: Buffer.concat([Buffer.from(drifted), Buffer.from([0xff])]) },
  { code: "E_TRUNCATED", file: drifted.slice(0, drifted.indexOf(foreign.marks[1])) },
  { code: "E_SYNTAX", file: drifted.replace(foreign.marks[0], `${foreign.marks[0]}<${declared.marks[0]}`) },
  { code: "E_SYNTAX", name: "an unknown entity", file: drifted.replace("&quot;", `&${foreign.marks[0]};`) },
  { code: "E_NOT_A_METABASE", file: `<secrets password="${inXml(foreign)}">${inXml(foreign)}</secrets>` },
  { code: "E_XML_CHARACTER", inputs: { password: unwritable.text } },
  { code: "E_XML_CHARACTER", name: "half a character", inputs: { password: `${declared.text}\ud83d` } },
  {
    code: "E_VERIFY",
    call: () => {
      const bytes = (text: string): Uint8Array => Buffer.from(text);
      const change = {
        location: parseLocation(at),
        kind: "anonymous",
        password: { set: declared.text },
      } as const;
      verifyEdits(readMetabase(bytes(drifted)), bytes(drifted.replace(foreign.marks[0], "")), [change]);
      return Promise.resolve();
    },
  },
  { code: "E_LIVE_METABASE", fileName: "inetsrv/MetaBase.xml" },
  { code: "E_SEALS_OTHERS", file: metabaseText([key(pair), key({ UNCPassword: sealed }, `${at}/x`)]) },
  { code: "E_PLAIN_TEXT", file: appHost() },
  { code: "E_SECTION_LOCKED", file: appHost('lockAttributes="password"') },
  {
    code: "E_REDIRECTED",
    file: appHost(),
    prepare: ({ path }) => {
      const account = `userName="FARM\\shared" password="${inXml(recorded)}"`;
      const section = `<configurationRedirection enabled="true" path="\\\\server\\share" ${account} />`;
      writeFileSync(join(dirname(path), "redirection.config"), `<configuration>${section}</configuration>`);
    },
  },
  {
    code: "E_CHANGED_MEANWHILE",
    prepare: (around) => {
      const real = around.fileSystem.link.bind(around.fileSystem);
      let time = 0;
      jest.spyOn(around.fileSystem, "link").mockImplementation(async (from, to) => {
        if (String(to).endsWith(".bak")) {
          time += 1;
          writeFileSync(around.path, drifted.replace("IUSR_OLD", `IUSR_${String(time)}`));
        }
        return real(from, to);
      });
    },
  },
  {
    code: "E_REPLACED_MEANWHILE",
    prepare: (around) => {
      const real = around.fileSystem.rename.bind(around.fileSystem);
      jest.spyOn(around.fileSystem, "exchange").mockRejectedValue(talkative("ENOSYS"));
      jest.spyOn(around.fileSystem, "rename").mockImplementation((from, to) => {
        if (to === around.path) writeFileSync(around.path, drifted.replace("IUSR_OLD", "IUSR_NEW"));
        return real(from, to);
      });
    },
  },
  {
    code: "E_FILE_NOT_FOUND",
    prepare: ({ path }) => {
      renameSync(path, `${path}.away`);
    },
  },
  { code: "E_FILE_ACCESS", name: "to read", prepare: failing("open", talkative("EACCES"), /MetaBase\.xml$/) },
  { code: "E_FILE_ACCESS", name: "to replace", prepare: failing("rename", talkative("EPERM")) },
  {
    code: "E_READ_ONLY",
    prepare: ({ path }) => {
      chmodSync(path, 0o400);
    },
  },
  { code: "E_READ_ONLY", name: "the file system", prepare: failing("open", talkative("EROFS"), /-new$/) },
  { code: "E_DISK_FULL", prepare: failingHandle("write", talkative("ENOSPC")) },
  { code: "E_DISK_FULL", name: "at the last moment", prepare: failingHandle("sync", talkative("EDQUOT")) },
  {
    code: "E_LOCKED",
    prepare: ({ path }) => {
      writeFileSync(`${path}.lock`, `${declared.text}\n${foreign.text}\n${recorded.text}\n`);
    },
  },
  { code: "E_BACKUP", inputs: { metabase: { path: "", backup: { directory: "none" } } } },
  {
    code: "E_BACKUP",
    name: "no link",
    prepare: failing("link", talkative("EIO"), /MetaBase\.xml$/),
    call: linkless,
  },
  { code: "E_ACCESS_CONTROL", prepare: failingHandle("chmod", talkative("EPERM")) },
  { code: "E_FILE", name: "another failure", prepare: failing("realpath", talkative("EIO")) },
  {
    code: "E_FILE",
    name: "a failure without a code",
    prepare: failing("realpath", new Error(declared.text)),
  },
  { code: "E_FILE", name: "a code that is none", prepare: failing("realpath", talkative(declared.text)) },
  {
    code: "E_FILE",
    name: "a read that fails",
    prepare: failingHandle("read", talkative("EIO"), /MetaBase\.xml$/),
  },
  {
    code: "E_FILE",
    name: "a folder",
    call: ({ host, inputs, path }) => host.create({ ...inputs, metabase: { path: dirname(path) } }),
  },
  ...(["create", "update", "read", "diff", "delete"] as const).map((method): Row => ({
    code:
      method === "read" || method === "diff"
        ? "E_NOT_COMPARABLE"
        : method === "delete"
          ? "E_NOTHING_TO_INHERIT"
          : "E_SEALS_OTHERS",
    name: `from ${method}`,
    file: metabaseText([
      key(
        method === "read" || method === "diff"
          ? { ...pair, AnonymousUserPass: sealed }
          : {
              ...pair,
              AnonymousUserName: "IUSR_WEB",
              AnonymousUserPass: inXml(method === "delete" ? declared : foreign),
            },
      ),
      key({ UNCPassword: sealed }, `${at}/x`),
    ]),
    call: ({ host, inputs }) => {
      switch (method) {
        case "create":
          return host.create(inputs);
        case "update":
          return host.update(at, { ...inputs, password: recorded.text }, inputs);
        case "read":
          return host.read(at, { ...inputs, revision: 1 });
        case "diff":
          return host.diff(at, inputs, inputs);
        case "delete":
          return host.delete(at, { ...inputs, onDelete: "inherit" });
      }
    },
  })),
  ...unexpected(),
];

/** Where no hard link can be made a copy is, and here that fails as well. */
async function linkless(around: Around): Promise<unknown> {
  failing("open", talkative("ENOSPC"), /\.bak(?:\.part)?$/)(around);
  return around.host.create(around.inputs);
}

/** Faults in the program itself, thrown in the middle of a call by what it calls. */
function unexpected(): readonly Row[] {
  const thrown: Readonly<Record<string, () => unknown>> = {
    "an error": () => new TypeError(`Cannot read ${declared.text}`),
    "an error of many lines": () => new Error(`x\n    at ${declared.text}\n  at f (${foreign.text}:1:1)\ny`),
    "an error with a changed message": () =>
      Object.assign(new Error(`x\n    at ${declared.text}`), { message: "y" }),
    "an error with a cause": () => new Error("x", { cause: new Error(declared.text) }),
    "an error with a name": () => Object.assign(new Error("x"), { name: declared.text }),
    "an error with a plain name": () => Object.assign(new Error("x"), { name: declared.marks[0] }),
    "an error with properties": () =>
      Object.assign(new Error("x"), { id: "x", properties: { password: declared.text } }),
    "many errors": () => new AggregateError([new Error(declared.text)], declared.text),
    "a text": () => declared.text,
    "an object": () => ({ message: declared.text, stack: `x\n    at ${declared.text}` }),
    nothing: () => undefined,
  };
  return Object.entries(thrown).map(([name, make]) => ({
    code: "E_UNEXPECTED",
    name,
    call: ({ host, inputs }) => {
      const broken = { ...inputs };
      // Every call looks at all its inputs, and none expects that this could fail.
      Object.defineProperty(broken, "userName", {
        enumerable: true,
        get: () => {
          throw make();
        },
      });
      return host.create(broken);
    },
  }));
}

test("each code of the closed list is reached by a row", () => {
  const reached = new Set(rows.map(({ code }) => code));
  expect(errorCodes.filter((code) => !reached.has(code))).toEqual(elsewhere);
});

afterEach(() => {
  jest.restoreAllMocks();
});

test.each(rows.map((row) => [`${row.code} ${row.name ?? ""}`.trim(), row] as const))(
  "%s tells no password",
  async (_name, row) => {
    const { evidence, codes, folder } = await attempt(row);
    expect(codes).toContain(row.code);
    expect(leaks(evidence, family)).toEqual([]);
    const names = readdirSync(folder).map((name): Evidence => ({ channel: "file name", name, content: "" }));
    expect(leaks(names, family)).toEqual([]);
  },
  30_000,
);

test("the search finds a password in what a call says, throws or prints", async () => {
  const call = async (): Promise<unknown> => {
    process.stderr.write(`${foreign.text}\n`);
    await Promise.resolve();
    throw new Error(declared.text);
  };
  const { evidence } = await attempt({ code: "E_UNEXPECTED", call });
  const found = leaks(evidence, family).join("\n");
  for (const channel of ["standard error", "inspect", "stack"]) expect(found).toContain(channel);
  const failures = { inputs: {}, failures: [{ property: "", reason: recorded.text }] };
  const answered = await attempt({ code: "E_UNEXPECTED", call: () => Promise.resolve(failures) });
  expect(leaks(answered.evidence, family)).toEqual(["check failure, reason: recorded"]);
});

test("mistakes in a stack's configuration tell no password, wherever it was put by mistake", () => {
  const { text } = declared;
  const wrong = {
    location: text,
    userName: [text],
    password: text,
    passwordFrom: text,
    [text]: text,
    onDelete: text,
  };
  for (const given of [
    wrong,
    { ...wrong, location: "W3SVC\u0001" + text, password: { [text]: text } },
    text,
    [text],
  ]) {
    const { mistakes } = parseSection({
      metabase: { path: [text], machine: text, backup: { keep: text, [text]: text }, [text]: text },
      identities: [given, given],
      accounts: [given],
      setting: () => ({ text: foreign.text, secret: false }),
      clearPassword: () => true,
    });
    expect(mistakes.length).toBeGreaterThan(2);
    expect(leaks(showings("mistakes", mistakesError(mistakes)), family)).toEqual([]);
  }
});

test("a lock says who holds it since when, on which machine, and nothing else", async () => {
  const path = join(freshFolder(), "MetaBase.xml");
  writeFileSync(path, drifted);
  const content = await withLock(path, () => Promise.resolve(readFileSync(`${path}.lock`, "utf8")));
  const [pid, host, since, machine, serial, ...rest] = content.split("\n");
  expect([pid, host, machine, rest]).toEqual([String(process.pid), hostname(), thisMachine(), [""]]);
  expect(serial).toMatch(/^[0-9a-f]{16}$/);
  expect(new Date(since ?? "").toISOString()).toBe(since);
});

async function attempt(
  row: Row,
): Promise<{ evidence: readonly Evidence[]; codes: readonly string[]; folder: string }> {
  const folder = freshFolder();
  const path = join(folder, row.fileName ?? "MetaBase.xml");
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, row.file ?? drifted);
  chmodSync(path, 0o640);

  // The host remembers what it claimed and said: one process is one operation of the engine.
  jest.resetModules();
  const host = jest.requireActual<Host>("../../provider/src/resources/host/host");
  const { realFileSystem } = jest.requireActual<typeof ioModule>("../../provider/src/io");
  const usual = {
    resourceName: "www",
    kind: "anonymous",
    metabase: { path },
    location: "W3SVC/1/ROOT",
    userName: "IUSR_WEB",
    password: declared.text,
    revision: undefined,
    __provider: "",
  };
  const metabase = row.inputs?.["metabase"];
  const named =
    typeof metabase === "object" && metabase !== null && "path" in metabase
      ? { metabase: { ...metabase, path } }
      : {};
  const inputs = { ...usual, ...row.inputs, ...named };
  const around = {
    host,
    path,
    fileSystem: realFileSystem,
    inputs,
    olds: { ...usual, password: recorded.text },
  };
  await row.prepare?.(around);

  const evidence: Evidence[] = [];
  const codes: string[] = [];
  const printed = jest.spyOn(process.stderr, "write").mockImplementation((text) => {
    evidence.push({ channel: "standard error", name: "line", content: String(text) });
    return true;
  });
  try {
    const answer = await (row.call ?? checkAndCreate)(around);
    for (const { property, reason } of failuresOf(answer)) {
      expect(property).toBe("");
      evidence.push({ channel: "check failure", name: "reason", content: reason });
      codes.push(reason.split(/[ :]/)[0] ?? "");
    }
  } catch (error) {
    evidence.push(...showings("thrown", error));
    if (isIdentityError(error)) codes.push(error.code);
  } finally {
    printed.mockRestore();
    jest.restoreAllMocks();
  }
  return { evidence, codes, folder };
}

async function checkAndCreate({ host, inputs, olds }: Around): Promise<unknown> {
  const checked = await host.check(olds, inputs);
  return checked.failures.length > 0 ? checked : host.create(checked.inputs);
}

function failuresOf(answer: unknown): readonly { property: string; reason: string }[] {
  return typeof answer === "object" && answer !== null && "failures" in answer
    ? (answer.failures as readonly { property: string; reason: string }[])
    : [];
}
