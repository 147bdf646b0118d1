import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { MetabaseFolder, metabaseText, withAttribute } from "../support/metabase-folder";
import { serverKeys, stored } from "../support/server-keys";
import {
  answerOnWindows,
  compiledPackage,
  ofDriveC,
  onDriveZ,
  startWindows,
  stopWindows,
} from "../support/windows-node";

const text = metabaseText(serverKeys);
const location = "/LM/W3SVC/1/ROOT";
const right = { location, userName: "WEBFARM\\svc-web", password: stored.web };
const rotated = { ...right, password: "R&tated-2" };
const drifted = ["AnonymousUserPass: differs, foreign"];

let metabase: MetabaseFolder;
beforeAll(startWindows);
afterAll(stopWindows);
beforeEach(async () => {
  metabase = await MetabaseFolder.create(text);
});
afterEach(async () => {
  await metabase.remove();
});

const ask = (name: string, path: string, declaration: object, cwd?: string): Promise<unknown> =>
  answerOnWindows("windows-metabase.cjs", [compiledPackage, name, path, JSON.stringify(declaration)], cwd);

test("a metabase is read, and what drifted in it is named", async () => {
  expect(await ask("plan", onDriveZ(metabase.path), right)).toBe("in-sync");
  expect(await ask("plan", onDriveZ(metabase.path), rotated)).toEqual(drifted);
});

test("where icacls does not do its work, no credential is written and the folder stays as it is", async () => {
  const before = await metabase.listing();
  expect(await ask("apply", onDriveZ(metabase.path), rotated)).toBe("E_ACCESS_CONTROL");
  expect(await metabase.listing()).toEqual(before);
});

test("a drifted password is rewritten, not a byte besides, and a second time there is nothing to do", async () => {
  const name = "apply where access-control lists can be copied";
  expect(await ask(name, onDriveZ(metabase.path), rotated)).toEqual(["written", "in-sync"]);
  expect(await metabase.text()).toBe(withAttribute(text, location, "AnonymousUserPass", "R&amp;tated-2"));
  expect(await metabase.backups()).toEqual([text]);
  expect(await metabase.strays()).toEqual([]);
});

describe("the metabase of a running IIS", () => {
  const live = ofDriveC("windows/system32/inetsrv/MetaBase.xml");
  beforeEach(() => {
    mkdirSync(dirname(live), { recursive: true });
    writeFileSync(live, text);
  });
  afterEach(() => {
    rmSync(dirname(live), { recursive: true });
  });

  test.each([
    "C:\\Windows\\System32\\inetsrv\\MetaBase.xml",
    "c:/windows/system32/INETSRV/metabase.XML",
    "\\\\?\\C:\\Windows\\System32\\inetsrv\\MetaBase.xml",
    "C:\\Windows\\System32\\drivers\\..\\inetsrv\\.\\MetaBase.xml",
    "MetaBase.xml",
    "c:MetaBase.xml",
    "\\windows\\system32\\inetsrv\\MetaBase.xml",
  ])("is read, but never written, as %s", async (path) => {
    expect(await ask("plan and apply", path, rotated, dirname(live))).toEqual([drifted, "E_LIVE_METABASE"]);
  });
});

test("the metabase of a running IIS is known by its name, through a share or a mapped drive, too", async () => {
  const live = [
    "\\\\web01\\admin$\\system32\\inetsrv\\MetaBase.xml",
    "//web01/c$/windows/system32/inetsrv/metabase.xml",
    "\\\\?\\UNC\\web01\\c$\\Windows\\System32\\inetsrv\\MetaBase.xml",
    "W:\\inetsrv\\MetaBase.xml. ",
  ];
  const others = [
    "\\\\web01\\c$\\Windows\\System32\\inetsrv\\History\\MetaBase.xml",
    "\\\\web01\\backups\\MetaBase.xml",
  ];
  expect(await ask("belong to IIS", "", [...live, ...others])).toEqual(live);
});

test.each(["C:\\none\\MetaBase.xml", "Q:\\MetaBase.xml"])(
  "a path that leads nowhere is an error: %s",
  async (path) => {
    expect(await ask("plan", path, right)).toBe("E_FILE_NOT_FOUND");
  },
);
