import { writeFile } from "node:fs/promises";
import { MetabaseFolder, metabaseText, type KeyElement } from "../support/metabase-folder";
import { runCommand, type CommandOptions } from "../support/command";

const keys: readonly KeyElement[] = [
  {
    location: "/LM/MSFTPSVC",
    type: "IIsFtpService",
    attributes: { AnonymousUserName: "IUSR_WEB", AnonymousUserPass: "f" },
  },
  {
    location: "/LM/W3SVC",
    type: "IIsWebService",
    attributes: {
      AnonymousUserName: "IUSR_WEB",
      AnonymousUserPass: "f",
      WAMUserName: "IWAM_WEB",
      WAMUserPass: "w",
    },
  },
  { location: "/LM/W3SVC/1", type: "IIsWebServer", attributes: { ServerComment: "Shop" } },
  { location: "/LM/W3SVC/1/ROOT", attributes: { AnonymousUserName: "web\\svc", AnonymousUserPass: "s" } },
  { location: "/LM/W3SVC/1/ROOT/a b.c", attributes: { AnonymousUserPass: "other" } },
  { location: "/LM/W3SVC/1/ROOT/Grün 😀", attributes: { AnonymousUserName: "IUSR_WEB", UNCPassword: "" } },
  {
    location: "/LM/W3SVC/Info/Templates/Public Web Site",
    type: "IIsWebServer",
    attributes: { AnonymousUserName: "T" },
  },
];

let folder: MetabaseFolder;

beforeAll(async () => {
  folder = await MetabaseFolder.create(metabaseText(keys));
});

afterAll(async () => {
  await folder.remove();
});

const anonymous = [
  "Property AnonymousUserName found at:",
  "  MSFTPSVC",
  "  W3SVC",
  "  W3SVC/1/ROOT",
  "  W3SVC/1/ROOT/Grün 😀",
  "  W3SVC/Info/Templates/Public Web Site",
];
const wam = ["Property WAMUserName found at:", "  W3SVC"];

test.each<readonly [args: readonly string[], lines: readonly string[], code: number]>([
  [["anonymous"], anonymous, 0],
  [["AnonymousUserName"], anonymous, 0],
  [["anonymoususername"], ["Property anonymoususername found at:", ...anonymous.slice(1)], 0],
  [
    ["AnonymousUserPass"],
    [
      "Property AnonymousUserPass found at:",
      "  MSFTPSVC",
      "  W3SVC",
      "  W3SVC/1/ROOT",
      "  W3SVC/1/ROOT/a b.c",
    ],
    0,
  ],
  [["UNCPassword"], ["Property UNCPassword found at:", "  W3SVC/1/ROOT/Grün 😀"], 0],
  [["wam"], wam, 0],
  [[], [...anonymous, ...wam, "Property UNCUserName was not found at any node beneath "], 0],
  [["unc", "--under", "\\w3svc\\1\\"], ["Property UNCUserName was not found at any node beneath w3svc/1"], 0],
  [["W3SVC/1/WAMUserName"], ["Property WAMUserName was not found at any node beneath W3SVC/1"], 0],
  [["wam", "--under", "/LM/w3svc"], wam, 0],
  [
    ["anonymous", "--user", "iusr_web"],
    [anonymous[0]!, "  MSFTPSVC", "  W3SVC", "  W3SVC/1/ROOT/Grün 😀"],
    0,
  ],
  [
    ["anonymous", "--under", "W3SVC/9"],
    [
      "The path requested could not be found.",
      "ErrNumber: -2147024893 (0x80070003)",
      "Error trying to find data paths for the Object (GetObject Failed): W3SVC/9",
    ],
    1,
  ],
])("find %j prints what adsutil prints, byte for byte", async (args, lines, code) => {
  const run = await runCommand(["find", ...args, "--path", folder.path]);
  expect(run).toEqual({ code, stdout: lines.map((line) => `${line}\r\n`).join(""), stderr: "" });
});

test("find --json shows what counts and where it comes from, and no password", async () => {
  const { code, stdout } = await runCommand(["find", "--json", "--under", "W3SVC/1", "--path", folder.path]);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual([
    {
      location: "/LM/W3SVC/1/ROOT",
      keyType: "IIsWebVirtualDir",
      kind: "anonymous",
      userName: "web\\svc",
      userNameFrom: "own",
      passwordState: "set",
      passwordFrom: "own",
    },
    {
      location: "/LM/W3SVC/1/ROOT/a b.c",
      keyType: "IIsWebVirtualDir",
      kind: "anonymous",
      userName: "web\\svc",
      userNameFrom: "/LM/W3SVC/1/ROOT",
      passwordState: "set",
      passwordFrom: "own",
    },
    {
      location: "/LM/W3SVC/1/ROOT/Grün 😀",
      keyType: "IIsWebVirtualDir",
      kind: "anonymous",
      userName: "IUSR_WEB",
      userNameFrom: "own",
      passwordState: "set",
      passwordFrom: "/LM/W3SVC/1/ROOT",
    },
  ]);
});

