import {
  emptyPair,
  IdentityError,
  kinds,
  parseLocation,
  Secret,
  type Change,
  type Kind,
} from "../../provider/src/domain";
import { adoptAll, findingsOf, findTargets, storedCredentials } from "../../provider/src/drift";
import type { ChangeResult, Store } from "../../provider/src/stores";
import type { AgentAnswer, AgentKey } from "../../provider/src/agent/agent-messages";
import { AgentStandIn, type Fault } from "../support/agent-stand-in";
import { memoryKeys, type KeyText } from "../support/keys";
import { openLiveStore } from "../support/open-live-store";

const sites: Readonly<Record<string, KeyText>> = {
  W3SVC: { type: "IIsWebService", anonymous: ["base", "0"] },
  "W3SVC/1": { type: "IIsWebServer", anonymous: ["a", "1"] },
  "W3SVC/2": { type: "IIsWebServer", anonymous: ["b", "2"] },
  "W3SVC/3": { type: "IIsWebServer", anonymous: ["c", "3"] },
  MSFTPSVC: { type: "IIsFtpService", anonymous: ["f", "4"] },
};

const agentOver = (keys = sites): AgentStandIn => new AgentStandIn(memoryKeys(keys));

const types = ({ batches }: AgentStandIn): readonly string[] =>
  batches.map((batch) => batch.map(({ type }) => type).join(" "));

const outcomes = (results: readonly ChangeResult[]): readonly string[] =>
  results.map((result) => (result.outcome === "failed" ? result.error.code : result.outcome));

const warnings = (results: readonly ChangeResult[]): readonly string[] =>
  results.flatMap((result) => (result.outcome === "written" ? (result.warnings ?? []) : []));

async function change(store: Store, path: string, password = "new"): Promise<Change> {
  const location = parseLocation(path);
  const snapshot = await store.observe({ locations: [] });
  return {
    location,
    kind: "anonymous",
    expected: snapshot.key(location)?.own.anonymous ?? emptyPair,
    password: { set: new Secret(password) },
  };
}

const changes = (store: Store, ...paths: readonly string[]): Promise<readonly Change[]> =>
  Promise.all(paths.map((path) => change(store, path)));

/** The own anonymous passwords as the metabase holds them now. */
async function passwords(agent: AgentStandIn, ...paths: readonly string[]): Promise<readonly unknown[]> {
  const snapshot = await agent.store().observe({ locations: [], reveal: true });
  return paths.map((path) => {
    const value = snapshot.key(parseLocation(path))?.own.anonymous?.password?.value;
    return value?.state === "comparable" ? value.text?.reveal() : value?.state;
  });
}

const timeout = new IdentityError({ code: "E_TIMEOUT", message: "Silence.", hint: "Wait." });

const toldKey: AgentKey = {
  location: parseLocation("W3SVC"),
  keyType: "IIsWebService",
  own: {},
  settings: {},
};

/** Plants another answer than the agent's own. */
function instead(answer: AgentAnswer): (agent: AgentStandIn) => void {
  return (agent) => {
    agent.instead = () => answer;
  };
}

