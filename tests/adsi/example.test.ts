import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { EngineStack } from "../support/engine";
import { exampleStack } from "../support/example-stack";
import { repository, snippetsOf } from "../support/markdown";
import { said } from "../support/scenario";
import { ScriptHost } from "../support/script-host/script-host";
import { SshServer } from "../support/ssh-server";

let server: SshServer;
let host: ScriptHost;
let stack: EngineStack;

const metabase = readFileSync(join(repository, "examples/whole-account/web01/MetaBase.xml"), "utf8");

beforeAll(async () => {
  server = await SshServer.create();
  host = await ScriptHost.create(metabase);
  server.setRemoteCscript(host.path);
  stack = await exampleStack("live-server", { iusr: "{{iusr}}", "web-user": "{{web-user}}" });
  // Where the example trusts the user's own SSH configuration.
  const setting = "iis-identity:metabase.transport.configFile";
  const set = await stack.cli(["config", "set", "--path", setting, server.configFile]);
  expect(set).toMatchObject({ code: 0 });
});

afterAll(async () => {
  await stack.remove();
  await server.remove();
  host.remove();
});

test("live-server: preview is as its README shows, up writes over SSH what drifted and nothing else", async () => {
  const [shown = ""] = snippetsOf("examples/live-server/README.md")
    .filter(({ language }) => language === "text")
    .map(({ text }) => text);
  const preview = await stack.preview();
  expect(preview.code).toBe(0);
  const end = preview.stdout.slice(preview.stdout.indexOf("Diagnostics:"));
  expect(end.trim()).toBe(shown.trim().replace("live-server-web01", "live-server-test"));
  expect(host.metabase).toBe(metabase);

  const up = await stack.up();
  expect(up.code).toBe(0);
  expect(said(preview) + said(up)).not.toContain("{{");
  // The simulated IIS escapes more than it has to.
  expect(host.metabase.replaceAll("&#123;", "{").replaceAll("&#125;", "}")).toBe(
    metabase.replaceAll("{{web-user-old}}", "{{web-user}}").replaceAll("svc-www", "svc-web"),
  );
  expect(host.backups).not.toEqual([]);
  expect((await stack.preview(["--expect-no-changes"])).code).toBe(0);
  expect(host.violations).toEqual([]);
});
