import { randomBytes } from "node:crypto";
import { chmod, cp, mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { holdsPassword } from "./demo-checks.mjs";
import { web01Example } from "./demo-example.mjs";
import { coloured, makeServer } from "./demo-server.mjs";
import { interruptible } from "./run.mjs";
import { projectRoot } from "./setup.mjs";
import { SetupError } from "./setup-error.mjs";
import { withStaging } from "./staging.mjs";

/**
 * Shows the product's main job with the real engine, on a copy of a bundled metabase: preview names what drifted, up
 * rewrites exactly that, preview is clean; a password is rotated, preview names its copies, up rotates them. Each
 * step's result is checked, and a mistake is a SetupError. All copies lie in a private folder that is removed at the end.
 *
 * @param {{ pulumi: import("./pulumi.mjs").Engine }} tools
 */
export async function demo({ pulumi }) {
  // The program runs in this process: it is not to see another backend, passphrase or debug switch either.
  for (const name of Object.keys(process.env)) {
    if (/^PULUMI_/i.test(name)) Reflect.deleteProperty(process.env, name);
  }
  await interruptible((signal) =>
    withStaging(join(projectRoot, ".work"), (folder) => show(folder, pulumi, signal)),
  );
  console.log(goOn);
}

/**
 * @param {string} folder
 * @param {import("./pulumi.mjs").Engine} pulumi
 * @param {AbortSignal} signal
 */
async function show(folder, pulumi, signal) {
  const from = Date.now();
  say(`The server web01 of examples/two-servers is copied to a private folder. Its passwords are made up for
this run, and its stack gets those that it declares as encrypted settings.`);
  const workspace = { project: join(folder, "two-servers"), env: await makeFolders(folder), pulumi, signal };
  await cp(join(projectRoot, "examples", "two-servers"), workspace.project, { recursive: true });
  const web01 = await makeServer(workspace, web01Example);
  await repair(web01);
  await rotate(web01);

  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !entry.name.startsWith("MetaBase.xml"));
  for (const { parentPath, name } of files) {
    const text = await readFile(join(parentPath, name), "latin1");
    if (holdsPassword(text, web01.passwords))
      throw new SetupError(`Pulumi keeps a password in clear, in ${name}.`);
  }
  say(`Each step did what was announced, in ${((Date.now() - from) / 1000).toFixed(0)} seconds. No password is in clear in any
of the ${String(files.length)} files that Pulumi reads and keeps. The private folder is removed now.`);
}

/** @param {string} folder gets all that Pulumi keeps */
async function makeFolders(folder) {
  await chmod(folder, 0o700);
  const [home, state, temporary] = [join(folder, "home"), join(folder, "state"), join(folder, "temporary")];
  for (const each of [home, state, temporary]) await mkdir(each);
  return {
    PULUMI_HOME: home,
    PULUMI_BACKEND_URL: `file://${state.replaceAll("\\", "/")}`,
    PULUMI_CONFIG_PASSPHRASE: randomBytes(18).toString("base64url"),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    ...Object.fromEntries(["TMPDIR", "TEMP", "TMP"].map((name) => [name, temporary])),
  };
}

/** @param {Awaited<ReturnType<typeof makeServer>>} web01 */
async function repair(web01) {
  say(`1. web01 declares 11 anonymous identities. The first preview compares each with the metabase: under
   "Diagnostics" it names the copies that drifted. Nothing is written yet.`);
  await web01.preview(web01Example.drifted, { create: 12 });
  say(`   Checked. Named are the three copies that drifted in the example, and no other.`);

  say(`2. Now up takes all 11 under its care ("create"), and rewrites those three. The others are right
   already and are adopted as they are.`);
  await web01.up();
  say(`   Checked. The file is, byte for byte, the one before with only these values replaced; the one
   before is kept as a backup. A stale copy that nobody declared, at
   /LM/W3SVC/2117340092/root/cart, is still there.`);

  say(`3. A preview right after it has nothing to do.`);
  await web01.preview([], { same: 12 });
  say(`   Checked. Nothing is named, and the file was not touched.`);
}

/** @param {Awaited<ReturnType<typeof makeServer>>} web01 */
async function rotate(web01) {
  say(`4. The password of WEBFARM\\svc-web is rotated: the new one goes into the stack's configuration,
   once, as a secret. The CLI reads it from standard input; on a command line others could see it.`);
  console.log("    > pulumi config set --secret iis-identity:web-user --stack web01");
  await web01.rotate("web-user");

  say(`5. The preview names every copy of the old password. "previous" means: the one declared before.`);
  const copies = ["1/ROOT", "1/ROOT/Shop", "1/ROOT/partners", "1/ROOT/status.asp", "2/ROOT/legacy"];
  await web01.preview(
    copies.map((copy) => `/LM/W3SVC/${copy} AnonymousUserPass: differs, previous`),
    { update: 6, same: 6 },
  );
  say(`   Checked. Five copies are named. The sixth identity to update inherits, and has no copy.`);

  say(`6. Now up rotates those copies.`);
  await web01.up();
  say(`   Checked. Five copies are rewritten, no other byte is, and there is one more backup.`);

  say(`7. And the preview is clean again.`);
  await web01.preview([], { same: 12 });
  say(`   Checked. Nothing is named, and the file was not touched.`);
}

/** @param {string} text */
function say(text) {
  console.log(`\n${coloured ? `\u001b[1m${text}\u001b[0m` : text}`);
}

const goOn = `
To go on with a server of your own, in this folder: README.md, "Without a program". Its commands need a
complete Pulumi on PATH.`;