describe("reading", () => {
  test("the whole metabase is read once, however many ask for it at once and later", async () => {
    const agent = agentOver();
    const store = agent.store();
    const paths = Object.keys(sites).map(parseLocation);
    await Promise.all(paths.map((location) => store.observe({ locations: [location] })));
    for (const location of paths) await store.observe({ locations: [location] });
    await store.refusal([await change(store, "W3SVC/1")]);
    expect(types(agent)).toEqual(["snapshot"]);
  });

  test("locations that the snapshot lacks are asked for once, together, and remembered as missing", async () => {
    const agent = agentOver();
    const store = agent.store();
    await store.observe({ locations: [] });
    const lost = ["W3SVC/8", "W3SVC/9"].map(parseLocation);
    const snapshots = await Promise.all(lost.map((location) => store.observe({ locations: [location] })));
    for (const [index, location] of lost.entries()) expect(snapshots[index]!.key(location)).toBeUndefined();
    await store.observe({ locations: lost });
    expect(agent.batches.slice(1)).toEqual([[{ type: "observe", locations: lost, reveal: false }]]);
  });

  test("a key that the snapshot did not list is found when it is asked for", async () => {
    const agent = agentOver();
    const store = agent.store();
    await store.observe({ locations: [] });
    const location = parseLocation("W3SVC/4");
    agent.set(location, memoryKeys({ "W3SVC/4": { anonymous: ["d", "5"] } })[0]);
    const snapshot = await store.observe({ locations: [location] });
    expect(snapshot.key(location)?.own.anonymous?.userName?.value).toBe("d");
    expect(snapshot.key(parseLocation("W3SVC/1"))).toBeDefined();
  });

  test("texts are asked for anew, and only then", async () => {
    const agent = agentOver();
    const store = agent.store();
    await store.observe({ locations: [] });
    await store.observe({ locations: [], reveal: true });
    expect(agent.batches.flat()).toEqual([
      expect.objectContaining({ type: "snapshot", reveal: false }),
      expect.objectContaining({ type: "snapshot", reveal: true }),
    ]);
  });

  test("a failure to read the metabase is reported to every caller, and reading is tried once", async () => {
    const agent = agentOver();
    const store = agent.store();
    agent.faults.push({ error: timeout, done: -1, answered: 0 });
    const all = [1, 2, 3].map(() => store.observe({ locations: [] }));
    for (const each of all)
      await expect(each).rejects.toThrow(expect.objectContaining({ code: "E_TIMEOUT" }));
    await expect(store.observe({ locations: [] })).rejects.toThrow(timeout);
    await expect(store.apply([fixedChange])).rejects.toThrow(timeout);
    expect(agent.batches).toEqual([]);
  });

  test.each<[string, Partial<Fault>, (agent: AgentStandIn) => void, string]>([
    ["breaks off before its end", { error: timeout, done: 1, answered: 1 }, () => undefined, "E_TIMEOUT"],
    ["answers something else", {}, instead({ type: "save", hresult: 0 }), "E_PROTOCOL"],
    [
      "leaves a location out",
      {},
      instead({ type: "snapshot", hresult: 0, keys: [], missing: [] }),
      "E_PROTOCOL",
    ],
    [
      "reports one key twice",
      {},
      instead({ type: "snapshot", hresult: 0, keys: [toldKey, toldKey], missing: [] }),
      "E_PROTOCOL",
    ],
    [
      "is not let in",
      {},
      instead({ type: "snapshot", hresult: 0x80070005, keys: [], missing: [] }),
      "E_ACCESS_DENIED",
    ],
  ])("a script that %s is no reading", async (_what, fault, plant, code) => {
    const agent = agentOver();
    plant(agent);
    if (fault.error !== undefined) agent.faults.push(fault as Fault);
    await expect(agent.store().observe({ locations: [] })).rejects.toThrow(expect.objectContaining({ code }));
  });

  test.each([
    // What the script engine says where a class can't be made, or a name means none.
    [0x800a01ad, "E_NO_PROVIDER"],
    [0x800a01b0, "E_NO_PROVIDER"],
  ])("a script that is told 0x%s gives up with %s", async (hresult, code) => {
    const agent = agentOver();
    instead({ type: "snapshot", hresult, keys: [], missing: [] })(agent);
    await expect(agent.store().observe({ locations: [] })).rejects.toThrow(expect.objectContaining({ code }));
  });

  test("a missing provider is not the only reason for what ADSI answers to a path that it can't take", async () => {
    const agent = agentOver();
    instead({ type: "snapshot", hresult: 0x800401e4, keys: [], missing: [] })(agent);
    await expect(agent.store().observe({ locations: [] })).rejects.toThrow(/administrator/);
  });

  test("a key that is listed and can't be opened is found by all that searches, and never taken for anybody's", async () => {
    const agent = agentOver();
    const location = parseLocation("W3SVC/1/ROOT");
    const closed: AgentKey = {
      location,
      keyType: "",
      own: {},
      settings: {},
      unreadable: "The key can't be read there (0x80070005).",
      unclear: { anonymous: ["userName", "password"] },
      listed: { anonymous: { userName: 0, password: 0 } },
    };
    const missing = [parseLocation("LM")];
    instead({ type: "snapshot", hresult: 0, keys: [closed], missing })(agent);
    const snapshot = await agent.store().observe({ locations: [] });
    const account = (kind: Kind) => ({
      userName: "a",
      kinds: [kind],
      under: parseLocation("LM"),
      aliases: [],
      formerNames: [],
      rewriteUnused: false,
    });
    const doubts = kinds.map((kind) => findTargets(snapshot, account(kind)).doubts.map(({ code }) => code));
    expect(doubts).toEqual([["E_AMBIGUOUS"], [], []]);
    expect(storedCredentials(snapshot)).toMatchObject([
      { key: { location }, kind: "anonymous", own: emptyPair },
    ]);
    expect(adoptAll(snapshot)).toMatchObject({
      adopted: [],
      leftOut: [{ location, kind: "anonymous", reason: closed.unreadable }],
    });
    expect(findingsOf(snapshot)).toMatchObject([{ location }]);
  });

  test("a key of which something can't be read is neither compared nor written", async () => {
    const agent = agentOver({ ...sites, "W3SVC/5": { anonymous: ["e", "5"], ambiguous: "Not readable." } });
    const store = agent.store();
    const one = await change(store, "W3SVC/5");
    expect((await store.observe({ locations: [] })).key(one.location)?.ambiguous).toBe("Not readable.");
    expect(outcomes(await store.apply([one]))).toEqual(["E_AMBIGUOUS"]);
    expect(await passwords(agent, "W3SVC/5")).toEqual(["5"]);
  });

  test.each([
    [undefined, "WEB01", "WEB01"],
    [undefined, undefined, undefined],
    ["localhost", "WEB01", "WEB01"],
    ["localhost", undefined, undefined],
    ["www.example", "WEB01", "WEB01"],
    ["web07", undefined, "WEB07"],
    ["web07.farm.example", undefined, "WEB07"],
    ["192.0.2.7", "WEB01", "WEB01"],
    ["192.0.2.7", undefined, undefined],
  ])("the machine of server %s, which calls itself %s, is %s", async (server, machine, name) => {
    const agent = agentOver();
    agent.server = { machine, majorVersion: 6 };
    const store = agent.store(server === undefined ? {} : { server });
    expect((await store.observe({ locations: [] })).machine).toBe(name);
  });
});

