import { cp } from "node:fs/promises";
import { join } from "node:path";
import * as ts from "typescript";
import { EngineStack } from "../support/engine";
import { repository, snippetsOf } from "../support/markdown";

/** Runs a page's program as Pulumi would: its exports are the stack's outputs. */
function run(source: string): Promise<unknown> {
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2022,
      esModuleInterop: true,
    },
  });
  const modules: Readonly<Record<string, () => unknown>> = {
    "@pulumi/pulumi": () => jest.requireActual("@pulumi/pulumi"),
    "pulumi-iis-identity": () => jest.requireActual("../../provider/src"),
  };
  const exports: Record<string, unknown> = {};
  // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call -- the page's own program
  new Function("exports", "require", outputText)(exports, (name: string) => modules[name]!());
  return Promise.resolve(exports);
}

test("README's program previews as README shows, and up does what README says", async () => {
  const snippets = snippetsOf("README.md");
  const program = snippets.find(({ language }) => language === "ts")!.text;
  const shown = snippets.find(({ language }) => language === "text")!.text;

  const stack = await EngineStack.create(() => run(program));
  try {
    await cp(join(repository, "examples/two-servers/web01"), join(stack.folder, "web01"), {
      recursive: true,
    });
    const set = ["config", "set", "--secret", "iis-identity:web-user"];
    expect((await stack.cli(set, { input: "{{web-user}}" })).code).toBe(0);

    const preview = await stack.preview();
    expect(preview.code).toBe(0);
    const end = preview.stdout.slice(preview.stdout.indexOf("Diagnostics:"));
    expect(end.trim()).toBe(shown.replace("my-project-web01", "engine-test-test"));

    const up = await stack.up();
    expect(up.code).toBe(0);
    expect((await stack.preview(["--expect-no-changes"])).code).toBe(0);
  } finally {
    await stack.remove();
  }
});
