import { writeFile } from "node:fs/promises";
import { metabaseText, withAttribute } from "../support/metabase-folder";
import { diagnostics, removeScenarios, Scenario, type Declarations } from "../support/scenario";
import { serverKeys } from "../support/server-keys";

const ids = Array.from({ length: 60 }, (_, index) => 1000 + index * 7);
const drifted = ids.filter((_, index) => index % 12 < 5);
const root = (id: number) => `/LM/W3SVC/${id}/ROOT`;
const text = metabaseText([
  ...serverKeys,
  ...ids.map((id) => ({
    location: root(id),
    attributes: { AnonymousUserName: `IUSR_${id}`, AnonymousUserPass: `Site-${id}`, Path: `D:\\${id}` },
  })),
]);

afterEach(removeScenarios);

test("of sixty identities the twenty-five that drifted are rewritten, in few writes with one backup", async () => {
  const scenario = await Scenario.create(text);
  const { metabase, stack } = scenario;
  // In an order that is neither the file's nor its reverse.
  const declarations: Declarations = Object.fromEntries(
    [...ids]
      .sort((left, right) => ((left * 31) % 61) - ((right * 31) % 61))
      .map((id) => [`site-${id}`, { location: root(id), userName: `IUSR_${id}`, password: `Site-${id}` }]),
  );
  scenario.declare(declarations);
  expect((await stack.up()).code).toBe(0);
  expect(await metabase.text()).toBe(text);

  const changed = drifted.reduce(
    (current, id, index) =>
      index % 2 === 0
        ? withAttribute(current, root(id), "AnonymousUserPass", `Foreign-${id}`)
        : withAttribute(current, root(id), "AnonymousUserName", `ANYBODY_${id}`),
    text,
  );
  await writeFile(metabase.path, changed);

  const up = await stack.up();
  expect(up.code).toBe(0);
  expect(up.stdout).toMatch(/~ 25 updated\n\s+36 unchanged/);
  expect(diagnostics(up)).toEqual(
    drifted
      .map((id, index) =>
        index % 2 === 0
          ? `${root(id)} AnonymousUserPass: differs, foreign`
          : `${root(id)} AnonymousUserName: differs, found "ANYBODY_${id}" (declared "IUSR_${id}")`,
      )
      .sort(),
  );
  expect(await metabase.text()).toBe(text);
  expect(await metabase.backups()).toEqual([changed]);
  expect(await metabase.strays()).toEqual([]);

  expect((await stack.preview(["--expect-no-changes"])).code).toBe(0);
});
