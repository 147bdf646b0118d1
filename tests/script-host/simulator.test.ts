import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { agentFile } from "../../provider/src/agent/agent-file";
import { memoryKeys } from "../support/keys";
import { metabaseFile } from "../support/metabase-xml";
import { ScriptHost, variants, type Variant } from "../support/script-host/script-host";

/*
 * The simulated IIS against what Microsoft documents of ADSI's IIS provider, asked by a script as an administrator would
 * write it.
 */

const metabase = metabaseFile(
  memoryKeys({
    W3SVC: {
      type: "IIsWebService",
      anonymous: ["top", "top password"],
      settings: { AppPoolIdentityType: "3" },
    },
    "W3SVC/1": { type: "IIsWebServer", anonymous: [{ local: "here alone" }, undefined] },
    "W3SVC/1/Root": { anonymous: ["own"], unc: ["", "empty name"] },
    "W3SVC/1/Root/a b.c": { type: "IIsWebDirectory" },
  }),
);

const probe = `
function show(name, action) {
  var result;
  try { result = String(action()); }
  catch (error) { result = "0x" + (error.number >>> 0).toString(16); }
  WScript.Echo(name + ": " + result);
}
function at(path) { return GetObject("IIS://LocalHost" + path); }
function get(path, property) { show(path + " " + property, function () { return at(path).Get(property); }); }
function paths(path, property, flag) {
  show(path + " " + property + " paths " + flag, function () {
    return new VBArray(at(path).GetDataPaths(property, flag)).toArray().sort().join(" | ");
  });
}
function inherits(path, property) {
  show(path + " " + property + " inherits", function () {
    var attributes = at(path).GetPropertyAttribObj(property);
    return attributes.Inherit + " " + attributes.IsInherit + " " + attributes.IsInherited;
  });
}
get("/W3SVC/1", "AnonymousUserName");
get("/W3SVC/1/Root", "AnonymousUserName");
get("/W3SVC/1/Root/a b.c", "AnonymousUserName");
get("/w3svc/1/ROOT/A B.C", "AnonymousUserPass");
get("/W3SVC/1/Root", "UNCUserName");
get("/W3SVC/1", "UNCUserName");
get("/W3SVC/1", "AppPoolIdentityType");
get("/W3SVC/1", "LogonMethod");
get("/W3SVC/2", "AnonymousUserName");
get("/W3SVC/Info", "MajorIIsVersionNumber");
paths("", "AnonymousUserName", 0);
paths("", "AnonymousUserName", 1);
paths("/W3SVC/1/Root", "AnonymousUserName", 0);
paths("/W3SVC/1/Root", "WAMUserName", 0);
inherits("/W3SVC/1/Root", "AnonymousUserName");
inherits("/W3SVC/1", "AnonymousUserName");
inherits("/W3SVC/1/Root", "AnonymousUserPass");
inherits("/W3SVC/1", "WAMUserName");
show("class", function () { return at("/W3SVC/1/Root/a b.c").Class + " " + at("").Class; });

var first = at("/W3SVC/1/Root");
var second = at("/W3SVC/1/Root");
first.Put("AnonymousUserName", "changed");
show("put and not set", function () { return first.Get("AnonymousUserName") + " " + at("/W3SVC/1/Root").Get("AnonymousUserName"); });
first.SetInfo();
show("set", function () { return second.Get("AnonymousUserName") + " " + at("/W3SVC/1/Root").Get("AnonymousUserName"); });
show("inherited at once", function () { return at("/W3SVC/1/Root/a b.c").Get("AnonymousUserName"); });
var items = new ActiveXObject("Scripting.Dictionary");
items.Add(0, "");
var third = at("/W3SVC/1/Root");
third.PutEx(1, "AnonymousUserName", items.Items());
show("cleared and not set", function () { return at("/W3SVC/1/Root").Get("AnonymousUserName"); });
third.SetInfo();
get("/W3SVC/1/Root", "AnonymousUserName");
show("a type that may not hold it", function () { at("/W3SVC/1/Root").Put("WAMUserName", "x"); return "put"; });
show("another machine", function () { return GetObject("IIS://ELSEWHERE/W3SVC").Class; });
`;

