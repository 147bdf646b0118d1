import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AgentRequest, BatchResult } from "../../provider/src/agent/agent-messages";
import { agentFile } from "../../provider/src/agent/agent-file";
import { applyOf, ask, observeOf, outcomesOf } from "../support/agent-batch";
import { memoryKeys, type KeyText } from "../support/keys";
import { metabaseFile } from "../support/metabase-xml";
import { ScriptHost, variants, type Planted } from "../support/script-host/script-host";
import { awkwardTexts } from "../support/store-conformance";

const hosts: ScriptHost[] = [];

async function hostOf(keys: Readonly<Record<string, KeyText>>, planted?: Planted): Promise<ScriptHost> {
  const host = await ScriptHost.create(metabaseFile(memoryKeys(keys)), planted);
  hosts.push(host);
  return host;
}

afterAll(() => {
  const violations = hosts.flatMap((host) => host.violations);
  for (const host of hosts) host.remove();
  expect(violations).toEqual([]);
});

/** What the metabase holds, as the file of these keys. */
function fileOf(keys: Readonly<Record<string, KeyText>>): string {
  return metabaseFile(memoryKeys(keys));
}

/** Compares files without the places in which attributes stand: the simulator adds them at the end. */
function sorted(file: string): readonly string[] {
  return file.split(/\r?\n/).sort();
}

const key = (name?: string, password?: string): Readonly<Record<string, KeyText>> => ({
  "W3SVC/1/ROOT": { unc: [name, password] },
});
const at = "W3SVC/1/ROOT";
const accessDenied = 0x80070005;
const busy = 0x80070094;

