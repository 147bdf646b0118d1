// One script of three: what the tests plant, the simulated IIS, and the agent as it is shipped.
"use strict";
const { readFileSync } = require("node:fs");
const { join } = require("node:path");

const simulator = [
  "simulator",
  "ahadmin-objects",
  "ahadmin-schema",
  "ahadmin",
  "ahadmin-elements",
  "ahadmin-sections",
  "ahadmin-commit",
  "ahadmin-writing",
];

/**
 * @param {object} config
 * @param {string} agent the agent's text
 * @returns {string} a script of ASCII for WScript and ActiveXObject of a script host
 */
function agentScript(config, agent) {
  const surface = JSON.parse(readFileSync(join(__dirname, "ahadmin-surface.json"), "utf8"));
  const literal = JSON.stringify({ ...config, surface }).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return [
    "(function (HostWScript, HostActiveXObject) {",
    `var CONFIG = ${literal};`,
    ...simulator.map((name) => readFileSync(join(__dirname, `${name}.js`), "latin1")),
    "try {",
    agent,
    "} catch (error) { journal('violation ' + simEscape('the agent died: ' + error.number)); }",
    "})(WScript, ActiveXObject);",
  ].join("\n");
}

module.exports = { agentScript };