test("find --long is an aligned table, however wide its characters are", async () => {
  const { code, stdout } = await runCommand(["find", "--long", "--under", "W3SVC/1", "--path", folder.path]);
  expect(code).toBe(0);
  expect(stdout).toBe(
    [
      "location                  key type          kind       user      user from         password  password from",
      "/LM/W3SVC/1/ROOT          IIsWebVirtualDir  anonymous  web\\svc   own               set       own",
      "/LM/W3SVC/1/ROOT/a b.c    IIsWebVirtualDir  anonymous  web\\svc   /LM/W3SVC/1/ROOT  set       own",
      "/LM/W3SVC/1/ROOT/Grün 😀  IIsWebVirtualDir  anonymous  IUSR_WEB  own               set       /LM/W3SVC/1/ROOT",
      "",
    ].join("\n"),
  );
});

test("find --json knows every state of a password, and --long has a word for each name", async () => {
  const sealed = `49634462${"00".repeat(4)}34000000${"ab".repeat(8)}`;
  const sealedEmpty = `49634462${"00".repeat(4)}06000000${"ab".repeat(8)}`;
  const states: Readonly<Record<string, string | undefined>> = {
    set: "p",
    empty: "",
    absent: undefined,
    sealed,
    "sealed-empty": sealedEmpty,
    exported: "NOLONGERVALID1",
    masked: "**********",
  };
  const places = Object.entries(states).map(([name, password]): KeyElement => ({
    location: `/LM/W3SVC/1/ROOT/${name}`,
    attributes: {
      AnonymousUserName: "u",
      ...(password === undefined ? {} : { AnonymousUserPass: password }),
    },
  }));
  const odd: readonly KeyElement[] = [
    { location: "/LM/W3SVC/1/ROOT/nameless", attributes: { AnonymousUserName: "", AnonymousUserPass: "p" } },
    { location: "/LM/W3SVC/2/ROOT", attributes: { UNCPassword: "p" } },
    { location: "/LM/W3SVC/3/ROOT", attributes: { UNCUserName: "twice", UNCPassword: "p" } },
    { location: "/LM/W3SVC/3/root", attributes: { UNCUserName: "twice" } },
  ];
  const folderOfStates = await MetabaseFolder.create(metabaseText([...places, ...odd]));
  const json = await runCommand(["find", "--json", "--path", folderOfStates.path]);
  const told = JSON.parse(json.stdout) as {
    location: string;
    passwordState: string;
    userName: string | null;
  }[];
  expect(
    Object.fromEntries(
      told.map(({ location, passwordState }) => [location.split("/").slice(4).join("/"), passwordState]),
    ),
  ).toEqual({
    ...Object.fromEntries(Object.keys(states).map((name) => [`ROOT/${name}`, name])),
    "ROOT/nameless": "set",
    ROOT: "unreadable",
  });
  const { stdout } = await runCommand(["find", "--long", "--path", folderOfStates.path]);
  const names = stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.split(/ {2,}/)[3]);
  expect(names).toEqual([
    "user",
    ...Object.keys(states).map(() => "u"),
    "(empty)",
    "(none)",
    "(can't be told)",
  ]);
  const nobody = await runCommand(["find", "--long", "--user", "nobody", "--path", folderOfStates.path]);
  expect(nobody).toEqual({
    code: 0,
    stdout: "No credential of that account is set there.\n",
    stderr: "note: who counts at /LM/W3SVC/3/ROOT is unclear: it may be this account\n",
  });
  await folderOfStates.remove();
});

test("find names the machine itself as adsutil does, where it sets the property", async () => {
  const text = metabaseText([]).replace('EnableHistory="1"', 'AnonymousUserName="u"');
  const machine = await MetabaseFolder.create(text);
  const run = await runCommand(["find", "anonymous", "--path", machine.path]);
  expect(run.stdout).toBe("Property AnonymousUserName found at:\r\n  localhost\r\n");
  await machine.remove();
});

test("a command line that names no metabase means this machine's IIS on Windows, and nothing elsewhere", async () => {
  const windows = await runCommand(["find"], { platform: "win32" });
  expect(windows.code).toBe(1);
  expect(windows.stderr).toContain("E_SCRIPT_HOST");
  const elsewhere = await runCommand(["find"], { platform: "linux" });
  expect(elsewhere.code).toBe(2);
});

test("colour is for terminals, and not where NO_COLOR is set", async () => {
  const args = ["find", "--path", "no-such-file"];
  const env = { PATH: process.env["PATH"] };
  const said = async (options: CommandOptions): Promise<boolean> =>
    (await runCommand(args, options)).stderr.includes("\u001b[");
  expect(await said({ env })).toBe(false);
  expect(await said({ env, terminal: true })).toBe(true);
  expect(await said({ env: { ...env, NO_COLOR: "1" }, terminal: true })).toBe(false);
});

