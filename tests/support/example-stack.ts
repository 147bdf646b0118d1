import { spawn } from "node:child_process";
import { cp, rename } from "node:fs/promises";
import { join } from "node:path";
import type { ServerUnaryCall, UntypedServiceImplementation } from "@grpc/grpc-js";
import { GetRequiredPluginsResponse, RunResponse, type RunRequest } from "@pulumi/pulumi/proto/language_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { EngineStack } from "./engine";
import { repository } from "./markdown";

type Answer<Message> = (error: Error | null, message?: Message) => void;

const runner = join(repository, "node_modules/@pulumi/pulumi/cmd/run");

/**
 * A copy of an example that is a Pulumi project, with a stack `test` that has the settings of the stack `web01`. Its
 * program runs as `pulumi up` in its folder runs it: in a process of its own, by the runner of Pulumi's SDK, TypeScript
 * included. The language host that starts the runner comes with a full installation of the CLI alone, so the test
 * stands in for it.
 *
 * @param secrets by the names of the settings
 */
export async function exampleStack(
  name: string,
  secrets: Readonly<Record<string, string>>,
): Promise<EngineStack> {
  const stack = await EngineStack.create(() => Promise.reject(new Error("This is not the program.")));
  await cp(join(repository, "examples", name), stack.folder, { recursive: true });
  await rename(join(stack.folder, "Pulumi.web01.yaml"), join(stack.folder, "Pulumi.test.yaml"));
  expect(await stack.cli(["stack", "init", "test"])).toMatchObject({ code: 0 });
  for (const [setting, input] of Object.entries(secrets)) {
    const set = await stack.cli(["config", "set", "--secret", `iis-identity:${setting}`], { input });
    expect(set).toMatchObject({ code: 0 });
  }
  stack.runner = projectRunner(stack.folder);
  return stack;
}

function projectRunner(folder: string): UntypedServiceImplementation {
  return {
    getRequiredPlugins: (_: unknown, answer: Answer<GetRequiredPluginsResponse>) => {
      answer(null, new GetRequiredPluginsResponse());
    },
    getPluginInfo: (_: unknown, answer: Answer<PluginInfo>) => {
      answer(null, new PluginInfo());
    },
    run: ({ request }: ServerUnaryCall<RunRequest, RunResponse>, answer: Answer<RunResponse>) => {
      const [engine = ""] = request.getArgsList();
      const args = [
        `--monitor=${request.getMonitorAddress()}`,
        `--engine=${engine}`,
        `--project=${request.getProject()}`,
        `--stack=${request.getStack()}`,
        `--parallel=${String(request.getParallel())}`,
        ...(request.getDryrun() ? ["--dry-run"] : []),
        `--pwd=${folder}`,
        folder,
      ];
      const child = spawn(process.execPath, [runner, ...args], {
        cwd: folder,
        env: {
          ...process.env,
          PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().entries())),
          PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
          PULUMI_NODEJS_TYPESCRIPT: "true",
        },
        stdio: ["ignore", "ignore", "pipe"],
      });
      let words = "";
      child.stderr.on("data", (chunk) => (words += String(chunk)));
      child.on("close", (code) => {
        const response = new RunResponse();
        if (code !== 0) response.setError(`the program ended with ${String(code)}: ${words}`);
        answer(null, response);
      });
    },
  };
}
