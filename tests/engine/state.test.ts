import { EngineStack } from "../support/engine";
import { metabaseText, withAttribute } from "../support/metabase-folder";
import { identityOf, removeScenarios, Scenario } from "../support/scenario";
import { serverKeys } from "../support/server-keys";

const canary = "Canary-e41b";
const right = metabaseText(serverKeys);

afterEach(removeScenarios);

test("state holds a short constant text of the provider and no password, and serves from another folder", async () => {
  const scenario = await Scenario.create();
  const { metabase, stack } = scenario;
  scenario.declare({
    shop: {
      location: "W3SVC/1/ROOT/shop",
      userName: "WEBFARM\\svc-web",
      // Given in plain: the resource makes it a secret.
      password: canary,
      onDelete: "inherit",
    },
  });
  expect((await stack.up()).code).toBe(0);
  const written = withAttribute(right, "/LM/W3SVC/1/ROOT/shop", "AnonymousUserPass", canary);
  expect(await metabase.text()).toBe(written);

  const state = await stack.state();
  const { inputs, outputs } = identityOf(state, "shop")!;
  // Every user's state holds this text: it stays as it is for ever.
  const text = 'exports.handler=()=>require("pulumi-iis-identity/host")';
  expect(inputs?.["__provider"]).toBe(text);
  expect(outputs?.["__provider"]).toBe(text);
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(300);
  expect(JSON.stringify(state)).not.toContain(canary);
  const clear = await stack.cli(["stack", "export", "--show-secrets"]);
  expect(clear.stdout).toContain(canary);

  const elsewhere = await EngineStack.create(() => Promise.resolve(), stack);
  try {
    expect(elsewhere.folder).not.toBe(stack.folder);
    expect((await elsewhere.refresh(["--expect-no-changes"])).code).toBe(0);
    await metabase.set("/LM/W3SVC/1/ROOT/shop", "AnonymousUserPass", "Foreign-3c8d");
    expect((await elsewhere.refresh(["--preview-only", "--expect-no-changes"])).code).not.toBe(0);
    await metabase.set("/LM/W3SVC/1/ROOT/shop", "AnonymousUserPass", canary);
    expect((await elsewhere.destroy()).code).toBe(0);
    const withoutName = withAttribute(written, "/LM/W3SVC/1/ROOT/shop", "AnonymousUserName", undefined);
    expect(await metabase.text()).toBe(
      withAttribute(withoutName, "/LM/W3SVC/1/ROOT/shop", "AnonymousUserPass", undefined),
    );
    expect(identityOf(await elsewhere.state(), "shop")).toBeUndefined();
  } finally {
    await elsewhere.remove();
  }
});
