// What an applicationHost.config holds, by other means than the code under test: the simulated IIS's file.
"use strict";
const { parseXml } = require("@rgrove/parse-xml");

/** @typedef {{ name: string, attributes: Record<string, string>, children: Node[] }} Node */

/**
 * @param {Buffer} bytes
 * @returns {Node} the root element, with all that it holds
 */
function appHostTree(bytes) {
  const big = bytes[0] === 0xfe && bytes[1] === 0xff;
  const wide = big || (bytes[0] === 0xff && bytes[1] === 0xfe);
  const ordered = big ? Buffer.from(bytes).swap16() : bytes;
  const text = ordered.toString(wide ? "utf16le" : "utf8").replace(/^\ufeff/, "");
  // Its own declaration may name an encoding that a text no longer has.
  const root = parseXml(text.replace(/^<\?xml[^>]*\?>/, "")).root;
  return nodeOf(root);
}

/**
 * @param {any} element
 * @returns {Node}
 */
function nodeOf(element) {
  return {
    name: element.name,
    attributes: { ...element.attributes },
    children: element.children.filter((/** @type {any} */ child) => child.type === "element").map(nodeOf),
  };
}

module.exports = { appHostTree };
