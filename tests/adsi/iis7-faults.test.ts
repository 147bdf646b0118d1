import { parseLocation, Secret, type Change, type Kind } from "../../provider/src/domain";
import type { Store } from "../../provider/src/stores";
import { apply, type Told } from "../support/apply-changes";
import { FaultyHost, faultsOfReading, type HostFault } from "../support/faulty-host";
import { anonymousOf, bytesOf, configOf, directoryOf, hostOf, siteOf, tagOf } from "../support/iis7-config";
import { metabaseFile } from "../support/metabase-xml";
import { openLiveStore } from "../support/open-live-store";
import { ScriptHost, type Planted } from "../support/script-host/script-host";

/*
 * The store for IIS 7 and later over a script host that goes wrong. Whatever it does, nothing counts as in step that was
 * not read, and nothing is written that is not reported: after each case a new store reads what the file holds.
 */

const places: readonly (readonly [string, Kind])[] = [
  ["W3SVC/AppPools/A", "wam"],
  ["W3SVC/1/ROOT/files", "unc"],
  ["W3SVC/1/ROOT/app", "anonymous"],
];
const locations = places.map(([path]) => parseLocation(path));

const file = configOf(
  hostOf(
    '<applicationPools><add name="A"><processModel identityType="SpecificUser" userName="a" password="old" /></add></applicationPools>',
    `<sites>${siteOf("Shop", 1, `<application path="/">${directoryOf("/")}${directoryOf("/files", 'userName="d" password="old"')}</application>`)}</sites>`,
  ),
  tagOf("Shop/app", anonymousOf('userName="f" password="old"')),
);

const hosts: { remove(): void }[] = [];
afterEach(() => {
  const violations = hosts.flatMap((host) => (host instanceof ScriptHost ? host.violations : []));
  for (const host of hosts.splice(0)) host.remove();
  expect(violations).toEqual([]);
});

async function server(): Promise<ScriptHost> {
  const host = await ScriptHost.create(
    metabaseFile([]),
    planned({ configuration: { bytes: bytesOf(file) } }),
  );
  hosts.push(host);
  return host;
}

/** Of an IIS 10. */
const planned = (planted: Planted): Planted => ({ majorVersion: 10, configuration: {}, ...planted });

function faulty(host: ScriptHost, fault: HostFault, run: number, frames?: number): FaultyHost {
  const made = new FaultyHost(host, fault, run, frames);
  hosts.push(made);
  return made;
}

// Long for a script host that does start, short for one that never will.
const timeoutSeconds = 8;

const storeOver = ({ path }: { readonly path: string }): Store =>
  openLiveStore({ store: "iis7", transport: { type: "local", scriptHost: path }, timeoutSeconds });

/** A new password for each place. */
async function changes(store: Store): Promise<readonly Change[]> {
  const snapshot = await store.observe({ locations });
  return places.map(([, kind], index) => ({
    location: locations[index]!,
    kind,
    expected: snapshot.key(locations[index]!)!.own[kind]!,
    password: { set: new Secret("new") },
  }));
}

/** Of each place whether it holds the new password, as a script host in order tells it. */
async function held(host: ScriptHost): Promise<readonly string[]> {
  const snapshot = await storeOver(host).observe({ locations });
  return places.map(([, kind], index) => {
    const password = snapshot.key(locations[index]!)?.own[kind]?.password?.value;
    if (password?.state !== "comparable") return "unknown";
    return password.matches(new Secret("new")) ? "new" : "old";
  });
}

const allOld = ["old", "old", "old"];
const allNew = ["new", "new", "new"];
const allWritten = ["written", "written", "written"];
const inDoubt = ["E_IN_DOUBT", "E_IN_DOUBT", "E_IN_DOUBT"];

describe("a script host that goes wrong while it is read is an error, never a reading", () => {
  test.each(faultsOfReading)("it %s, after %d frames", async (fault, frames, code) => {
    const host = await server();
    const store = storeOver(faulty(host, fault, 1, frames));
    await expect(store.observe({ locations })).rejects.toThrow(expect.objectContaining({ code }));
    expect(host.journal).toEqual([]);
  });
});

