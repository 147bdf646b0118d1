import { metabaseOf, type MetabaseOptions } from "../../provider/src/cli/metabase-options";
import { fakeProject } from "../support/fake-project";

/* What a command line says of a stack's metabase for this once. */

const file = { store: "file", path: "/x/MetaBase.xml" };
const adsi = { store: "adsi", transport: { type: "local" } };

test.each<readonly [metabase: object, options: MetabaseOptions, changed: object]>([
  [file, {}, { store: "file", iisStopped: false }],
  [file, { iisStopped: true }, { store: "file", iisStopped: true }],
  [file, { throughCompatibility: true }, { store: "file", iisStopped: false }],
  [adsi, {}, { store: "adsi", throughCompatibility: false }],
  [adsi, { throughCompatibility: true }, { store: "adsi", throughCompatibility: true }],
  [{ ...adsi, throughCompatibility: true }, {}, { store: "adsi", throughCompatibility: true }],
  [adsi, { iisStopped: true }, { store: "adsi", throughCompatibility: false }],
])("the stack's metabase %j with %j", async (metabase, options, changed) => {
  const project = await fakeProject({ "iis-identity:metabase": metabase });
  const { stdin, stdout, stderr, platform } = process;
  const surroundings = { stdin, stdout, stderr, platform, env: project.env, cwd: () => project.cwd };
  const found = await metabaseOf({ ...options, stack: "web01" }, surroundings);
  await project.remove();
  expect(found).toMatchObject(changed);
});
