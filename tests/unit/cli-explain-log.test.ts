import { parseQuestions } from "../../provider/src/explain/question/question";
import { MetabaseFolder, metabaseText } from "../support/metabase-folder";
import { runCommand } from "../support/command";

/** What a row says: site, port, path, and the three numbers of its status; `-` for what it does not tell. */
function readRow(text: string): string {
  const { question } = parseQuestions(text).at(-1)!;
  if (question.type !== "line") return question.type;
  const { siteName, port, stem, status, subStatus, win32 } = question.line;
  return [siteName, port, stem, status, subStatus, win32].map((part) => part ?? "-").join(" ");
}

const at = "2008-11-24 03:00:00";
const agent = "Mozilla/4.0+(compatible;+MSIE+6.0)";

test.each<readonly [row: string, says: string]>([
  [`${at} W3SVC1 10.0.0.1 GET /a - 80 - 10.0.0.9 ${agent} 401 1 1326`, "W3SVC1 80 /a 401 1 1326"],
  [`${at} W3SVC1 10.0.0.1 GET /a - 80 - 10.0.0.9 ${agent} 401 1 1326 487 312 15`, "W3SVC1 80 /a 401 1 1326"],
  [`${at} W3SVC1 10.0.0.1 GET /a - 80 - 10.0.0.9 ${agent} 401 1326 487 312 15`, "W3SVC1 80 /a 401 - 1326"],
  [`${at} W3SVC1 10.0.0.1 GET /a - 80 - 10.0.0.9 ${agent} 401 1326`, "W3SVC1 80 /a 401 - 1326"],
  [
    `${at} W3SVC1 10.0.0.1 GET /a - 80 - 10.0.0.9 ${agent} 401 -2146893042 487 312 15`,
    "W3SVC1 80 /a 401 - 2148074254",
  ],
  [
    `${at} W3SVC1 10.0.0.1 GET /a - 80 - 10.0.0.9 ${agent} 401 1 -2146893042`,
    "W3SVC1 80 /a 401 1 2148074254",
  ],
  [`${at} GET /a - 443 401 1 5`, "- 443 /a 401 1 5"],
  [`${at} GET /a - 443 401 1 5 487 312 15`, "- 443 /a 401 1 5"],
  [`${at} GET /a - 401 1 5 487 312 15`, "- - /a 401 1 5"],
  [`${at} GET /a 401 1 5 487 312 15`, "- - /a 401 1 5"],
  [`${at} GET /a - 443 12345 10.0.0.9 ${agent} 401 1 1326`, "- 443 /a 401 1 1326"],
  [`${at} GET /a 401 80 - 10.0.0.9 ${agent} 401 1 1326 1656 230 15`, "- 80 /a 401 1 1326"],
  [`${at} GET /a - 80 - 10.0.0.9 ${agent} 401 1 1326 487 312 15 10.1.1.1`, "- 80 /a 401 1 1326"],
  [`${at} GET /a - 80 - 10.0.0.9 ${agent} 160 1 1326`, "name"],
  [`${at} VERSION-CONTROL /a - 80 - 10.0.0.9 ${agent} 401 1 1326`, "- 80 /a 401 1 1326"],
  [`${at} RPC_IN_DATA /a - 80 - 10.0.0.9 ${agent} 401 1 1326`, "- 80 /a 401 1 1326"],
  [`${at} 10.0.0.9 2094 10.0.0.1 80 HTTP/1.1 GET /a?b 503 1 AppOffline Pool`, "W3SVC1 80 /a?b 503 - -"],
  [`${at} 10.0.0.9 2094 ::1 80 HTTP/1.1 GET /a - 503 1 AppOffline Pool`, "W3SVC1 80 /a 503 - -"],
  [`${at} 10.0.0.9 2094 10.0.0.1 80 HTTP/1.1 GET /a 400 - Hostname -`, "- 80 /a 400 - -"],
])("by its looks, %s says: %s", (row, says) => {
  expect(readRow(row)).toBe(says);
});

