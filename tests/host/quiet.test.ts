import { DynamicHost, wireInputs } from "../support/dynamic-host";
import { MetabaseFolder, metabaseText } from "../support/metabase-folder";
import { serverKeys } from "../support/server-keys";

/* Pulumi shows everything that a provider's process prints under "Diagnostics". */

test.failing(
  "only our own lines are printed in Pulumi's dynamic host, whatever a package prints",
  async () => {
    const host = await DynamicHost.start("fast-xml-parser XMLParser parse");
    const metabase = await MetabaseFolder.create(metabaseText(serverKeys));
    try {
      const web = { location: "W3SVC/1/ROOT", userName: "WEBFARM\\svc-web", password: "another" };
      const inputs = wireInputs(metabase.path, web);
      await host.check({}, inputs);
      await host.create(inputs);
      expect(await metabase.text()).toContain('AnonymousUserPass="another"');
      const lines = ["AnonymousUserPass: differs, foreign", "1 location inherits what changes here"];
      const expected = lines.map((line) => `/LM/W3SVC/1/ROOT ${line}`);
      for (const line of expected) await host.prints(line);
      const { stderr } = await host.interrupt();
      expect(stderr.split("\n").filter((each) => each !== "")).toEqual(expected);
      expect(host.stdout).toBe("");
    } finally {
      await host.remove();
      await metabase.remove();
    }
  },
);

test("what the program's other providers print goes on being shown", async () => {
  const host = await DynamicHost.start();
  const metabase = await MetabaseFolder.create(metabaseText(serverKeys));
  try {
    const own = { location: "W3SVC/1/ROOT", userName: "WEBFARM\\svc-web" };
    await host.check({}, wireInputs(metabase.path, own));
    const check = "async (olds, inputs) => { console.error('theirs'); return { inputs, failures: [] }; }";
    await host.check({}, { __provider: `exports.handler=()=>({check: ${check}})` });
    await host.prints("theirs");
  } finally {
    await host.remove();
    await metabase.remove();
  }
});
