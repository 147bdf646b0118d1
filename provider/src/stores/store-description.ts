import type { z } from "zod";
import type { WrittenSettings } from "../domain";
import type { BackupPolicy } from "../io";
import type { Examination } from "./examination";
import type { Store } from "./store";

/** What differs between stores, said once by each in its own folder. A method's settings are those of that store. */
export interface StoreDescription<Settings = never, Options = never> {
  /** As the setting `store` has it; also its folder's. */
  readonly name: string;
  /** What it reaches, in words: one, and several. */
  readonly reaches: { readonly one: string; readonly several: string };
  readonly settings: z.ZodType<Settings> & { readonly shape: z.ZodRawShape };
  /** Of the table of its settings in docs/reference.md. */
  readonly heading: string;
  readonly commandLine: CommandLine<Settings, Options>;

  /** Nothing is read or started yet. @throws IdentityError E_INPUT, E_SECOND_HOP */
  open(settings: Settings): Store;

  /** What is equal for settings that mean one metabase, and for no others. `store` was opened with them. */
  identity(settings: Settings, store: Store): string;

  /** The machine's name as far as the settings alone give it. */
  machine(settings: Settings): string | undefined;

  /** The same settings with relative paths counted from a folder, which is absolute. */
  countedFrom(folder: string, settings: Settings): Settings;

  /** What the file of a stack, whose project is in that folder, has to say to reach the metabase: no more than it must. */
  written(settings: Settings, folder: string): WrittenSettings;

  /** Where our backups of it are; only a file of this machine has any. */
  backups?(settings: Settings): OwnBackups<Settings>;

  /**
   * Looks at the server without writing.
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
}

/** How a store is named on a command line. */
export interface CommandLine<Settings = never, Options = never> {
  /** As people name one first of all: `--path FILE`. */
  readonly example: string;
  readonly options: readonly StoreOption[];
  /** With which somebody lets a single command do what the settings do not allow. */
  readonly permissions: readonly StoreOption[];

  /** Whether a command line that names none means this one, on that platform. */
  isUsual(platform: NodeJS.Platform): boolean;

  /** The settings that the options mean, yet to be validated, without `store`; a relative path counts from `folder`. */
  settings(options: Options, folder: string): object;

  /** The settings with what the options permit for this once. */
  permitted(settings: Settings, options: Options): Settings;

  /** Options that name the same metabase again, so that others can be compared with them; `undefined` where there are none. */
  again?(settings: Settings): Options;
}

/** One option. */
export interface StoreOption {
  /** As the code has it: `scriptHost`. */
  readonly name: string;
  /** As people have it: `--script-host <program>`. */
  readonly flags: string;
  readonly description: string;
  /** The settings that it gives, where they are not its name: `transport.host`. */
  readonly gives?: readonly string[];
  /** True where it names a metabase by itself, so that the store need not be said. */
  readonly implies?: true;
  /** Options of the same store that can't be given beside it. */
  readonly excludes?: readonly string[];
  /** What its value counts, where that is a number. */
  readonly unit?: string;
  /** Why a value can't be, in words that go on after the option's. */
  fault?(value: string): string | undefined;
}
