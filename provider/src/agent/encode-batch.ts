import { IdentityError, type Secret, type ValueChange } from "../domain";
import type { AgentRequest } from "./agent-messages";
import { encodeFrame, protocolVersion } from "./frame";
import { encodeText } from "./wire-text";

/** What one process of the agent gets. It contains secrets: it goes to standard input and nowhere else. */
export interface Batch {
  /** Whose IIS: a name as in `IIS://SERVER`. `undefined` is the machine on which the agent runs. */
  readonly server: string | undefined;
  /** The key of the fingerprints, 32 bytes in hexadecimal. */
  readonly key: string;
  /**
   * Distinguishes this batch from every other, in hexadecimal: the agent repeats it, so that old answers are not taken
   * for new ones.
   */
  readonly nonce: string;
  readonly requests: readonly AgentRequest[];
}

/**
 * A batch as the agent reads it: a header, each request with its locations, and an end with the number of requests.
 *
 * @throws IdentityError E_INPUT for a server or a backup's name that could be taken for something else
 */
export function encodeBatch({ server = "localhost", key, nonce, requests }: Batch): string {
  if (!/^[\dA-Za-z](?:[\dA-Za-z._-]*[\dA-Za-z])?$/.test(server)) {
    throw new IdentityError({
      code: "E_INPUT",
      message: "The server's name contains characters that no machine's name has.",
      hint: "Write the server as a name or an IPv4 address.",
    });
  }
  const payloads = [
    `batch ${String(protocolVersion)} ${encodeText(server)} ${key} ${nonce}`,
    ...requests.flatMap(encodeRequest),
    `end ${String(requests.length)}`,
  ];
  return payloads.map((payload, number) => `${encodeFrame(number, payload)}\r\n`).join("");
}

function encodeRequest(request: AgentRequest): readonly string[] {
  switch (request.type) {
    case "snapshot":
      return [
        `snapshot ${encodeText(request.under)} ${flag(request.reveal)}`,
        ...encodeLocations(request.locations),
      ];
    case "observe":
      return [`observe ${flag(request.reveal)}`, ...encodeLocations(request.locations)];
    case "configuration":
      return [`configuration ${flag(request.reveal)}`];
    case "backup":
    case "copy":
      return [`${request.type} ${encodeText(backupName(request.name))} ${String(request.keep)}`];
    case "apply":
      return [["apply", encodeText(request.location), request.kind, ...encodeHalves(request)].join(" ")];
    case "set": {
      const { at, identityType } = request;
      const { element, site, path, directory } = at;
      const fields = [
        ...[site, path, directory].map(encodeOptional),
        ...encodeHalves(request),
        identityType === undefined ? "." : encodeOptional(identityType.expected),
        encodeChange(identityType?.change, (text) => text),
      ];
      return [`set ${element} ${fields.join(" ")}`];
    }
    case "echo":
      return [`echo ${encodeText(request.text)}`];
    case "save":
    case "pools":
    case "examine":
    case "inspect":
      return [request.type];
  }
}

function encodeHalves({
  expected,
  userName,
  password,
}: Extract<AgentRequest, { type: "apply" | "set" }>): readonly string[] {
  return [
    encodeOptional(expected.userName),
    encodeOptional(expected.password),
    encodeChange(userName, (text) => text),
    encodeChange(password, (secret: Secret) => secret.reveal()),
  ];
}

function encodeOptional(text: string | undefined): string {
  return text === undefined ? "-" : encodeText(text);
}

function encodeLocations(locations: readonly string[]): readonly string[] {
  return locations.map((location) => `location ${encodeText(location)}`);
}

function encodeChange<Value>(
  change: ValueChange<Value> | undefined,
  toText: (value: Value) => string,
): string {
  if (change === undefined) return ".";
  return "remove" in change ? "-" : encodeText(toText(change.set));
}

function flag(on: boolean): string {
  return on ? "1" : "0";
}

// It becomes part of file names, and of a pattern that says which of them are ours.
function backupName(name: string): string {
  if (/^[\dA-Za-z][\dA-Za-z-]{0,79}$/.test(name)) return name;
  throw new IdentityError({
    code: "E_INPUT",
    message: "A backup's name contains something other than letters, digits and hyphens.",
    hint: "Choose a name of up to 80 letters, digits and hyphens.",
  });
}