describe.each(Object.entries(variants))("where IIS gives %s", (_, variant) => {
  test.each<
    readonly [
      string,
      {
        readonly before?: readonly [string?, string?];
        readonly request: AgentRequest;
        readonly planted?: Planted;
        readonly outcome: string;
        readonly after?: readonly [string?, string?];
      },
    ]
  >([
    [
      "both halves",
      { request: applyOf(at, "unc", ["a", "old"], ["b", "new"]), outcome: "written", after: ["b", "new"] },
    ],
    [
      "the password alone",
      {
        request: applyOf(at, "unc", ["a", "old"], [undefined, "new"]),
        outcome: "written",
        after: ["a", "new"],
      },
    ],
    [
      "the name alone",
      { request: applyOf(at, "unc", ["a", "old"], ["b"]), outcome: "written", after: ["b", "old"] },
    ],
    [
      "both removed",
      { request: applyOf(at, "unc", ["a", "old"], [null, null]), outcome: "written", after: [] },
    ],
    [
      "a name set and a password removed",
      { request: applyOf(at, "unc", ["a", "old"], ["b", null]), outcome: "written", after: ["b"] },
    ],
    [
      "a first pair",
      { before: [], request: applyOf(at, "unc", [], ["b", "new"]), outcome: "written", after: ["b", "new"] },
    ],
    [
      "an empty password replaced",
      {
        before: ["a", ""],
        request: applyOf(at, "unc", ["a", ""], [undefined, "new"]),
        outcome: "written",
        after: ["a", "new"],
      },
    ],
    ["what is so already", { request: applyOf(at, "unc", ["x", "y"], ["a", "old"]), outcome: "unchanged" }],
    [
      "what is so already, beside another name than expected",
      { request: applyOf(at, "unc", ["theirs", "older"], [undefined, "old"]), outcome: "changed" },
    ],
    [
      "what is gone already, beside another password than expected",
      { before: [], request: applyOf(at, "unc", ["a", "other"], [null]), outcome: "changed" },
    ],
    [
      "what is gone already",
      { before: ["a"], request: applyOf(at, "unc", ["a", "old"], [undefined, null]), outcome: "unchanged" },
    ],
    [
      "another password than expected",
      { request: applyOf(at, "unc", ["a", "other"], [undefined, "new"]), outcome: "changed" },
    ],
    [
      "another name than expected",
      { request: applyOf(at, "unc", ["A", "old"], [undefined, "new"]), outcome: "changed" },
    ],
    [
      "a password where none was expected",
      { request: applyOf(at, "unc", ["a"], [undefined, "new"]), outcome: "changed" },
    ],
    [
      "no password where one was expected",
      { before: ["a"], request: applyOf(at, "unc", ["a", "old"], [undefined, "new"]), outcome: "changed" },
    ],
    ["a key that is not there", { request: applyOf("W3SVC/2", "unc", [], ["b", "new"]), outcome: "missing" }],
    [
      "a kind that the key's type may not hold",
      { request: applyOf(at, "wam", [], ["b", "new"]), outcome: "refused 0x80005006" },
    ],
    [
      "a key that may not be opened",
      {
        request: applyOf(at, "unc", ["a", "old"], ["b", "new"]),
        planted: { failures: [{ call: "GetObject", location: "/LM/W3SVC/1/ROOT", hresult: accessDenied }] },
        outcome: "refused 0x80070005",
      },
    ],
    [
      "a key that may not be written",
      {
        request: applyOf(at, "unc", ["a", "old"], ["b", "new"]),
        planted: { failures: [{ call: "SetInfo", hresult: accessDenied }] },
        outcome: "refused 0x80070005",
      },
    ],
    [
      "a metabase that is busy for a while",
      {
        request: applyOf(at, "unc", ["a", "old"], ["b", "new"]),
        planted: {
          failures: [
            { call: "GetObject", location: "/LM/W3SVC/1/ROOT", hresult: busy, times: 2 },
            { call: "SetInfo", hresult: 0x80070425, times: 2 },
          ],
        },
        outcome: "written",
        after: ["b", "new"],
      },
    ],
    [
      "another administrator's change while the metabase is busy",
      {
        request: applyOf(at, "unc", ["a", "old"], [undefined, "new"]),
        planted: {
          failures: [{ call: "SetInfo", hresult: busy, times: 2 }],
          changes: [{ location: "/LM/W3SVC/1/ROOT", after: 2, property: "UNCPassword", value: "theirs" }],
        },
        // It might as well be a part of our own that a SetInfo has written before it failed.
        outcome: "unverified 0x80070094",
        after: ["a", "theirs"],
      },
    ],
    [
      "a metabase that says that it is busy and writes half",
      {
        request: applyOf(at, "unc", ["a", "old"], ["b", "new"]),
        planted: { failures: [{ call: "SetInfo", hresult: busy, times: 1, writes: "half" }] },
        outcome: "unverified 0x80070094",
        after: ["b", "old"],
      },
    ],
    [
      "a metabase that is busy while it is compared",
      {
        request: applyOf(at, "unc", ["a", "old"], ["b", "new"]),
        planted: { failures: [{ call: "Get", property: "UNCPassword", hresult: busy, times: 2 }] },
        outcome: "written",
        after: ["b", "new"],
      },
    ],
    [
      "a metabase that says that it is busy and writes",
      {
        request: applyOf(at, "unc", ["a", "old"], ["b", "new"]),
        planted: { failures: [{ call: "SetInfo", hresult: busy, times: 1, writes: "all" }] },
        outcome: "written",
        after: ["b", "new"],
      },
    ],
    [
      "another key that the provider gives for this one",
      {
        request: applyOf(`${at}.`, "unc", ["a", "old"], ["b", "new"]),
        planted: { trimsNames: true },
        outcome: "missing",
      },
    ],
    [
      "a metabase that stays busy",
      {
        request: applyOf(at, "unc", ["a", "old"], ["b", "new"]),
        planted: { failures: [{ call: "SetInfo", hresult: busy }] },
        outcome: "refused 0x80070094",
      },
    ],
    [
      "a SetInfo that writes half and fails",
      {
        request: applyOf(at, "unc", ["a", "old"], ["b", "new"]),
        planted: { failures: [{ call: "SetInfo", hresult: accessDenied, writes: "half" }] },
        outcome: "unverified 0x80070005",
        after: ["b", "old"],
      },
    ],
    [
      "a SetInfo that writes all and fails",
      {
        request: applyOf(at, "unc", ["a", "old"], ["b", "new"]),
        planted: { failures: [{ call: "SetInfo", hresult: accessDenied, writes: "all" }] },
        outcome: "written",
        after: ["b", "new"],
      },
    ],
    [
      "something else stored than was put",
      {
        request: applyOf(at, "unc", ["a", "old"], ["b", "new"]),
        planted: { distorted: [{ property: "UNCPassword", value: "NEW" }] },
        outcome: "unverified",
        after: ["b", "NEW"],
      },
    ],
    [
      "another administrator's change between comparing and writing, which nothing can keep off",
      {
        request: applyOf(at, "unc", ["a", "old"], [undefined, "new"]),
        planted: {
          changes: [{ location: "/LM/W3SVC/1/ROOT", after: 2, property: "UNCUserName", value: "theirs" }],
        },
        outcome: "unverified",
        after: ["theirs", "new"],
      },
    ],
    [
      "another administrator's change just behind",
      {
        request: applyOf(at, "unc", ["a", "old"], ["b", "new"]),
        planted: {
          changes: [{ location: "/LM/W3SVC/1/ROOT", after: 4, property: "UNCUserName", value: "theirs" }],
        },
        outcome: "written",
        after: ["theirs", "new"],
      },
    ],
    [
      "a password that can't be read",
      {
        request: applyOf(at, "unc", ["a", "old"], [undefined, "new"]),
        planted: { failures: [{ call: "Get", property: "UNCPassword", hresult: 0x80090005 }] },
        outcome: "changed",
      },
    ],
    [
      "a password that shows as asterisks once it is written",
      {
        request: applyOf(at, "unc", ["a"], [undefined, "new"]),
        before: ["a"],
        planted: { masked: [{ property: "UNCPassword" }] },
        outcome: "unverified",
        after: ["a", "new"],
      },
    ],
  ])("%s", async (_name, { before = ["a", "old"], request, planted, outcome, after = before }) => {
    const host = await hostOf(key(...before), { ...planted, variant });
    const result = await ask(host.path, [request]);
    expect(result.error).toBeUndefined();
    expect(outcomesOf(result)).toEqual([outcome]);
    expect(sorted(host.metabase)).toEqual(sorted(fileOf(key(...after))));
    expect(host.journal.filter((line) => line.startsWith("setinfo")).length).toBeLessThanOrEqual(1);
  });

  test("another administrator's change since the reading keeps the credential from being written", async () => {
    const host = await hostOf(key("a", "old"), {
      variant,
      changes: [{ location: "/LM/W3SVC/1/ROOT", after: 1, property: "UNCPassword", value: "theirs" }],
    });
    const change = applyOf(at, "unc", ["a", "old"], [undefined, "new"]);
    expect(outcomesOf(await ask(host.path, [observeOf([at]), change]))).toEqual(["changed"]);
    expect(host.metabase).toBe(fileOf(key("a", "theirs")));
  });

  test.each<readonly [string, readonly [string?, string?], AgentRequest, string]>([
    [
      "the name where the password is so",
      ["a", "new"],
      applyOf(at, "unc", ["a", "new"], ["b", "new"]),
      "set Name",
    ],
    [
      "the password where the name is so",
      ["a", "old"],
      applyOf(at, "unc", ["a", "old"], ["a", "new"]),
      "set Word",
    ],
    ["no password away that is not there", ["a"], applyOf(at, "unc", ["a"], [null, null]), "remove Name"],
  ])("nothing is put but %s", async (_, before, request, written) => {
    const host = await hostOf(key(...before), { variant });
    expect(outcomesOf(await ask(host.path, [request]))).toEqual(["written"]);
    const short = host.journal.map((line) =>
      line.replace(
        /^(\w+) \S+ UNC(?:User(Name)|Pass(w)ord).*$/,
        (_line, verb, name) => `${String(verb)} ${name === undefined ? "Word" : "Name"}`,
      ),
    );
    expect(short.filter((line) => !line.startsWith("setinfo"))).toEqual([written]);
  });

  test("one failing key keeps no other from being written, and answers come in order", async () => {
    const host = await hostOf(
      { "W3SVC/1": { unc: ["a", "1"] }, "W3SVC/2": { unc: ["a", "2"] }, "W3SVC/3": { unc: ["a", "3"] } },
      { variant, failures: [{ call: "SetInfo", location: "/LM/W3SVC/2", hresult: accessDenied }] },
    );
    const changes = ["1", "2", "3"].map((site) =>
      applyOf(`W3SVC/${site}`, "unc", ["a", site], [undefined, "new"]),
    );
    const result = await ask(host.path, [...changes, { type: "save" }]);
    expect(outcomesOf(result)).toEqual(["written", "refused 0x80070005", "written"]);
    expect(host.journal.at(-1)).toBe("save");
  });
});

