import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { holdsPassword } from "./demo-checks.mjs";
import { table, tell } from "./demo-report.mjs";
import { Server } from "./demo-server.mjs";
import { exampleServers, newPassword } from "./demo-servers.mjs";
import { DemoError, keptFiles, makeWorkspace, withoutPulumiVariables } from "./demo-workspace.mjs";
import { withProgress } from "./progress.mjs";
import { interruptible } from "./run.mjs";
import { projectRoot } from "./setup.mjs";
import { withStaging } from "./staging.mjs";

/** The account that both servers use. */
const shared = "web-user";

/**
 * Shows the product's main job with the real engine, on copies of the bundled metabases: preview names what drifted, up
 * rewrites exactly that, preview is clean; a password is rotated, preview names its copies, up rotates them. Each
 * step's result is checked. The copies, state included, lie in a private folder that is removed at the end.
 *
 * @param {{ pulumi: import("./pulumi.mjs").Engine }} tools
 * @returns {Promise<void>}
 * @throws {DemoError} at the first step that does anything but what was announced
 */
export async function demo({ pulumi }) {
  const example = join(projectRoot, "examples", "two-servers");
  const folder = await interruptible((signal) =>
    withStaging(join(projectRoot, ".work"), (own) =>
      withoutPulumiVariables(async () => {
        await show(await makeWorkspace(own, example, pulumi, signal));
        return own;
      }),
    ),
  );
  console.log(
    existsSync(folder)
      ? `  The private folder ${folder} could not be removed.`
      : "  The private folder with all copies is removed.",
  );
  goOn();
}

/** @param {import("./demo-workspace.mjs").Workspace} workspace */
async function show(workspace) {
  const from = Date.now();
  const { web01, web02 } = await prepare(workspace);
  await repair(web01);
  await rotate(web01);
  await repairSecond(web02);
  const searched = await searchPasswords(workspace, [web01, web02]);
  summarise([web01, web02], searched, (Date.now() - from) / 1000);
}

/** @param {import("./demo-workspace.mjs").Workspace} workspace */
async function prepare(workspace) {
  tell(
    "Two servers of examples/two-servers, web01 and web02, are copied to a private folder. Their passwords are made up " +
      "for this run, and each stack gets those it declares as encrypted settings.",
  );
  const passwords = { [shared]: newPassword(), [`${shared}-old`]: newPassword() };
  return await withProgress(
    console.log,
    () => "making the stacks",
    async () => ({
      web01: await Server.make(workspace, exampleServers.web01, passwords),
      web02: await Server.make(workspace, exampleServers.web02, passwords),
    }),
  );
}

/** @param {Server} server */
async function repair(server) {
  const all = server.identities + 1;
  tell(
    `${server.name} declares ${String(server.identities)} anonymous identities. The first preview compares each with ` +
      `the metabase: under "Diagnostics" it names the copies that drifted. Nothing is written yet.`,
    "1. ",
  );
  const named = await server.preview({ create: all });
  server.tally.drifted = named.length;
  passed(`Named are ${listOf(named)}: the same that a plain comparison of the copy finds.`);

  tell(
    `Now up takes all ${String(server.identities)} under its care ("create"), and rewrites those ${String(named.length)}. ` +
      "The others are right already and are adopted as they are.",
    "2. ",
  );
  server.tally.repaired = (await server.up()).length;
  passed(
    `Rewritten are those ${String(named.length)} and nothing else: the file is, byte for byte, the one before with only ` +
      "these values replaced. The one before is kept as a backup. A stale copy that nobody declared, at " +
      `${exampleServers.web01.neighbour}, is still there.`,
  );

  tell("A preview right after it has nothing to do.", "3. ");
  await server.preview({ same: all });
  passed("Nothing is named, and the file was not touched.");
}

