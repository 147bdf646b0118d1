import { mistakesError, parseSection } from "../../provider/src/config";
import { adoptAll } from "../../provider/src/drift";
import { FileStore } from "../../provider/src/stores/file/file-store";
import { runCommand, type CommandRun } from "../support/command";
import { memoryKeys } from "../support/keys";
import { metabaseFile } from "../support/metabase-xml";
import { nextOperation, sceneOfEachTest, type Properties } from "../support/host-operation";

/* Names that no Windows account can have never get into a metabase, by no way; where one is stored, it is found and repaired. */

/** What is typed wrong, and what the error has to name of it. */
const wrong: readonly (readonly [name: string, names: string])[] = [
  ["FARM\test", "U+0009 (a tab)"],
  ["FARM\nobody", "U+000A (a line feed)"],
  ["FARM\readers", "U+000D (a carriage return)"],
  ["FARM\backup", "U+0008 (a backspace)"],
  ["FARM\u0007dmin", "U+0007 (a bell)"],
  ["FARM\0", "U+0000 (a null character)"],
  ["svc\u007f", "U+007F"],
  ["FARM\u0085etwork", "U+0085"],
  ["FARM\u2028ars", "U+2028 (a line separator)"],
  ["svc\ud83d", "U+D83D (half of a character)"],
  ["FARM\\\\test", "more than one backslash"],
  ["FARM\\test\\x", "more than one backslash"],
  ["FARM\\", "ends in a backslash"],
  ["\\test", "begins with a backslash"],
  ["\\\\FILES\\test", "begins with a backslash"],
  ["FARM/test", '"/"'],
  ["FARM\\te/st", '"/"'],
  ["te:st", '":"'],
  ["a,b", '","'],
  ['FARM\\"x"', "a double quote"],
  ["FARM\\te*st", '"*"'],
  ["FA<RM\\test", '"<"'],
  ["FARM\\test ", "a blank after its account"],
  [" test", "a blank before its account"],
  ["FARM \\test", "a blank after its domain"],
  ["test\u00a0", "a blank after its account"],
  ["..\\test", "nothing but dots"],
  ["FARM\\test.", "ends in a dot"],
  [".", "ends in a dot"],
  ["test@", "ends in @"],
  ["@farm.example", "begins with @"],
  ["te st@farm.example ", "a blank after its domain"],
  ["a;b@farm.example", '";"'],
  ["test@farm/example", '"/"'],
  ["n".repeat(21), "20 characters"],
  [`.\\${"n".repeat(21)}`, "20 characters"],
  [`FARM\\${"n".repeat(257)}`, "256 characters"],
  [`${"d".repeat(256)}\\n`, "255 characters"],
  [`${"n".repeat(1012)}@farm.example`, "1011 characters"],
  ["IIS APPPOOL\\Shop\t", "U+0009 (a tab)"],
];

/** What accounts are called. */
const right: readonly string[] = [
  "IUSR_WEB01",
  "IUSR",
  "NT AUTHORITY\\NETWORK SERVICE",
  "NT-AUTORITÄT\\Netzwerkdienst",
  "IIS APPPOOL\\Shop, new [2] = better.",
  "NT SERVICE\\MSSQL$SQL01",
  ".\\svc",
  "WEB01\\svc web",
  "FARM\\müller",
  "ФЕРМА\\служба",
  "FARM\\ἀρχή",
  "farm.example\\svc",
  "FARM\\gmsa-web$",
  "O'Brien",
  "FARM\\.hidden",
  "FARM\\a.b-c_d!#%&'()^`{}~@x",
  "MicrosoftAccount\\somebody@outlook.example",
  "svc@farm.example",
  "first.last+web/x=1@farm.example",
  "o'brien@farm",
  `FARM\\${"n".repeat(60)}`,
  `${"n".repeat(60)}@farm.example`,
  "n".repeat(20),
];

const scene = sceneOfEachTest();

const stored = { "W3SVC/1/ROOT": { anonymous: ["FARM\\test", "right"] } } as const;
const identity = (more: Properties): Properties => ({
  kind: "anonymous",
  resourceName: "www",
  metabase: { path: scene.path },
  location: "W3SVC/1/ROOT",
  userName: "FARM\\test",
  password: "right",
  ...more,
});
const account = (more: Properties): Properties => {
  const { location, ...rest } = identity({ kind: "account", ...more });
  expect(location).toBeDefined();
  return rest;
};

