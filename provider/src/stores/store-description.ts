import type { z } from "zod";
import type { WrittenSettings } from "../domain";
import type { BackupPolicy } from "../io";
import type { Examination } from "./examination";
import type { Store } from "./store";

/** What differs between stores, described once by each in its own folder. A method gets settings of that store only. */
export interface StoreDescription<Settings = never, Options = never> {
  /** As the setting `store` has it; also its folder's. */
  readonly name: string;
  /** What it reaches, in words: one, and several. */
  readonly reaches: { readonly one: string; readonly several: string };
  readonly settings: z.ZodType<Settings> & { readonly shape: z.ZodRawShape };
  /** Of the table of its settings in docs/reference.md. */
  readonly heading: string;
  readonly commandLine: CommandLine<Settings, Options>;

  /** Nothing is read or started yet. @throws IdentityError E_INPUT */
  open(settings: Settings): Store;

  /** A text that is equal for settings that mean one metabase, and for no others. `store` was opened with them. */
  identity(settings: Settings, store: Store): string;

  /** The machine's name, if the settings contain it. */
  machine(settings: Settings): string | undefined;

  /** The same settings, with relative paths resolved from an absolute folder. */
  countedFrom(folder: string, settings: Settings): Settings;

  /**
   * The settings that a stack's file needs to reach the metabase, if its project is in that folder: no more than
   * necessary.
   */
  written(settings: Settings, folder: string): WrittenSettings;

  /** Where our backups of it are; only a file of this machine has backups. */
  backups?(settings: Settings): OwnBackups<Settings>;

  /**
   * Examines the server without writing.
   *
   * @throws IdentityError why it could not be reached, or why nothing of it can be read
   */
  examine?(settings: Settings): Promise<Examination>;
}

/** The backups of a file. */
export interface OwnBackups<Settings = never> {
  /** Of the file itself. */
  readonly path: string;
  readonly policy: BackupPolicy & { readonly keep: number; readonly maxAgeDays: number };
  /** Settings that read another file, one of the backups, in the same way. */
  readonly at: (path: string) => Settings;
  /** Reads a whole backup. @throws IdentityError why it could not be put back */
  readonly read: (bytes: Uint8Array) => unknown;
}

/** How a store is named on a command line. */
interface CommandLine<Settings = never, Options = never> {
  /** How people usually name one: `--path FILE`. */
  readonly example: string;
  readonly options: readonly StoreOption[];
  /** Options that allow a single command to do what the settings do not allow. */
  readonly permissions: readonly StoreOption[];

  /** True if a command line that names no metabase means this one, on that platform. */
  isUsual(platform: NodeJS.Platform): boolean;

  /** The settings that the options mean, not yet validated and without `store`; a relative path starts at `folder`. */
  settings(options: Options, folder: string): object;

  /**
   * The settings that the options mean, if nothing in them can be wrong: then what validates settings need not be loaded.
   * Otherwise `undefined`.
   */
  plain?(options: Options, folder: string): Settings | undefined;

  /** The settings, with what the options allow this once. */
  permitted(settings: Settings, options: Options): Settings;

  /** Options that name the same metabase, for other commands to compare with it; `undefined` if there are none. */
  again?(settings: Settings): Options;
}

/** One option. */
export interface StoreOption {
  /** Its name in the code: `scriptHost`. */
  readonly name: string;
  /** Its form on the command line: `--script-host <program>`. */
  readonly flags: string;
  readonly description: string;
  /** The settings that it sets, if they have another name: `transport.host`. */
  readonly gives?: readonly string[];
  /** True if it names a metabase by itself, so that the store need not be named. */
  readonly implies?: true;
  /** Options of the same store that can't be given beside it. */
  readonly excludes?: readonly string[];
  /** The unit of its value, if that is a number. */
  readonly unit?: string;
  /** Why a value is not possible, in words that continue the option's name. */
  fault?(value: string): string | undefined;
}
