import { chmodSync, writeFileSync } from "node:fs";
import { MetabaseFolder, metabaseText, withAttribute, type KeyElement } from "../support/metabase-folder";
import { runCommand, type CommandRun } from "../support/command";

const password = 'n<w & "x"';
const written = "n&lt;w &amp; &quot;x&quot;";

const anonymous = (userName: string, stored = "old"): Readonly<Record<string, string>> => ({
  AnonymousUserName: userName,
  AnonymousUserPass: stored,
});
const key = (location: string, attributes: Readonly<Record<string, string>>, type?: string): KeyElement => ({
  location: `/LM/${location}`,
  attributes,
  ...(type === undefined ? {} : { type }),
});

const strangersHalf = key("W3SVC/1/ROOT/other", { AnonymousUserName: "FARM\\other" });
const server: readonly KeyElement[] = [
  key("MSFTPSVC", anonymous("svc"), "IIsFtpService"),
  key("MSFTPSVC/1", anonymous("IUSR_WEB01"), "IIsFtpServer"),
  key("SMTPSVC/1", { AnonymousUserName: "svc" }, "IIsSmtpServer"),
  key(
    "W3SVC",
    { ...anonymous("IUSR_WEB01", "iusr"), WAMUserName: "IWAM_WEB01", WAMUserPass: "iwam" },
    "IIsWebService",
  ),
  key("W3SVC/1/ROOT", anonymous("svc")),
  key("W3SVC/1/ROOT/already", anonymous("svc", written)),
  key("W3SVC/1/ROOT/half", { AnonymousUserPass: "another" }),
  key("W3SVC/1/ROOT/inherits", { AppRoot: "/LM/W3SVC/1/Root" }),
  strangersHalf,
  key("W3SVC/1/ROOT/share", { UNCUserName: "svc", UNCPassword: "old" }),
  key("W3SVC/2/ROOT", anonymous(".\\svc")),
  key("W3SVC/3/ROOT", anonymous("WEB01\\svc")),
  key("W3SVC/4/ROOT", anonymous("SVC")),
  key("W3SVC/5/ROOT", anonymous("FARM\\svc")),
  key("W3SVC/5/ROOT/at", anonymous("svc@web01")),
  key("W3SVC/6/ROOT", { AnonymousUserName: "svc" }),
  key("W3SVC/7/ROOT", anonymous("svcs")),
  key("W3SVC/7/ROOT/former", anonymous("was")),
  key(
    "W3SVC/AppPools/P",
    { AppPoolIdentityType: "3", WAMUserName: "svc", WAMUserPass: "old" },
    "IIsApplicationPool",
  ),
  key("W3SVC/Info/Templates/T/ROOT", anonymous("svc", "")),
];

/** Every copy of the account that the new password differs from. */
const copies = [
  "MSFTPSVC",
  "W3SVC/1/ROOT",
  "W3SVC/1/ROOT/half",
  "W3SVC/2/ROOT",
  "W3SVC/3/ROOT",
  "W3SVC/4/ROOT",
  "W3SVC/6/ROOT",
  "W3SVC/Info/Templates/T/ROOT",
];

/** What a careful person would leave, one key after the other. */
const repaired = (text: string, locations = copies): string =>
  locations.reduce((now, at) => withAttribute(now, `/LM/${at}`, "AnonymousUserPass", written), text);

let folder: MetabaseFolder;

const serve = async (keys = server, name?: string): Promise<string> => {
  const text = metabaseText(keys);
  folder = await MetabaseFolder.create(text, name);
  return text;
};

afterEach(async () => {
  await folder.remove();
});

const sync = (...args: readonly string[]): Promise<CommandRun> =>
  runCommand(
    ["sync", "Anonymous", ...args, "--password-stdin", "--machine", "WEB01", "--path", folder.path],
    { input: `${password}\n` },
  );

const codeIn = ({ stderr }: CommandRun): string | undefined => /E_[A-Z_]+/.exec(stderr)?.[0];