async function refusal(inputs: Properties, host = nextOperation()): Promise<string | undefined> {
  return (await host.check({}, inputs)).failures[0]?.reason;
}

const sync = (args: readonly string[], input = "right"): Promise<CommandRun> =>
  runCommand(["sync", "anonymous", ...args, "--password-stdin", "--path", scene.path], { input });

describe("is refused in every way in, by the character or the rule, and never written:", () => {
  test.each(wrong)("%j, as an argument", async (name, names) => {
    const before = scene.write(stored);
    const host = nextOperation();
    for (const inputs of [
      identity({ userName: name }),
      account({ userName: name }),
      account({ aliases: ["svc", name] }),
    ]) {
      const reason = await refusal(inputs, host);
      expect(reason).toMatch(/^E_INPUT(?: \/LM\/W3SVC\/1\/ROOT)?: www\.(?:userName|aliases\[1\]) /);
      expect(reason).toContain(names);
      expect(reason).toContain(`'FARM\\test'`);
      expect(reason).toContain(`"FARM\\\\test"`);
    }
    expect(scene.printed).toEqual([]);
    expect(scene.read()).toBe(before);
  });

  test.each(wrong)("%j, on the command line", async (name, names) => {
    const before = scene.write(stored);
    for (const args of [
      [name, "--rename-from", "FARM\\test", "--apply"],
      ["FARM\\test", "--alias", name, "--apply"],
    ]) {
      const run = await sync(args);
      expect([run.code, run.stdout, /E_[A-Z]+/.exec(run.stderr)?.[0]]).toEqual([1, "", "E_INPUT"]);
      expect(run.stderr).toContain(names);
    }
    expect(scene.read()).toBe(before);
  });

  test("all of them, in a stack's file, at once", () => {
    const items = wrong.map(([userName], index) => ({ userName, location: `W3SVC/${String(index)}` }));
    const { mistakes } = parseSection({
      metabase: { path: scene.path },
      identities: items,
      accounts: [
        { userName: "svc", aliases: ["ok", "FARM\test"], passwordless: true },
        { userName: "FARM/test", passwordless: true },
      ],
      setting: () => undefined,
      clearPassword: () => false,
    });
    const paths = mistakes.map((mistake) => mistake.path);
    expect(paths).toEqual([
      ...wrong.map((_, index) => `iis-identity:identities[${String(index)}].userName`),
      "iis-identity:accounts[0].aliases[1]",
      "iis-identity:accounts[1].userName",
    ]);
    for (const [index, [, names]] of wrong.entries()) expect(mistakes[index]?.problem).toContain(names);
    expect(mistakesError(mistakes).message).toContain(`'FARM\\test'`);
  });

  test("beside all else that is wrong with an item", () => {
    const { mistakes } = parseSection({
      metabase: { path: scene.path },
      identities: [{ userName: "FARM\test", location: "W3SVC//1", passwordFrom: "nothing" }],
      setting: () => undefined,
      clearPassword: () => false,
    });
    expect(mistakes.length).toBeGreaterThanOrEqual(2);
  });
});

test.each(right)("%j is a name", async (name) => {
  scene.write({ "W3SVC/1/ROOT": { anonymous: [name, "right"] } });
  const host = nextOperation();
  expect(await refusal(identity({ userName: name }), host)).toBeUndefined();
  expect(await refusal(account({ userName: name, aliases: [name] }), host)).toBeUndefined();
  expect(await sync([name])).toMatchObject({ code: 0 });
  const { section } = parseSection({
    metabase: { path: scene.path },
    identities: [{ userName: name, location: "W3SVC/1/ROOT" }],
    setting: () => undefined,
    clearPassword: () => false,
  });
  expect(section?.identities[0]?.userName).toBe(name);
});

test("a name that is not known yet is not looked at", async () => {
  scene.write(stored);
  const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
  expect(await refusal(identity({ userName: unknown }))).toBeUndefined();
  expect(await refusal(account({ aliases: [unknown] }))).toBeUndefined();
});

test("a wrong name is reported although another argument is not known yet", async () => {
  scene.write(stored);
  const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
  expect(await refusal(identity({ userName: "FARM\test", location: unknown }))).toMatch(
    /^E_INPUT: www\.userName /,
  );
  expect(await refusal(account({ aliases: [unknown, "FARM\test"] }))).toMatch(/^E_INPUT: www\.aliases\[1\] /);
});