describe("refusals", () => {
  test.each([
    [6, false, "W3SVC/1", undefined, undefined],
    [7, false, "W3SVC/1", "E_USE_IIS7", undefined],
    [10, false, "W3SVC", "E_USE_IIS7", undefined],
    [10, true, "W3SVC/1", undefined, "applicationHost.config"],
    [10, false, "MSFTPSVC", undefined, undefined],
    [undefined, true, "MSFTPSVC", "E_BACKUP", undefined],
  ])("IIS %s, through Metabase Compatibility: %s, %s: %s", async (version, through, path, code, warning) => {
    const agent = agentOver();
    agent.server = { machine: "WEB01", majorVersion: version };
    const store = agent.store({ throughCompatibility: through });
    const one = await change(store, path);
    expect((await store.refusal([one]))?.code).toBe(code);
    const said = await store.warningOf([one]);
    if (warning !== undefined) expect(said).toContain(warning);
    expect(outcomes(await store.apply([one]))).toEqual([code ?? "written"]);
    expect((await passwords(agent, path))[0] === "new").toBe(code === undefined);
  });

  test.each([
    ["49634462aa", "E_STORED_FORM"],
    ["**********", "E_STORED_FORM"],
    ["a\0b", "E_INPUT"],
  ])("the password %j", async (password, code) => {
    const agent = agentOver();
    const store = agent.store();
    const one = await change(store, "W3SVC/1", password);
    expect((await store.refusal([one]))?.code).toBe(code);
    expect(outcomes(await store.apply([one]))).toEqual([code]);
    expect(await passwords(agent, "W3SVC/1")).toEqual(["1"]);
  });
});