test("exactly the account's copies change; a second run finds nothing to do", async () => {
  const before = await serve();
  const first = await sync("svc", "--apply", "--accept-effects");
  expect(first).toMatchObject({ code: 0, stderr: "" });
  expect(await folder.text()).toBe(repaired(before));
  expect(await folder.backups()).toEqual([before]);
  expect(await folder.strays()).toEqual([]);

  const afterwards = await folder.listing();
  for (const more of [["--apply"], []]) {
    expect(await sync("svc", ...more)).toMatchObject({ code: 0, stderr: "" });
    expect(await folder.listing()).toEqual(afterwards);
  }
});

test("a dry run says what would be written, what that does, and what is left, and writes nothing", async () => {
  await serve();
  const before = await folder.listing();
  const { code, stdout, stderr } = await sync(".\\SVC");
  expect([code, stderr]).toEqual([3, ""]);
  expect(stdout.replace(folder.path, "MetaBase.xml")).toBe(
    [
      "10 copies of the account (anonymous) in file MetaBase.xml, 8 to be written, 1 left although it differs",
      "  /LM/MSFTPSVC AnonymousUserPass: differs, foreign",
      "  /LM/W3SVC/1/ROOT AnonymousUserPass: differs, foreign",
      "  /LM/W3SVC/1/ROOT/half AnonymousUserPass: differs, foreign (AnonymousUserPass without its own AnonymousUserName)",
      "  /LM/W3SVC/2/ROOT AnonymousUserPass: differs, foreign",
      "  /LM/W3SVC/3/ROOT AnonymousUserPass: differs, foreign",
      "  /LM/W3SVC/4/ROOT AnonymousUserPass: differs, foreign",
      "  /LM/W3SVC/6/ROOT AnonymousUserPass: differs, foreign, inherited from /LM/W3SVC (AnonymousUserName without its own AnonymousUserPass)",
      "  /LM/W3SVC/Info/Templates/T/ROOT AnonymousUserPass: empty (template)",
      "What this does to others",
      "  3 locations inherit what changes here",
      '  half pair of another account: /LM/W3SVC/1/ROOT/other ("FARM\\other") would get another AnonymousUserPass',
      "  --apply refuses this without --accept-effects",
      "Seen and left alone",
      "  /LM/SMTPSVC/1 can't be repaired: its type holds no AnonymousUserPass",
      '  the same account, unc "svc": /LM/W3SVC/1/ROOT/share',
      '  the same account, wam "svc": /LM/W3SVC/AppPools/P',
      '  another spelling (where it is the same account, say so with --alias), anonymous "FARM\\svc": /LM/W3SVC/5/ROOT',
      '  another spelling (where it is the same account, say so with --alias), anonymous "svc@web01": /LM/W3SVC/5/ROOT/at',
      "  warning: /LM/MSFTPSVC: AnonymousPasswordSync is on: where subauthentication is registered, IIS does not use the stored password",
      "  warning: /LM/W3SVC/Info/Templates/T/ROOT: a template: what new sites are made from, and no site itself",
      "Nothing was written. The same with --apply --accept-effects writes it, after a backup.",
      "",
    ].join("\n"),
  );
  expect(await folder.listing()).toEqual(before);
});

test("copies under a former name get the new name and the password together, in one write", async () => {
  const before = await serve();
  const { code, stdout } = await sync("svc", "--rename-from", "was", "--apply", "--accept-effects");
  expect(code).toBe(0);
  const at = "/LM/W3SVC/7/ROOT/former";
  const renamed = withAttribute(before, at, "AnonymousUserName", "svc");
  expect(await folder.text()).toBe(repaired(renamed, [...copies, "W3SVC/7/ROOT/former"]));
  expect(stdout).toMatch(/written {2}\/LM\/W3SVC\/7\/ROOT\/former +AnonymousUserName, AnonymousUserPass/);
  expect(await folder.backups()).toEqual([before]);
});

