/** @typedef {import("./demo-drift.mjs").Drift} Drift */

/**
 * The files of one folder: text with one character a byte, and the time of the last change in milliseconds.
 *
 * @typedef {Readonly<Record<string, { text: string, modified: number }>>} Files
 */

/*
 * What each step of the demonstration is held against. Each check gives a sentence for each mistake; none of them holds
 * a value or an excerpt of a file.
 */

/**
 * The drifted credentials that the engine's output names under "Diagnostics".
 *
 * @param {string} output without colours
 * @returns {readonly (Drift & { previous: boolean })[]} ordered by location; `previous` where each password that differs
 *   is called the one declared before
 */
export function namedIn(output) {
  const [, after = ""] = output.replaceAll("\r\n", "\n").split("\nDiagnostics:\n");
  const [section = ""] = after.split(/\n(?=\S)/);
  const named = section.split("\n").flatMap((line) => {
    const found = /^\s+(\/LM(?:\/.+?)?) (AnonymousUser(?:Name|Pass): .*)$/.exec(line);
    if (found === null) return [];
    const [, location = "", text = ""] = found;
    const properties = Array.from(
      text.matchAll(/(?:^|; )(AnonymousUser(?:Name|Pass)): /g),
      ([, name = ""]) => name,
    );
    return [{ location, properties, previous: /AnonymousUserPass: differs, previous\b/.test(text) }];
  });
  return named.sort((left, right) => (left.location < right.location ? -1 : 1));
}

/**
 * @param {readonly Drift[]} expected
 * @param {readonly Drift[]} named
 * @returns {string[]}
 */
export function checkNames(expected, named) {
  const wanted = expected.map(spell);
  const got = named.map(spell);
  return [
    ...wanted.filter((each) => !got.includes(each)).map((each) => `the engine did not name ${each}`),
    ...got
      .filter((each) => !wanted.includes(each))
      .map((each) => `the engine named ${each}, which is not so`),
    ...got
      .filter((each, index) => got.indexOf(each) !== index)
      .map((each) => `the engine named ${each} more than once`),
  ];
}

/** @param {Drift} drift */
function spell({ location, properties }) {
  return `${location} (${properties.join(", ")})`;
}

/**
 * Compares counts by name: the changes of an operation, or the counter of each location.
 *
 * @param {string} what
 * @param {Readonly<Record<string, number | undefined>>} expected
 * @param {Readonly<Record<string, number | undefined>>} found
 * @returns {string[]}
 */
export function checkCounts(what, expected, found) {
  return [...new Set([...Object.keys(expected), ...Object.keys(found)])].flatMap((name) => {
    const wanted = expected[name] ?? 0;
    const got = found[name] ?? 0;
    return wanted === got ? [] : [`${what} "${name}": expected ${String(wanted)}, found ${String(got)}`];
  });
}

/**
 * A preview, and an `up` that finds nothing to do, leave the folder as it is, the files' times included.
 *
 * @param {Files} before
 * @param {Files} after
 * @returns {string[]}
 */
export function checkUntouched(before, after) {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((name) => {
    const was = before[name];
    const is = after[name];
    if (was === undefined) return [`${name} was made`];
    if (is === undefined) return [`${name} was removed`];
    if (was.text !== is.text) return [`${name} was changed`];
    return was.modified === is.modified ? [] : [`${name} was written again`];
  });
}

/**
 * An `up` that rewrites leaves exactly the expected bytes and one more backup, which holds the bytes before.
 *
 * @param {string} name the metabase's file name
 * @param {string} expected
 * @param {Files} before
 * @param {Files} after
 * @returns {string[]}
 */
export function checkRewritten(name, expected, before, after) {
  const made = Object.keys(after).filter((other) => before[other] === undefined);
  const mistakes = made.length === 1 ? [] : [`${String(made.length)} files were made instead of one backup`];
  for (const other of made) {
    if (!other.startsWith(`${name}.`) || !other.endsWith(".bak")) mistakes.push(`${other} was left behind`);
    else if (after[other]?.text !== before[name]?.text)
      mistakes.push(`${other} is not the file as it was before`);
  }
  const others = without(after, [name, ...made]);
  const differs = firstDifference(expected, after[name]?.text ?? "");
  return [
    ...mistakes,
    ...checkUntouched(without(before, [name]), others),
    ...(differs === undefined ? [] : [`${name} is not what was announced, from byte ${String(differs)} on`]),
  ];
}

/**
 * @param {Files} files
 * @param {readonly string[]} names
 * @returns {Files}
 */
function without(files, names) {
  return Object.fromEntries(Object.entries(files).filter(([name]) => !names.includes(name)));
}

/**
 * @param {string} left
 * @param {string} right
 */
function firstDifference(left, right) {
  if (left === right) return undefined;
  let at = 0;
  while (left[at] === right[at]) at += 1;
  return at;
}

/**
 * Counts the bytes in those lines of `after` that stood in `before`, too.
 *
 * @param {string} before with one character a byte
 * @param {string} after with one character a byte
 */
export function untouchedBytes(before, after) {
  /** @type {Map<string, number>} */
  const lines = new Map();
  for (const line of before.split(/(?<=\n)/)) lines.set(line, (lines.get(line) ?? 0) + 1);
  let bytes = 0;
  for (const line of after.split(/(?<=\n)/)) {
    const left = lines.get(line) ?? 0;
    if (left === 0) continue;
    lines.set(line, left - 1);
    bytes += line.length;
  }
  return bytes;
}

/**
 * Whether a text holds one of the passwords, or a piece of one that no way of escaping changes, or one in base64.
 *
 * @param {string} text UTF-16 may stand in it with its bytes as characters
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