describe("writing", () => {
  test("one batch holds a backup, every change and one save; a later one needs no backup", async () => {
    const agent = agentOver();
    const store = agent.store();
    const [one, two, three] = await changes(store, "W3SVC/1", "W3SVC/2", "W3SVC/3");
    const both = await Promise.all([store.apply([one!]), store.apply([two!])]);
    expect(both.flatMap(outcomes)).toEqual(["written", "written"]);
    expect(outcomes(await store.apply([three!]))).toEqual(["written"]);
    expect(types(agent)).toEqual(["snapshot", "backup apply apply save", "apply save"]);
    expect(agent.batches[1]![0]).toEqual({ type: "backup", name: "iis-identity", keep: 10 });
    expect(await passwords(agent, "W3SVC/1", "W3SVC/2", "W3SVC/3")).toEqual(["new", "new", "new"]);
  });

  test("from IIS 7 on a change that lies in a file without a backup asks for one", async () => {
    const agent = agentOver();
    agent.server = { machine: "WEB01", majorVersion: 7 };
    const store = agent.store({ throughCompatibility: true });
    const all = await changes(store, "W3SVC/1", "W3SVC/2", "MSFTPSVC");
    for (const one of all) expect(outcomes(await store.apply([one]))).toEqual(["written"]);
    expect(types(agent)).toEqual(["snapshot", "backup apply save", "apply save", "backup apply save"]);
  });

  test("changes that come while the script host starts are in the same batch", async () => {
    const agent = agentOver();
    const store = agent.store();
    const [one, two] = await changes(store, "W3SVC/1", "W3SVC/2");
    const first = store.apply([one!]);
    await new Promise(process.nextTick);
    const second = store.apply([two!]);
    expect((await Promise.all([first, second])).flatMap(outcomes)).toEqual(["written", "written"]);
    expect(types(agent)).toEqual(["snapshot", "backup apply apply save"]);
  });

  test("an own commit is known without reading again", async () => {
    const agent = agentOver();
    const store = agent.store();
    await store.apply(await changes(store, "W3SVC/1"));
    const again = await change(store, "W3SVC/1", "newer");
    const password = again.expected.password?.value;
    expect(password?.state === "comparable" && password.matches(new Secret("new"))).toBe(true);
    expect(outcomes(await store.apply([again]))).toEqual(["written"]);
    expect(types(agent)).toEqual(["snapshot", "backup apply save", "apply save"]);
  });

  test("somebody else's change is not written over, and read before the next try", async () => {
    const agent = agentOver();
    const store = agent.store();
    const stale = await changes(store, "W3SVC/1", "W3SVC/2");
    agent.set(stale[0]!.location, memoryKeys({ "W3SVC/1": { anonymous: ["a", "theirs"] } })[0]);
    expect(outcomes(await store.apply(stale))).toEqual(["E_CHANGED_MEANWHILE", "written"]);
    expect(await passwords(agent, "W3SVC/1", "W3SVC/2")).toEqual(["theirs", "new"]);
    expect(outcomes(await store.apply(await changes(store, "W3SVC/1")))).toEqual(["written"]);
    expect(types(agent)).toContain("snapshot");
  });

  test("a repeated change shares the failure of the first", async () => {
    const agent = agentOver();
    const store = agent.store();
    const [one] = await changes(store, "W3SVC/1");
    agent.set(one!.location, undefined);
    expect(outcomes(await store.apply([one!, one!]))).toEqual(["E_UNKNOWN_LOCATION", "E_UNKNOWN_LOCATION"]);
  });

  test("without a backup nothing is written, and the next commit asks for one again", async () => {
    const agent = agentOver();
    const store = agent.store();
    const some = await changes(store, "W3SVC/1", "W3SVC/2");
    agent.instead = ({ type }) =>
      type === "backup" ? { type, hresult: 0x80070005, where: "MetaBack", notRemoved: 0 } : undefined;
    expect(outcomes(await store.apply(some))).toEqual(["E_BACKUP", "E_BACKUP"]);
    expect(await passwords(agent, "W3SVC/1", "W3SVC/2")).toEqual(["1", "2"]);
    agent.instead = () => undefined;
    expect(outcomes(await store.apply(some))).toEqual(["written", "written"]);
    expect(types(agent).filter((batch) => batch.startsWith("backup"))).toHaveLength(2);
  });

  test("a backup that was not needed leaves the next commit to ask for one", async () => {
    const agent = agentOver();
    const store = agent.store();
    const some = await changes(store, "W3SVC/1", "W3SVC/2");
    agent.instead = ({ type }) =>
      type === "backup" ? { type, hresult: 0, where: "", notRemoved: 0 } : undefined;
    for (const one of some) expect(outcomes(await store.apply([one]))).toEqual(["written"]);
    expect(types(agent)).toEqual(["snapshot", "backup apply save", "backup apply save"]);
  });

  test.each([
    ["a save that fails", { type: "save", hresult: 0x80070094 }],
    ["a backup that left old ones", { type: "backup", hresult: 0, where: "MetaBack", notRemoved: 2 }],
    [
      "a backup that may have left old ones",
      { type: "backup", hresult: 0, where: "MetaBack", notRemoved: undefined },
    ],
  ] as const)("%s is a warning on what was written, not a failure", async (_what, answer) => {
    const agent = agentOver();
    const store = agent.store();
    const some = await changes(store, "W3SVC/1", "W3SVC/2");
    agent.instead = ({ type }) => (type === answer.type ? answer : undefined);
    const results = await store.apply(some);
    expect(outcomes(results)).toEqual(["written", "written"]);
    expect(warnings(results)).toHaveLength(2);
  });

  test("a change that ended half-way reports for each half what is stored", async () => {
    const agent = agentOver();
    const store = agent.store();
    const [one] = await changes(store, "W3SVC/1");
    agent.instead = (request) => {
      if (request.type !== "apply") return undefined;
      agent.set(request.location, memoryKeys({ "W3SVC/1": { anonymous: [undefined, "1"] } })[0]);
      return { type: "apply", hresult: 0x80070005, outcome: "unverified" };
    };
    const [result] = await store.apply([{ ...one!, userName: { remove: true }, password: { remove: true } }]);
    expect(result).toMatchObject({
      error: {
        code: "E_IN_DOUBT",
        rule: expect.stringMatching(/user name is as was asked, its password as before/),
      },
    });
  });

  test("a key that may not be written fails alone", async () => {
    const agent = agentOver();
    const store = agent.store();
    agent.instead = (request) =>
      request.type === "apply" && request.location === "/LM/W3SVC/1"
        ? { type: "apply", hresult: 0x80070005, outcome: "refused" }
        : undefined;
    const results = await store.apply(await changes(store, "W3SVC/1", "W3SVC/2"));
    expect(outcomes(results)).toEqual(["E_ACCESS_DENIED", "written"]);
  });
});

