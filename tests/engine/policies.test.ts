import { chmod, cp, mkdir, symlink, writeFile } from "node:fs/promises";
import { delimiter, dirname, join, resolve } from "node:path";
import * as iis from "pulumi-iis-identity";
import { EngineStack, pulumiCommand, type Run } from "../support/engine";
import { memoryKeys } from "../support/keys";
import { metabaseFile } from "../support/metabase-xml";

jest.setTimeout(180_000);

const root = resolve(__dirname, "../..");

/**
 * A preview under a policy pack. The Node policy host is part of Pulumi's SDK for Node; what starts it comes with a full
 * installation of the CLI, so the test brings its own two lines.
 */
async function previewUnderPolicies(stack: EngineStack): Promise<Run> {
  const pack = join(stack.folder, "pack");
  const bin = join(stack.folder, "bin");
  await cp(join(root, "tests/fixtures/policy-pack"), pack, { recursive: true });
  await symlink(join(root, "node_modules"), join(pack, "node_modules"), "dir");
  await mkdir(bin);
  const starter = join(bin, "pulumi-analyzer-policy-nodejs");
  const host = join(root, "node_modules/@pulumi/pulumi/cmd/run-policy-pack");
  await writeFile(starter, `#!/bin/sh\nexec '${process.execPath}' '${host}' "$@"\n`);
  await chmod(starter, 0o755);
  const path = [bin, dirname(await pulumiCommand()), process.env["PATH"] ?? ""].join(delimiter);
  return stack.preview(["--policy-pack", pack], { env: { PATH: path } });
}

test("policies read the types, the inputs and the named drift, and refuse a preview", async () => {
  let path = "";
  const stack = await EngineStack.create(() => {
    new iis.AnonymousIdentity("ftp", {
      metabase: { path },
      location: "MSFTPSVC",
      userName: "FARM\\Administrator",
      password: "12345",
    });
    new iis.AccountCredential("svc", { metabase: { path }, userName: "svc", password: "new" });
    return Promise.resolve();
  });
  path = join(stack.folder, "MetaBase.xml");
  const keys = {
    MSFTPSVC: { type: "IIsFtpService", anonymous: ["FARM\\Administrator", "12345"] as const },
    W3SVC: { type: "IIsWebService", anonymous: ["svc", "old"] as const },
    "W3SVC/1/ROOT": { anonymous: ["svc", "older"] as const },
  };
  await writeFile(path, metabaseFile(memoryKeys(keys)));

  const refused = await previewUnderPolicies(stack);
  expect(refused.code).not.toBe(0);
  expect(refused.stdout).toContain("MSFTPSVC names one");
  expect(refused.stdout).toContain("5 characters are few");
  expect(refused.stdout).toContain("2 copies drifted");
  await stack.remove();
});