describe("a script host that goes wrong while it writes is reported credential by credential", () => {
  // The frames behind the greeting: server, copies, three changes, done. All is written before the first change is answered.
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
    ["ends behind some answers", 0, allWritten, 3, allNew],
    ["ends behind some answers", 1, allWritten, 3, allNew],
    ["ends behind some answers", 2, allWritten, 3, allNew],
    ["ends behind some answers", 3, allWritten, 2, allNew],
    ["ends behind some answers", 4, allWritten, 1, allNew],
    ["ends behind some answers", 5, allWritten, 0, allNew],
    ["hangs behind its answers", 6, allWritten, 0, allNew],
  ])("it %s, after %d frames", async (fault, frames, outcomes, lookedAt, holds) => {
    const host = await server();
    const broken = faulty(host, fault, 2, frames);
    const store = storeOver(broken);
    expect(await apply(store, await changes(store))).toEqual({ outcomes, lookedAt });
    expect(await held(host)).toEqual(holds);
    // One look more, where something was in doubt.
    expect(broken.runs).toBe(lookedAt > 0 ? 3 : 2);
    // What the store goes by from then on is what the file holds.
    const after = (await changes(store)).map(({ expected: { password } }) => password!.value);
    expect(after.map((each) => each.state === "comparable" && each.matches(new Secret("new")))).toEqual(
      holds.map((each) => each === "new"),
    );
  });

  test.each<[string, NonNullable<Planted["end"]>, Told, readonly string[]]>([
    [
      "is ended before the commit",
      { when: "before CommitChanges", count: 1, how: "quit" },
      { outcomes: inDoubt, lookedAt: 0 },
      allOld,
    ],
    [
      "is ended behind the commit",
      { when: "after CommitChanges", count: 1, how: "quit" },
      { outcomes: allWritten, lookedAt: 3 },
      allNew,
    ],
    [
      "hangs before the commit",
      { when: "before CommitChanges", count: 1, how: "hang" },
      { outcomes: inDoubt, lookedAt: 0 },
      allOld,
    ],
    [
      "hangs behind the commit",
      { when: "after CommitChanges", count: 1, how: "hang" },
      { outcomes: allWritten, lookedAt: 3 },
      allNew,
    ],
  ])("it %s", async (_what, end, told, holds) => {
    const host = await server();
    const store = storeOver(host);
    const all = await changes(store);
    host.plant(planned({ end }));
    expect(await apply(store, all)).toEqual(told);
    host.plant(planned({}));
    expect(await held(host)).toEqual(holds);
    expect(host.journal.filter((line) => line.startsWith("commit"))).toHaveLength(holds === allNew ? 1 : 0);
  });
});

describe("an IIS that is not as it should be is an error with its code, and the file is as it was", () => {
  type Failure = NonNullable<Planted["failures"]>[number];
  const denied = 0x80070005;
  test.each<[Failure["call"], number, readonly string[]]>([
    ["SetMetadata", denied, ["E_ACCESS_DENIED"]],
    ["GetConfigFile", denied, ["E_ACCESS_DENIED"]],
    ["GetAdminSection", denied, ["E_ACCESS_DENIED"]],
    ["Value", denied, ["E_ACCESS_DENIED"]],
    ["GetMetadata isDefaultValue", denied, ["E_ACCESS_DENIED"]],
    ["CopyFile", denied, ["E_BACKUP"]],
    ["WritableAdminManager", denied, ["E_ACCESS_DENIED"]],
    ["CommitPath", denied, ["E_ACCESS_DENIED"]],
    ["writable GetAdminSection", denied, ["E_ACCESS_DENIED"]],
    ["Value put", denied, ["E_ACCESS_DENIED"]],
    ["CommitChanges", denied, ["E_ACCESS_DENIED"]],
    ["CommitChanges", 0x80070020, ["E_BUSY"]],
    ["CommitChanges", 0x80070021, ["E_BUSY"]],
    ["CommitChanges", 0x80090016, ["E_CONFIGURATION"]],
    ["Value put", 0x80070021, ["E_SECTION_LOCKED"]],
  ])("%s fails with %d", async (call, hresult, codes) => {
    const host = await server();
    const store = storeOver(host);
    const all = await changes(store);
    host.plant(planned({ failures: [{ call, hresult }] }));
    const { outcomes } = await apply(store, all);
    expect([...new Set(outcomes)]).toEqual(codes);
    expect(host.configuration.toString()).toBe(file);
    host.plant(planned({}));
    // Once it is as it should be, the same store writes.
    expect((await apply(store, all)).outcomes).toEqual(allWritten);
  });
});