describe("a batch that breaks off", () => {
  /** Three changes; of the four requests (backup first) so many are done and so many answered. */
  test.each<[string, Omit<Fault, "error">, readonly string[], readonly string[], number]>([
    ["before the script took it", { done: -1, answered: 0 }, ["throws"], ["1", "2", "3"], 0],
    ["at once", { done: 0, answered: 0 }, ["E_IN_DOUBT", "E_IN_DOUBT", "E_IN_DOUBT"], ["1", "2", "3"], 0],
    [
      "after the backup",
      { done: 1, answered: 1 },
      ["E_IN_DOUBT", "E_IN_DOUBT", "E_IN_DOUBT"],
      ["1", "2", "3"],
      0,
    ],
    [
      "after one change",
      { done: 2, answered: 2 },
      ["written", "E_IN_DOUBT", "E_IN_DOUBT"],
      ["new", "2", "3"],
      1,
    ],
    [
      "with two answers lost",
      { done: 4, answered: 2 },
      ["written", "written", "written"],
      ["new", "new", "new"],
      5,
    ],
    [
      "with every answer lost",
      { done: 3, answered: 0 },
      ["written", "written", "E_IN_DOUBT"],
      ["new", "new", "3"],
      4,
    ],
  ])("%s is reported credential by credential", async (_when, fault, results, held, said) => {
    const agent = agentOver();
    const store = agent.store();
    const all = await changes(store, "W3SVC/1", "W3SVC/2", "W3SVC/3");
    agent.faults.push({ ...fault, error: timeout });
    if (results[0] === "throws") {
      await expect(store.apply(all)).rejects.toThrow(timeout);
    } else {
      const came = await store.apply(all);
      expect(outcomes(came)).toEqual(results);
      expect(warnings(came)).toHaveLength(said);
    }
    expect(await passwords(agent, "W3SVC/1", "W3SVC/2", "W3SVC/3")).toEqual(held);
    // What is left is found by a new reading, and written.
    const left = await changes(store, "W3SVC/1", "W3SVC/2", "W3SVC/3");
    expect(outcomes(await store.apply(left))).not.toContain("E_CHANGED_MEANWHILE");
    expect(await passwords(agent, "W3SVC/1", "W3SVC/2", "W3SVC/3")).toEqual(["new", "new", "new"]);
  });

  test("as a script host of this machine that ended by itself is over: what is as before was not written", async () => {
    const agent = agentOver();
    const store = agent.store();
    const all = await changes(store, "W3SVC/1", "W3SVC/2");
    agent.faults.push({ error: timeout, done: 2, answered: 2, over: true });
    expect(outcomes(await store.apply(all))).toEqual(["written", "E_TIMEOUT"]);
  });

  test.each<[string, (agent: AgentStandIn) => void]>([
    [
      "can't be looked at again",
      ({ faults }) => {
        faults.push({ error: timeout, done: 0, answered: 0 });
      },
    ],
    [
      "is gone",
      (agent) => {
        agent.set(parseLocation("W3SVC/1"), undefined);
      },
    ],
    [
      "holds something else",
      (agent) => {
        agent.set(parseLocation("W3SVC/1"), memoryKeys({ "W3SVC/1": { anonymous: ["a", "half"] } })[0]);
      },
    ],
    [
      "can't be read",
      (agent) => {
        agent.set(
          parseLocation("W3SVC/1"),
          memoryKeys({ "W3SVC/1": { anonymous: ["a", { unreadable: "" }] } })[0],
        );
      },
    ],
    [
      "can be read in part",
      (agent) => {
        agent.set(
          parseLocation("W3SVC/1"),
          memoryKeys({ "W3SVC/1": { anonymous: ["a", "new"], ambiguous: "0x80070005" } })[0],
        );
      },
    ],
  ])("a credential that %s afterwards is in doubt, never in step", async (_what, happens) => {
    const agent = agentOver();
    const store = agent.store();
    const some = await changes(store, "W3SVC/1");
    agent.faults.push({ error: timeout, done: 1, answered: 1 });
    agent.before = ({ type }) => {
      if (type !== "backup") return;
      happens(agent);
    };
    expect(outcomes(await store.apply(some))).toEqual(["E_IN_DOUBT"]);
    const [before] = agent.batches;
    await store.observe({ locations: [] });
    expect(agent.batches.at(-1)).toEqual(before);
  });

  test.each([
    ["with an error", 0x80070005, "a", "old", "E_ACCESS_DENIED"],
    ["without one", 0, "a", "old", "E_ADSI"],
    ["without one", 0, "a", "new", "written"],
    ["without one", 0, "a", "half", "E_IN_DOUBT"],
    ["without one", 0, "theirs", "new", "E_IN_DOUBT"],
  ])(
    "what can't be verified, %s (%d), is looked at again: %s %s is %s",
    async (_how, hresult, name, holds, result) => {
      const agent = agentOver({ "W3SVC/1": { anonymous: ["a", "old"] } });
      const store = agent.store();
      const some = await changes(store, "W3SVC/1");
      agent.instead = (request) => {
        if (request.type !== "apply") return undefined;
        agent.set(request.location, memoryKeys({ "W3SVC/1": { anonymous: [name, holds] } })[0]);
        return { type: "apply", hresult, outcome: "unverified" };
      };
      expect(outcomes(await store.apply(some))).toEqual([result]);
      expect(types(agent)).toEqual(["snapshot", "backup apply save", "observe"]);
    },
  );
});

const fixedChange: Change = {
  location: parseLocation("W3SVC/1"),
  kind: "anonymous",
  expected: emptyPair,
  userName: { set: "a" },
};

test("the store's name shows the way and the server", () => {
  expect(agentOver().store().name).toBe("adsi local");
  expect(agentOver().store({ server: "web07" }).name).toBe("adsi local WEB07");
  const ssh = { type: "ssh", host: "web01", user: "ops" } as const;
  expect(openLiveStore({ transport: ssh }).name).toBe("adsi ssh ops@web01");
});

test("a server behind an SSH logon needs a word of the user's", () => {
  const ssh = { type: "ssh", host: "web01" } as const;
  const open = (secondHop: boolean): Store =>
    openLiveStore({ server: "WEB02", transport: { ...ssh, secondHop } });
  expect(() => open(false)).toThrow("second hop");
  expect(open(true).name).toBe("adsi ssh web01 WEB02");
});
