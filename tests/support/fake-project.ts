import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

/** A folder with a Pulumi project, and a program named pulumi before all others that shows a stack's configuration. */
export interface FakeProject {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  remove(): Promise<void>;
}

/**
 * What `pulumi config --json` answers, and nothing else of Pulumi: secrets are shown only where they are asked for.
 *
 * @param settings a setting's value; an object is a structured one
 * @param secrets names and texts of secret settings
 */
export async function fakeProject(
  settings: Readonly<Record<string, unknown>>,
  secrets: Readonly<Record<string, string>> = {},
): Promise<FakeProject> {
  const cwd = await mkdtemp(join(tmpdir(), "iis-identity-project-"));
  const bin = join(cwd, "bin");
  await mkdir(bin);
  await writeFile(join(cwd, "Pulumi.yaml"), "name: test\nruntime: nodejs\n");
  const program = `#!${process.execPath}
const settings = ${JSON.stringify(settings)};
const secrets = ${JSON.stringify(secrets)};
const shown = process.argv.includes("--show-secrets");
const answer = {};
for (const [name, value] of Object.entries(settings)) {
  answer[name] = { value: JSON.stringify(value), objectValue: value, secret: false };
}
for (const [name, value] of Object.entries(secrets)) {
  answer[name] = shown ? { value, secret: true } : { secret: true };
}
process.stdout.write(JSON.stringify(answer));
`;
  await writeFile(join(bin, "pulumi"), program);
  await chmod(join(bin, "pulumi"), 0o755);
  return {
    cwd,
    env: { PATH: [bin, process.env["PATH"] ?? ""].join(delimiter) },
    remove: () => rm(cwd, { recursive: true, force: true }),
  };
}
