import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import { ensureWindows, windowsEnvironment } from "../windows-prefix";
import { readableCommit } from "./apphost-text.cjs";
import { appHostTree } from "./apphost-tree.cjs";

const work = resolve(__dirname, "../../../.work/script-host");
const launcher = join(__dirname, "launcher.cjs");

/** Where documents disagree about IIS. */
export interface Variant {
  /** What GetDataPaths says where nothing sets the property. */
  readonly nothingFound: "error" | "empty";
  /** What Get says of a property that is not set here or above. */
  readonly unset: "default" | "error";
  /** How GetPropertyAttribObj calls what tells that a value comes from above. */
  readonly inheritName: "IsInherit" | "IsInherited";
  /** What flag 1 of GetDataPaths goes by: the stored value's INHERIT, or the schema's, which all six properties have. */
  readonly inheritableFlag: "value" | "property";
  /** When PutEx with ADS_PROPERTY_CLEAR removes a value. */
  readonly clears: "at SetInfo" | "at once";
}

/** The variants under which everything has to work; each reading of the documents stands in one of them. */
export const variants: Readonly<Record<string, Variant>> = {
  "an error where nothing is found, defaults": {
    nothingFound: "error",
    unset: "default",
    inheritName: "IsInherit",
    inheritableFlag: "value",
    clears: "at SetInfo",
  },
  "an empty array where nothing is found, errors for what is unset": {
    nothingFound: "empty",
    unset: "error",
    inheritName: "IsInherited",
    inheritableFlag: "property",
    clears: "at once",
  },
};

/** Where the documents leave open what the administration objects of IIS 7 and later answer. */
export interface AdminVariant {
  /** What Value gives of a value that can't be decrypted, once such values are to be ignored. */
  readonly undecryptable: "raises" | "raw" | "empty";
  /** Whether a section in a tag of the server's own level is shown as the section of the file, too. */
  readonly serverTag: "shown twice" | "shown once";
  /** What Value gives of an enumeration. */
  readonly enumValue: "number" | "name";
  /** What a property of a pool or directory is that only the defaults of its collection set. */
  readonly defaults: "unfilled" | "filled" | "inherited";
  /** What GetAdminSection gives of a section that stands nowhere in the file. */
  readonly absentSection: "empty" | "raises";
  /** Whether several tags of one path are one location. */
  readonly sameTags: "apart" | "together";
  /** What the writable manager shows at a location of what only the levels above it set. */
  readonly inherited: "hidden" | "as set" | "as defaults";
  /** Which provider seals a value in the place of another, where none is set; whether the writable manager tells it. */
  readonly provider: "kept if set" | "kept" | "kept unsaid";
  /** When a write to what is locked fails. */
  readonly lockTold: "at once" | "at commit";
  /** Whether a tag with overrideMode="Deny" denies tags of deeper paths in the same file. */
  readonly denyingTag: "free" | "locks";
  /** What a commit makes of plain passwords that it does not concern. */
  readonly plainOthers: "left" | "sealed in the section" | "sealed";
  /** The number of "the file has changed on disk", which is nowhere printed. */
  readonly changedFile: number;
}

/** Variants in which each answer to each question stands at least once. */
export const adminVariants: Readonly<Record<string, AdminVariant>> = {
  "errors for what can't be, everything once": {
    undecryptable: "raises",
    serverTag: "shown once",
    enumValue: "number",
    defaults: "unfilled",
    absentSection: "raises",
    sameTags: "apart",
    inherited: "hidden",
    provider: "kept if set",
    lockTold: "at once",
    denyingTag: "free",
    plainOthers: "left",
    changedFile: 0x80070020,
  },
  "the sealed text for what can't be decrypted, defaults filled in": {
    undecryptable: "raw",
    serverTag: "shown once",
    enumValue: "name",
    defaults: "filled",
    absentSection: "empty",
    sameTags: "together",
    inherited: "as set",
    provider: "kept unsaid",
    lockTold: "at commit",
    denyingTag: "locks",
    plainOthers: "sealed in the section",
    changedFile: 0x80070021,
  },
  "an empty text for what can't be decrypted, defaults that are told as inherited": {
    undecryptable: "empty",
    serverTag: "shown twice",
    enumValue: "number",
    defaults: "inherited",
    absentSection: "empty",
    sameTags: "apart",
    inherited: "as defaults",
    provider: "kept",
    lockTold: "at once",
    denyingTag: "free",
    plainOthers: "sealed",
    changedFile: 0x800703e3,
  },
};