/** @param {Server} server */
async function rotate(server) {
  const all = server.identities + 1;
  tell(
    "The password of WEBFARM\\svc-web is rotated: the new one goes into the stack's configuration, once, as a secret. " +
      "The CLI reads it from standard input; on a command line others could see it.",
    "4. ",
  );
  console.log(`    > pulumi config set --secret iis-identity:${shared} --stack ${server.name}`);
  await withProgress(
    console.log,
    () => "setting the secret",
    () => server.rotate(shared, newPassword()),
  );

  tell('The preview names every copy of the old password. "previous" means: the one declared before.', "5. ");
  const declaring = server.declaring(shared);
  const named = await server.preview({ update: declaring, same: all - declaring }, { previous: true });
  passed(
    `${String(named.length)} copies are named. ${String(declaring - named.length)} of the ${String(declaring)} identities ` +
      "to update has no copy of its own: it inherits.",
  );

  tell("Now up rotates those copies.", "6. ");
  server.tally.rotated = (await server.up()).length;
  passed(
    `${String(named.length)} copies are rewritten, every other byte is as before, and there is one more backup.`,
  );

  tell("And the preview is clean again.", "7. ");
  await server.preview({ same: all });
  passed("Nothing is named, and the file was not touched.");
}

/** @param {Server} server */
async function repairSecond(server) {
  const all = server.identities + 1;
  tell(
    `The same, in short, for ${server.name}, whose copies stand elsewhere: at a file, and in a <Custom> element that ` +
      "only a number names.",
    "8. ",
  );
  const named = await server.preview({ create: all });
  server.tally.drifted = named.length;
  server.tally.repaired = (await server.up()).length;
  await server.preview({ same: all });
  passed(`${listOf(named)} were named and rewritten, and the preview after it is clean.`);
}

/**
 * @param {import("./demo-workspace.mjs").Workspace} workspace
 * @param {readonly Server[]} servers
 * @returns {Promise<number>} how many files were searched
 */
async function searchPasswords(workspace, servers) {
  const passwords = servers.flatMap((server) => server.passwords);
  const paths = await keptFiles(workspace);
  for (const path of paths) {
    if (holdsPassword(await readFile(path, "latin1"), passwords)) {
      throw new DemoError("A file of Pulumi's state or configuration holds a password in clear.");
    }
  }
  return paths.length;
}

/**
 * @param {readonly Server[]} servers
 * @param {number} searched
 * @param {number} seconds
 */
function summarise(servers, searched, seconds) {
  tell("What was checked at each step, and came out as announced:");
  /**
   * @param {string} label
   * @param {(server: Server) => number} count
   */
  const row = (label, count) => [label, ...servers.map((server) => count(server).toLocaleString("en"))];
  console.log(
    table([
      ["", ...servers.map(({ name }) => name)],
      row("identities declared", ({ identities }) => identities),
      row("found drifted", ({ tally }) => tally.drifted),
      row("of them rewritten", ({ tally }) => tally.repaired),
      row("copies rotated", ({ tally }) => tally.rotated),
      row("bytes of the metabase", ({ tally }) => tally.bytes),
      row("in lines never touched", ({ tally }) => tally.untouched),
      row("backups made", ({ tally }) => tally.backups),
      row("seconds in the engine", ({ tally }) => Math.round(tally.seconds)),
    ]),
  );
  console.log(
    `  No password stands in clear in any of ${String(searched)} files of Pulumi's state and configuration.`,
  );
  console.log(`  All in ${seconds.toFixed(0)} seconds.`);
}

function goOn() {
  tell("To go on with a server of your own, in this folder, with a complete Pulumi on PATH:");
  console.log(`  1. Take a copy of a MetaBase.xml, and describe the server in a file Pulumi.web09.yaml here:
       config:
         iis-identity:metabase: { path: 'D:\\Copies\\web09\\MetaBase.xml', machine: WEB09 }
         iis-identity:identities:
           - { location: W3SVC/1/ROOT, userName: 'DOMAIN\\account', passwordFrom: web-user }
  2. Make the stack and set the password, which is asked for:
       pulumi login --local                              (or any other backend)
       pulumi stack init web09
       pulumi config set --secret iis-identity:web-user
  3. pulumi preview names what drifted and writes nothing; pulumi up rewrites it.
  README.md says more, docs/reference.md lists every setting and every line that preview prints.`);
}

/** @param {string} text */
function passed(text) {
  tell(`Checked. ${text}`, "   ");
}

/** @param {readonly { location: string }[]} named */
function listOf(named) {
  const locations = named.map(({ location }) => location);
  return `${locations.slice(0, -1).join(", ")} and ${locations.at(-1) ?? ""}`;
}