test.each<readonly [args: readonly string[]]>([
  [["find", "--store", "adsi", "--path", "x"]],
  [["find", "--server", "a", "--ssh", "b"]],
  [["find", "--store", "adsi", "--machine", "x"]],
  [[]],
  [["find"]],
  [["find", "nonsense", "--path", "x"]],
  [["find", "--path", "x", "--stack", "y"]],
  [["find", "--no-such"]],
  [["no-such"]],
  [["find", "anonymous", "wam", "--path", "x"]],
  [["find", "W3SVC/AnonymousUserName", "--under", "W3SVC", "--path", "x"]],
  [["find", "--store", "nonsense", "--path", "x"]],
])("%j is no command line: exit code 2, and nothing on standard output", async (args) => {
  const { code, stdout, stderr } = await runCommand(args);
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).not.toBe("");
});

test("no message repeats what was typed in a wrong place", async () => {
  const runs = await Promise.all(
    [
      ["find", "S3cret!x", "--path", "x"],
      ["find", "anonymous", "S3cret!x"],
      ["find", "--S3cret!x"],
      ["S3cret!x"],
      ["find", "--store", "S3cret!x", "--path", "x"],
      ["find", "--machine", "S3cret!x y", "--path", "x"],
    ].map((args) => runCommand(args)),
  );
  for (const { code, stdout, stderr } of runs) {
    expect(code).toBe(2);
    expect(stdout + stderr).not.toContain("S3cret!x");
  }
});

test("a terminal gets no control characters out of a key's name, a pipe its very bytes", async () => {
  const name = "a\u202eb\u2028c";
  const other = await MetabaseFolder.create(
    metabaseText([{ location: `/LM/W3SVC/1/${name}`, attributes: { UNCUserName: "x" } }]),
  );
  const found = (shown: string): string => `Property UNCUserName found at:\r\n  W3SVC/1/${shown}\r\n`;
  const args = ["find", "unc", "--path", other.path];
  expect((await runCommand(args)).stdout).toBe(found(name));
  expect((await runCommand(args, { terminal: true })).stdout).toBe(found("a\\u202eb\\u2028c"));
  const nowhere = await runCommand([...args, "--under", `W3SVC/${name}`], { terminal: true });
  expect(nowhere.stdout).not.toMatch(/[\u202e\u2028]/);
  await other.remove();
});

const atRoot = "Property AnonymousUserName found at:\r\n  W3SVC/1/ROOT\r\n";

test.each([
  ["W3SVC/1/ROOT/AnonymousUserName/", []],
  [" W3SVC/1/ROOT/AnonymousUserName ", []],
  ["  /W3SVC/1/ROOT/AnonymousUserName/  ", []],
  ["\\W3SVC\\1\\ROOT\\AnonymousUserName\\", []],
  ["AnonymousUserName/", ["--under", " W3SVC/1/ROOT "]],
  [" anonymous ", ["--under", "W3SVC/1/ROOT/"]],
])("blanks and slashes at the ends of %j count for nothing, as for adsutil", async (what, under) => {
  const site = await MetabaseFolder.create(
    metabaseText([
      { location: "/LM/W3SVC", type: "IIsWebService", attributes: { AnonymousUserName: "u" } },
      { location: "/LM/W3SVC/1/ROOT", attributes: { AnonymousUserName: "u" } },
    ]),
  );
  const run = await runCommand(["find", what, ...under, "--path", site.path]);
  await site.remove();
  expect(run).toEqual({ code: 0, stdout: atRoot, stderr: "" });
});

test("a path without a property at its end is no question, as for adsutil", async () => {
  const { code, stdout } = await runCommand(["find", "W3SVC/1/ROOT/", "--path", folder.path]);
  expect([code, stdout]).toEqual([2, ""]);
});

const binary = Buffer.concat([
  Buffer.from([1, 0, 0, 0, 0xf0, 0x9f, 0, 0]),
  Buffer.from("IUSR_OLD", "utf16le"),
]);

test.each([
  ["MetaBase.bin", binary],
  ["METABASE.BIN", Buffer.from("anything")],
  ["copy of the metabase", binary],
])("the binary metabase of IIS 4 and 5 is told as that: %s", async (name, bytes) => {
  const old = await MetabaseFolder.create("", name);
  await writeFile(old.path, bytes);
  const { code, stdout, stderr } = await runCommand(["find", "--path", old.path]);
  await old.remove();
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toContain("E_NOT_A_METABASE");
  expect(stderr).toMatch(/IIS 4 (?:and|or) 5/);
  expect(stderr).not.toContain("IUSR_OLD");
});