test.each<readonly [row: string, says: string]>([
  // FTP of IIS 5 and 6: a number of the session stands before the command.
  ["17:40:30 192.0.2.9 - 21 [138]PASS someone@example.com 530", "- 21 - 530 - -"],
  [
    "01:23:04 192.0.2.123 - MSFTPSVC1 FTPSRV 192.0.2.3 21 [697]PASS anonymous - 530 1326 0 0 0 FTP - - - -",
    "MSFTPSVC1 21 - 530 - 1326",
  ],
  [`${at} 192.0.2.9 - MSFTPSVC2 S 192.0.2.3 21 [7]PASS 530 - 530 1909`, "MSFTPSVC2 21 - 530 - 1909"],
  ["01:23:04 192.0.2.9 [1]USER anonymous 331 0", "- - - 331 - 0"],
  ["01:23:04 192.0.2.9 [1]RETR /pub/a.txt 226 0", "- - /pub/a.txt 226 - 0"],
  ["01:23:04 192.0.2.9 [1]created /pub/a.txt 550 5", "- - /pub/a.txt 550 - 5"],
  // From IIS 7 on none, and the sub-status comes after the error.
  [`${at} 192.0.2.9 - 192.0.2.3 21 PASS *** 530 1326 41 0f6bd2a4-0000 -`, "- 21 - 530 41 1326"],
  [`${at} 192.0.2.9 - 192.0.2.3 21 USER anonymous 331 0 0 0f6bd2a4-0000 -`, "- 21 - 331 0 0"],
  // httperr with numbers of streams, transports, and rows in which no request was read.
  [
    "2024-02-25 11:18:33 192.0.2.68 4010 192.0.2.22 443 HTTP/1.1 GET /a.asp - - 503 1 AppOffline DefaultAppPool TCP",
    "W3SVC1 443 /a.asp 503 - -",
  ],
  [`${at} 10.0.0.9 2094 10.0.0.1 443 HTTP/2.0 GET /a 503 - 400 2 URL - TCP`, "W3SVC2 443 /a 400 - -"],
  [`${at} 10.0.0.9 2094 10.0.0.1 443 HTTP/2.0 GET /a 7 401 503 2 QueueFull P QUIC`, "W3SVC2 443 /a 503 - -"],
  [`${at} fe80::9%4 2094 fe80::1%4 80 - - - - - - - Timer_ConnectionIdle - TCP`, "- 80 - - - -"],
  [`${at} 10.0.0.9 2094 10.0.0.1 80 HTTP/0.0 - - 400 - Verb -`, "- 80 - 400 - -"],
  // IIS 5 has the port before the method, and the error right behind the status.
  [
    `${at} 10.0.0.9 - W3SVC1 SRV 10.0.0.1 80 GET /a - 401 1326 4431 312 15 HTTP/1.1 host ${agent} - -`,
    "W3SVC1 80 /a 401 - 1326",
  ],
  [`${at} 10.0.0.9 - W3SVC1 SRV 10.0.0.1 80 GET /a - 401 5 4431 312 15`, "W3SVC1 80 /a 401 - 5"],
  // The fields that IIS 5 writes unless told otherwise end with the status.
  ["17:42:15 192.0.2.201 GET /Shop/default.htm 401", "- - /Shop/default.htm 401 - -"],
  [`${at} 192.0.2.201 GET /Shop/default.htm a=b 403`, "- - /Shop/default.htm 403 - -"],
])("by its looks, the row %s says: %s", (row, says) => {
  expect(readRow(row)).toBe(says);
});

test.each<readonly [row: string, says: string]>([
  [`${at} 10.0.0.9 2094 10.0.0.1 80 HTTP/1.1 GET /a 503 1 - -`, "W3SVC1 80 /a 503 - -"],
  [`${at} 10.0.0.9 2094 10.0.0.1 80 HTTP/1.1 GET /a 400 - - -`, "- 80 /a 400 - -"],
  [`${at} 10.0.0.9 2094 10.0.0.1 80 HTTP/1.1 GET /a - - 503 1 - Pool TCP`, "W3SVC1 80 /a 503 - -"],
  [`${at} 10.0.0.9 2094 10.0.0.1 443 HTTP/2.0 GET /a 7 401 503 2 - P QUIC`, "W3SVC2 443 /a 503 - -"],
])("a row of httperr without a reason has its status all the same: %s", (row, says) => {
  expect(readRow(row)).toBe(says);
});

