import { fakeProject } from "../support/fake-project";
import { memoryKeys, type KeyText } from "../support/keys";
import { MetabaseFolder } from "../support/metabase-folder";
import { metabaseFile } from "../support/metabase-xml";
import { runCommand, type CommandRun } from "../support/command";

const sealed = "496344626200000026000000aabbcc";

/** The services' own keys are there in a whole metabase, also where they set nothing. */
async function withMetabase<Result>(
  keys: Readonly<Record<string, KeyText>>,
  use: (path: string) => Promise<Result>,
): Promise<Result> {
  const services = Object.keys(keys).map((path) => path.split("/")[0] ?? "");
  const whole = {
    ...Object.fromEntries(services.map((name) => [name, { type: "IIsConfigObject" }])),
    ...keys,
  };
  const folder = await MetabaseFolder.create(metabaseFile(memoryKeys(whole)));
  try {
    return await use(folder.path);
  } finally {
    await folder.remove();
  }
}

/** Findings as lines: kind, finding, places. */
async function lint(keys: Readonly<Record<string, KeyText>>): Promise<readonly [number, readonly string[]]> {
  return withMetabase(keys, async (path) => {
    const { code, stdout, stderr } = await runCommand(["lint", "--json", "--path", path]);
    expect(stderr).toBe("");
    expect(stdout).not.toContain("Canary");
    return [code, summary(stdout)];
  });
}

function summary(stdout: string): readonly string[] {
  const found = JSON.parse(stdout) as {
    readonly kind: string | null;
    readonly finding: string;
    readonly template: boolean;
    readonly locations: readonly string[];
  }[];
  return found.map(({ kind, finding, template, locations }) =>
    [template ? "template" : "", kind ?? "-", finding, ...locations]
      .filter((part) => part !== "")
      .join(" | "),
  );
}