describe.each(["at SetInfo", "at once"] as const)("a removal that acts %s", (clears) => {
  const variant = { ...Object.values(variants)[0]!, clears };

  test("and whose second half fails: nothing is called refused that is gone", async () => {
    const host = await hostOf(key("a", "old"), {
      variant,
      failures: [{ call: "Put", property: "UNCPassword", hresult: accessDenied }],
    });
    const result = await ask(host.path, [applyOf(at, "unc", ["a", "old"], [null, null])]);
    const gone = clears === "at once";
    expect(outcomesOf(result)).toEqual([`${gone ? "unverified" : "refused"} 0x80070005`]);
    expect(sorted(host.metabase)).toEqual(sorted(fileOf(gone ? key(undefined, "old") : key("a", "old"))));
  });

  test("comes behind what is set, so that a refused password leaves its name", async () => {
    const host = await hostOf(key("a", "old"), {
      variant,
      failures: [{ call: "Put", property: "UNCPassword", hresult: accessDenied }],
    });
    const result = await ask(host.path, [applyOf(at, "unc", ["a", "old"], [null, "new"])]);
    expect([outcomesOf(result), host.metabase]).toEqual([["refused 0x80070005"], fileOf(key("a", "old"))]);
  });
});

test("a metabase that is busy when a value is put is waited for", async () => {
  const host = await hostOf(key("a", "old"), { failures: [{ call: "Put", hresult: busy, times: 2 }] });
  const result = await ask(host.path, [applyOf(at, "unc", ["a", "old"], ["b", "new"])]);
  expect(outcomesOf(result)).toEqual(["written"]);
});