test("another spelling that was named is found, and stays as it is spelled", async () => {
  const before = await serve();
  const run = await sync("svc", "--alias", "FARM\\svc", "--under", "W3SVC/5", "--apply");
  expect(run.code).toBe(0);
  expect(await folder.text()).toBe(repaired(before, ["W3SVC/5/ROOT"]));
  // The copies elsewhere are not forgotten.
  expect(run.stdout).toContain('the same account, anonymous "svc": /LM/MSFTPSVC, ');
});

test.each<readonly [args: readonly string[], left: readonly string[]]>([
  [[], ["WEB01\\svc", "FARM\\svc", "svc@web01"]],
  [
    ["--machine", "WEB01"],
    ["FARM\\svc", "svc@web01"],
  ],
  [["--machine", "web01", "--alias", "FARM\\svc"], ["svc@web01"]],
  [
    ["--under", "W3SVC/1"],
    ["WEB01\\svc", "FARM\\svc", "svc@web01"],
  ],
])("with %j, spellings that nothing says to be the account are named", async (args, left) => {
  await serve();
  const run = ["sync", "anonymous", "svc", "--json", "--password-stdin", "--path", folder.path, ...args];
  const { stdout } = await runCommand(run, { input: password });
  const { leftAlone } = JSON.parse(stdout) as { leftAlone: readonly string[] };
  const named = leftAlone.flatMap((line) => /^another spelling .*"(.*)"/.exec(line)?.[1] ?? []);
  expect(named).toEqual(left);
  for (const line of leftAlone.filter((each) => each.startsWith("another spelling"))) {
    expect(line.includes("--machine")).toBe(!args.includes("--machine"));
  }
});

test.each<readonly [args: readonly string[], idle: readonly string[]]>([
  [["wam", "--path", "x", "--iis-stopped", "--complus", "acknowledged"], []],
  [["unc", "--path", "x", "--complus", "acknowledged"], ["--complus"]],
  [["unc", "--path", "x", "--through-compatibility"], ["--through-compatibility"]],
  [["wam", "--script-host", "x", "--through-compatibility"], []],
  [["wam", "--script-host", "x", "--iis-stopped"], ["--iis-stopped"]],
])("sync %j notes each option that means nothing there", async ([kind = "", ...args], idle) => {
  await serve([]);
  const run = await runCommand(["sync", kind, "svc", "--password-stdin", ...args], {
    cwd: folder.path.slice(0, folder.path.lastIndexOf("/")),
    input: password,
  });
  expect([...run.stderr.matchAll(/^note: (\S+)/gm)].map(([, option]) => option)).toEqual(idle);
});

test("the account that IIS made beside it is named", async () => {
  await serve();
  const { stdout } = await sync("IUSR_WEB01", "--accept-effects");
  expect(stdout).toContain('a related account with a password of its own, wam "IWAM_WEB01": /LM/W3SVC');
});

test("a pool that runs as another identity is left, unless its copy is asked for; those that run as it recycle", async () => {
  const pool = (name: string, type: string): KeyElement =>
    key(
      `W3SVC/AppPools/${name}`,
      { AppPoolIdentityType: type, WAMUserName: "svc", WAMUserPass: "old" },
      "IIsApplicationPool",
    );
  const before = await serve([pool("A", "2"), pool("B", "3")]);
  const run = (...more: readonly string[]): Promise<CommandRun> =>
    runCommand(["sync", "wam", "svc", "--password-stdin", "--path", folder.path, ...more], {
      input: password,
    });
  const kept = await run();
  expect(kept.stdout).toContain("/LM/W3SVC/AppPools/A stored, not used");
  expect(kept.stdout).toContain("recycles the application pool /LM/W3SVC/AppPools/B");
  expect((await run("--unused", "rewrite", "--apply")).code).toBe(0);
  const both = ["A", "B"].map((name) => `/LM/W3SVC/AppPools/${name}`);
  expect(await folder.text()).toBe(
    both.reduce((text, at) => withAttribute(text, at, "WAMUserPass", written), before),
  );
});

