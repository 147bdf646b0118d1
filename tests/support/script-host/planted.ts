import { adminVariants, type AdminVariant } from "./admin-variants";
import { appHostTree } from "./apphost-tree.cjs";

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
      | "GetMetadata isLocked"
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
