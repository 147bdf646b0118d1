import { parseLocation, Secret, type Change } from "../../provider/src/domain";
import type { Store } from "../../provider/src/stores";
import { apply } from "../support/apply-changes";
import { FaultyHost, faultsOfReading, type HostFault } from "../support/faulty-host";
import { memoryKeys } from "../support/keys";
import { metabaseFile } from "../support/metabase-xml";
import { openLiveStore } from "../support/open-live-store";
import { ScriptHost, type Planted } from "../support/script-host/script-host";

/*
 * The store over a script host that goes wrong. Whatever it does, nothing counts as in step that was not read, and
 * nothing is written that is not reported: after each case a new store reads what stands there.
 */

const sites = ["W3SVC/1", "W3SVC/2", "W3SVC/3"].map(parseLocation);
const hosts: { remove(): void }[] = [];

afterEach(() => {
  for (const host of hosts.splice(0)) host.remove();
});

async function server(planted: Planted = {}): Promise<ScriptHost> {
  const keys = sites.map(
    (site, index) =>
      [site, { type: "IIsWebServer", anonymous: ["u", `old ${String(index)}`] as const }] as const,
  );
  const host = await ScriptHost.create(metabaseFile(memoryKeys(Object.fromEntries(keys))), planted);
  hosts.push(host);
  return host;
}

function faulty(host: ScriptHost, fault: HostFault, run: number, frames?: number): FaultyHost {
  const made = new FaultyHost(host, fault, run, frames);
  hosts.push(made);
  return made;
}

// Long for a script host that does start, short for one that never will.
const timeoutSeconds = 8;

const storeOver = ({ path }: { readonly path: string }): Store =>
  openLiveStore({ transport: { type: "local", scriptHost: path }, timeoutSeconds });

/** A new password for each site. */
async function changes(store: Store): Promise<readonly Change[]> {
  const snapshot = await store.observe({ locations: sites });
  return sites.map((location) => ({
    location,
    kind: "anonymous",
    expected: snapshot.key(location)!.own.anonymous!,
    password: { set: new Secret("new") },
  }));
}

/** Of each site whether it holds the new password, as a script host in order tells it. */
async function held(host: ScriptHost): Promise<readonly string[]> {
  const snapshot = await storeOver(host).observe({ locations: sites });
  return sites.map((location) => {
    const password = snapshot.key(location)?.own.anonymous?.password?.value;
    if (password?.state !== "comparable") return "unknown";
    return password.matches(new Secret("new")) ? "new" : "old";
  });
}

const allOld = ["old", "old", "old"];
const allNew = ["new", "new", "new"];
const allWritten = ["written", "written", "written"];

describe("a script host that goes wrong while it is read is an error, never a reading", () => {
  test.each(faultsOfReading)("it %s, after %d frames", async (fault, frames, code) => {
    const host = await server();
    const store = storeOver(faulty(host, fault, 1, frames));
    await expect(store.observe({ locations: sites })).rejects.toThrow(expect.objectContaining({ code }));
    // What it said is not believed, nor is it asked again for the next location.
    await expect(store.observe({ locations: sites })).rejects.toThrow(expect.objectContaining({ code }));
    expect(host.journal).toEqual([]);
  });
});

