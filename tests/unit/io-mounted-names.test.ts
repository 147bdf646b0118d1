import { namesIn } from "../../provider/src/io/mounted-names";

/* Under what names a file is known where its volume comes from, as Linux lists its mounts. */

const mounts = [
  "22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw",
  "30 22 254:0 /srv/inetsrv /mnt/meta rw shared:1 - ext4 /dev/vda rw",
  "31 22 0:40 / /mnt/share rw shared:7 master:2 - cifs //web01/c$/windows/system32/inetsrv rw,vers=3.0",
  "32 22 0:41 /inetsrv /mnt/part rw - cifs //web01/part rw",
  "33 22 0:42 / /mnt/with\\040blank rw - nfs4 web01:/a\\040b\\134c rw",
  "34 22 254:0 /first /mnt/twice rw - ext4 /dev/vda rw",
  "35 22 254:0 /second /mnt/twice rw - ext4 /dev/vda rw",
  "36 22 254:0 /srv/inetsrv/MetaBase.xml /mnt/one.xml rw - ext4 /dev/vda rw",
  "",
  "what no system lists",
].join("\n");

test.each<readonly [path: string, name: string]>([
  ["/srv/x/MetaBase.xml", "/srv/x/MetaBase.xml"],
  ["/mnt/meta/MetaBase.xml", "/srv/inetsrv/MetaBase.xml"],
  ["/mnt/meta", "/srv/inetsrv"],
  ["/mnt/metabases/x.xml", "/mnt/metabases/x.xml"],
  ["/mnt/share/MetaBase.xml", "//web01/c$/windows/system32/inetsrv/MetaBase.xml"],
  ["/mnt/part/MetaBase.xml", "//web01/part/inetsrv/MetaBase.xml"],
  ["/mnt/with blank/x.xml", "web01:/a b\\c/x.xml"],
  ["/mnt/twice/x.xml", "/second/x.xml"],
  ["/mnt/one.xml", "/srv/inetsrv/MetaBase.xml"],
])("%s is also %s", (path, name) => {
  const names = namesIn(mounts, path);
  expect(names).toContain(name);
  expect(names).not.toContain("/first/x.xml");
});

test("where no mount is listed there is no other name", () => {
  expect(namesIn("", "/srv/x.xml")).toEqual([]);
});
