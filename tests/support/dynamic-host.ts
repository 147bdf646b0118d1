import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import * as grpc from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";

/** Properties as they cross the wire. */
export type Wire = Readonly<Record<string, unknown>>;

const root = resolve(__dirname, "../..");

/** The text by which state names the provider. */
export const providerText = 'exports.handler=()=>require("pulumi-iis-identity/host")';

/** Pulumi's dynamic host alone, in a folder that holds nothing but a link to node_modules, spoken to as the engine does. */
export class DynamicHost {
  readonly process: ChildProcess;
  #stderr = "";
  #stdout = "";
  readonly #folder: string;
  readonly #client: ResourceProviderClient;

  private constructor(child: ChildProcess, folder: string, port: string) {
    this.process = child;
    this.#folder = folder;
    this.#client = new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
    child.stderr?.on("data", (chunk: Buffer) => (this.#stderr += chunk.toString()));
    child.stdout?.on("data", (chunk: Buffer) => (this.#stdout += chunk.toString()));
  }

  /** @param printing the package, the class and the method that are to print: see printing-library.cjs */
  static async start(printing?: string): Promise<DynamicHost> {
    const folder = await mkdtemp(join(tmpdir(), "iis-identity-host-"));
    await symlink(join(root, "node_modules"), join(folder, "node_modules"), "dir");
    const script = "node_modules/@pulumi/pulumi/cmd/dynamic-provider";
    // Nobody listens there: the host takes the engine's address and does not call it.
    const preload = printing === undefined ? [] : ["--require", join(__dirname, "printing-library.cjs")];
    const env = { ...process.env, PRINTING_LIBRARY: printing };
    const args = [...preload, script, "127.0.0.1:1"];
    const child = spawn(process.execPath, args, { cwd: folder, env, stdio: "pipe" });
    const [chunk] = (await once(child.stdout, "data")) as [Buffer];
    return new DynamicHost(child, folder, chunk.toString().trim());
  }

  async check(
    olds: Wire,
    news: Wire,
  ): Promise<{ inputs: Wire; failures: { property: string; reason: string }[] }> {
    const request = new messages.CheckRequest();
    request.setOlds(struct(olds));
    request.setNews(struct(news));
    const answer = await call<messages.CheckResponse>((done) => this.#client.check(request, done));
    return {
      inputs: properties(answer.getInputs()),
      failures: answer
        .getFailuresList()
        .map((failure) => ({ property: failure.getProperty(), reason: failure.getReason() })),
    };
  }

  async diff(
    id: string,
    olds: Wire,
    news: Wire,
  ): Promise<{ changes: boolean | undefined; replaces: string[]; deleteFirst: boolean }> {
    const request = new messages.DiffRequest();
    request.setId(id);
    request.setOlds(struct(olds));
    request.setNews(struct(news));
    const answer = await call<messages.DiffResponse>((done) => this.#client.diff(request, done));
    const { DIFF_SOME, DIFF_NONE } = messages.DiffResponse.DiffChanges;
    const changes = answer.getChanges();
    return {
      changes: changes === DIFF_SOME ? true : changes === DIFF_NONE ? false : undefined,
      replaces: answer.getReplacesList(),
      deleteFirst: answer.getDeletebeforereplace(),
    };
  }

  async create(inputs: Wire): Promise<{ id: string; outputs: Wire }> {
    const request = new messages.CreateRequest();
    request.setProperties(struct(inputs));
    const answer = await call<messages.CreateResponse>((done) => this.#client.create(request, done));
    return { id: answer.getId(), outputs: properties(answer.getProperties()) };
  }

  async read(id: string, state: Wire): Promise<{ id: string; outputs: Wire; inputs: Wire }> {
    const request = new messages.ReadRequest();
    request.setId(id);
    request.setProperties(struct(state));
    const answer = await call<messages.ReadResponse>((done) => this.#client.read(request, done));
    return {
      id: answer.getId(),
      outputs: properties(answer.getProperties()),
      inputs: properties(answer.getInputs()),
    };
  }

  async update(id: string, olds: Wire, news: Wire): Promise<Wire> {
    const request = new messages.UpdateRequest();
    request.setId(id);
    request.setOlds(struct(olds));
    request.setNews(struct(news));
    const answer = await call<messages.UpdateResponse>((done) => this.#client.update(request, done));
    return properties(answer.getProperties());
  }

  async delete(id: string, state: Wire): Promise<void> {
    const request = new messages.DeleteRequest();
    request.setId(id);
    request.setProperties(struct(state));
    await call((done) => this.#client.delete(request, done));
  }

  /** Waits until a line stands on standard error, which comes on another way than the answers. */
  async prints(line: string): Promise<void> {
    while (!this.#stderr.split("\n").includes(line)) await once(this.process.stderr!, "data");
  }

  /** Ends the process as the engine does. @returns how it ended, and everything that it wrote to standard error */
  async interrupt(): Promise<{ code: number | null; signal: NodeJS.Signals | null; stderr: string }> {
    const closed = once(this.process, "close") as Promise<[number | null, NodeJS.Signals | null]>;
    this.process.kill("SIGINT");
    const [code, signal] = await closed;
    return { code, signal, stderr: this.#stderr };
  }

  /** What it wrote to standard output after its port. */
  get stdout(): string {
    return this.#stdout;
  }

  async remove(): Promise<void> {
    this.#client.close();
    if (this.process.exitCode === null && this.process.signalCode === null) {
      const closed = once(this.process, "close");
      this.process.kill("SIGKILL");
      await closed;
    }
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** The inputs of an identity as its constructor registers them. */
export function wireInputs(path: string, inputs: Wire): Wire {
  return {
    __provider: providerText,
    kind: "anonymous",
    resourceName: "under-test",
    metabase: { path },
    ...inputs,
  };
}

type Done<Answer> = (error: grpc.ServiceError | null, answer: Answer) => void;

function call<Answer>(send: (done: Done<Answer>) => unknown): Promise<Answer> {
  return new Promise((resolveCall, reject) => {
    send((error, answer) => {
      if (error === null) resolveCall(answer);
      else reject(error);
    });
  });
}

function struct(value: Wire): Struct {
  return Struct.fromJavaScript(value as Record<string, JavaScriptValue>);
}

function properties(value: Struct | undefined): Wire {
  return value === undefined ? {} : value.toJavaScript();
}
