import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { repository } from "../support/markdown";
import { MetabaseFolder, metabaseText } from "../support/metabase-folder";

/* The metabase of a running IIS through a mount that ends at its folder, or at the file itself: nothing lies beside it. */

const program = join(repository, "provider", "bin", "iis-identity.js");
const separate = [...(process.getuid?.() === 0 ? [] : ["--user", "--map-root-user"]), "--mount"];
const possible =
  spawnSync("unshare", [...separate, "sh", "-c", "mount --bind /etc /mnt && umount /mnt"]).status === 0;
const mounted = possible ? test.each : test.skip.each;

const pair = { AnonymousUserName: "svc", AnonymousUserPass: "old" };
const text = metabaseText([{ location: "/LM/W3SVC/1/ROOT", attributes: pair }]);

mounted([
  ["its folder", "inetsrv", "by another name", "MetaBase.xml"],
  ["the file", "inetsrv/MetaBase.xml", "copy.xml", ""],
])("%s under another name is read, and not written", async (_what, from, to, name) => {
  const folder = await MetabaseFolder.create(text, "system 32/inetsrv/MetaBase.xml");
  const root = dirname(dirname(dirname(folder.path)));
  const source = join(root, "system 32", from);
  const target = join(root, to);
  if (name === "") writeFileSync(target, "");
  else mkdirSync(target);
  const script = 'mount --bind "$1" "$2" && shift 2 && exec "$@"';
  const sync = ["sync", "anonymous", "svc", "--password-stdin", "--apply", "--path", join(target, name)];
  const { status, stdout, stderr } = spawnSync(
    "unshare",
    [...separate, "sh", "-c", script, "sh", source, target, process.execPath, program, ...sync],
    { input: "new\n", encoding: "utf8" },
  );
  expect([status, /E_[A-Z_]+/.exec(stderr)?.[0], await folder.text()]).toEqual([1, "E_LIVE_METABASE", text]);
  expect(stdout).toContain("/LM/W3SVC/1/ROOT");
  await folder.remove();
});
