import { anonymousOf, applicationOf, bytesOf, configOf, hostOf, siteOf, tagOf } from "../support/iis7-config";
import { runCommand } from "../support/command";
import { metabaseFile } from "../support/metabase-xml";
import {
  adminVariants,
  ScriptHost,
  type AdminVariant,
  type Planted,
} from "../support/script-host/script-host";

/* doctor on a running IIS 7 or later, in Wine's cscript: it says which answer to each open question the server gives. */

const hosts: ScriptHost[] = [];
afterAll(() => {
  for (const host of hosts) host.remove();
});

const pools = [
  '<applicationPoolDefaults><processModel identityType="ApplicationPoolIdentity" /></applicationPoolDefaults>',
  '<add name="Plain" />',
  '<add name="Lost"><processModel userName="u" password="[enc:Gone:Planted-1:enc]" /></add>',
  '<add name="Kept"><processModel userName="u" password="[enc:AesProvider:Planted-2:enc]" /></add>',
].join("");
const bytes = bytesOf(
  configOf(
    hostOf(
      `<applicationPools>${pools}</applicationPools>`,
      `<sites>${siteOf("Shop", 1, applicationOf("/"))}</sites>`,
    ),
    tagOf("", anonymousOf('userName=""')),
    tagOf("Shop", anonymousOf('userName="v" password="Planted-3"')),
    tagOf("Shop", "<system.webServer />"),
  ),
);

async function doctor(
  planted: Planted,
  ...args: string[]
): Promise<{ code: number; out: string; host: ScriptHost }> {
  const host = await ScriptHost.create(metabaseFile([]), { majorVersion: 10, ...planted });
  hosts.push(host);
  const store = ["--store", "iis7", "--script-host", host.path];
  const { code, stdout, stderr } = await runCommand(["doctor", ...store, ...args], { env: process.env });
  return { code, out: stdout + stderr, host };
}

const answers = (variant: AdminVariant): readonly string[] => [
  `value of an enumeration: ${variant.enumValue === "name" ? "string" : "number"}`,
  `a section in a tag of the server's level: ${variant.serverTag === "shown twice" ? "as the file's section, too" : "in the tag alone"}`,
  `tags of one path: ${variant.sameTags === "apart" ? "apart" : "together, or there are none"}`,
  `what only the defaults set: ${
    variant.defaults === "inherited"
      ? "isDefaultValue false, isInheritedFromDefault true"
      : `isDefaultValue true, isInheritedFromDefault ${String(variant.defaults === "filled")}`
  }`,
  `a value that can't be decrypted: ${
    { raises: "0x80090016", raw: "the sealed text", empty: "none among the pools, or an empty text" }[
      variant.undecryptable
    ]
  }`,
];

test.each(Object.entries(adminVariants))(
  "doctor tells of a server that gives %s, writes nothing and shows no password",
  async (_, variant) => {
    const { code, out, host } = await doctor({ configuration: { bytes, variant } });
    expect(code).toBe(3);
    expect(out).toMatch(/^problem: 1 keys hold something that could not be read$/m);
    for (const answer of answers(variant)) expect(out).toContain(answer);
    expect(out).toContain("8 of 8");
    // Both are there: each line says which store is for what.
    expect(out).toMatch(/Metabase Compatibility is installed: .*store adsi/);
    expect(out).not.toContain("Planted");
    expect([host.journal, host.starts]).toEqual([[], 2]);
  },
);

const inherits = {
  hidden: "true, another value",
  "as set": "false, the server's value",
  "as defaults": "true, the server's value",
};

test.each(Object.entries(adminVariants))(
  "doctor tells what the objects that write show of a server that gives %s, and lets none of them write",
  async (_, variant) => {
    const site = siteOf("Shop", 1, applicationOf("/"));
    const sites = `<sites>${siteOf("Tagged", 2, applicationOf("/"))}${site}</sites>`;
    const parts = [`<applicationPools>${pools}</applicationPools>`, sites];
    const server = anonymousOf('userName="v"');
    const configuration = {
      bytes: bytesOf(configOf(server, hostOf(...parts), tagOf("tagged", ""))),
      variant,
    };
    const { out, host } = await doctor({ configuration });
    expect(out).toContain(
      `what a site inherits, opened to write: isDefaultValue ${inherits[variant.inherited]}`,
    );
    expect(out).toContain(
      `what encrypted a password, opened to write: ${variant.provider === "kept unsaid" ? "not told" : "told"}`,
    );
    expect(host.configuration).toEqual(Buffer.from(configuration.bytes));
    expect(host.journal).toEqual([]);
  },
);

test.each<readonly [what: string, planted: Planted, code: number, said: string]>([
  ["no administration objects", {}, 1, "E_NO_PROVIDER"],
  ["a 32-bit script host", { configuration: { bytes }, thirtyTwoBit: true }, 1, "E_SCRIPT_HOST"],
  [
    "a configuration that can't be read",
    { configuration: { bytes }, failures: [{ call: "GetAdminSection", hresult: 0x8007000d }] },
    3,
    "problem: the metabase could not be read: E_CONFIGURATION",
  ],
])("doctor names %s", async (_, planted, code, said) => {
  const found = await doctor(planted);
  expect([found.code, found.out]).toEqual([code, expect.stringContaining(said)]);
});