test.each([1, 2])(
  "another administrator's change while a key is compared is not written over (list %d)",
  async (after) => {
    const host = await hostOf(key("a", "old"), {
      changes: [{ call: "GetDataPaths", after, property: "UNCUserName", value: "theirs" }],
    });
    const result = await ask(host.path, [applyOf(at, "unc", ["a", "old"], ["b", "new"])]);
    expect([outcomesOf(result), host.metabase]).toEqual([["changed"], fileOf(key("theirs", "old"))]);
  },
);

test("a key whose path the provider makes of another one's is not written", async () => {
  const host = await hostOf(key("a", "old"), { trimsNames: true, echoesPaths: true });
  const result = await ask(host.path, [applyOf(`${at}.`, "unc", ["a", "old"], ["b", "new"])]);
  expect([outcomesOf(result), host.metabase]).toEqual([["missing"], fileOf(key("a", "old"))]);
});

/** A unit of its own each: what an XML file can't hold, the memory of one process can. */
const beyondXml = ["\ud800 alone", "alone \udc00", "\u0000\u0001\u001f", "\ufffe\uffff"];

test.each([
  ["through the metabase's file", awkwardTexts, false],
  ["within one process", beyondXml, true],
])("names and passwords of every kind come back exactly: %s", async (_, texts, atOnce) => {
  const places = texts.map((text, index) => ({ text, place: `W3SVC/1/ROOT/${String(index)}` }));
  const host = await hostOf(Object.fromEntries(places.map(({ place }) => [place, {}])));
  const changes = places.map(({ text, place }) => applyOf(place, "unc", [], [text, text]));
  const reading = observeOf(
    places.map(({ place }) => place),
    true,
  );
  const removals = places.map(({ text, place }) => applyOf(place, "unc", [text, text], [null, null]));
  const written = await ask(host.path, atOnce ? [...changes, reading, ...removals] : changes);
  expect(new Set(outcomesOf(written))).toEqual(new Set(["written"]));
  const read = atOnce ? written : await ask(host.path, [reading]);
  const answer = read.answers.find(({ type }) => type === "observe");
  if (answer?.type !== "observe") throw new Error("no reading");
  const found = answer.keys.map(({ own }) => {
    const password = own.unc?.password?.value;
    return [own.unc?.userName?.value, password?.state === "comparable" ? password.text?.reveal() : undefined];
  });
  expect(found).toEqual(texts.map((text) => [text, text]));
  if (!atOnce) expect(outcomesOf(await ask(host.path, changes))).toEqual(texts.map(() => "unchanged"));
});