test.each([`${at} GET /a - 443`, "GET /a 401", `${at} GET /a password=x 80`])(
  "%s ends with what may be a port: no row with a status",
  (row) => {
    expect(readRow(row)).toBe("name");
  },
);

test.each([
  "17:40:30 192.0.2.9 - 21 [138]PASS CANARY 530",
  `${at} 192.0.2.9 CANARY 192.0.2.3 21 PASS CANARY 530 1326 41 0f6bd2a4-0000 /CANARY`,
  "192.0.2.9, CANARY, 03/20/01, 7:55:20, MSFTPSVC1, S, 192.0.2.3, 45, 16, 3, 530, 1326, [3]PASS, CANARY, -,",
  '192.0.2.9 - CANARY [08/Apr/2001:17:39:04 -0800] "GET /a?CANARY HTTP/1.0" 401 3401',
  "192.0.2.9 [3]PASS CANARY CANARY",
])("neither a password nor a user name of a row is repeated: case %#", async (row) => {
  for (const input of [row, `${row}\n${row}`]) {
    const { stdout, stderr } = await runCommand(["explain", "-"], { input });
    expect(stdout + stderr).not.toContain("CANARY");
  }
  const { stdout, stderr } = await runCommand(["explain", row]);
  expect(stdout + stderr).not.toContain("CANARY");
});

const iisFormat =
  "192.168.114.201, -, 03/20/01, 7:55:20, W3SVC1, SALES1, 172.21.13.45, 4502, 163, 3223, 401, 1326, GET, /DeptLogo.gif, -,";
const ncsa =
  '172.21.13.45 - Microsoft\\fred [08/Apr/2001:17:39:04 -0800] "GET /scripts/iisadmin/ism.dll?http/serv HTTP/1.0" 200 3401';

test.each<readonly [format: string, row: string]>([
  ["IIS log file format", iisFormat],
  ["IIS log file format", iisFormat.replace("03/20/01", "20.03.01")],
  ["NCSA common log file format", ncsa],
  ["NCSA common log file format", ncsa.replaceAll('"', "")],
])("a row in the %s is told to be in a format that is not read", async (format, row) => {
  const alone = await runCommand(["explain", row]);
  expect([alone.code, alone.stdout]).toEqual([2, ""]);
  expect(alone.stderr).toContain(format);
  const piped = await runCommand(["explain", "-"], { input: `${row}\n` });
  expect(piped).toEqual({
    code: 1,
    stdout: "",
    stderr: `The ${format} is not read here: line 1.\n`,
  });
});

test("in a log each format that is not read is named, with the lines", async () => {
  const good = `${at} W3SVC1 10.0.0.1 GET /a - 80 - 10.0.0.9 ${agent} 401 1 1326`;
  const input = [iisFormat, "x", ncsa, good, iisFormat].join("\n");
  const { code, stderr } = await runCommand(["explain", "-"], { input });
  expect([code, stderr.split("\n")]).toEqual([
    0,
    [
      "The IIS log file format is not read here: lines 1, 5.",
      "The NCSA common log file format is not read here: line 3.",
      "No status was found in line 2.",
      "",
    ],
  ]);
});

describe("a log without a sub-status", () => {
  const log = [
    "#Software: Microsoft Internet Information Server 5.0",
    "#Fields: time c-ip cs-method cs-uri-stem sc-status sc-win32-status",
    "17:42:15 192.0.2.201 GET /Shop/default.htm 401 1326",
    "",
  ].join("\r\n");
  const sites = metabaseText([
    {
      location: "/LM/W3SVC/1",
      type: "IIsWebServer",
      attributes: { ServerBindings: ":80:", ServerComment: "Shop" },
    },
    { location: "/LM/W3SVC/1/ROOT", attributes: { Path: "D:\\shop" } },
  ]);

  interface Told {
    readonly status: { readonly says: readonly string[] };
    readonly place: unknown;
    readonly notes: readonly string[];
  }

  async function explained(input: string): Promise<Told> {
    const folder = await MetabaseFolder.create(sites);
    const found = await runCommand(["explain", "-", "--json", "--path", folder.path], { input });
    await folder.remove();
    expect([found.code, found.stderr]).toEqual([0, ""]);
    return (JSON.parse(found.stdout) as Told[])[0]!;
  }

  test("is reported to have none, and why no place is shown", async () => {
    const { status, place, notes } = await explained(log);
    expect(status.says.join("\n")).toContain("The log has no sub-status");
    expect(place).toBeNull();
    expect(notes.join("\n")).toMatch(/^No place is shown: .*s-sitename.*s-ip.*s-port/);
  });

  test.each(["403", "500"])("is reported so for %s, too, and by its looks", async (status) => {
    const row = `${at} W3SVC1 10.0.0.1 GET /a - 80 - 10.0.0.9 ${agent} ${status} 1326`;
    const told = await explained(row);
    expect(told.status.says.join("\n")).toContain("The log has no sub-status");
    expect(told.place).not.toBeNull();
  });

  test("is not reported so if the field is there and empty", async () => {
    const told = await explained(
      log.replace("sc-status", "sc-status sc-substatus").replace(" 401 ", " 401 - "),
    );
    expect(told.status.says.join("\n")).not.toContain("The log has no sub-status");
  });

  test("without a metabase, no place is promised to a row that names none", async () => {
    const { stdout } = await runCommand(["explain", "-"], { input: log });
    expect(stdout).not.toContain("name the metabase with --path or --stack");
  });
});