interface Place {
  /**
   * Left out: everywhere. Of an applicationHost.config as its journal names places, `location[Shop/a]/anonymousAuthentication`,
   * `applicationPools/add[Shop]/processModel`, `sites/site[Shop]/application[/]/virtualDirectory[/x]`.
   */
  readonly location?: string;
}

export interface Planted {
  readonly variant?: Variant;
  readonly machine?: string;
  /** `null`: the server does not tell. From 7 on Backup does nothing. */
  readonly majorVersion?: number | null;
  /** Of the operating system: 2 is a domain controller; `null`: WMI does not answer. */
  readonly productType?: number | null;
  /** Calls that fail, for ever or so many times. */
  readonly failures?: readonly (Place & {
    readonly call:
      | "GetObject"
      | "Get"
      | "Put"
      | "SetInfo"
      | "GetDataPaths"
      | "GetDataPaths inheritable"
      | "GetPropertyAttribObj"
      | "SaveData"
      | "Backup"
      | "DeleteBackup"
      | "CopyFile"
      | "DeleteFile"
      | "SetMetadata"
      | "GetConfigFile"
      | "GetAdminSection"
      | "GetPropertyByName"
      | "Item"
      | "Value"
      | "WritableAdminManager"
      | "CommitPath"
      | "writable GetAdminSection"
      | "merged GetAdminSection"
      | "Value put"
      | "Clear"
      | "SetMetadata encryptionProvider"
      | "CommitChanges"
      | "GetMetadata isDefaultValue"
      | "GetMetadata isInheritedFromDefault"
      | "GetMetadata configSource";
    readonly property?: string;
    readonly hresult: number;
    readonly times?: number;
    /** What a SetInfo or CommitChanges that fails has written nevertheless; nothing where left out. */
    readonly writes?: "half" | "all";
  })[];
  /** Another administrator's changes: after the n-th GetObject or list of a key, at that key or at another. */
  readonly changes?: readonly (Place & {
    readonly after: number;
    readonly call?: "GetObject" | "GetDataPaths";
    readonly at?: string;
    readonly property: string;
    /** `null`: removed. */
    readonly value: string | null;
  })[];
  /** What Get gives in the place of a value: nothing, something of a foreign type, or a word. */
  readonly given?: readonly (Place & {
    readonly property: string;
    readonly as: "empty" | "null" | "object" | "array" | "date" | "fraction" | "true" | (string & {});
  })[];
  /** Properties that the schema of the client lacks, and what every question for one answers. */
  readonly unknown?: readonly { readonly property: string; readonly hresult: number }[];
  /** A property that GetDataPaths lists in the opposite order. */
  readonly backwards?: string;
  /** Services whose Info tells the version; left out, the web's. */
  readonly infos?: readonly ("W3SVC" | "MSFTPSVC" | "NNTPSVC" | "SMTPSVC")[];
  /** Properties of which Get shows ten asterisks. */
  readonly masked?: readonly (Place & { readonly property: string })[];
  /** What is stored instead of what was put. */
  readonly distorted?: readonly (Place & { readonly property: string; readonly value: string })[];
  /** The process ends, or hangs, at the n-th of these moments. */
  readonly end?: {
    readonly when:
      "before SetInfo" | "after SetInfo" | "before CommitChanges" | "after CommitChanges" | "before Echo";
    readonly count: number;
    readonly how: "quit" | "hang";
    readonly code?: number;
  };
  /** Names of keys are taken without the blanks and dots at their end, and without a comma and what stands behind it. */
  readonly trimsNames?: boolean;
  /** ADsPath is the path that was asked for, whatever was opened. */
  readonly echoesPaths?: boolean;
  /** False: the script runs without an administrator's rights. */
  readonly elevated?: boolean;
  /** IIS's folders can't be listed. */
  readonly foldersClosed?: boolean;
  /** Backup succeeds and leaves no file. */
  readonly backupDoesNothing?: boolean;
  /** From 7 on: Metabase Compatibility keeps a MetaBase.xml for what is no web. */
  readonly compatibilityFile?: boolean;
  /** From 7 on: whether redirection.config says that the configuration lies elsewhere; left out, there is none. */
  readonly redirection?: boolean;
  /** The applicationHost.config of an IIS 7 or later that has administration objects; left out, there are none. */
  readonly configuration?: {
    /** The file; left out, as it is. */
    readonly bytes?: Uint8Array;
    readonly variant?: AdminVariant;
    /** The providers of encryption whose keys the server has. */
    readonly keys?: readonly string[];
    /** What FilePath gives, where it is not the file's usual place. */
    readonly filePath?: string;
    /** Another administrator's file, once in the place of what is there, at the n-th of these moments of a process. */
    readonly replacements?: readonly {
      readonly when: "after GetConfigFile" | "before CommitChanges" | "after CommitChanges";
      readonly count: number;
      readonly bytes: Uint8Array;
    }[];
  };
  /** True: a 32-bit script host on a 64-bit Windows. */
  readonly thirtyTwoBit?: boolean;
  /** Backups that are there already: file names in MetaBack, or beside applicationHost.config. */
  readonly backups?: readonly string[];
}

