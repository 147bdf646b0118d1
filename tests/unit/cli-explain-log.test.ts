import { parseQuestions } from "../../provider/src/cli/explain/question";
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

test("fields and a row that were pasted on one line are told apart", () => {
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
