import { adoptAll } from "../../provider/src/drift";
import { MemoryStore, type MemoryKey } from "../support/memory-store";
import { sealed, sealedEmpty, type PairText } from "../support/drift-table";
import { memoryKeys, type KeyText } from "../support/keys";

const service = (pair: PairText): KeyText => ({ type: "IIsWebService", anonymous: pair });
const root = (pair: PairText): KeyText => ({ anonymous: pair });

async function adoptionOf(keys: readonly MemoryKey[], machine?: string): Promise<readonly string[]> {
  const store = new MemoryStore("adopt", keys, machine);
  const { adopted, leftOut } = adoptAll(await store.observe({ locations: [], reveal: true }));
  return [
    ...adopted.map(({ kind, location, userName, password, passwordless, unmanaged }) => {
      const how = [
        ...(password === undefined ? [] : [`password ${password.reveal()}`]),
        ...(passwordless ? ["passwordless"] : []),
        ...(unmanaged === undefined ? [] : Object.values(unmanaged)),
      ];
      return `${location} ${kind} ${userName}: ${how.join(" ")}`;
    }),
    ...leftOut.map(({ kind, location }) => `${location} ${kind} left out`),
  ];
}

const above = "/LM/W3SVC anonymous svc: password p";

test.each<[title: string, keys: Record<string, KeyText>, expected: readonly string[]]>([
  ["a whole pair", { W3SVC: service(["svc", "p"]) }, [above]],
  [
    "a password that is all blanks",
    { "W3SVC/1/ROOT": root(["svc", "  "]) },
    ["/LM/W3SVC/1/ROOT anonymous svc: password   "],
  ],
  [
    "its own password under an inherited name",
    { W3SVC: service(["svc", "p"]), "W3SVC/1/ROOT": root([undefined, "q"]) },
    [above, "/LM/W3SVC/1/ROOT anonymous svc: password q"],
  ],
  [
    "its own name over its own account's password",
    { W3SVC: service(["svc", "p"]), "W3SVC/1/ROOT": root([".\\SVC"]) },
    [above, "/LM/W3SVC/1/ROOT anonymous .\\SVC: password p"],
  ],
  [
    "its own name over another account's password",
    { W3SVC: service(["svc", "p"]), "W3SVC/1/ROOT": root(["other"]) },
    [above, "/LM/W3SVC/1/ROOT anonymous other: of-another-account /LM/W3SVC"],
  ],
  ["a name alone", { W3SVC: service(["svc"]) }, ["/LM/W3SVC anonymous svc: absent"]],
  ["a built-in account alone", { W3SVC: service(["IUSR"]) }, ["/LM/W3SVC anonymous IUSR: passwordless"]],
  [
    "a managed account alone",
    { W3SVC: service(["FARM\\g$"]) },
    ["/LM/W3SVC anonymous FARM\\g$: passwordless"],
  ],
  [
    "a built-in account over another account's password",
    { W3SVC: service(["svc", "p"]), "W3SVC/1/ROOT": root(["IUSR"]) },
    [above, "/LM/W3SVC/1/ROOT anonymous IUSR: of-another-account /LM/W3SVC"],
  ],
  ["an empty password", { W3SVC: service(["svc", ""]) }, ["/LM/W3SVC anonymous svc: passwordless"]],
  [
    "one sealed over nothing",
    { W3SVC: service(["svc", sealedEmpty]) },
    ["/LM/W3SVC anonymous svc: passwordless"],
  ],
  [
    "an empty password that is inherited",
    { W3SVC: service(["svc", ""]), "W3SVC/1/ROOT": root(["other"]) },
    ["/LM/W3SVC anonymous svc: passwordless", "/LM/W3SVC/1/ROOT anonymous other: empty"],
  ],
  ["a sealed password", { W3SVC: service(["svc", sealed]) }, ["/LM/W3SVC anonymous svc: sealed"]],
  ["an exported one", { W3SVC: service(["svc", "NOLONGERVALIDx"]) }, ["/LM/W3SVC anonymous svc: exported"]],
  ["a masked one", { W3SVC: service(["svc", "**********"]) }, ["/LM/W3SVC anonymous svc: masked"]],
  [
    "one that can't be read",
    { W3SVC: service(["svc", { unreadable: "x" }]) },
    ["/LM/W3SVC anonymous svc: unreadable"],
  ],
  [
    "a sealed password under an inherited name",
    { W3SVC: service(["svc", "p"]), "W3SVC/1/ROOT": root([undefined, sealed]) },
    [above, "/LM/W3SVC/1/ROOT anonymous svc: sealed"],
  ],
  [
    "a password that has no UTF-8",
    { W3SVC: service(["svc", "\ud800"]) },
    ["/LM/W3SVC anonymous svc: not-a-text"],
  ],
  ["a name that has no UTF-8", { W3SVC: service(["\udc00", "p"]) }, ["/LM/W3SVC anonymous left out"]],
  ["a password under no name", { W3SVC: service([undefined, "p"]) }, ["/LM/W3SVC anonymous left out"]],
  ["a password under an empty name", { W3SVC: service(["", "p"]) }, ["/LM/W3SVC anonymous left out"]],
  ["empty halves", { W3SVC: service(["", ""]) }, []],
  [
    "a key type that holds names alone",
    {
      SMTPSVC: { type: "IIsSmtpService", anonymous: ["svc", "p"] },
      "SMTPSVC/1": { type: "IIsSmtpServer", anonymous: ["svc"] },
    },
    ["/LM/SMTPSVC anonymous svc: password p", "/LM/SMTPSVC/1 anonymous svc: key-type"],
  ],
  [
    "a key type that holds no such pair",
    { "W3SVC/1/ROOT": { type: "IIsFilter", anonymous: ["svc", "p"] } },
    ["/LM/W3SVC/1/ROOT anonymous left out"],
  ],
  [
    "every kind at one key",
    { W3SVC: { type: "IIsConfigObject", anonymous: ["a", "1"], wam: ["b", "2"], unc: ["c", "3"] } },
    ["/LM/W3SVC anonymous a: password 1", "/LM/W3SVC wam b: password 2", "/LM/W3SVC unc c: password 3"],
  ],
  ["a key that sets nothing", { W3SVC: { type: "IIsWebService" } }, []],
])("%s is declared as it stands", async (_, keys, expected) => {
  expect(await adoptionOf(memoryKeys(keys))).toEqual(expected);
});

test("a key that can't be understood in one way is left out, and so is what inherits from it", async () => {
  const both = ["svc", "p"] as const;
  expect(
    await adoptionOf(
      memoryKeys({
        W3SVC: { ...service(both), ambiguous: "It stands there twice." },
        "W3SVC/1": root([undefined, "q"]),
        "W3SVC/2": root(both),
        "W3SVC/2/ROOT": root(["svc"]),
      }),
    ),
  ).toEqual([
    "/LM/W3SVC/2 anonymous svc: password p",
    "/LM/W3SVC/2/ROOT anonymous svc: password p",
    "/LM/W3SVC anonymous left out",
    "/LM/W3SVC/1 anonymous left out",
  ]);
});

test("MACHINE\\x inherits the password of x where the machine is known, and only there", async () => {
  const keys = memoryKeys({ W3SVC: service(["svc", "p"]), "W3SVC/1/ROOT": root(["WEB01\\svc"]) });
  expect((await adoptionOf(keys, "web01"))[1]).toBe("/LM/W3SVC/1/ROOT anonymous WEB01\\svc: password p");
  expect((await adoptionOf(keys))[1]).toContain("of-another-account");
});
