import { open } from "node:fs/promises";
import { extname, join, relative } from "node:path";
import { Document, YAMLMap, YAMLSeq, type ScalarTag } from "yaml";
import {
  IdentityError,
  printable,
  replaceUnseen,
  type WrittenSetting,
  type WrittenSettings,
} from "../domain";
import { accessControl, fileError, readWhole, replaceFile, withLock } from "../io";
import { quietly } from "./read-yaml";
import { spliceSettings } from "./splice-settings";

/** A text, written so that every reader of YAML, old or new, reads exactly this text. */
class Exact {
  constructor(readonly text: string) {}
}

const exactTag: ScalarTag = {
  tag: "tag:yaml.org,2002:str",
  default: true,
  identify: (value) => value instanceof Exact,
  resolve: (text) => text,
  stringify: ({ value }) => (value instanceof Exact ? quoted(value.text) : ""),
};

/** One mapping, with a comment for people before it. */
export interface Entry {
  readonly fields: WrittenSettings;
  readonly comment?: string | undefined;
}

/** A setting to be put into a stack's file: one mapping, or a list of them with comments after it. */
export type FileSetting = Entry | { readonly items: readonly Entry[]; readonly comments: readonly string[] };

const limit = 64 << 20;

/**
 * Puts settings into a stack's file in one step, which keeps everything else in it, comments included. The file is made
 * where there is none.
 *
 * @param settings by their full names
 * @param schema the JSON Schema that an editor is to use, if there is one
 * @param warn takes sentences for people: what failed after the change and does not undo it
 * @returns what takes the change back, and throws E_CHANGED_MEANWHILE where the file is no longer what was written
 * @throws IdentityError E_INPUT where the file can't be read as YAML, and what replacing a file throws
 */
export async function changeStackFile(
  path: string,
  settings: Readonly<Record<string, FileSetting>>,
  schema: string | undefined,
  warn: (sentence: string) => void,
): Promise<() => Promise<void>> {
  // JSON has no place for comments, and nothing that is not JSON may get into it.
  if (extname(path) === ".json") throw unreadable(path);
  const named = schema === undefined ? undefined : relative(join(path, ".."), schema).replaceAll("\\", "/");
  const change = await replaceText(path, (text) => withSettings(text, settings, named, path), warn);
  return async () => {
    const before = (text: string): string => {
      if (text !== change.after) throw changedMeanwhile(path);
      return change.before;
    };
    await replaceText(path, before, warn);
  };
}

async function replaceText(
  path: string,
  edit: (text: string) => string,
  warn: (sentence: string) => void,
): Promise<{ readonly before: string; readonly after: string }> {
  try {
    await (await open(path, "a", 0o600)).close();
  } catch (error) {
    throw fileError(error, path);
  }
  const work = async (): Promise<{ readonly before: string; readonly after: string }> => {
    const reading = await readWhole(path, limit);
    const before = reading.bytes.toString("utf8");
    if (!Buffer.from(before).equals(reading.bytes)) throw unreadable(path);
    const after = edit(before);
    const { warnings } = await replaceFile({ reading, bytes: Buffer.from(after), access: accessControl() });
    warnings.forEach(warn);
    return { before, after };
  };
  return withLock(path, work, { warn });
}

function changedMeanwhile(path: string): IdentityError {
  return new IdentityError({
    code: "E_CHANGED_MEANWHILE",
    message: `Somebody changed ${path} meanwhile, so what discover wrote into it was not removed: it still declares the identities.`,
    hint: "Remove iis-identity:identities from it by hand, and iis-identity:metabase if it was not there before, then run the same command again.",
  });
}

/** The text of a stack's file with the settings in it. @throws IdentityError E_INPUT */
export function withSettings(
  text: string,
  settings: Readonly<Record<string, FileSetting>>,
  schema: string | undefined,
  path: string,
): string {
  const lines = Object.fromEntries(
    Object.entries(settings).map(([name, setting]) => [name, linesOf(name, setting)]),
  );
  const written = spliceSettings(text, lines);
  if (written === undefined) throw unreadable(path);
  if (schema === undefined || text.includes("yaml-language-server:")) return written;
  const lineBreak = /\r?\n/.exec(text)?.[0] ?? "\n";
  return written.replace(
    /^\ufeff?/,
    `$&# yaml-language-server: $$schema=${schema.replaceAll("$", "$$$$")}${lineBreak}`,
  );
}

function linesOf(name: string, setting: FileSetting): string {
  const document = new Document({}, { ...quietly, customTags: [exactTag] });
  document.set(name, nodeOf(setting));
  return document.toString({ lineWidth: 0 });
}

/** The settings as lines of a stack's file, for people. */
export function settingsText(settings: Readonly<Record<string, FileSetting>>): string {
  return withSettings("", settings, undefined, "");
}

function nodeOf(setting: FileSetting): YAMLMap | YAMLSeq {
  if ("fields" in setting) return mapOf(setting);
  const list = new YAMLSeq();
  for (const item of setting.items) list.add(mapOf(item));
  list.flow = setting.items.length === 0;
  if (setting.comments.length > 0) list.comment = setting.comments.map(commentText).join("\n");
  return list;
}

function mapOf({ fields, comment }: Entry): YAMLMap {
  const map = flowMap(fields);
  if (comment !== undefined) map.commentBefore = commentText(comment);
  return map;
}

/** One line behind a `#`. */
function commentText(comment: string): string {
  return ` ${printable(comment)}`;
}

// What some reader of YAML 1.1 takes for a truth value or for nothing.
const words = /^(?:y|n|yes|no|on|off|true|false|null)$/i;

/**
 * Plain where nothing can be read into it, else in single quotes, as people write such names; with escapes where it
 * holds what is not printable. A character beyond the first 65,536 has one escape of its own: readers differ about pairs.
 */
function quoted(text: string): string {
  if (/^[A-Za-z][\w./-]*$/.test(text) && !words.test(text)) return text;
  if (printable(text) === text) return `'${text.replaceAll("'", "''")}'`;
  const escaped = replaceUnseen(text.replace(/["\\]/g, "\\$&"), (character) => {
    const point = character.codePointAt(0) ?? 0;
    return `\\U${point.toString(16).padStart(8, "0")}`;
  });
  return `"${escaped}"`;
}

function unreadable(path: string): IdentityError {
  return new IdentityError({
    code: "E_INPUT",
    message: `The file ${path} is not a stack's file in YAML to which a setting can be added.`,
    hint: "Write it in UTF-8, with one setting on each line beneath config:, then run the same command again.",
  });
}

function flowMap(fields: WrittenSettings): YAMLMap {
  const map = new YAMLMap();
  for (const [name, value] of Object.entries(fields)) map.set(name, fieldNode(value));
  map.flow = true;
  return map;
}

function fieldNode(value: WrittenSetting): unknown {
  if (typeof value === "string") return new Exact(value);
  if (typeof value === "boolean" || typeof value === "number") return value;
  if (!isList(value)) return flowMap(value);
  const list = new YAMLSeq();
  for (const each of value) list.add(new Exact(each));
  list.flow = true;
  return list;
}

function isList(value: WrittenSettings | readonly string[]): value is readonly string[] {
  return Array.isArray(value);
}