test.each<readonly [fields: string, row: string, says: string]>([
  [
    "date time c-ip c-port s-ip s-port cs-version cs-method cs-uri sc-status s-siteid s-reason s-queuename",
    `${at} 10.0.0.9 2094 10.0.0.1 80 HTTP/1.1 GET /a?b 503 7 AppOffline Pool`,
    "W3SVC7 80 /a?b 503 - -",
  ],
  [
    "date time cs-method cs-uri-stem sc-status X-Forwarded-For sc-substatus my_own.field sc-win32-status",
    `${at} GET /a 401 10.1.1.1 1 x 1326`,
    "- - /a 401 1 1326",
  ],
  [
    "date time s-port cs-method cs-uri-stem sc-status sc-win32-status sc-substatus",
    `${at} 21 RETR /a 530 1326 41`,
    "- 21 /a 530 41 1326",
  ],
])("in a log with the fields %s, a row has them, whatever their names", (fields, row, says) => {
  expect(readRow(`#Fields: ${fields}\r\n${row}\r\n`)).toBe(says);
});

test("fields and a row that were pasted on one line are kept apart", () => {
  const fields = "#Fields: date time cs-method cs-uri-stem sc-status sc-substatus sc-win32-status";
  expect(readRow(`${fields} ${at} GET /a 401 1 1326`)).toBe("- - /a 401 1 1326");
});

test.each<readonly [name: string, encoded: (text: string) => Buffer]>([
  ["UTF-16, as PowerShell's > writes it", (text) => Buffer.from(`\ufeff${text}`, "utf16le")],
  ["UTF-8 with a mark", (text) => Buffer.from(`\ufeff${text}`, "utf8")],
])("a log that comes as %s is read", async (_name, encoded) => {
  const text = `#Fields: cs-method sc-status sc-substatus sc-win32-status\r\nGET 401 1 1326\r\n`;
  const { code, stdout, stderr } = await runCommand(["explain", "-", "--json"], { input: encoded(text) });
  expect([code, stderr]).toEqual([0, ""]);
  expect(JSON.parse(stdout)).toMatchObject([{ status: { code: "401.1 1326" } }]);
});

test("a reason of HTTP.SYS leads to the site by its number, and the query in it is not repeated", async () => {
  const folder = await MetabaseFolder.create(
    metabaseText([
      { location: "/LM/W3SVC/7", type: "IIsWebServer", attributes: { ServerComment: "Shop" } },
      { location: "/LM/W3SVC/7/ROOT", attributes: { Path: "D:\\shop" } },
    ]),
  );
  const row = `${at} 10.0.0.9 2094 10.0.0.1 80 HTTP/1.1 GET /a?CANARYQUERY 503 7 AppOffline Pool`;
  const found = await runCommand(["explain", row, "--path", folder.path]);
  await folder.remove();
  expect([found.code, found.stderr]).toEqual([0, ""]);
  expect(found.stdout).toContain('  The site W3SVC/7 "Shop"; /a is served by /LM/W3SVC/7/ROOT,');
  expect(found.stdout).not.toContain("CANARYQUERY");
});