describe("a script host that goes wrong while it writes is reported credential by credential", () => {
  // The frames behind the greeting: server, backup, three changes, save, done.
  test.each<[HostFault, number, readonly string[], number, readonly string[]]>([
    ["hangs at once", 0, ["E_TIMEOUT"], 0, allOld],
    ["ends without a word", 0, ["E_SCRIPT_HOST"], 0, allOld],
    ["begins with a banner", 0, ["E_PROTOCOL"], 0, allOld],
    ["speaks another version", 0, ["E_PROTOCOL"], 0, allOld],
    ["repeats a frame", 2, allWritten, 2, allNew],
    ["repeats a frame", 1, allWritten, 3, allNew],
    ["reorders frames", 2, allWritten, 3, allNew],
    ["leaves a frame out", 3, allWritten, 2, allNew],
    ["cuts a frame off", 4, allWritten, 1, allNew],
    ["changes a character", 2, allWritten, 3, allNew],
    ["forges another request's number", 3, allWritten, 2, allNew],
    ["forges another run's greeting", 0, allWritten, 3, allNew],
    ["mixes in a banner", 3, allWritten, 2, allNew],
    ["ends behind some answers", 3, allWritten, 2, allNew],
    ["ends behind some answers", 0, allWritten, 3, allNew],
    ["hangs behind its answers", 7, allWritten, 0, allNew],
  ])("it %s, after %d frames", async (fault, frames, outcomes, lookedAt, holds) => {
    const host = await server();
    const broken = faulty(host, fault, 2, frames);
    const store = storeOver(broken);
    const all = await changes(store);
    expect(await apply(store, all)).toEqual({ outcomes, lookedAt });
    expect(await held(host)).toEqual(holds);
    // One look more, where something was in doubt.
    expect(broken.runs).toBe(lookedAt > 0 ? 3 : 2);
    // What the store goes by from then on is what stands there.
    const after = (await changes(store)).map(({ expected: { password } }) => password!.value);
    expect(after.map((each) => each.state === "comparable" && each.matches(new Secret("new")))).toEqual(
      holds.map((each) => each === "new"),
    );
  });

  test.each<[string, NonNullable<Planted["end"]>, readonly string[], number, readonly string[]]>([
    [
      "is ended before the second write",
      { when: "before SetInfo", count: 2, how: "quit" },
      ["written", "E_IN_DOUBT", "E_IN_DOUBT"],
      0,
      ["new", "old", "old"],
    ],
    [
      "is ended in the middle of the second write",
      { when: "after SetInfo", count: 2, how: "quit" },
      ["written", "written", "E_IN_DOUBT"],
      1,
      ["new", "new", "old"],
    ],
    [
      "hangs in the first write",
      { when: "before SetInfo", count: 1, how: "hang" },
      ["E_IN_DOUBT", "E_IN_DOUBT", "E_IN_DOUBT"],
      0,
      allOld,
    ],
    ["hangs behind the third write", { when: "after SetInfo", count: 3, how: "hang" }, allWritten, 1, allNew],
  ])("it %s", async (_what, end, outcomes, lookedAt, holds) => {
    const host = await server();
    const store = storeOver(host);
    const all = await changes(store);
    host.plant({ end });
    const told = apply(store, all);
    expect(await told).toEqual({ outcomes, lookedAt });
    host.plant({});
    expect(await held(host)).toEqual(holds);
  });
});

describe("an IIS of a later version", () => {
  const store = ({ path }: ScriptHost, throughCompatibility: boolean): Store =>
    openLiveStore({ transport: { type: "local", scriptHost: path }, throughCompatibility });

  test("is not written to where web credentials are concerned, unless somebody says so", async () => {
    const host = await server({ majorVersion: 8 });
    const refusing = store(host, false);
    const [web] = await changes(refusing);
    expect((await refusing.refusal([web!]))?.code).toBe("E_USE_IIS7");
    expect((await apply(refusing, [web!])).outcomes).toEqual(["E_USE_IIS7"]);
    expect([host.journal, host.backups]).toEqual([[], []]);

    const willing = store(host, true);
    expect((await apply(willing, await changes(willing))).outcomes).toEqual(allWritten);
    expect(await held(host)).toEqual(allNew);
    expect(host.backups).toEqual([expect.stringMatching(/^applicationHost\.config/)]);
  });

  test("that makes no backup is not written to", async () => {
    const host = await server({ majorVersion: 8 });
    const willing = store(host, true);
    const all = await changes(willing);
    host.plant({ majorVersion: 8, failures: [{ call: "CopyFile", hresult: 0x80070005 }] });
    expect((await apply(willing, all)).outcomes).toEqual(["E_BACKUP", "E_BACKUP", "E_BACKUP"]);
    expect(await held(host)).toEqual(allOld);
  });

  test("that does not tell its version is read, and not written to", async () => {
    const host = await server({ majorVersion: null });
    const all = await changes(storeOver(host));
    expect((await apply(storeOver(host), all)).outcomes).toEqual(["E_BACKUP", "E_BACKUP", "E_BACKUP"]);
    expect(host.journal).toEqual([]);
  });
});