test("--json lists each copy, in step or not, and what was done to it", async () => {
  await serve([key("W3SVC/1/ROOT", anonymous("svc")), key("W3SVC/2/ROOT", anonymous("svc", written))]);
  const inStep = {
    location: "/LM/W3SVC/2/ROOT",
    template: false,
    foundBy: "name",
    differences: [],
    state: "in step",
  };
  const answer = (differences: readonly string[], state: string): unknown => ({
    kind: "anonymous",
    copies: [{ ...inStep, location: "/LM/W3SVC/1/ROOT", differences, state }, inStep],
    effects: [],
    recycles: [],
    leftAlone: [],
  });
  const differs = ["AnonymousUserPass: differs, foreign"];
  for (const [args, code, expected] of [
    [[], 3, answer(differs, "differs")],
    [["--apply"], 0, answer(differs, "written")],
    [["--apply"], 0, answer([], "in step")],
  ] as const) {
    const run = await sync("svc", "--json", ...args);
    expect([run.code, JSON.parse(run.stdout)]).toEqual([code, expected]);
  }
});

const sealed = `49634462f000000022000000${"5a".repeat(48)}`;
const one = key("W3SVC/1/ROOT", anonymous("svc"));
const isolated = { IIs5IsolationModeEnabled: "TRUE", WAMUserName: "svc", WAMUserPass: "old" };

interface Refusal {
  readonly error: string;
  readonly keys: readonly KeyElement[];
  readonly args?: readonly string[];
  readonly fileName?: string;
  /** What lets it pass after all. */
  readonly unless?: readonly string[];
  readonly onlyApply?: boolean;
}

const refusals: readonly Refusal[] = [
  { error: "E_NO_COPY", keys: [one], args: ["Anonymous", "nobody"] },
  { error: "E_NO_COPY", keys: [one], args: ["UNC", "svc"] },
  { error: "E_UNKNOWN_LOCATION", keys: [one], args: ["Anonymous", "svc", "--under", "W3SVC/9"] },
  { error: "E_LOCATION", keys: [one], args: ["Anonymous", "svc", "--under", "W3SVC//9"] },
  { error: "E_NOT_COMPARABLE", keys: [key("W3SVC/1/ROOT", anonymous("svc", sealed))] },
  { error: "E_NOT_COMPARABLE", keys: [one, key("W3SVC/2/ROOT", anonymous("svc", "**********"))] },
  { error: "E_NOT_COMPARABLE", keys: [key("W3SVC/1/ROOT", anonymous("svc", "NOLONGERVALID12"))] },
  { error: "E_SEALS_OTHERS", keys: [one, key("W3SVC/2/ROOT", { UNCPassword: sealed })] },
  {
    error: "E_AMBIGUOUS",
    keys: [one, key("W3SVC/2/ROOT", {}), key("w3svc/2/root", {})],
    unless: ["--under", "W3SVC/1"],
  },
  { error: "E_AMBIGUOUS", keys: [one, one] },
  { error: "E_EFFECTS", keys: [one, strangersHalf], unless: ["--accept-effects"], onlyApply: true },
  {
    error: "E_COMPLUS",
    keys: [key("W3SVC", isolated, "IIsWebService")],
    args: ["WAM", "svc"],
    unless: ["--complus", "acknowledged"],
  },
  { error: "E_LIVE_METABASE", keys: [one], fileName: "inetsrv/MetaBase.xml", unless: ["--iis-stopped"] },
];

test.each(refusals.map((refusal) => [refusal.error, refusal] as const))(
  "%s is refused, and not a byte is touched",
  async (error, { keys, args = ["Anonymous", "svc"], fileName, unless, onlyApply = false }) => {
    await serve(keys, fileName);
    const before = await folder.listing();
    const run = (...more: readonly string[]): Promise<CommandRun> =>
      runCommand(["sync", ...args, "--password-stdin", "--path", folder.path, ...more], { input: password });
    for (const more of onlyApply ? [["--apply"]] : [[], ["--apply"]]) {
      const refused = await run(...more);
      expect([refused.code, codeIn(refused)]).toEqual([1, error]);
      expect(await folder.listing()).toEqual(before);
    }
    if (unless === undefined) return;
    expect((await run(...unless)).code).toBe(3);
    expect((await run(...unless, "--apply")).code).toBe(0);
  },
);

