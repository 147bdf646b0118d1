import { parseXml, XmlElement } from "@rgrove/parse-xml";

/*
 * What has drifted, found out a second time: with a general XML parser and plain code, none of it the product's own.
 */

/**
 * An identity as a stack file declares it; without a password only its name is declared.
 *
 * @typedef {{ location: string, userName: string, password?: string | undefined }} Declared
 */

/**
 * One location with the properties that differ there.
 *
 * @typedef {{ location: string, properties: readonly string[] }} Drift
 */

/** @typedef {{ location: string, userName?: string | undefined, password?: string | undefined }} Key */

/**
 * The declared identities whose effective name or password is not the declared one, what stands above them being
 * repaired first.
 *
 * @param {string} xml
 * @param {readonly Declared[]} declared
 * @param {string} machine
 * @returns {readonly Drift[]} ordered by location
 */
export function driftIn(xml, declared, machine) {
  const keys = new Map(keysOf(xml).map((key) => [key.location.toUpperCase(), key]));
  const downwards = declared
    .map((identity) => ({ ...identity, path: pathOf(identity.location) }))
    .sort((left, right) => left.path.length - right.path.length);
  /** @type {Drift[]} */
  const drifts = [];
  for (const { path, userName, password } of downwards) {
    const name = effective(keys, path, "userName");
    const sameName = name !== undefined && account(name, machine) === account(userName, machine);
    const samePassword = password === undefined || effective(keys, path, "password") === password;
    if (sameName && samePassword) continue;
    const location = keys.get(path)?.location ?? path;
    drifts.push({
      location,
      properties: [
        ...(sameName ? [] : ["AnonymousUserName"]),
        ...(samePassword ? [] : ["AnonymousUserPass"]),
      ],
    });
    keys.set(path, { location, userName, password });
  }
  return drifts.sort((left, right) => (left.location < right.location ? -1 : 1));
}

/**
 * @param {ReadonlyMap<string, Key>} keys
 * @param {string} path
 * @param {"userName" | "password"} half
 */
function effective(keys, path, half) {
  for (let at = path; at.length > 1; at = at.slice(0, at.lastIndexOf("/"))) {
    const value = keys.get(at)?.[half];
    if (value !== undefined) return value;
  }
  return undefined;
}

/**
 * @param {string} xml
 * @returns {Key[]}
 */
function keysOf(xml) {
  const { root } = parseXml(xml);
  const [list] = root === null ? [] : elementsIn(root);
  return (list === undefined ? [] : elementsIn(list)).map((key) => ({
    location: key.attributes["Location"] ?? "",
    userName: own(key, "AnonymousUserName", "6020"),
    password: own(key, "AnonymousUserPass", "6021"),
  }));
}

/**
 * @param {XmlElement} key
 * @param {string} name
 * @param {string} id
 */
function own(key, name, id) {
  const custom = elementsIn(key).find(({ attributes }) => attributes["ID"] === id);
  return key.attributes[name] ?? custom?.attributes["Value"];
}

/** @param {XmlElement} parent */
function elementsIn(parent) {
  return parent.children.filter((child) => child instanceof XmlElement);
}

/** @param {string} location */
function pathOf(location) {
  const path = location.toUpperCase();
  return path.startsWith("/LM/") ? path : `/LM/${path}`;
}

/**
 * @param {string} name
 * @param {string} machine
 */
function account(name, machine) {
  const upper = name.toUpperCase();
  const prefix = `${machine.toUpperCase()}\\`;
  return upper.startsWith(prefix) ? upper.slice(prefix.length) : upper;
}