describe("an IIS that is not as it should be is an error with its code", () => {
  const [first] = sites;
  type Failure = NonNullable<Planted["failures"]>[number];
  test.each<[string, Failure, readonly string[], readonly string[]]>([
    [
      "a key that may not be written",
      { call: "SetInfo", location: first!, hresult: 0x80070005 },
      ["E_ACCESS_DENIED", "written", "written"],
      ["old", "new", "new"],
    ],
    [
      "a key that stays busy",
      { call: "SetInfo", location: first!, hresult: 0x80070094 },
      ["E_BUSY", "written", "written"],
      ["old", "new", "new"],
    ],
    [
      "a key that is busy for a moment",
      { call: "SetInfo", location: first!, hresult: 0x80070094, times: 1 },
      allWritten,
      allNew,
    ],
    [
      "a backup that fails",
      { call: "Backup", hresult: 0x80070005 },
      ["E_BACKUP", "E_BACKUP", "E_BACKUP"],
      allOld,
    ],
    ["a save that stays busy", { call: "SaveData", hresult: 0x80070094 }, allWritten, allNew],
  ])("%s", async (_what, failure, outcomes, holds) => {
    const host = await server();
    const store = storeOver(host);
    const all = await changes(store);
    host.plant({ failures: [failure] });
    expect((await apply(store, all)).outcomes).toEqual(outcomes);
    host.plant({});
    expect(await held(host)).toEqual(holds);
    expect(host.violations).toEqual([]);
  });

  test.each<[string, Planted, string]>([
    [
      "an error behind which all was written",
      { failures: [{ call: "SetInfo", location: first!, hresult: 0x80004005, writes: "all" }] },
      "written",
    ],
    [
      "an error behind which half was written",
      { failures: [{ call: "SetInfo", location: first!, hresult: 0x80004005, writes: "half" }] },
      "E_IN_DOUBT",
    ],
    [
      "an error behind which nothing was written",
      { failures: [{ call: "SetInfo", location: first!, hresult: 0x80004005 }] },
      "E_ADSI",
    ],
    [
      "a password that is stored as another one",
      { distorted: [{ location: first!, property: "AnonymousUserPass", value: "cut" }] },
      "E_IN_DOUBT",
    ],
  ])("%s, of a name and a password", async (_what, planted, outcome) => {
    const host = await server();
    const store = storeOver(host);
    const [one] = await changes(store);
    host.plant(planted);
    expect((await apply(store, [{ ...one!, userName: { set: "n" } }])).outcomes).toEqual([outcome]);
    const snapshot = await storeOver(host).observe({ locations: sites, reveal: true });
    const { userName, password } = snapshot.key(first!)!.own.anonymous!;
    const whole = ["u old 0", "n new"];
    const text = password!.value.state === "comparable" ? password!.value.text!.reveal() : "";
    const holds = `${userName!.value} ${text}`;
    expect(whole.includes(holds)).toBe(outcome !== "E_IN_DOUBT");
    expect(holds === "n new").toBe(outcome === "written");
  });

  test("another administrator's change since the reading is left as it is, and told", async () => {
    const host = await server();
    const store = storeOver(host);
    const all = await changes(store);
    host.plant({
      changes: [{ after: 1, location: "/LM", at: first!, property: "AnonymousUserPass", value: "theirs" }],
    });
    expect((await apply(store, all)).outcomes).toEqual(["E_CHANGED_MEANWHILE", "written", "written"]);
    host.plant({});
    expect(host.metabase).toContain("theirs");
  });
});