describe("a backup", () => {
  const backup: AgentRequest = { type: "backup", name: "iis-identity", keep: 2 };
  const change = applyOf(at, "unc", ["a", "old"], [undefined, "new"]);

  async function backedUp(planted: Planted): Promise<{ host: ScriptHost; result: BatchResult }> {
    const host = await hostOf(key("a", "old"), planted);
    const result = await ask(host.path, [backup, change]);
    expect(result.error).toBeUndefined();
    return { host, result };
  }

  test("of IIS 6 gets the next version, and the newest of its very name stay", async () => {
    const backups = [
      "iis-identity.MD8",
      "iis-identity.SC8",
      "iis-identity.MD9",
      "iis-identity.SC9",
      "iis-identity.MD10",
      "iis-identity.SC10",
      "iis-identity-old.MD1",
      "iis-identity.MDx",
      "mine.MD0",
    ];
    const { host, result } = await backedUp({ backups });
    expect(host.backups).toEqual(
      [
        "iis-identity.MD10",
        "iis-identity.SC10",
        "iis-identity.MD11",
        "iis-identity.SC11",
        "iis-identity-old.MD1",
        "iis-identity.MDx",
        "mine.MD0",
      ].sort(),
    );
    expect(result.answers).toMatchObject([
      { hresult: 0, where: expect.stringMatching(/\\MetaBack\\iis-identity\.MD11$/), notRemoved: 0 },
      { outcome: "written" },
    ]);
  });

  test("of later versions is a copy of the configuration, and the newest copies stay", async () => {
    const ours = (day: string) => `applicationHost.config.iis-identity-202001${day}000000000`;
    const { host, result } = await backedUp({
      majorVersion: 8,
      backups: [ours("01"), ours("02"), ours("03"), "applicationHost.config.bak", `${ours("01")}x`],
    });
    const [answer] = result.answers;
    const made = answer?.type === "backup" ? answer.where.replace(/^.*\\/, "") : "";
    expect(made).toMatch(/^applicationHost\.config\.iis-identity-\d{17}$/);
    expect(host.backups).toEqual([ours("03"), made, "applicationHost.config.bak", `${ours("01")}x`].sort());
    expect(outcomesOf(result)).toEqual(["written"]);
  });

  test("that a clock set back makes the oldest stays, beside the newest of the others", async () => {
    const ours = (day: string) => `applicationHost.config.iis-identity-209901${day}000000000`;
    const { host, result } = await backedUp({
      majorVersion: 8,
      backups: [ours("01"), ours("03"), ours("02")],
    });
    const [answer] = result.answers;
    const made = answer?.type === "backup" ? answer.where.replace(/^.*\\/, "") : "";
    expect(host.backups).toEqual([made, ours("03")].sort());
  });

  test.each<readonly [string, Planted, number]>([
    ["fails", { failures: [{ call: "Backup", hresult: accessDenied }] }, accessDenied],
    ["leaves no file", { backupDoesNothing: true }, 0x80070002],
    [
      "can't be seen on a server of an unknown version",
      { majorVersion: null, foldersClosed: true },
      0x800a004c,
    ],
    [
      "can't be copied",
      { majorVersion: 7, failures: [{ call: "CopyFile", hresult: accessDenied }] },
      accessDenied,
    ],
    [
      "would be of a stale file, since servers share the configuration",
      { majorVersion: 8, redirection: true },
      0xa0040001,
    ],
  ])("that %s keeps everything from being written", async (_, planted, hresult) => {
    const { host, result } = await backedUp(planted);
    expect(result.answers).toMatchObject([
      { type: "backup", hresult },
      { type: "apply", hresult, outcome: "refused" },
    ]);
    expect(host.metabase).toBe(fileOf(key("a", "old")));
  });

  test.each<readonly [string, Planted, object]>([
    [
      "whose folder is closed counts where the version is known",
      { foldersClosed: true },
      { hresult: 0, where: "iis-identity", notRemoved: undefined },
    ],
    [
      "of later versions whose folder is closed counts",
      { majorVersion: 7, foldersClosed: true },
      { hresult: 0, notRemoved: undefined },
    ],
    [
      "counts though old ones stay",
      {
        backups: ["iis-identity.MD1", "iis-identity.MD2"],
        failures: [{ call: "DeleteBackup", hresult: accessDenied }],
      },
      { hresult: 0, notRemoved: 1 },
    ],
  ])("%s", async (_, planted, expected) => {
    const { result } = await backedUp(planted);
    expect(result.answers).toMatchObject([expected, { outcome: "written" }]);
  });

  test.each<readonly [string, string, boolean, readonly string[]]>([
    ["of the web", at, true, ["MetaBase.xml", "applicationHost.config"]],
    ["of FTP", "MSFTPSVC", true, ["MetaBase.xml", "applicationHost.config"]],
    ["of the web where there is no other file", at, false, ["applicationHost.config"]],
    ["of FTP where there is no file for it, which keeps it from being written", "MSFTPSVC", false, []],
  ])("of later versions, for a change %s", async (_, place, compatibilityFile, copied) => {
    const keys: Readonly<Record<string, KeyText>> = {
      [at]: { type: "IIsWebVirtualDir", anonymous: ["a", "old"] },
      MSFTPSVC: { type: "IIsFtpService", anonymous: ["a", "old"] },
    };
    const host = await hostOf(keys, { majorVersion: 7, compatibilityFile });
    const one = applyOf(place, "anonymous", ["a", "old"], [undefined, "new"]);
    const result = await ask(host.path, [backup, one]);
    const [answer, outcome] = result.answers;
    expect(outcome).toMatchObject({ outcome: copied.length === 0 ? "refused" : "written" });
    const made = copied.map((file) => expect.stringMatching(`^${file}\\.iis-identity-\\d{17}$`) as string);
    if (copied.length > 0) expect(host.backups).toEqual(made);
    // MetaBase.xml lags behind the memory, and its copy lies where only administrators read.
    expect(host.journal.includes("save")).toBe(compatibilityFile || place === "MSFTPSVC");
    if (answer?.type !== "backup") throw new Error("no backup");
    const folders = answer.where.split(", ").map((file) => file.replace(/^.*inetsrv|[^\\]*$/g, ""));
    expect(folders).toEqual(copied.length === 0 ? [""] : copied.map(() => "\\config\\"));
    expect(answer).toMatchObject({ hresult: copied.length === 0 ? 0x800a0035 : 0 });
  });

  describe("where nothing is left to write", () => {
    const right = applyOf(at, "unc", ["x", "y"], ["a", "old"]);
    const taken = applyOf(at, "unc", ["x", "y"], [undefined, "new"]);
    test.each([
      ["all is right already", [right], ["unchanged"]],
      ["others changed it", [taken], ["changed"]],
      ["the key is gone", [applyOf("W3SVC/9", "unc", ["a", "old"], [undefined, "new"])], ["missing"]],
    ])("is not made, nor is the metabase saved: %s", async (_, requests, outcomes) => {
      const host = await hostOf(key("a", "old"));
      const result = await ask(host.path, [backup, ...requests, { type: "save" }]);
      expect(outcomesOf(result)).toEqual(outcomes);
      expect(result.answers[0]).toEqual({ type: "backup", hresult: 0, where: "", notRemoved: 0 });
      expect([host.backups, host.journal]).toEqual([[], []]);
    });

    const meanwhile: Planted = {
      changes: [
        { location: "/LM/W3SVC/2", after: 3, at: `/LM/${at}`, property: "UNCPassword", value: "old" },
      ],
    };
    const keys = { ...key("a", "right"), "W3SVC/2": { unc: ["x", "y"] } } as const;
    const both = [
      applyOf("W3SVC/2", "unc", [], ["x", "y"]),
      applyOf(at, "unc", ["a", "old"], [undefined, "right"]),
    ];

    test("is made after all, where somebody changes meanwhile what was right", async () => {
      const host = await hostOf(keys, meanwhile);
      const result = await ask(host.path, [backup, ...both]);
      expect([result.answers[0], outcomesOf(result)]).toEqual([
        expect.objectContaining({ where: "" }),
        ["unchanged", "written"],
      ]);
      expect(host.journal.map((line) => line.split(" ")[0])).toEqual(["set", "backup", "set", "setinfo"]);
    });

    test("keeps it from being written where it fails then", async () => {
      const host = await hostOf(keys, {
        ...meanwhile,
        failures: [{ call: "Backup", hresult: accessDenied }],
      });
      const result = await ask(host.path, [backup, ...both]);
      expect(outcomesOf(result)).toEqual(["unchanged", "refused 0x80070005"]);
      expect(host.metabase).toBe(fileOf({ ...keys, ...key("a", "old") }));
    });
  });

  test("of another server is found through its administrative share", async () => {
    const host = await hostOf(key("a", "old"), { majorVersion: 7 });
    const { answers } = await ask(host.path, [backup], { server: "web01" });
    expect(answers).toMatchObject([{ hresult: 0 }]);
    expect(host.backups).toHaveLength(1);
  });
});

