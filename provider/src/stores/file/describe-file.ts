import { isAbsolute, relative, resolve, sep } from "node:path";
import type { z } from "zod";
import type { StoreDescription } from "../store-description";
import type * as documents from "./file-document";
import type * as described from "./file-settings";
import type * as stores from "./file-store";
import { usualSettings } from "./usual-settings";

type FileSettings = z.output<typeof described.fileSettings>;

/** The options of a command line that concern a file. */
export interface FileOptions {
  readonly path?: string;
  readonly machine?: string;
  readonly iisStopped?: boolean;
  readonly allowPlainText?: boolean;
}

/** The store for files. */
export const fileDescription = {
  name: "file",
  reaches: { one: "a file", several: "files" },
  // This and what reads a file is loaded when it is asked for: see CommandLine.plain.
  get settings() {
    return (require("./file-settings") as typeof described).fileSettings;
  },
  heading: "The metabase",
  open: (settings) => new (require("./file-store") as typeof stores).FileStore(settings),
  // A file has one name, however its path is spelled.
  identity: (_, { name }) => name,
  machine: ({ machine }) => machine,
  countedFrom: (folder, settings) => ({ ...settings, path: resolve(folder, settings.path) }),
  written: ({ path, machine }, folder) => {
    const within = relative(folder, path);
    const isWithin = within !== "" && !isAbsolute(within) && within.split(sep)[0] !== "..";
    return {
      path: isWithin ? within.split(sep).join("/") : path,
      ...(machine === undefined ? {} : { machine }),
    };
  },
  backups: (settings) => ({
    path: settings.path,
    policy: settings.backup,
    at: (path) => ({ ...settings, path }),
    read: (bytes) => (require("./file-document") as typeof documents).readConfiguration(bytes),
  }),
  commandLine: {
    example: "--path FILE",
    options: [
      {
        name: "path",
        flags: "--path <file>",
        description: "a MetaBase.xml or applicationHost.config that no running IIS owns",
        implies: true,
      },
      {
        name: "machine",
        flags: "--machine <name>",
        description: "the server's name, so that NAME\\x equals x in a file",
      },
    ],
    permissions: [
      {
        name: "iisStopped",
        flags: "--iis-stopped",
        description: "you confirm that IIS is stopped, for a file that looks live",
      },
      {
        name: "allowPlainText",
        flags: "--allow-plain-text",
        description: "lets a password be written to an applicationHost.config in plain text",
      },
    ],
    isUsual: () => false,
    settings: ({ path, machine, iisStopped, allowPlainText }, folder) => ({
      path: path === undefined ? path : resolve(folder, path),
      machine,
      iisStopped,
      allowPlainText,
    }),
    permitted: (settings, { iisStopped, allowPlainText }) => ({
      ...settings,
      ...(iisStopped === true ? { iisStopped } : {}),
      ...(allowPlainText === true ? { allowPlainText } : {}),
    }),
    plain: ({ path, machine, iisStopped = usualSettings.iisStopped, allowPlainText }, folder) =>
      path === undefined || machine !== undefined
        ? undefined
        : {
            ...usualSettings,
            store: "file",
            path: resolve(folder, path),
            iisStopped,
            ...(allowPlainText === undefined ? {} : { allowPlainText }),
          },
    again: ({ path, machine }) => ({ path, ...(machine === undefined ? {} : { machine }) }),
  },
} as const satisfies StoreDescription<FileSettings, FileOptions>;
