import { mkdtemp, mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** One key as tests write it: its attributes by name, values as they stand in the file, that is escaped. */
export interface KeyElement {
  readonly location: string;
  readonly type?: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

/** A whole MetaBase.xml in IIS 6's own layout: byte order mark, CRLF, tabs, a blank before `=` of each Location. */
export function metabaseText(keys: readonly KeyElement[]): string {
  const all: readonly KeyElement[] = [
    { location: ".", type: "IIS_Global", attributes: { ChangeNumber: "1187" } },
    { location: "/", type: "IIS_ROOT" },
    { location: "/LM", type: "IIsComputer", attributes: { EnableHistory: "1", MaxHistoryFiles: "10" } },
    ...keys,
  ];
  const lines = all.flatMap(({ location, type = "IIsWebVirtualDir", attributes = {} }) => [
    `<${type}\tLocation ="${location}"`,
    ...Object.entries(attributes).map(([name, value]) => `\t\t${name}="${value}"`),
    "\t>",
    `</${type}>`,
  ]);
  return [
    '\ufeff<?xml version ="1.0"?>',
    '<configuration xmlns="urn:microsoft-catalog:XML_Metabase_V64_0">',
    "<MBProperty>",
    ...lines,
    "</MBProperty>",
    "</configuration>",
    "",
  ].join("\r\n");
}

/**
 * The text with one attribute of one key set or, by `undefined`, taken away: what a careful person's editor would
 * leave. It knows nothing of the code under test.
 */
export function withAttribute(
  text: string,
  location: string,
  name: string,
  value: string | undefined,
): string {
  const lines = text.split("\r\n");
  const start = lines.findIndex((line) => line.endsWith(`\tLocation ="${location}"`));
  if (start < 0) throw new Error(`no key ${location}`);
  const end = lines.indexOf("\t>", start);
  const attributes = lines.slice(start + 1, end).filter((line) => !line.startsWith(`\t\t${name}="`));
  const before = attributes.filter((line) => line < `\t\t${name}=`);
  const own = value === undefined ? [] : [`\t\t${name}="${value}"`];
  const after = attributes.slice(before.length);
  return [...lines.slice(0, start + 1), ...before, ...own, ...after, ...lines.slice(end)].join("\r\n");
}

/** What lies in a folder: every name with its bytes and everything that a write would leave a trace in. */
export type Listing = Readonly<Record<string, { readonly content: string; readonly trace: string }>>;

/** A folder of its own with a MetaBase.xml in it. */
export class MetabaseFolder {
  readonly path: string;
  readonly #root: string;

  private constructor(root: string, path: string) {
    this.#root = root;
    this.path = path;
  }

  static async create(text: string, name = "MetaBase.xml"): Promise<MetabaseFolder> {
    const root = await mkdtemp(join(tmpdir(), "iis-identity-metabase-"));
    const path = join(root, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
    return new MetabaseFolder(root, path);
  }

  text(): Promise<string> {
    return readFile(this.path, "utf8");
  }

  async set(location: string, name: string, value: string | undefined): Promise<void> {
    await writeFile(this.path, withAttribute(await this.text(), location, name, value));
  }

  async listing(): Promise<Listing> {
    const folder = dirname(this.path);
    const entries = (await readdir(folder)).sort().map(async (name) => {
      const path = join(folder, name);
      const { ino, mode, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
      const trace = [ino, mode, mtimeNs, ctimeNs].join(" ");
      return [name, { content: await readFile(path, "latin1"), trace }] as const;
    });
    return Object.fromEntries(await Promise.all(entries));
  }

  /** The texts of the backups, oldest first. */
  async backups(): Promise<readonly string[]> {
    const folder = dirname(this.path);
    const names = (await readdir(folder)).filter((name) => name.endsWith(".bak")).sort();
    return Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
  }

  /** Names beside the metabase and its backups: locks, temporary files, anything that should not stay. */
  async strays(): Promise<readonly string[]> {
    const names = await readdir(dirname(this.path));
    return names.filter((name) => name !== "MetaBase.xml" && !name.endsWith(".bak"));
  }

  async remove(): Promise<void> {
    await rm(this.#root, { recursive: true, force: true });
  }
}
