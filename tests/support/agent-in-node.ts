import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { agentFile } from "../../provider/src/agent/agent-file";
import type { AgentProcess, Ended, Transport } from "../../provider/src/transports";
import { agentScript } from "./script-host/agent-script.cjs";
import { readableCommit, withCommits } from "./script-host/apphost-text.cjs";
import { appHostTree } from "./script-host/apphost-tree.cjs";
import { listing, withJournal } from "./script-host/metabase-text.cjs";
import { simulatorOf, type Administration, type Planted } from "./script-host/script-host";

/** Of the agent's file as the simulated machine has it. */
const agentPath = "C:\\agent.js";
const journalPath = "C:\\journal";
const listingPath = "C:\\listing";
const inputPath = "C:\\input";
const root = "C:\\Windows";
const inetsrv = `${root}\\System32\\inetsrv`;

/** Makes the script another one in each test file: what an earlier file compiled of the same text would not be counted. */
const ofThisFile = `// ${randomUUID()}`;

/** What JScript calls an error: the number first. */
function JScriptError(this: { number: number }, number: number): void {
  this.number = number;
}

function failed(hresult: number): never {
  throw new (JScriptError as unknown as new (number: number) => Error)(hresult | 0);
}

/** An array as it crosses the COM border. */
class SafeArray {
  constructor(readonly items: readonly unknown[]) {}
}

class VBArray {
  readonly #items: readonly unknown[];

  constructor(value: unknown) {
    if (!(value instanceof SafeArray)) failed(0x800a1395);
    this.#items = value.items;
  }

  lbound(): number {
    return 0;
  }

  ubound(): number {
    return this.#items.length - 1;
  }

  toArray(): unknown[] {
    return [...this.#items];
  }
}

/** What one run was asked of the simulated IIS, in order: `GetObject`, `GetDataPaths AnonymousUserName`. */
export interface Traffic {
  readonly calls: readonly string[];
  /** What the agent printed, one element a call of Echo, with the number of calls before it. */
  readonly said: readonly { readonly text: string; readonly after: number }[];
}

interface Options {
  readonly planted?: Planted;
  /** Called before each question to the simulated IIS. */
  readonly onCall?: (call: string) => void;
  /** The time that the agent sees, in milliseconds; left out, this machine's. */
  readonly now?: () => number;
}

/**
 * The agent in Node, over the simulated IIS of the script host's tests: to count what it does. What JScript makes of the
 * agent is proven in a real script host.
 */
export class AgentInNode {
  readonly #options: Options;
  readonly #agent: string;
  #metabase: string;
  #listing: string | undefined;
  #unsettled = "";
  #configuration: Buffer;
  /** Another administrator's files that have come. */
  readonly #replaced = new Set<number>();
  readonly #journal: string[] = [];
  #traffic: Traffic = { calls: [], said: [] };

  constructor(metabase: string, options: Options = {}) {
    this.#metabase = metabase;
    this.#listing = listingOf(metabase);
    this.#options = options;
    this.#configuration = Buffer.from(options.planted?.configuration?.bytes ?? "<configuration/>");
    this.#agent = readFileSync(agentFile().path, "latin1");
  }

  /** What the last process did. */
  get traffic(): Traffic {
    return this.#traffic;
  }

  /** Calls that changed something, or that no documentation promises. */
  get journal(): readonly string[] {
    return this.#journal;
  }

  /** The applicationHost.config as it is now. */
  get configuration(): Buffer {
    return this.#configuration;
  }

  get metabase(): string {
    if (this.#unsettled !== "") {
      this.#metabase = withJournal(this.#metabase, this.#unsettled);
      this.#listing = undefined;
      this.#unsettled = "";
    }
    return this.#metabase;
  }

  readonly transport: Transport = {
    name: "node",
    isScriptHost: true,
    start: () => Promise.resolve(this.#process()),
  };

  #process(): AgentProcess {
    let listener: (text: string) => void = () => undefined;
    let end: (ended: Ended) => void = () => undefined;
    const ended = new Promise<Ended>((resolve) => (end = resolve));
    const say = (lines: readonly string[]): void => {
      for (const line of lines) listener(`${line}\r\n`);
    };
    setImmediate(() => {
      // Without input it greets, and ends.
      say(this.#run([]).slice(0, 1));
    });
    return {
      onOutput: (each) => (listener = each),
      send: (text) => {
        const lines = this.#run(text.split("\r\n"));
        setImmediate(() => {
          say(lines.slice(1));
          end({ code: 0, error: undefined });
        });
      },
      kill: (error) => {
        end({ code: 1, error });
      },
      ended,
    };
  }

  #listed(): string {
    const { metabase } = this;
    this.#listing ??= listingOf(metabase);
    return this.#listing;
  }

