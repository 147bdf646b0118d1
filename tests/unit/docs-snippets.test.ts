import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseXml } from "@rgrove/parse-xml";
import { safeLoad } from "js-yaml";
import * as ts from "typescript";
import { parseSection } from "../../provider/src/config";
import type { SectionResult } from "../../provider/src/config/parse-section";
import { readMetabase } from "../../provider/src/metabase";
import { openTransport, type TransportSettings } from "../../provider/src/transports";
import { checkAccount } from "../../provider/src/resources/account/check";
import { check } from "../../provider/src/resources/identity/check";
import { howTos } from "../support/how-tos";
import { complaintsAbout } from "../support/known-commands";
import { allPages, codeSpansOf, repository, snippetsOf, type Snippet } from "../support/markdown";

const snippets = allPages().flatMap(snippetsOf);
const named = (language: string): [string, Snippet][] =>
  snippets
    .filter((snippet) => snippet.language === language)
    .map((snippet) => [`${snippet.page}:${snippet.line}`, snippet]);

test("no snippet is in a language that nothing here checks", () => {
  const known = ["ts", "yaml", "sh", "text", "xml", "json"];
  expect(snippets.filter(({ language }) => !known.includes(language))).toEqual([]);
});

test("TypeScript compiles against the package's sources, at its strictest", () => {
  const files = new Map(
    named("ts").map(([, { text }], index) => [join(repository, `snippet-${index}.ts`), text]),
  );
  expect(files.size).toBeGreaterThan(0);
  const { options, errors } = ts.convertCompilerOptionsFromJson(
    {
      ...(
        ts.readConfigFile(join(repository, "tsconfig.base.json"), ts.sys.readFile).config as {
          compilerOptions: object;
        }
      ).compilerOptions,
      noEmit: true,
      declaration: false,
      paths: { "pulumi-iis-identity": ["./provider/src/index.ts"] },
    },
    repository,
  );
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile } = host;
  host.fileExists = (path) => files.has(path) || fileExists(path);
  host.readFile = (path) => files.get(path) ?? readFile(path);
  host.getSourceFile = (path, version) => {
    const text = host.readFile(path);
    return text === undefined ? undefined : ts.createSourceFile(path, text, version);
  };
  const program = ts.createProgram([...files.keys()], options, host);
  const problems = [...errors, ...ts.getPreEmitDiagnostics(program)].map(
    ({ file, messageText }) =>
      `${file?.fileName ?? ""}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`,
  );
  expect(problems).toEqual([]);
});

const passwords = new Set(["iis-identity:web-user", "iis-identity:iusr", "iis-identity:intranet"]);

function sectionOf(text: string): SectionResult {
  const { config } = safeLoad(text) as { config: Record<string, unknown> };
  return parseSection({
    metabase: config["iis-identity:metabase"],
    identities: config["iis-identity:identities"],
    accounts: config["iis-identity:accounts"],
    setting: (name) => (passwords.has(name) ? { text: "placeholder", secret: true } : undefined),
    // A password in a page stands in clear.
    clearPassword: () => true,
  });
}

test.each(named("yaml"))("the stack file at %s is valid, and holds no password", (_, { text }) => {
  expect(text).toContain("iis-identity:");
  expect(sectionOf(text).mistakes).toEqual([]);
});

test.each(named("sh"))("each command at %s is one that exists", (_, { text }) => {
  expect(text.split("\n").flatMap(complaintsAbout)).toEqual([]);
});

test.each(allPages())("each command in the prose of %s is one that exists", (page) => {
  const commands = codeSpansOf(page).filter((span) => /^(?:npm|npx|pulumi) [a-z]/.test(span));
  expect(commands.flatMap(complaintsAbout)).toEqual([]);
});

test.each(named("xml"))("the metabase at %s is one", (_, { text }) => {
  const { keys } = readMetabase(Buffer.from(text));
  expect(keys.length).toBeGreaterThan(0);
  expect(keys.filter(({ ambiguous }) => ambiguous !== undefined)).toEqual([]);
  expect(() => parseXml(text)).not.toThrow();
});

test.each(named("json"))("the transport at %s can be opened", (_, { text }) => {
  expect(openTransport(JSON.parse(text) as TransportSettings).name).not.toBe("");
});

describe("what preview prints", () => {
  const folder = mkdtempSync(join(tmpdir(), "iis-identity-docs-"));
  const printed = new Set<string>();
  const { section } = sectionOf(
    readFileSync(join(repository, "examples/two-servers/Pulumi.web01.yaml"), "utf8"),
  );

  /** Checks what web01 declares, as a preview of the bundled metabase does. */
  async function preview(name: string, recorded: string | undefined, webUser: string): Promise<void> {
    const path = join(folder, `${name}.xml`);
    cpSync(join(repository, "examples/two-servers/web01/MetaBase.xml"), path);
    const source = safeLoad(
      readFileSync(join(repository, "examples/two-servers/Pulumi.web01.yaml"), "utf8"),
    ) as { config: { "iis-identity:identities": { passwordFrom?: string }[] } };
    for (const [index, { location, userName, onDelete }] of section!.identities.entries()) {
      const from = source.config["iis-identity:identities"][index]!.passwordFrom;
      const password = from === "web-user" ? webUser : from && `{{${from}}}`;
      const news = {
        metabase: { path, machine: "WEB01" },
        kind: "anonymous",
        resourceName: location,
        location,
        userName,
        onDelete,
        ...(password === undefined ? {} : { password }),
      };
      const olds = recorded === undefined ? {} : { password: recorded, onDelete };
      expect((await check(olds, news)).failures).toEqual([]);
    }
  }

  /** Checks the farm's account in an example's metabase as a whole. */
  async function previewAccount(example: string, formerNames: readonly string[]): Promise<void> {
    const path = join(folder, "account.xml");
    cpSync(join(repository, "examples", example, "web01/MetaBase.xml"), path);
    const news = {
      metabase: { path, machine: "WEB01" },
      kind: "account",
      resourceName: "svc-web",
      userName: "WEBFARM\\svc-web",
      formerNames,
      password: "{{web-user}}",
    };
    expect((await checkAccount({}, news)).failures).toEqual([]);
  }

  beforeAll(async () => {
    const write = jest.spyOn(process.stderr, "write").mockImplementation((line) => {
      printed.add(String(line).trimEnd());
      return true;
    });
    await preview("first", undefined, "{{web-user}}");
    await preview("rotated", "{{web-user}}", "the next one");
    await previewAccount("two-servers", []);
    await previewAccount("whole-account", ["WEBFARM\\svc-www"]);
    write.mockRestore();
  });

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  // What the how-tos show, the lane engine compares while it follows them.
  const bundled = named("text").filter(([, { page }]) => !howTos.some((each) => each === page));
  test.each(bundled)("the lines at %s are printed for the bundled metabase", (_, { text }) => {
    const lines = text
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line.startsWith("/LM/"));
    expect(lines).not.toEqual([]);
    expect(lines.filter((line) => !printed.has(line))).toEqual([]);
  });
});
