// A program that saves a file by writing a new one and renaming it into place, whenever somebody else is about to replace
// the file: `node rival-child.cjs <file>`. It adds a line of its own each time, and goes on until a file named stop appears.
// Then it prints how many lines it has added, and how often the file was missing or torn.
const { existsSync, readFileSync, readdirSync, renameSync, writeFileSync } = require("node:fs");
const { dirname, join } = require("node:path");
const [path = ""] = process.argv.slice(2);
const folder = dirname(path);

let [added, missing, torn] = [0, 0, 0];
function read() {
  try {
    const content = readFileSync(path, "utf8");
    if (!/^(?:[a-z]+\d*\n)+$/.test(content)) torn += 1;
    return content;
  } catch {
    missing += 1;
    return undefined;
  }
}

// From the moment the new file has its last name up to some time after it is in place.
const longest = 3000;

/** @type {string | undefined} */
let seen;
process.stdout.write("ready\n");
for (;;) {
  const names = readdirSync(folder);
  if (names.includes("stop")) break;
  const about = names.find((name) => /-(?:swap|old)$/.test(name));
  if (about === undefined || about === seen) continue;
  seen = about;
  for (let turns = Math.random() ** 3 * longest; turns > 0; turns -= 1) existsSync(path);
  const content = read();
  if (content === undefined) continue;
  writeFileSync(join(folder, "rival"), `${content}rival${String(added + 1)}\n`);
  renameSync(join(folder, "rival"), path);
  added += 1;
}
process.stdout.write(JSON.stringify({ added, missing, torn }));