test("a key that can't be understood and holds no such kind of credential is no obstacle", async () => {
  await serve([one, key("W3SVC/Filters", {}, "IIsFilters"), key("W3SVC/Filters", {}, "IIsFilters")]);
  const { code, stdout } = await sync("svc");
  expect(code).toBe(3);
  expect(stdout).toContain("/LM/W3SVC/Filters was left out");
});

/** As some restored files have it: a property as an attribute and once more as an element. */
const twice = (text: string, at: string, name: string, id: number, value: string): string => {
  const custom = `<Custom Name="${name}" ID="${String(id)}" Value="${value}" Type="STRING" Attributes="INHERIT" />`;
  return withAttribute(text, `/LM/${at}`, name, value).replace(
    new RegExp(`(Location ="/LM/${at}"[^>]*>)`),
    `$1${custom}`,
  );
};

describe("a key where one property occurs twice stops what it may concern, and nothing else:", () => {
  const other = key("W3SVC/2/ROOT", anonymous("other"));
  const child = key("W3SVC/2/ROOT/child", { AnonymousUserPass: "old" });
  test.each([
    ["another kind and another account", [one, other], ["UNCPassword", 3003]],
    ["the same kind of an account with a plain name", [one, other], ["AnonymousUserPass", 6021]],
    ["another kind, with a copy of the account beneath", [one, other, child], ["UNCUserName", 3002]],
  ] as const)("%s", async (_, keys, [name, id]) => {
    const text = twice(metabaseText(keys), "W3SVC/2/ROOT", name, id, "");
    folder = await MetabaseFolder.create(text);
    const run = await sync("svc", "--apply");
    expect([run.code, run.stderr]).toEqual([0, ""]);
    expect(run.stdout).toContain("/LM/W3SVC/2/ROOT was left out: it can't be understood in one way");
    expect(await folder.text()).toBe(withAttribute(text, "/LM/W3SVC/1/ROOT", "AnonymousUserPass", written));
  });

  test.each([
    ["its name may be the account's", [one, other], ["AnonymousUserName", 6020]],
    ["it is a copy of the account", [one, key("W3SVC/2/ROOT", anonymous("svc"))], ["UNCPassword", 3003]],
    ["a copy may inherit its name", [one, other, child], ["AnonymousUserName", 6020]],
    [
      "a copy inherits its password",
      [one, other, key("W3SVC/2/ROOT/child", { AnonymousUserName: "svc" })],
      ["AnonymousUserPass", 6021],
    ],
  ] as const)("it stops the account where %s", async (_, keys, [name, id]) => {
    const text = twice(metabaseText(keys), "W3SVC/2/ROOT", name, id, "x");
    folder = await MetabaseFolder.create(text);
    const run = await sync("svc", "--apply");
    expect([run.code, codeIn(run)]).toEqual([1, "E_AMBIGUOUS"]);
    expect(run.stderr).toContain("/LM/W3SVC/2/ROOT");
    expect(await folder.text()).toBe(text);
  });
});

test("a former name that no key holds is not printed, though another one is held", async () => {
  await serve([one, key("W3SVC/2", { AnonymousUserName: "was", AnonymousUserPass: "old" })]);
  const { code, stdout } = await sync("svc", "--rename-from", "was", "--rename-from", "S3cret!y");
  expect(code).toBe(3);
  expect(stdout).not.toContain("S3cret!");
});

