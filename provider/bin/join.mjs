import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join, posix, resolve } from "node:path";
import { pathToFileURL } from "node:url";

// npm run build: puts the compiled modules of each layer into one file as well, for the command: to find, read and compile them
// one by one takes Node a quarter of a start.

const joinedFolder = "joined";
/** The compiler's: it holds the hash of each source. A package has none. */
const buildRecord = "tsconfig.tsbuildinfo";
/** The command loads nothing that needs Pulumi's SDK. */
const leftOut = [joinedFolder, "resources"];

/**
 * The joined files by their names, as the compiled modules make them.
 *
 * @param {string} dist `provider/dist`
 * @returns {Readonly<Record<string, string>>}
 */
export function joinModules(dist) {
  const layers = readdirSync(dist, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !leftOut.includes(entry.name))
    .map(({ name }) => name);
  return {
    "index.js": `module.exports = (${loader.toString()})(require, module.constructor, __dirname);\n`,
    ...Object.fromEntries(layers.map((layer) => [`${layer}.js`, joinLayer(dist, layer)])),
  };
}

/**
 * @param {string} dist
 * @param {string} layer
 */
function joinLayer(dist, layer) {
  const modules = readdirSync(join(dist, layer), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".js"))
    .sort()
    .map((own) => {
      const name = posix.join(layer, own.replaceAll("\\", "/"));
      const text = readFileSync(join(dist, name), "utf8");
      const asked = [...text.matchAll(/\brequire\("(\.[^"]+)"\)/g)].map(([, request = ""]) => request);
      const names = Object.fromEntries(asked.map((request) => [request, nameOf(dist, name, request)]));
      const head = "function (exports, require, module, __filename, __dirname)";
      return `${JSON.stringify(name)}: [${JSON.stringify(names)}, ${head} {\n${text}}],\n`;
    });
  return `module.exports = {\n${modules.join("")}};\n`;
}

/**
 * @param {string} dist
 * @param {string} from the module that asks
 * @param {string} request
 */
function nameOf(dist, from, request) {
  const path = posix.join(posix.dirname(from), request);
  return existsSync(join(dist, `${path}.js`)) ? `${path}.js` : `${path}/index.js`;
}

/**
 * Stands in the joined files, and loads a module as Node does: once, and listed under the path of its own file.
 *
 * @typedef {(exports: unknown, require: (request: string) => unknown, module: NodeModule, path: string, folder: string) => void} Body
 * @typedef {readonly [names: Readonly<Record<string, string>>, body: Body]} Joined
 *
 * @param {NodeJS.Require} require
 * @param {new (path: string) => NodeModule} Module
 * @param {string} folder
 * @returns {(name: string) => unknown} gives what a module exports
 */
function loader(require, Module, folder) {
  const { dirname, join } = require("node:path");
  /** @type {Map<string, NodeModule>} */
  const loaded = new Map();
  /** @param {string} name */
  const load = (name) => {
    const known = loaded.get(name);
    if (known !== undefined) return known.exports;
    const path = join(folder, "..", name);
    const module = new Module(path);
    loaded.set(name, module);
    require.cache[path] = module;
    /** @type {Joined} */
    const [names, body] = require(`./${name.slice(0, name.indexOf("/"))}.js`)[name];
    /** @param {string} request */
    const own = (request) => {
      const asked = names[request];
      return asked === undefined ? require(request) : load(asked);
    };
    try {
      body.call(module.exports, module.exports, own, module, path, dirname(path));
    } catch (error) {
      loaded.delete(name);
      throw error;
    }
    return module.exports;
  };
  return load;
}

/**
 * Writes the joined files, with a copy of the record of the build that they were made from: beside another build the command
 * leaves them alone.
 *
 * @param {string} dist `provider/dist`, compiled
 */
export function joinBuild(dist) {
  const folder = join(dist, joinedFolder);
  const record = readFileSync(join(dist, buildRecord));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  for (const [name, text] of Object.entries(joinModules(dist))) writeFileSync(join(folder, name), text);
  writeFileSync(join(folder, buildRecord), record);
}

// Node follows a link to this file; the argument does not.
const [, program] = process.argv;
if (program !== undefined && import.meta.url === pathToFileURL(realpathSync(program)).href) {
  joinBuild(resolve(import.meta.dirname, "..", "dist"));
}