test.each<readonly [what: string, keys: Readonly<Record<string, KeyText>>, findings: readonly string[]]>([
  [
    "whole pairs, built-in accounts and sealed passwords are healthy",
    {
      W3SVC: { type: "IIsWebService", anonymous: ["IUSR_WEB", sealed], wam: ["IWAM_WEB", sealed] },
      "W3SVC/1/ROOT": { anonymous: ["FARM\\svc", sealed] },
      "W3SVC/2/ROOT": { anonymous: ["NT AUTHORITY\\NETWORK SERVICE", undefined], unc: ["", ""] },
      "W3SVC/3/ROOT": { anonymous: ["IUSR", ""] },
    },
    [],
  ],
  [
    "half pairs of each sort",
    {
      W3SVC: { type: "IIsWebService", anonymous: ["IUSR_WEB", "Canary"] },
      "W3SVC/1/ROOT": { anonymous: ["FARM\\a", undefined] },
      "W3SVC/2/ROOT": { anonymous: [undefined, "Canary"] },
      "W3SVC/3/ROOT": { unc: [undefined, "Canary"] },
      "MSFTPSVC/1": { type: "IIsWebVirtualDir", anonymous: ["FARM\\b", undefined] },
    },
    [
      "anonymous | half a pair: its own AnonymousUserName with the AnonymousUserPass of a key above | /LM/W3SVC/1/ROOT",
      "anonymous | half a pair: its own AnonymousUserPass with the AnonymousUserName of a key above | /LM/W3SVC/2/ROOT",
      "unc | UNCPassword without any UNCUserName, own or inherited | /LM/W3SVC/3/ROOT",
      "anonymous | AnonymousUserName without any AnonymousUserPass, own or inherited | /LM/MSFTPSVC/1",
    ],
  ],
  [
    "a half pair at a key that can't hold the other half",
    {
      "SMTPSVC/1": { type: "IIsSmtpServer", anonymous: ["FARM\\smtp", undefined] },
    },
    [
      "anonymous | a half pair that can't be repaired: a key of type IIsSmtpServer holds no AnonymousUserPass | /LM/SMTPSVC/1",
    ],
  ],
  [
    "a copy that was forgotten in a rotation, and copies of which none is known to be right",
    {
      "W3SVC/1/ROOT": { anonymous: ["FARM\\a", "Canary"] },
      "W3SVC/2/ROOT": { anonymous: ["farm\\A", "Canary"] },
      "W3SVC/3/ROOT": { anonymous: ["FARM\\a", "canary"] },
      "W3SVC/4/ROOT": { anonymous: ["FARM\\tie", "Canary-1"] },
      "W3SVC/5/ROOT": { unc: ["FARM\\tie", "Canary-2"] },
    },
    [
      'anonymous | another password than most copies of "FARM\\a" | /LM/W3SVC/3/ROOT',
      'anonymous | copies of "FARM\\tie" hold different passwords, none of them most often | /LM/W3SVC/4/ROOT',
      'unc | copies of "FARM\\tie" hold different passwords, none of them most often | /LM/W3SVC/5/ROOT',
    ],
  ],
  [
    "passwords that are blank, plain among sealed ones, masked or exported",
    {
      W3SVC: { type: "IIsWebService", anonymous: ["IUSR_WEB", sealed] },
      "W3SVC/1/ROOT": { anonymous: ["FARM\\a", ""] },
      "W3SVC/2/ROOT": { anonymous: ["FARM\\b", "Canary"] },
      "W3SVC/3/ROOT": { anonymous: ["FARM\\c", "**********"] },
      "W3SVC/4/ROOT": { anonymous: ["FARM\\d", "NOLONGERVALIDx"] },
    },
    [
      "anonymous | an empty password: Windows refuses such a logon unless a policy allows it | /LM/W3SVC/1/ROOT",
      "anonymous | the password is stored in plain text in a file that seals others | /LM/W3SVC/2/ROOT",
      "anonymous | the password is masked: IIS can't log on with it | /LM/W3SVC/3/ROOT",
      "anonymous | the password is exported: IIS can't log on with it | /LM/W3SVC/4/ROOT",
    ],
  ],
  [
    "what the resources warn of",
    {
      "W3SVC/1/ROOT": { anonymous: ["Administrator", "Canary"] },
      "W3SVC/1/ROOT/share": { unc: ["FARM\\u", undefined] },
      "W3SVC/1/ROOT/empty": { unc: ["FARM\\u", ""] },
      "W3SVC/AppPools/P": {
        type: "IIsApplicationPool",
        wam: ["FARM\\p", "Canary"],
        settings: { AppPoolIdentityType: "2" },
      },
    },
    [
      "anonymous | the anonymous user is an administrator by name: every visitor's request runs as one | /LM/W3SVC/1/ROOT",
      "unc | a UNC user without a password: the remote server will refuse the logon | /LM/W3SVC/1/ROOT/share | /LM/W3SVC/1/ROOT/empty",
      "wam | stored, not used: AppPoolIdentityType is not 3 (a specific user), so the pool runs as another identity | /LM/W3SVC/AppPools/P",
    ],
  ],
  [
    "a key that occurs twice, and what inherits from it",
    {
      "W3SVC/1/ROOT": { anonymous: ["FARM\\a", "Canary"], ambiguous: "twice" },
      "W3SVC/1/ROOT/x": { anonymous: ["FARM\\b", undefined] },
    },
    [
      "- | can't be read in one way: Its location occurs more than once in the file. | /LM/W3SVC/1/ROOT",
      "anonymous | what counts is unclear: a key above can't be read in one way | /LM/W3SVC/1/ROOT/x",
    ],
  ],
  [
    "templates apart, behind the places of sites",
    {
      "W3SVC/Info/Templates/T/ROOT": { anonymous: ["FARM\\a", ""] },
      "W3SVC/1/ROOT": { anonymous: ["FARM\\a", ""] },
    },
    [
      "anonymous | an empty password: Windows refuses such a logon unless a policy allows it | /LM/W3SVC/1/ROOT",
      "template | anonymous | an empty password: Windows refuses such a logon unless a policy allows it | /LM/W3SVC/Info/Templates/T/ROOT",
    ],
  ],
])("lint: %s", async (_, keys, findings) => {
  const [code, found] = await lint(keys);
  expect([code, found]).toEqual([findings.length === 0 ? 0 : 3, findings]);
});

