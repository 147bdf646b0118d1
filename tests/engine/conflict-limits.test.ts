import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as iis from "pulumi-iis-identity";
import { EngineStack } from "../support/engine";
import { memoryKeys } from "../support/keys";
import { metabaseFile } from "../support/metabase-xml";

const fileWith = (password: string): string =>
  metabaseFile(memoryKeys({ "W3SVC/1/ROOT": { anonymous: ["svc", password] } }));

async function stackOver(declare: (metabase: { path: string }) => void): Promise<EngineStack> {
  let path = "";
  const stack = await EngineStack.create(() => {
    declare({ path });
    return Promise.resolve();
  });
  path = join(stack.folder, "MetaBase.xml");
  await writeFile(path, fileWith("old"));
  return stack;
}

const fileOf = (stack: EngineStack): Promise<string> => readFile(join(stack.folder, "MetaBase.xml"), "utf8");

test("a value that is not known before up can't conflict in preview; up names both and writes one at most", async () => {
  const stack = await stackOver((metabase) => {
    const made = new iis.GeneratedPassword("made");
    const credential = { metabase, location: "W3SVC/1/ROOT", userName: "svc" };
    new iis.AnonymousIdentity("first", { ...credential, password: made.result });
    new iis.AnonymousIdentity("second", { ...credential, password: "fixed" });
  });
  const preview = await stack.preview();
  expect(preview.code).toBe(0);
  expect(await fileOf(stack)).toBe(fileWith("old"));

  const up = await stack.up();
  expect(up.code).not.toBe(0);
  expect(up.stdout).toMatch(
    /E_CONFLICT \/LM\/W3SVC\/1\/ROOT: The resources (first and second|second and first) /,
  );
  const written = /AnonymousUserPass="([^"]*)"/.exec(await fileOf(stack))?.[1] ?? "";
  expect(await fileOf(stack)).toBe(fileWith(written));
  await stack.remove();
});

test("an up without a preview may write the first of two claims, and never the second over it", async () => {
  const stack = await stackOver((metabase) => {
    const credential = { metabase, location: "W3SVC/1/ROOT", userName: "svc" };
    const first = new iis.AnonymousIdentity("first", { ...credential, password: "one" });
    new iis.AnonymousIdentity("second", { ...credential, password: "two" }, { dependsOn: first });
  });
  expect((await stack.preview()).stdout).toContain("E_CONFLICT");
  expect(await fileOf(stack)).toBe(fileWith("old"));

  const up = await stack.up();
  expect(up.code).not.toBe(0);
  expect(up.stdout).toContain("E_CONFLICT");
  expect(await fileOf(stack)).toBe(fileWith("one"));
  await stack.remove();
});