describe("a name that was stored wrong", () => {
  const broken = { "W3SVC/1/ROOT": { anonymous: ["FARM\test", "right"] } } as const;
  const repaired = metabaseFile(memoryKeys(stored));
  const shown =
    '/LM/W3SVC/1/ROOT AnonymousUserName: differs, found "FARM<U+0009>est" (declared "FARM\\test")';

  test("is repaired by the resource that wrote it, and is in step the second time", async () => {
    scene.write(broken);
    const state = { ...identity({ userName: "FARM\test" }), revision: 1, drift: [] };
    const host = nextOperation();
    const { inputs, failures } = await host.check(state, identity({}));
    expect(failures).toEqual([]);
    expect(scene.printed).toEqual([shown]);
    const { outs } = await host.update("id", state, inputs);
    expect(scene.read()).toBe(repaired);
    const second = await nextOperation().check(outs, identity({}));
    expect([second.failures, second.inputs["drift"]]).toEqual([[], undefined]);
    expect(scene.printed).toEqual([shown]);
  });

  test.each<[string, Properties]>([
    ["the name that state recorded", {}],
    ["a former name", { formerNames: ["FARM\test"] }],
  ])("is repaired by an account that has it as %s", async (what, more) => {
    scene.write(broken);
    const state = what.startsWith("the") ? { ...account({ userName: "FARM\test" }), revision: 1 } : {};
    const host = nextOperation();
    const { inputs, failures } = await host.check(state, account(more));
    expect(failures).toEqual([]);
    expect(scene.printed).toContain(shown);
    const { outs } = await host.update("id", state, inputs);
    expect(scene.read()).toBe(repaired);
    const second = await nextOperation().check(outs, account(more));
    expect([second.failures, second.inputs["drift"]]).toEqual([[], undefined]);
    if (what.startsWith("a")) {
      expect(scene.printed.at(-1)).toBe(
        'www: former name "FARM<U+0009>est" is held by no key any more and can be removed (it contains U+0009 (a tab), which no account\'s name can contain)',
      );
    }
  });

  test("is repaired by sync", async () => {
    scene.write(broken);
    const run = await sync(["FARM\\test", "--rename-from", "FARM\test", "--apply"]);
    expect(run.code).toBe(0);
    expect(run.stdout).toContain(shown);
    expect(run.stderr).toContain("U+0009 (a tab)");
    expect(scene.read()).toBe(repaired);
  });

  test("is refreshed and destroyed where state recorded it", async () => {
    const before = scene.write(broken);
    const state = { ...identity({ userName: "FARM\test", onDelete: "inherit" }), revision: 1, drift: [] };
    expect((await nextOperation().read("id", state)).props).toMatchObject({ drift: [] });
    await expect(nextOperation().delete("id", state)).rejects.toThrow("E_NOTHING_TO_INHERIT");
    expect(scene.read()).toBe(before);
  });

  test("is found", async () => {
    scene.write(broken);
    const run = await runCommand(["find", "anonymous", "--user", "FARM\test", "--path", scene.path]);
    expect([run.code, run.stdout]).toEqual([0, "Property AnonymousUserName found at:\r\n  W3SVC/1/ROOT\r\n"]);
  });

  test("is shown as what it is, and an impossible name is reported where it is not found", async () => {
    scene.write(broken);
    const long = await runCommand(["find", "--long", "--path", scene.path]);
    expect(long.stdout).toContain("FARM<U+0009>est");
    const none = await runCommand(["find", "anonymous", "--user", "FARM\nobody", "--path", scene.path]);
    expect([none.code, none.stderr]).toEqual([0, expect.stringContaining("U+000A (a line feed)")]);
  });

  test("is a finding", async () => {
    scene.write(broken);
    const lint = await runCommand(["lint", "--path", scene.path]);
    expect(lint.stdout).toContain("no Windows account can have its user name: it contains U+0009 (a tab)");
  });

  test("is left out if a metabase is declared as it is", async () => {
    scene.write(broken);
    const { adopted, leftOut } = adoptAll(
      await new FileStore({ path: scene.path }).observe({ locations: [], reveal: true }),
    );
    expect(adopted).toEqual([]);
    expect(leftOut.map(({ location, reason }) => `${location} ${reason}`)).toEqual([
      "/LM/W3SVC/1/ROOT No Windows account can have its user name: it contains U+0009 (a tab), which no account's name can contain.",
    ]);
  });
});
