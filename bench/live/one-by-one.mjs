import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Giving an account a new password one script host at a time, as people do with the administration script that came with IIS:
 * one finds where the user name is set, one for each of these keys reads it, one for each copy sets the password. Each script
 * is as small as ADSI's documentation lets it be. What people pass as arguments is in the script, where nobody else can read it.
 *
 * @param {string} folder
 * @param {{ keys: readonly string[], copies: readonly string[], password: string }} about keys as `W3SVC/1/ROOT`
 * @returns {{ find: readonly string[], get: readonly string[], set: readonly string[] }} paths of scripts
 */
export function scriptsOneByOne(folder, { keys, copies, password }) {
  mkdirSync(folder);
  let count = 0;
  /** @param {readonly string[]} lines */
  const script = (...lines) => {
    count += 1;
    const path = join(folder, `${String(count)}.js`);
    writeFileSync(path, `${lines.join("\n")}\n`);
    return path;
  };
  const open = (/** @type {string} */ key) =>
    `var object = GetObject(${JSON.stringify(`IIS://localhost/${key}`)});`;
  return {
    find: [
      script(
        'var found = new VBArray(GetObject("IIS://localhost").GetDataPaths("AnonymousUserName", 0)).toArray();',
        "for (var index = 0; index < found.length; index += 1) WScript.Echo(found[index]);",
      ),
    ],
    get: keys.map((key) => script(open(key), 'WScript.Echo(object.Get("AnonymousUserName"));')),
    set: copies.map((key) =>
      script(open(key), `object.Put("AnonymousUserPass", ${JSON.stringify(password)});`, "object.SetInfo();"),
    ),
  };
}

/** @param {string} folder */
export function scriptThatDoesNothing(folder) {
  const path = join(folder, "nothing.js");
  writeFileSync(path, "var nothing;\n");
  return path;
}
