import { readFile } from "node:fs/promises";
import { explainStatus } from "../../provider/src/explain/status/explain-status";
import { parseStatus } from "../../provider/src/explain/status/logged-status";
import { isStepName, nextSteps } from "../../provider/src/explain/status/next-step";
import { win32Meanings } from "../../provider/src/explain/status/win32-status";
import { eventMeaning } from "../../provider/src/explain/status/windows-event";
import { kinds } from "../../provider/src/domain";
import { runCommand } from "../support/command";

interface Told {
  readonly status: {
    readonly code: string;
    readonly normal: boolean;
    readonly says: readonly string[];
    readonly kinds: readonly string[];
  };
  readonly place: unknown;
  readonly next: readonly string[];
}

async function explained(...args: readonly string[]): Promise<Told> {
  const { code, stdout, stderr } = await runCommand(["explain", "--json", ...args]);
  expect([code, stderr]).toEqual([0, ""]);
  const [told, ...more] = JSON.parse(stdout) as Told[];
  expect(more).toEqual([]);
  return told!;
}

test.each<readonly [asked: string, code: string, kinds: string, says: RegExp]>([
  ["401 1 1326", "401.1 1326", "anonymous", /user name or the password is wrong/],
  ["401 1 86", "401.1 86", "anonymous", /user name or the password is wrong/],
  ["401.1 1317", "401.1 1317", "anonymous", /account is unknown/],
  ["401 1 1332", "401.1 1332", "anonymous", /account is unknown/],
  ["401 1 1327", "401.1 1327", "anonymous", /restriction of the account.*blank password/],
  ["401 1 1328", "401.1 1328", "anonymous", /at this hour/],
  ["401 1 1329", "401.1 1329", "anonymous", /other computers only/],
  ["401 1 1330", "401.1 1330", "anonymous", /has expired/],
  ["401 1 1331", "401.1 1331", "anonymous", /is disabled/],
  ["401 1 1907", "401.1 1907", "anonymous", /must change its password/],
  ["401 1 1793", "401.1 1793", "anonymous", /account itself has expired/],
  ["401 1 1909", "401.1 1909", "anonymous", /locked out/],
  ["401 1 1385", "401.1 1385", "anonymous", /lacks the right to log on/],
  ["401 1 1380", "401.1 1380", "anonymous", /lacks the right to log on/],
  ["401 1 1789", "401.1 1789", "anonymous", /trust .* is broken/],
  ["401 1 1355", "401.1 1355", "anonymous", /No domain controller/],
  ["401 1 1311", "401.1 1311", "anonymous", /No domain controller/],
  ["401 1 1398", "401.1 1398", "anonymous", /clocks/],
  ["401 1 2148074252", "401.1 2148074252 (0x8009030C)", "anonymous", /security package does not say why/],
  ["401 1 2148074248", "401.1 2148074248 (0x80090308)", "anonymous", /different connections/],
  ["401 1 0x80090322", "401.1 2148074274 (0x80090322)", "anonymous", /SPN/],
  ["401.3 5", "401.3 5", "anonymous", /rights on the file/],
  ["401 2 1326", "401.2 1326", "", /settings allow none/],
  ["401.4", "401.4", "", /filter/],
  ["401.5", "401.5", "", /ISAPI or CGI/],
  ["401.7", "401.7", "", /URL authorization/],
  ["403.4", "403.4", "", /https/],
  ["403 19 1314", "403.19 1314", "wam", /pool's identity lacks the privileges/],
  ["404 0 2", "404.0 2", "", /no such file/],
  ["500 16 1326", "500.16 1326", "unc", /UNC path are wrong/],
  ["500.16 53", "500.16 53", "unc", /file server was not found/],
  ["500 16 67", "500.16 67", "unc", /no such share/],
  ["500 16 64", "500.16 64", "unc", /broke off/],
  ["500.19 0x8007052E", "500.19 1326", "wam,unc", /web.config is on a share/],
  ["500 19 13", "500.19 13", "", /data is invalid/],
  ["500.21", "500.21", "", /module/],
  ["503", "503", "wam", /pool does not answer/],
  ["503 0 64", "503.0 64", "wam", /pool does not answer/],
  ["530 1326", "530 1326", "anonymous", /FTP: the logon failed/],
  ["530 1326 41", "530.41 1326", "anonymous", /user name or the password is wrong/],
  ["401 1 5", "401.1 5", "anonymous", /^(?!.*Access is denied)/],
  ["401 72 0", "401.72 0", "", /not in the list here/],
  ["404.1", "404.1", "", /No site serves/],
  ["404.8", "404.8", "", /not in the list here/],
  ["500 100 0", "500.100 0", "", /script/],
  ["503.4", "503.4", "", /FastCGI/],
  ["503.9", "503.9", "", /not in the list here/],
  ["1909", "1909", "", /locked out/],
  ["401 1 4242", "401.1 4242", "anonymous", /net helpmsg 4242/],
])("%s is a fault, told in words", async (asked, code, kinds, says) => {
  const { status, place, next } = await explained(...asked.split(" "));
  expect([status.code, status.normal, status.kinds.join()]).toEqual([code, false, kinds]);
  expect(status.says.join("\n")).toMatch(says);
  expect(place).toBeNull();
  if (kinds !== "") expect(next).not.toEqual([]);
});

test.each<readonly [code: number, says: RegExp]>([
  [0xc000005e, /No domain controller/],
  [0xc0000061, /lacks a privilege/],
  [0xc0000064, /account is unknown/],
  [0xc000006a, /password is wrong\..*user name/],
  [0xc000006d, /user name or the password is wrong/],
  [0xc000006e, /restriction of the account/],
  [0xc000006f, /at this hour/],
  [0xc0000070, /other computers only/],
  [0xc0000071, /has expired/],
  [0xc0000072, /is disabled/],
  [0xc0000073, /account is unknown/],
  [0xc00000be, /file server was not found/],
  [0xc00000cc, /no such share/],
  [0xc0000133, /clocks/],
  [0xc000015b, /lacks the right to log on/],
  [0xc000018c, /trust .* is broken/],
  [0xc000018d, /trust .* is broken/],
  [0xc0000192, /No domain controller/],
  [0xc0000193, /account itself has expired/],
  [0xc0000195, /another user name/],
  [0xc0000199, /computer or of a trust/],
  [0xc0000224, /must change its password/],
  [0xc0000234, /locked out/],
  [0xc0000413, /selective authentication/],
])(
  "NTSTATUS %i is the failure that it is, in each way in which logs and scripts write it",
  async (code, says) => {
    const hex = code.toString(16);
    const shown = `${String(code)} (0x${hex.toUpperCase()})`;
    for (const written of [
      `0x${hex}`,
      `0x${hex.toUpperCase()}`,
      hex,
      hex.toUpperCase(),
      String(code),
      String(code - 0x1_0000_0000),
      `0xd${hex.slice(1)}`,
      `Status: 0x${hex}`,
      `Sub Status: 0x${hex}`,
      `0xC000006D 0x${hex}`,
      `Status: 0xC000006D Sub Status: 0x${hex.toUpperCase()}`,
      `0x${hex} 0x0`,
    ]) {
      expect(parseStatus(written)).toEqual({ status: undefined, subStatus: undefined, win32: code });
    }
    const { status, next } = await explained(hex);
    expect([status.code, status.normal]).toEqual([shown, false]);
    expect(status.says.join("\n")).toMatch(says);
    expect(next).not.toEqual([]);
    // As IIS 7 and later log it.
    expect((await explained("401", "1", String(code))).status).toMatchObject({
      code: `401.1 ${shown}`,
      kinds: ["anonymous"],
    });
  },
);

test.each(["Deadbeef", "c0ffee", "C0FFEE00", "C000006D7", "beef"])("%s is a name, and no code", (text) => {
  expect(parseStatus(text)).toBeUndefined();
});

test("a sub-status that is 0 means nothing: the status itself is explained", () => {
  expect(parseStatus("0xC0000234 0x0")?.win32).toBe(0xc0000234);
});

test("of an NTSTATUS that is not in the list no tool is named that does not know it either", async () => {
  const { status } = await explained("0xC0001234");
  expect(status.says.join()).toContain("0xC0001234");
  expect(status.says.join()).not.toContain("net helpmsg");
});

test("for a status without its sub-status, it is shown where to find that", async () => {
  const { status } = await explained("401");
  expect(status.says.join()).toContain("sc-substatus");
  expect(status.says.join()).not.toContain("which the log has");
});

test.each<readonly [asked: string, leg: RegExp]>([
  ["401 2 2148074254", /first leg/],
  ["401 2 0x8009030E", /first leg/],
  ["401.2 5", /first leg/],
  ["401 1 2148074254", /middle leg/],
  ["401 1 0", /middle leg/],
  ["401 1 590610", /middle leg/],
])("%s belongs to every healthy logon with NTLM or Negotiate", async (asked, leg) => {
  const { status } = await explained(...asked.split(" "));
  expect(status.normal).toBe(true);
  expect(status.says[0]).toMatch(leg);
});

test.each([["200 0 0"], ["304 0 0"], ["302"]])("%s is no fault at all", async (asked) => {
  const { status } = await explained(...asked.split(" "));
  expect(status.normal).toBe(true);
});

test.each([
  ["1317", "1332"],
  ["1380", "1385"],
  ["1326", "86"],
  ["1311", "1355"],
  ["1311", "0x80090311"],
  ["1398", "0x80090324"],
  ["1396", "0x80090322"],
  ["1326", "0x8007052E"],
  ["2148074254", "0x8009030E"],
])("%s and %s mean the same to a user, and say the same", (one, other) => {
  const [left, right] = [one, other].map((code) => explainStatus(parseStatus(`401.1 ${code}`)!));
  expect([left!.says, left!.next]).toEqual([right!.says, right!.next]);
});

test("a signed number, as scripts print it, is the same error", () => {
  expect(parseStatus("401 1 -2146893042")).toEqual(parseStatus("401 1 0x8009030E"));
});

test("each event that a next step names can be asked", async () => {
  const text = await readFile("provider/src/explain/status/next-step.ts", "utf8");
  const events = new Set([...text.matchAll(/\b\d{3,5}\b/g)].map(([number]) => Number(number)));
  // A status.
  events.delete(200);
  expect(events.size).toBeGreaterThan(8);
  for (const id of events) expect([id, eventMeaning(id)]).toEqual([id, expect.anything()]);
});

test("no two meanings of the table say the same, no code has two, and each step that they name is one", () => {
  const said = win32Meanings.map(({ says }) => says);
  expect(new Set(said).size).toBe(said.length);
  const codes = win32Meanings.flatMap(({ codes: all }) => all);
  expect(new Set(codes).size).toBe(codes.length);
  for (const { next } of win32Meanings) expect(nextSteps(next)).not.toContain(undefined);
});

test("each word of the tables is a kind of credential, a next step or a mark that is known", async () => {
  const marks = [
    "unrelated",
    "needs-sub-status",
    "normal",
    "pool",
    "pools",
    "web",
    "services",
    "security",
    "dcom",
    "was",
    "worker",
  ];
  const known = new Set<string>(["", ...kinds, ...marks]);
  const folder = "provider/src/explain/status";
  for (const table of ["win32-status", "sub-status", "httperr-reason", "windows-event"]) {
    const text = await readFile(`${folder}/${table}.ts`, "utf8");
    const tables = [...text.matchAll(/`\n([^`]*)`/g)].map(([, rows = ""]) =>
      rows.trim().replace(/\n +/g, " "),
    );
    const rows = tables.flatMap((rows) => rows.split("\n"));
    expect(rows.length).toBeGreaterThan(10);
    for (const row of rows) {
      const cells = row.split("|").map((cell) => cell.trim());
      const [, about = "", next = ""] = cells;
      expect([row, cells.length]).toEqual([row, 4]);
      expect(about.split(" ").filter((word) => !known.has(word))).toEqual([]);
      expect(next.split(" ").filter((word) => word !== "" && !isStepName(word))).toEqual([]);
    }
  }
});

test.each([
  "",
  "hello",
  "99 1 1",
  "600 1 1",
  "401 1 1326 7",
  "401 x",
  "401 1 99999999999",
  "401 1 9999999999",
  "401 5000000000",
  "1.2.3.4",
])("%j is no status", (text) => {
  expect(parseStatus(text)).toBeUndefined();
});

test.each([
  "999 1 1",
  "401 1 99999999999",
  "401 1 4294967296",
  "401.1 4294967296",
  "401 1000 5",
  "530 9999999999 41",
  "0 1326",
  "600 0x1",
])("%s is out of range: exit code 2, which is said whatever metabase is named", async (asked) => {
  for (const more of [[], ["--path", "no-such-file"]]) {
    const { code, stdout, stderr } = await runCommand(["explain", ...asked.split(" "), ...more]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("from 100 to 599");
  }
});

test("a status alone needs no metabase, and text for people ends with where to look next", async () => {
  const run = await runCommand(["explain", "401.1", "1909"]);
  expect(run).toEqual({
    code: 0,
    stdout: [
      "401.1 1909",
      "  The logon failed. Where anonymous access is on, it was that of the anonymous user, whose password IIS stores; else it was the visitor's own.",
      "  The account is locked out. The stored password may be right; an old copy may have locked the account.",
      "",
      "Look next",
      "  1. Find what locks the account before you unlock it: the security log of the domain controllers (events 644 or 4740) names the computer that sends the wrong password.",
      "  2. List every copy of the account that IIS stores (iis-identity find --user NAME --long): one of them may still be the old one.",
      "  3. Wait, or recycle the pool: IIS keeps logon tokens of anonymous and UNC users for up to 15 minutes.",
      "",
    ].join("\n"),
    stderr: "",
  });
});
