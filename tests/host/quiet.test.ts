import { DynamicHost, wireInputs } from "../support/dynamic-host";
import { MetabaseFolder, metabaseText } from "../support/metabase-folder";
import { serverKeys } from "../support/server-keys";

/* Pulumi shows everything that a provider's process prints under "Diagnostics". */

test("only our own lines are printed in Pulumi's dynamic host, whatever a package prints", async () => {
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
});

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

test("what Pulumi shows of a resource has nothing in it that a terminal obeys or that nobody sees", async () => {
  const host = await DynamicHost.start();
  const [hidden, key] = ["\u061c\u202e\u200b", { AnonymousUserName: "svc\u009b", AnonymousUserPass: "p" }];
  const location = `/LM/W3SVC/1/ROOT/${hidden}`;
  const below = { location: `${location}/2`, attributes: { AnonymousUserPass: "q" } };
  const metabase = await MetabaseFolder.create(metabaseText([{ location, attributes: key }, below]));
  try {
    const account = { kind: "account", userName: "svc", formerNames: ["svc\u009b"], password: "other" };
    const { inputs, failures } = await host.check({}, wireInputs(metabase.path, account));
    expect(failures).toEqual([]);
    const { drift, locations } = inputs;
    expect(JSON.stringify([drift, locations])).toContain("u202e");
    expect(JSON.stringify([drift, locations])).not.toMatch(/[\u009b\u061c\u202e\u200b]/);
    const unknown = await host.check(
      {},
      wireInputs(metabase.path, { location: `${location}/3`, userName: "a" }),
    );
    expect(JSON.stringify(unknown.failures)).not.toMatch(/[\u009b\u061c\u202e\u200b]/);
  } finally {
    await host.remove();
    await metabase.remove();
  }
});
