import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { account, directoryKey, writeDirectories } from "../files.mjs";
import { scriptsOneByOne, scriptThatDoesNothing } from "../live/one-by-one.mjs";
import { simulatedServers } from "../live/script-host.mjs";
import { commandLine, isThere, wholeProcess } from "../processes.mjs";
import { alternate, tableOf } from "../rounds.mjs";

const password = "Rotated-Pw";
const cscript = "C:\\windows\\system32\\cscript.exe";

/**
 * Giving an account a new password at a tenth of a running server's keys, beside the same with one script host for each key.
 * Both are really started, in Wine's script host over the simulated IIS of the tests, and have to leave the same metabase.
 *
 * @type {import("../run.mjs").Table}
 */
export async function live({ folder, small, say }) {
  if (!isThere("wine", "--version") || !isThere("flock", "--version")) {
    say("\nThis table needs wine and flock.");
    return;
  }
  const servers = simulatedServers();
  const { ScriptHost } = servers;
  for (const { size, rounds, most } of small ? smallSizes : sizes) {
    const place = join(folder, `live-${String(size)}-${String(most)}`);
    mkdirSync(place);
    const copies = size / 10;
    const path = join(place, "MetaBase.xml");
    writeDirectories(path, size, copies);
    const before = readFileSync(path, "utf8");
    const host = await ScriptHost.create(before);
    try {
      const nothing = scriptThatDoesNothing(place);
      const alone = {
        name: "the same without an IIS",
        count: () => hosts(1),
        run: () =>
          wholeProcess(servers.wine, [cscript, "//nologo", "//B", servers.onDriveZ(nothing)], {
            env: servers.windowsEnvironment(),
          }),
      };
      const rows = [...rowsOf(host, { place, before, size, copies, most, nothing }), alone];
      const measures = await alternate(rows, rounds);
      const named = rows.map((row) => ({ ...row, name: `${row.name}: ${row.count()}` }));
      say(`\n${String(size)} keys, ${String(copies)} of them with the account, rounds: ${String(rounds)}\n`);
      say(tableOf(named, measures));
    } finally {
      host.remove();
    }
  }
}

/** `most`: of how many script hosts the rest is computed, where really starting all takes too long. */
const smallSizes = [
  { size: 10, rounds: 5, most: Infinity },
  { size: 100, rounds: 3, most: Infinity },
  { size: 1_000, rounds: 5, most: 20 },
];
const sizes = [
  { size: 10, rounds: 5, most: Infinity },
  { size: 100, rounds: 5, most: Infinity },
  { size: 1_000, rounds: 5, most: 20 },
  { size: 1_000, rounds: 1, most: Infinity },
];

/**
 * @param {import("../../tests/support/script-host/script-host.js").ScriptHost} host
 * @param {{ place: string, before: string, size: number, copies: number, most: number, nothing: string }} about
 */
function rowsOf(host, { place, before, size, copies, most, nothing }) {
  const keys = Array.from({ length: size }, (_, index) => directoryKey(index));
  const step = size / copies;
  const { find, get, set } = scriptsOneByOne(join(place, "scripts"), {
    keys,
    copies: keys.filter((_, index) => index % step === 0),
    password,
  });
  const all = [...find, ...get, ...set];
  const isComputed = all.length > most;
  // In the proportion of the whole, so that what they take together is a share of it.
  const part = (/** @type {readonly string[]} */ scripts) =>
    scripts.slice(0, Math.max(1, Math.round((scripts.length * most) / all.length)));
  const started = isComputed ? [...find, ...part(get), ...part(set)] : all;

  /**
   * @param {readonly string[]} scripts
   * @returns {import("../rounds.mjs").Measure}
   */
  const eachInItsOwn = (scripts) =>
    wholeProcess("/bin/sh", ["-c", oneByOne, host.path, ...scripts], { input: "" });
  /**
   * @param {number} wanted how many copies have the new password afterwards
   * @param {() => import("../rounds.mjs").Measure} run
   */
  const onServer = (wanted, run) => {
    host.set(before);
    const startsBefore = host.starts;
    const measure = run();
    const written = host.metabase.split(`"${password}"`).length - 1;
    if (written !== wanted)
      throw new Error(`${String(written)} of ${String(wanted)} copies have the new password.`);
    return { measure, starts: host.starts - startsBefore };
  };

  let ours = 0;
  let theirs = 0;
  return [
    {
      name: "iis-identity sync",
      count: () => hosts(ours),
      run: () => {
        const args = ["sync", "Anonymous", account, "--apply", "--password-stdin", "--store", "adsi"];
        const { measure, starts } = onServer(copies, () =>
          wholeProcess(process.execPath, [commandLine, ...args, "--script-host", host.path], {
            input: password,
          }),
        );
        ours = starts;
        return measure;
      },
    },
    {
      name: "one for each key",
      count: () => (isComputed ? `${hosts(all.length)}, computed from ${String(theirs)}` : hosts(theirs)),
      run: () => {
        const { measure, starts } = onServer(isComputed ? part(set).length : copies, () =>
          eachInItsOwn(started),
        );
        theirs = starts;
        return isComputed ? times(measure, all.length / starts) : measure;
      },
    },
    {
      name: "a script that does nothing",
      count: () => hosts(1),
      run: () => onServer(0, () => eachInItsOwn([nothing])).measure,
    },
  ];
}

// Its name is the script host's.
const oneByOne = 'for script in "$@"; do "$0" //nologo "$script" || exit; done';

/** @param {number} count */
function hosts(count) {
  return `${String(count)} script host${count === 1 ? "" : "s"}`;
}

/**
 * @param {import("../rounds.mjs").Measure} measure
 * @param {number} factor
 * @returns {import("../rounds.mjs").Measure}
 */
function times({ wall, cpu }, factor) {
  return { wall: wall * factor, cpu: cpu === undefined ? undefined : cpu * factor };
}