/** What the simulated IIS is told of what tests plant. */
export function simulatorOf(
  planted: Planted,
): Readonly<Record<string, unknown>> & { readonly ahadmin: Administration | null } {
  return {
    variant: planted.variant ?? Object.values(variants)[0],
    machine: planted.machine ?? "WEB01",
    majorVersion: planted.majorVersion === undefined ? 6 : planted.majorVersion,
    productType: planted.productType === undefined ? 3 : planted.productType,
    failures: planted.failures ?? [],
    changes: planted.changes ?? [],
    masked: planted.masked ?? [],
    distorted: planted.distorted ?? [],
    end: planted.end === undefined ? null : { code: 0, ...planted.end },
    given: planted.given ?? [],
    unknown: planted.unknown ?? [],
    backwards: planted.backwards ?? null,
    infos: planted.infos ?? ["W3SVC"],
    trimsNames: planted.trimsNames ?? false,
    echoesPaths: planted.echoesPaths ?? false,
    elevated: planted.elevated ?? true,
    foldersClosed: planted.foldersClosed ?? false,
    backupDoesNothing: planted.backupDoesNothing ?? false,
    thirtyTwoBit: planted.thirtyTwoBit ?? false,
    ahadmin: administrationOf(planted),
    pathPrefix: "IIS://LocalHost",
    poolState: 2,
  };
}

export interface Administration {
  readonly variant: AdminVariant;
  readonly keys: readonly string[];
  readonly filePath: string | null;
  readonly replacements: readonly { readonly bytes: string }[];
}

function administrationOf({ configuration }: Planted): Administration | null {
  if (configuration === undefined) return null;
  const { variant, keys, filePath, replacements = [] } = configuration;
  return {
    variant: variant ?? Object.values(adminVariants)[0]!,
    keys: keys ?? ["AesProvider", "IISWASOnlyAesProvider"],
    filePath: filePath ?? null,
    replacements: replacements.map(({ when, count, bytes }) => ({
      when,
      count,
      document: appHostTree(Buffer.from(bytes)),
      bytes: Buffer.from(bytes).toString("base64"),
    })),
  };
}

/**
 * A server with IIS, for tests: a MetaBase.xml, and an executable that takes cscript's arguments and runs the agent in
 * Wine's cscript on it. The executable can be called `cscript` on a PATH, and by several at once.
 */
export class ScriptHost {
  private constructor(private readonly folder: string) {}

