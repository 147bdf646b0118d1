import { isDeepStrictEqual } from "node:util";

/**
 * The lines of drift that the engine's output shows under "Diagnostics", sorted.
 *
 * @param {string} output without colours
 * @returns {readonly string[]}
 */
export function driftIn(output) {
  const [, after = ""] = output.replaceAll("\r\n", "\n").split("\nDiagnostics:\n");
  const [section = ""] = after.split(/\n(?=\S)/);
  const lines = section.split("\n").map((line) => line.trim());
  return lines.filter((line) => /^\/LM\b.* AnonymousUser(?:Name|Pass): /.test(line)).sort();
}

/**
 * The files of a server's folder, sorted by name and with one character a byte: the metabase, then its backups, whose
 * names are cut to the end that they share.
 *
 * @typedef {{ names: readonly string[], texts: readonly string[], modified: number }} Folder
 */

/**
 * Whether `after` is `before`, to the byte and to the metabase's time; with `rewritten`, whether the metabase has those
 * bytes, there is one more backup, which has the bytes before, and nothing else is new.
 *
 * @param {Folder} before
 * @param {Folder} after
 * @param {string} [rewritten]
 */
export function isAsAnnounced(before, after, rewritten) {
  if (rewritten === undefined) return isDeepStrictEqual(after, before);
  const [metabase = "", ...backups] = before.texts;
  return isDeepStrictEqual(after, {
    names: [...before.names, "MetaBase.xml.bak"],
    texts: [rewritten, ...backups, metabase],
    modified: after.modified,
  });
}

/**
 * Whether a text holds one of the passwords, or a piece of one that no way of escaping changes, or one in base64.
 *
 * @param {string} text UTF-16 may be in it with its bytes as characters
 * @param {readonly string[]} passwords
 */
export function holdsPassword(text, passwords) {
  const searched = text.replaceAll("\0", "");
  return passwords.some((password) =>
    [password, Buffer.from(password).toString("base64"), ...(password.match(/[\w-]{8,}/g) ?? [])].some(
      (form) => searched.includes(form),
    ),
  );
}
