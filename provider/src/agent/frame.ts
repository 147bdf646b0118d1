import { crc32 } from "node:zlib";
import { IdentityError } from "../domain";

/** The version of the wire. The agent greets with its own version, and any other is refused. */
export const protocolVersion = 1;

/** One line of the wire: `~number length checksum payload`, where the checksum is of number and payload. */
export function encodeFrame(number: number, payload: string): string {
  return `~${String(number)} ${String(payload.length)} ${checksum(`${String(number)} ${payload}`)} ${payload}`;
}

/**
 * The payload of a line without its line break.
 *
 * @throws IdentityError E_PROTOCOL where it is anything but the frame of that number
 */
export function decodeFrame(number: number, line: string): string {
  const [, found, length, sum, payload = ""] = /^~(\d+) (\d+) ([0-9a-f]{8}) ([ -~]+)$/.exec(line) ?? [];
  if (found === undefined)
    throw protocolError("Something that is not a frame came between the agent's frames.");
  if (found !== String(number))
    throw protocolError("A frame of the agent is missing, repeated or out of order.");
  if (length !== String(payload.length) || sum !== checksum(`${found} ${payload}`)) {
    throw protocolError("A frame of the agent is damaged.");
  }
  return payload;
}

/** CRC-32 of an ASCII text, as eight hexadecimal digits. */
export function checksum(text: string): string {
  return crc32(Buffer.from(text, "latin1")).toString(16).padStart(8, "0");
}

/** What came is not an answer of the agent. The error contains nothing of it. */
export function protocolError(message: string): IdentityError {
  return new IdentityError({
    code: "E_PROTOCOL",
    message,
    hint: "Preview to see what the metabase holds now, and remove what prints into the server's sessions.",
  });
}