const inherited = ({ inheritName }: Variant, is: boolean): string =>
  inheritName === "IsInherit" ? `${String(is)} undefined` : `undefined ${String(is)}`;

const expected = (variant: Variant): readonly string[] => [
  "/W3SVC/1 AnonymousUserName: here alone",
  "/W3SVC/1/Root AnonymousUserName: own",
  "/W3SVC/1/Root/a b.c AnonymousUserName: own",
  "/w3svc/1/ROOT/A B.C AnonymousUserPass: top password",
  "/W3SVC/1/Root UNCUserName: ",
  `/W3SVC/1 UNCUserName: ${variant.unset === "error" ? "0x80005006" : ""}`,
  "/W3SVC/1 AppPoolIdentityType: 3",
  `/W3SVC/1 LogonMethod: ${variant.unset === "error" ? "0x80005006" : "0"}`,
  "/W3SVC/2 AnonymousUserName: 0x80070003",
  "/W3SVC/Info MajorIIsVersionNumber: 6",
  " AnonymousUserName paths 0: IIS://LocalHost/W3SVC | IIS://LocalHost/W3SVC/1 | IIS://LocalHost/W3SVC/1/Root",
  variant.inheritableFlag === "value"
    ? " AnonymousUserName paths 1: IIS://LocalHost/W3SVC | IIS://LocalHost/W3SVC/1/Root"
    : " AnonymousUserName paths 1: IIS://LocalHost/W3SVC | IIS://LocalHost/W3SVC/1 | IIS://LocalHost/W3SVC/1/Root",
  "/W3SVC/1/Root AnonymousUserName paths 0: IIS://LocalHost/W3SVC/1/Root",
  `/W3SVC/1/Root WAMUserName paths 0: ${variant.nothingFound === "error" ? "0x800cc801" : ""}`,
  `/W3SVC/1/Root AnonymousUserName inherits: true ${inherited(variant, false)}`,
  `/W3SVC/1 AnonymousUserName inherits: false ${inherited(variant, false)}`,
  `/W3SVC/1/Root AnonymousUserPass inherits: true ${inherited(variant, true)}`,
  "/W3SVC/1 WAMUserName inherits: 0x80005006",
  "class: IIsWebDirectory IIsComputer",
  "put and not set: changed own",
  "set: own changed",
  "inherited at once: changed",
  `cleared and not set: ${variant.clears === "at once" ? "top" : "changed"}`,
  "/W3SVC/1/Root AnonymousUserName: top",
  "a type that may not hold it: 0x80005006",
  "another machine: 0x800706ba",
];

test.each(Object.entries(variants))("what the documents say, where IIS gives %s", async (_, variant) => {
  const folder = mkdtempSync(join(tmpdir(), "iis-identity-probe-"));
  const host = await ScriptHost.create(metabase, { variant });
  try {
    const script = join(folder, "probe.js");
    writeFileSync(script, probe);
    const { stdout } = await promisify(execFile)(host.path, ["//nologo", script]);
    expect(stdout.split("\r\n").slice(0, -1)).toEqual(expected(variant));
    expect(host.violations).toEqual([]);
    expect(host.metabase).toBe(metabase.replace(/\t\tAnonymousUserName="own"\r\n/, ""));
  } finally {
    host.remove();
    rmSync(folder, { recursive: true, force: true });
  }
});

test("in batch mode a script host has neither input nor output, until the script asks for them", async () => {
  const folder = mkdtempSync(join(tmpdir(), "iis-identity-probe-"));
  const host = await ScriptHost.create(metabase);
  const run = promisify(execFile);
  try {
    const script = join(folder, "probe.js");
    writeFileSync(script, 'WScript.Echo("heard");');
    expect((await run(host.path, ["//nologo", script])).stdout).toBe("heard\r\n");
    expect((await run(host.path, ["//nologo", "//B", script])).stdout).toBe("");
    const agent = run(host.path, ["//nologo", "//B", agentFile().path]);
    agent.child.stdin?.end();
    expect((await agent).stdout.split("\r\n").map((line) => line.split(" ")[3])).toEqual([
      "hello",
      "fault",
      undefined,
    ]);
  } finally {
    host.remove();
    rmSync(folder, { recursive: true, force: true });
  }
});