test.each([
  [3, 0],
  [5, busy],
])("a metabase that is busy %s times at saving answers 0x%s", async (times, hresult) => {
  const host = await hostOf({}, { failures: [{ call: "SaveData", hresult: busy, times }] });
  const { answers } = await ask(host.path, [{ type: "save" }]);
  expect(answers).toEqual([{ type: "save", hresult }]);
});

test.each([
  ["before", "before SetInfo", ["written"], "old"],
  ["after", "after SetInfo", ["written"], "new"],
] as const)(
  "a script that is ended %s it writes leaves what it wrote, and its answers",
  async (_, when, outcomes, second) => {
    const host = await hostOf(
      { "W3SVC/1": { unc: ["a", "old"] }, "W3SVC/2": { unc: ["a", "old"] } },
      { end: { when, count: 2, how: "quit" } },
    );
    const change = (site: string) => applyOf(`W3SVC/${site}`, "unc", ["a", "old"], [undefined, "new"]);
    const result = await ask(host.path, [change("1"), change("2")]);
    expect(result.error).toMatchObject({ code: "E_SCRIPT_HOST" });
    expect(outcomesOf(result)).toEqual(outcomes);
    expect(host.metabase).toBe(
      fileOf({ "W3SVC/1": { unc: ["a", "new"] }, "W3SVC/2": { unc: ["a", second] } }),
    );
  },
);

