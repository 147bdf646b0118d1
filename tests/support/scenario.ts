import type { CustomResourceOptions } from "@pulumi/pulumi";
import { AnonymousIdentity, type AnonymousIdentityArgs } from "../../provider/src";
import { EngineStack, type Run, type State } from "./engine";
import { MetabaseFolder, metabaseText } from "./metabase-folder";
import { serverKeys } from "./server-keys";

export type Declared = AnonymousIdentityArgs & {
  readonly opts?: CustomResourceOptions;
  /** The name of the resource declared before it that it depends on. */
  readonly after?: string;
};

/** Which identities a program declares, by name. */
export type Declarations = Readonly<Record<string, Declared>>;

const made: Scenario[] = [];

/** A stack on the real engine whose program declares identities of one metabase. */
export class Scenario {
  readonly metabase: MetabaseFolder;
  readonly stack: EngineStack;

  private constructor(metabase: MetabaseFolder, stack: EngineStack) {
    this.metabase = metabase;
    this.stack = stack;
  }

  static async create(text = metabaseText(serverKeys), name?: string): Promise<Scenario> {
    const metabase = await MetabaseFolder.create(text, name);
    const scenario = new Scenario(metabase, await EngineStack.create(() => Promise.resolve()));
    made.push(scenario);
    return scenario;
  }

  declare(declarations: Declarations): void {
    this.run(() => {
      const known: Record<string, AnonymousIdentity> = {};
      for (const [name, { opts, after, ...args }] of Object.entries(declarations)) {
        const above = after === undefined ? {} : { dependsOn: [known[after]!] };
        known[name] = this.identity(name, args, { ...opts, ...above });
      }
    });
  }

  /** For programs that declare more than identities. */
  run(program: () => void): void {
    this.stack.program = () => {
      program();
      return Promise.resolve();
    };
  }

  identity(name: string, args: AnonymousIdentityArgs, opts?: CustomResourceOptions): AnonymousIdentity {
    return new AnonymousIdentity(name, { metabase: { path: this.metabase.path }, ...args }, opts);
  }

  /** What an identity's outputs are in state; `undefined` where state has no such resource. */
  async outputs(name: string): Promise<Readonly<Record<string, unknown>> | undefined> {
    return identityOf(await this.stack.state(), name)?.outputs;
  }
}

export async function removeScenarios(): Promise<void> {
  await Promise.all(made.splice(0).flatMap(({ metabase, stack }) => [metabase.remove(), stack.remove()]));
}

export function urnOf(name: string): string {
  return `urn:pulumi:test::engine-test::pulumi-nodejs:dynamic/iis:AnonymousIdentity::${name}`;
}

export function identityOf(state: State, name: string): State["deployment"]["resources"][number] | undefined {
  return state.deployment.resources.find(({ urn }) => urn === urnOf(name));
}

/** Everything that a run showed. */
export function said({ stdout, stderr }: Run): string {
  return stdout + stderr;
}

/** The lines that a default preview or up shows under "Diagnostics", sorted. */
export function diagnostics({ stdout }: Run): readonly string[] {
  const [, after = ""] = stdout.split("\nDiagnostics:\n");
  const [section = ""] = after.split(/\n(?:Outputs|Resources):\n/);
  return section
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("pulumi:pulumi:Stack "))
    .sort();
}