test("a thousand places with one fault are one line", async () => {
  const keys: Record<string, KeyText> = { "W3SVC/Info/Templates/T/ROOT": { anonymous: ["FARM\\t", ""] } };
  for (let id = 1; id <= 1000; id += 1) keys[`W3SVC/${String(id)}/ROOT`] = { anonymous: ["FARM\\a", ""] };
  const run: CommandRun = await withMetabase(keys, (path) => runCommand(["lint", "--path", path]));
  const text = "an empty password: Windows refuses such a logon unless a policy allows it";
  expect(run).toEqual({
    code: 3,
    stdout: [
      `places  kind       finding                                                                    where`,
      `  1000  anonymous  ${text}  /LM/W3SVC/1/ROOT and 999 more`,
      "",
      "Templates, from which new sites are made:",
      `places  kind       finding                                                                    where`,
      `     1  anonymous  ${text}  /LM/W3SVC/Info/Templates/T/ROOT`,
      "",
    ].join("\n"),
    stderr: "",
  });
});

test("without a finding it ends with 0 and says how many credentials it checked", async () => {
  const run = await withMetabase({ "W3SVC/1/ROOT": { anonymous: ["FARM\\a", "Canary"] } }, (path) =>
    runCommand(["lint", "--path", path]),
  );
  expect(run).toEqual({ code: 0, stdout: "Nothing found in 1 stored credentials.\n", stderr: "" });
});

test("lint --stack lists what the stack does not declare, and what the metabase does not have", async () => {
  const keys: Readonly<Record<string, KeyText>> = {
    "W3SVC/1/ROOT": { anonymous: ["FARM\\a", "Canary"] },
    "W3SVC/2/ROOT": { anonymous: ["FARM\\b", "Canary"] },
    "W3SVC/3/ROOT": { anonymous: ["FARM\\c", "Canary"] },
    "W3SVC/4/ROOT": { anonymous: ["NETWORK SERVICE", undefined] },
  };
  await withMetabase(keys, async (path) => {
    const project = await fakeProject(
      {
        "iis-identity:metabase": { path },
        "iis-identity:identities": [
          { location: "w3svc/1/root", userName: "FARM\\a", passwordFrom: "p" },
          { location: "W3SVC/9/ROOT", userName: "FARM\\a", passwordFrom: "p" },
        ],
        "iis-identity:accounts": [
          { userName: "FARM\\b", passwordFrom: "p" },
          { userName: "FARM\\gone", passwordFrom: "p", under: "W3SVC/1" },
          { userName: "FARM\\none", passwordFrom: "p", allowNone: true },
        ],
      },
      { "iis-identity:p": "Canary" },
    );
    const { code, stdout } = await runCommand(["lint", "--json", "--stack", "web"], project);
    await project.remove();
    expect(stdout).not.toContain("Canary");
    expect([code, summary(stdout)]).toEqual([
      3,
      [
        "anonymous | iis-identity:identities[1]: the metabase has no such key | /LM/W3SVC/9/ROOT",
        "- | iis-identity:accounts[1]: no key holds a copy of the account | /LM/W3SVC/1",
        "anonymous | the stack does not declare it | /LM/W3SVC/3/ROOT",
      ],
    ]);
  });
});

test.each<readonly [args: readonly string[], code: number]>([
  [["lint"], 2],
  [["lint", "S3cret!x", "--path", "x"], 2],
  [["lint", "--path", "no/such/file.xml"], 1],
])("%j fails with exit code %d, and nothing on standard output", async (args, expected) => {
  const { code, stdout, stderr } = await runCommand(args);
  expect([code, stdout]).toEqual([expected, ""]);
  expect(stderr).not.toBe("");
  expect(stderr).not.toContain("S3cret!x");
});
