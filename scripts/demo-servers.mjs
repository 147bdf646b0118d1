import { randomBytes } from "node:crypto";

/**
 * One edit of a metabase's text that `pulumi up` is expected to make, in the key of a location.
 *
 * @typedef {{ location: string, find: string, replace: string }} Edit
 */

/**
 * A server of examples/two-servers, and by hand what its drifted copies are to become. The texts still hold the
 * placeholders of that example, `{{web-user}}` and so on.
 *
 * @typedef {object} ExampleServer
 * @property {string} name
 * @property {readonly Edit[]} repairs
 * @property {string} neighbour a location with a stale copy that nobody declared: it has to stay as it is
 */

const stale = 'AnonymousUserPass="{{web-user-old}}"';
const right = 'AnonymousUserPass="{{web-user}}"';

/** @type {{ web01: ExampleServer, web02: ExampleServer }} */
export const exampleServers = {
  web01: {
    name: "web01",
    repairs: [
      { location: "/LM/W3SVC/1/ROOT/Shop", find: stale, replace: right },
      { location: "/LM/W3SVC/1962875481/root", find: '"IUSR_OLDBOX"', replace: '"IUSR_WEB01"' },
      {
        location: "/LM/W3SVC/2/ROOT/legacy",
        find: 'AnonymousUserName="WEBFARM\\svc-web"',
        replace: `AnonymousUserName="WEBFARM\\svc-web"\r\n\t\t${right}`,
      },
    ],
    neighbour: "/LM/W3SVC/2117340092/root/cart",
  },
  web02: {
    name: "web02",
    repairs: [
      { location: "/LM/W3SVC/1/ROOT/status.asp", find: stale, replace: right },
      {
        location: "/LM/W3SVC/409911873/Root/v2",
        find: 'Value="{{web-user-old}}"',
        replace: 'Value="{{web-user}}"',
      },
    ],
    neighbour: "/LM/W3SVC/745/ROOT",
  },
};

/** The settings that the stack files of the example take passwords from. */
export const secretSettings = /** @type {const} */ (["web-user", "iusr", "intranet"]);

const placeholder = /\{\{([a-z-]+)\}\}/g;

/**
 * A password that no one has, for one run of the demonstration. It holds characters that XML has to escape.
 *
 * @returns {string}
 */
export function newPassword() {
  return `${randomBytes(9).toString("base64url")}&<"%${randomBytes(9).toString("base64url")}`;
}

/**
 * A password for each placeholder in a text.
 *
 * @param {string} template
 * @param {Readonly<Record<string, string>>} known passwords that are kept
 * @returns {Record<string, string>}
 */
export function passwordsFor(template, known) {
  const names = new Set(Array.from(template.matchAll(placeholder), ([, name = ""]) => name));
  return Object.fromEntries(Array.from(names, (name) => [name, known[name] ?? newPassword()]));
}

/**
 * Puts passwords in the place of the placeholders, escaped for an attribute's value.
 *
 * @param {string} template
 * @param {Readonly<Record<string, string>>} passwords
 * @returns {string}
 * @throws {Error} where a password is missing
 */
export function filled(template, passwords) {
  return template.replace(placeholder, (_, /** @type {string} */ name) => {
    const password = passwords[name];
    if (password === undefined) throw new Error(`There is no password for {{${name}}}.`);
    return escapedForXml(password);
  });
}

/** @param {string} text */
export function escapedForXml(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}

/**
 * Makes edits by plain replacement of text.
 *
 * @param {string} template
 * @param {readonly Edit[]} edits
 * @returns {string}
 * @throws {Error} where an edit does not fit exactly once into the key of its location
 */
export function edited(template, edits) {
  let text = template;
  for (const { location, find, replace } of edits) {
    const from = text.indexOf(`Location ="${location}"`);
    const next = text.indexOf('Location ="', from + 1);
    const key = text.slice(from, next);
    if (from < 0 || next < 0 || key.split(find).length !== 2) {
      throw new Error(`The example's metabase is not what the demonstration expects at ${location}.`);
    }
    text = text.slice(0, from) + key.replace(find, () => replace) + text.slice(next);
  }
  return text;
}