  #administration(planted: Administration | null): object | null {
    if (planted === null) return null;
    const replacements = planted.replacements.map((each, index) => ({
      ...each,
      isDone: this.#replaced.has(index),
    }));
    return { ...planted, replacements, document: appHostTree(this.#configuration) };
  }

  #run(input: readonly string[]): readonly string[] {
    const calls: string[] = [];
    const said: { text: string; after: number }[] = [];
    const lines = [...input].reverse();
    const { planted = {} } = this.#options;
    const files = new Map<string, string>([
      [agentPath, this.#agent],
      [listingPath, this.#listed()],
      [`${inetsrv}\\config\\applicationHost.config`, this.#configuration.toString("latin1")],
    ]);
    const simulator = simulatorOf(planted);
    const config = {
      ...simulator,
      ahadmin: this.#administration(simulator.ahadmin),
      batchMode: false,
      agent: agentPath,
      journal: journalPath,
      listing: listingPath,
      input: inputPath,
      root,
      metaback: [],
      configuration: ["applicationHost.config"],
      inetsrv: [],
    };
    const { now = Date.now } = this.#options;
    const scope = {
      WScript: {
        Version: "5.6",
        Echo: (text: string) => said.push({ text, after: calls.length }),
        Quit: () => failed(0x80004004),
      },
      ActiveXObject: activeX(files, () => lines.pop()),
      VBArray,
      Error: JScriptError,
      Date: class extends Date {
        constructor() {
          super(now());
        }
      },
      HostCalled: (call: string, name: string | undefined) => {
        calls.push(name === undefined ? call : `${call} ${name}`);
        this.#options.onCall?.(call);
      },
      ScriptEngine: () => "Node",
      ScriptEngineMajorVersion: () => 5,
      ScriptEngineMinorVersion: () => 6,
      ScriptEngineBuildVersion: () => 1,
    };
    // With the built-ins of this very engine, so that what counts their work counts the agent's.
    const text = `${agentScript(config, this.#agent)}\n${ofThisFile}\n//# sourceURL=${pathToFileURL(agentFile().path).href}`;
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- a script host's names are those of no module
    const script = new Function(...Object.keys(scope), text) as (...values: readonly unknown[]) => void;
    script(...Object.values(scope));
    const journal = files.get(journalPath) ?? "";
    this.#unsettled += journal;
    this.#configuration = withCommits(this.#configuration, journal, simulator.ahadmin?.replacements ?? []);
    for (const line of journal.split("\n")) {
      if (line === "") continue;
      this.#journal.push(readableCommit(line));
      const replaced = /^replaced (\d+)$/.exec(line);
      if (replaced !== null) this.#replaced.add(Number(replaced[1]));
    }
    this.#traffic = { calls, said };
    return said.flatMap(({ text }) => text.split("\r\n"));
  }
}

function listingOf(metabase: string): string {
  return listing(metabase.replace(/^\ufeff/, ""));
}

/** The few COM objects that the agent and the simulated IIS make. */
function activeX(files: Map<string, string>, nextLine: () => string | undefined): unknown {
  return function make(id: string): unknown {
    if (id === "Scripting.Dictionary") {
      const items: unknown[] = [];
      return {
        Add: (_: unknown, item: unknown) => items.push(item),
        Items: () => new SafeArray(items),
      };
    }
    if (id === "WScript.Shell") return { Environment: () => ({ Item: () => "AMD64" }) };
    if (id !== "Scripting.FileSystemObject") return failed(0x800a01ad);
    const read = (path: string): string => files.get(path) ?? failed(0x800a0035);
    return {
      FileExists: (path: string) => files.has(path),
      FolderExists: () => false,
      GetFile: (path: string) => ({ Size: read(path).length }),
      CopyFile: (from: string, to: string) => files.set(to, read(from)),
      DeleteFile: (path: string) => files.delete(path) || failed(0x800a0035),
      CreateTextFile: (path: string) => {
        files.set(path, "");
        return { Close: () => undefined };
      },
      OpenTextFile: (path: string) =>
        path === inputPath
          ? { ReadLine: () => `${nextLine() ?? "\u0004"}\u0001`, Close: () => undefined }
          : {
              ReadAll: () => read(path),
              AtEndOfStream: files.get(path) === "",
              WriteLine: (line: string) => files.set(path, `${files.get(path) ?? ""}${line}\n`),
              Close: () => undefined,
            },
    };
  };
}
