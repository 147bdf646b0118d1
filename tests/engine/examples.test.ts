import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { EngineStack } from "../support/engine";
import { exampleStack } from "../support/example-stack";
import { diagnostics } from "../support/scenario";

let stack: EngineStack | undefined;

afterEach(() => stack?.remove());

test("hoster: each customer's copies that drifted are named and rewritten, and no other byte", async () => {
  stack = await exampleStack("hoster", { contoso: "{{contoso}}", fabrikam: "{{fabrikam}}" });
  const metabase = join(stack.folder, "web01", "MetaBase.xml");
  const before = await readFile(metabase, "utf8");

  const preview = await stack.preview();
  expect(preview.code).toBe(0);
  expect(diagnostics(preview)).toEqual([
    "/LM/W3SVC/101/ROOT/upload AnonymousUserPass: differs, foreign",
    '/LM/W3SVC/102/ROOT AnonymousUserName: differs, found "WEBFARM\\fabrikam" (declared "WEBFARM\\web-fabrikam"); AnonymousUserPass: differs, foreign',
    "/LM/W3SVC/AppPools/fabrikam WAMUserPass: differs, foreign",
    "fabrikam: 1 location inherits what changes here",
    "fabrikam: recycles the application pool /LM/W3SVC/AppPools/fabrikam",
  ]);
  expect(await readFile(metabase, "utf8")).toBe(before);

  expect((await stack.up()).code).toBe(0);
  expect(await readFile(metabase, "utf8")).toBe(
    before
      .replaceAll("{{contoso-old}}", "{{contoso}}")
      .replaceAll("{{fabrikam-old}}", "{{fabrikam}}")
      .replaceAll("WEBFARM\\fabrikam", "WEBFARM\\web-fabrikam"),
  );
  expect((await stack.preview(["--expect-no-changes"])).code).toBe(0);
});
