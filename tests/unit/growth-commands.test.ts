import { growth, steady } from "../support/steps";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { listBackups, pruneBackups } from "../../provider/src/io";
import { runCommand, type CommandRun } from "../support/command";
import { fileIn, freshFolder } from "../support/io-folder";
import { fileOf, metabaseOf } from "../support/metabase-file";

const size = 60;

const many = <Item>(count: number, each: (index: number) => Item): readonly Item[] =>
  Array.from({ length: count }, (_, index) => each(index));
const key = (index: number, attributes: string): string =>
  `<IIsWebVirtualDir Location="/LM/W3SVC/${index}" ${attributes}/>`;
const pair = (name: string, password: string): string =>
  `AnonymousUserName="${name}" AnonymousUserPass="${password}"`;

/** What a metabase may have much of. */
const metabases: readonly (readonly [what: string, key: (index: number) => string])[] = [
  ["copies", (index) => key(index, pair("svc", "old"))],
  ["accounts", (index) => key(index, pair(`svc${index}`, "old"))],
  ["faults", (index) => key(index, 'AnonymousUserName="svc"')],
  ["keys that are unclear", (index) => key(index, 'anonymoususername="x"')],
];

/** Commands that search a metabase, and what they are asked. */
const commands: readonly (readonly string[])[] = [
  ["find"],
  ["find", "--json"],
  ["find", "anonymous", "--user", "svc", "--long"],
  ["lint"],
  ["lint", "--json"],
  ["sync", "anonymous", "svc", "--password-stdin"],
  ["sync", "anonymous", "svc", "--password-stdin", "--json"],
];

describe.each(commands.map((args) => [args.join(" "), args] as const))("iis-identity %s", (_, args) => {
  test.each(metabases)("takes as long as a metabase of many %s is", async (__, each) => {
    const folder = freshFolder();
    const run = (path: string): Promise<CommandRun> =>
      runCommand([...args, "--path", path, "--machine", "WEB01"], { input: "new\n" });
    const found = await growth(
      size,
      (count) => {
        const path = join(folder, `${count}.xml`);
        writeFileSync(path, fileOf(metabaseOf(...many(count, each))));
        return path;
      },
      run,
    );
    expect(found).toBeLessThan(steady);
  });
});

test("iis-identity sync --apply takes as long as a metabase of many copies is", async () => {
  const folder = freshFolder();
  const found = await growth(
    size,
    (count) =>
      fileIn(
        folder,
        metabaseOf(...many(count, (index) => key(index, pair("svc", "old")))),
        `MetaBase${count}.xml`,
      ),
    async (path) => {
      const args = ["sync", "anonymous", "svc", "--password-stdin", "--apply", "--path", path];
      expect((await runCommand(args, { input: "new\n" })).code).toBe(0);
    },
  );
  expect(found).toBeLessThan(steady);
});

test.each([
  ["listed", (path: string): Promise<unknown> => listBackups(path, {})],
  ["pruned", (path: string): Promise<unknown> => pruneBackups(path, { keep: 1 }, `${path}.none`)],
])("a folder's backups are %s in the time that there are many of them", async (_, work) => {
  const found = await growth(
    size,
    (count) => {
      const folder = freshFolder();
      const path = fileIn(folder, "new");
      for (let index = 0; index < count; index += 1) {
        const time = new Date(Date.UTC(2020, 0, 1) + index * 1000).toISOString().replace(/[-:.]/g, "");
        writeFileSync(`${path}.${time}.bak`, "old");
      }
      return path;
    },
    work,
  );
  expect(found).toBeLessThan(steady);
});