test.each([
  ["INHERIT", 3],
  ["NO_ATTRIBUTES", 0],
])(
  "a pool beneath a Custom of type 3 with %s runs as its own account, or does not",
  async (attributes, code) => {
    const pools = `<IIsApplicationPools Location="/LM/W3SVC/AppPools"><Custom Name="AppPoolIdentityType" ID="9021" Value="3" Type="DWORD" Attributes="${attributes}"/></IIsApplicationPools>`;
    const pool = `<IIsApplicationPool Location="/LM/W3SVC/AppPools/P" WAMUserName="svc" WAMUserPass="old"/>`;
    folder = await MetabaseFolder.create(
      `<configuration><MBProperty>${pools}${pool}</MBProperty></configuration>`,
    );
    const run = await runCommand(["sync", "WAM", "svc", "--password-stdin", "--path", folder.path], {
      input: "new",
    });
    expect(run.code).toBe(code);
  },
);

test("a copy that stays different is never called in step", async () => {
  await serve([
    key("SMTPSVC", { AnonymousUserName: "x", AnonymousUserPass: "old1" }, "IIsSmtpService"),
    key("SMTPSVC/1", { AnonymousUserName: "svc" }, "IIsSmtpServer"),
  ]);
  const { code, stdout } = await sync("svc");
  expect(code).toBe(0);
  expect(stdout).toMatch(/^1 copy of the account .*, 1 left although it differs$/m);
  const { copies } = JSON.parse((await sync("svc", "--json")).stdout) as {
    copies: readonly { readonly state: string }[];
  };
  expect(copies.map(({ state }) => state)).toEqual(["differs"]);
});

test("who is not found gets the names that are stored, and not what was typed", async () => {
  await serve();
  const { stderr } = await sync("S3cret!x", "--rename-from", "S3cret!y", "--alias", "S3cret!z");
  expect(stderr).toContain('"FARM\\svc"');
  expect(stderr).not.toContain("S3cret!");
  const nearly = await sync("OTHER\\svc");
  expect(nearly.stderr).toMatch(/Name it as it is stored, "svc", "FARM\\svc", "svc@web01"/);
  const elsewhere = await runCommand([
    "sync",
    "unc",
    "IWAM_WEB01",
    "--password-stdin",
    "--path",
    folder.path,
  ]);
  expect(elsewhere.stderr).toContain("It is stored elsewhere: /LM/W3SVC (wam).");
});

test.each<readonly [name: string, error: string, disturb: () => void]>([
  [
    "a read-only file",
    "E_READ_ONLY",
    () => {
      chmodSync(folder.path, 0o400);
    },
  ],
  [
    "a file that is locked",
    "E_LOCKED",
    () => {
      writeFileSync(`${folder.path}.lock`, "");
    },
  ],
])(
  "%s: the plan is shown, the error told, and nothing written",
  async (_name, error, disturb) => {
    const before = await serve([one]);
    disturb();
    expect((await sync("svc")).code).toBe(3);
    const run = await sync("svc", "--apply");
    expect([run.code, codeIn(run)]).toEqual([1, error]);
    expect(run.stdout).toContain("/LM/W3SVC/1/ROOT AnonymousUserPass: differs, foreign");
    expect(await folder.text()).toBe(before);
  },
  30_000,
);

test.each<readonly [args: readonly string[]]>([
  [[]],
  [["Anonymous"]],
  [["nonsense", "svc", "--path", "x", "--password-stdin"]],
  [["WAM", "svc", "--password-stdin"]],
  [["WAM", "", "--path", "x", "--password-stdin"]],
  [["WAM", "svc", "--path", "x", "--password-stdin", "--unused", "nonsense"]],
  [["WAM", "svc", "--path", "x", "--password-stdin", "--password", "S3cret!x"]],
  [["WAM", "svc", "S3cret!x", "--path", "x", "--password-stdin"]],
])("sync %j is no command line: exit code 2, and nothing on standard output", async (args) => {
  await serve([one]);
  const { code, stdout, stderr } = await runCommand(["sync", ...args]);
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).not.toBe("");
  expect(stderr).not.toContain("S3cret!x");
});