test("a script that hangs while it writes is ended, and what it wrote is in the metabase", async () => {
  const host = await hostOf(
    { "W3SVC/1": { unc: ["a", "old"] }, "W3SVC/2": { unc: ["a", "old"] } },
    { end: { when: "after SetInfo", count: 2, how: "hang" } },
  );
  const change = (site: string) => applyOf(`W3SVC/${site}`, "unc", ["a", "old"], [undefined, "new"]);
  const result = await ask(host.path, [change("1"), change("2")], { timeoutSeconds: 5 });
  expect(result.error).toMatchObject({ code: "E_TIMEOUT" });
  expect(outcomesOf(result)).toEqual(["written"]);
  expect(host.metabase).toBe(fileOf({ "W3SVC/1": { unc: ["a", "new"] }, "W3SVC/2": { unc: ["a", "new"] } }));
});

test("eight at once work one after another, and nothing of any is lost", async () => {
  const sites = ["1", "2", "3", "4", "5", "6", "7", "8"];
  const keys = (password: string) =>
    Object.fromEntries(sites.map((site) => [`W3SVC/${site}`, { unc: ["a", password] as const }]));
  const host = await hostOf(keys("old"));
  const results = await Promise.all(
    sites.map((site) => ask(host.path, [applyOf(`W3SVC/${site}`, "unc", ["a", "old"], [undefined, "new"])])),
  );
  expect(results.map(outcomesOf)).toEqual(sites.map(() => ["written"]));
  expect(host.metabase).toBe(fileOf(keys("new")));
  expect(host.starts).toBe(8);
});

describe("the simulator catches an agent that", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "iis-identity-agent-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  test.each([
    ["passes an array of its own", "return dictionary.Items();", "return [text];"],
    ["restores a backup", "machine.SaveData();", 'machine.Restore("iis-identity", 1, 0);'],
    ["enumerates backups", "machine.SaveData();", 'machine.EnumBackups("iis-identity", 0, 0, 0, 0);'],
    ["asks for a property that nobody documents", "machine.SaveData();", 'machine.Get("UncUserNames");'],
    [
      "saves through another object than the machine's",
      'var machine = open("/LM");\n    persistently',
      'var machine = open("/LM/W3SVC/1");\n    persistently',
    ],
    [
      "writes with a flag that nobody documents",
      "machine.Backup(name, NEXT_VERSION, SAVE_FIRST)",
      "machine.Backup(name, NEXT_VERSION, 9)",
    ],
  ])("%s", async (_, text, planted) => {
    const original = readFileSync(agentFile().path, "utf8");
    expect(original.split(text)).toHaveLength(2);
    const path = join(folder, "planted.js");
    writeFileSync(path, original.replace(text, planted));
    const host = await ScriptHost.create(fileOf({ "W3SVC/1": { unc: ["a", "old"] } }));
    try {
      await ask(
        host.path,
        [
          { type: "backup", name: "ours", keep: 1 },
          applyOf("W3SVC/1", "unc", ["a", "old"], [null, null]),
          { type: "save" },
        ],
        { agent: { path, name: "planted.js" } },
      );
      expect(host.violations).toHaveLength(1);
    } finally {
      host.remove();
    }
  });
});
