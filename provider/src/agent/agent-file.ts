import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { AgentFile } from "../transports";
import { checksum } from "./frame";

const path = join(__dirname, "..", "..", "agent", "iis-identity-agent.js");

/** The agent that is shipped in this package, with its hash in its name. */
export function agentFile(): AgentFile {
  const hash = createHash("sha256").update(readFileSync(path)).digest("hex");
  return { path, name: `iis-identity-agent-${hash.slice(0, 16)}.js` };
}

/**
 * The values by which an agent shows which agent it is: its length in bytes, which are also its characters, and CRC-32.
 */
export function agentIdentity({ path: file }: AgentFile): { length: number; checksum: string } {
  const text = readFileSync(file, "latin1");
  return { length: text.length, checksum: checksum(text) };
}