  static async create(metabase: string, planted: Planted = {}): Promise<ScriptHost> {
    await ensureWindows();
    mkdirSync(work, { recursive: true });
    const folder = mkdtempSync(join(work, "server-"));
    const config = join(folder, "root", "System32", "inetsrv", "config");
    mkdirSync(config, { recursive: true });
    const metaBack = join(folder, "root", "System32", "inetsrv", "MetaBack");
    mkdirSync(metaBack);
    writeFileSync(join(config, "applicationHost.config"), "<configuration/>\r\n");
    if (planted.compatibilityFile === true)
      writeFileSync(join(config, "../MetaBase.xml"), "<configuration/>");
    if (planted.redirection !== undefined) {
      const enabled = String(planted.redirection);
      const text = `<configuration><configurationRedirection enabled="${enabled}" path="\\\\fs\\iis" /></configuration>`;
      writeFileSync(join(config, "redirection.config"), text);
    }
    for (const name of planted.backups ?? []) {
      writeFileSync(join(name.startsWith("applicationHost") ? config : metaBack, name), "old");
    }
    const host = new ScriptHost(folder);
    host.plant(planted);
    writeFileSync(join(folder, "MetaBase.xml"), metabase);
    const lines = [
      "#!/bin/sh",
      `echo $$ >> '${folder}/starts'`,
      `exec flock -o '${folder}/lock' '${process.execPath}' '${launcher}' '${folder}' "$@"`,
    ];
    writeFileSync(host.path, `${lines.join("\n")}\n`);
    chmodSync(host.path, 0o755);
    return host;
  }

  /** From the next start on, this is planted and nothing else. */
  plant(planted: Planted): void {
    this.settle();
    const simulator = simulatorOf(planted);
    if (planted.configuration?.bytes !== undefined)
      writeFileSync(join(this.configurationFolder, "applicationHost.config"), planted.configuration.bytes);
    const journalLines = this.lines("journal.log").length;
    writeFileSync(
      join(this.folder, "options.json"),
      JSON.stringify({ simulator, environment: windowsEnvironment(), journalLines }),
    );
  }

  /** The executable. */
  get path(): string {
    return join(this.folder, "cscript");
  }

  /** Where IIS has its applicationHost.config. */
  get configurationFolder(): string {
    return join(this.folder, "root", "System32", "inetsrv", "config");
  }

  /** How many processes were started. */
  get starts(): number {
    return this.lines("starts").length;
  }

  /** What the metabase holds now, as a MetaBase.xml. */
  get metabase(): string {
    this.settle();
    return readFileSync(join(this.folder, "MetaBase.xml"), "utf8");
  }

  /** What applicationHost.config holds now. */
  get configuration(): Buffer {
    this.settle();
    return readFileSync(join(this.configurationFolder, "applicationHost.config"));
  }

  /** Calls that changed something, in order, and those that no documentation promises. */
  get journal(): readonly string[] {
    this.settle();
    return this.lines("journal.log").map(readableCommit);
  }

  /** Calls that no documentation promises, which a test must never see. */
  get violations(): readonly string[] {
    return this.journal.filter((line) => line.startsWith("violation "));
  }

  /** The names of the files of backups, of both kinds. */
  get backups(): readonly string[] {
    const folders = ["MetaBack", "config"];
    const files = ["applicationHost.config", "redirection.config", "MetaBase.xml"];
    return [...folders, "."]
      .flatMap((name) => readdirSync(join(this.folder, "root", "System32", "inetsrv", name)))
      .filter((name) => ![...folders, ...files].includes(name))
      .sort();
  }

  /** Somebody else's change while no process runs. */
  set(metabase: string): void {
    this.settle();
    writeFileSync(join(this.folder, "MetaBase.xml"), metabase);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  // A process that was killed left its journal.
  private settle(): void {
    if (!existsSync(join(this.folder, "journal"))) return;
    const lock = join(this.folder, "lock");
    execFileSync("flock", ["-o", lock, process.execPath, launcher, this.folder, "--settle"]);
  }

  private lines(name: string): readonly string[] {
    const path = join(this.folder, name);
    if (!existsSync(path)) return [];
    return readFileSync(path, "latin1")
      .split(/\r?\n/)
      .filter((line) => line !== "");
  }
}
