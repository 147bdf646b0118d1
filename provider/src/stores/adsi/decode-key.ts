import {
  kinds,
  locationInPlaceOf,
  parseLocation,
  Secret,
  settingTable,
  type Kind,
  type Location,
  type OpaqueReason,
  type Own,
  type SettingName,
} from "../../domain";
import type { AgentKey, AgentPair, AgentPassword } from "./agent-messages";
import { protocolError } from "./frame";
import { decodeText } from "./wire-text";

const opaqueReasons: readonly OpaqueReason[] = ["sealed", "sealed-empty", "exported", "masked", "unreadable"];
/** What the agent reads beside the credentials, in its order. */
const settingNames = Object.keys(settingTable) as SettingName[];

/** How many fields `decodeKey` takes. */
export const keyFields = 2 + 2 * kinds.length + settingNames.length + 1;

/**
 * One key: location, type, user name and password of each kind, settings, and what could not be read. An own value
 * begins with `i` where it is inheritable, with `o` where it counts at its key alone; `-` is none.
 *
 * @throws IdentityError E_PROTOCOL
 */
export function decodeKey(fields: readonly string[], reveal: boolean): AgentKey {
  if (fields.length !== keyFields) throw broken();
  const [location = "", keyType = "", ...values] = fields;
  const own: Partial<Record<Kind, AgentPair>> = {};
  for (const kind of kinds) {
    const userName = decodeOwn(values.shift(), textOf);
    const password = decodeOwn(values.shift(), (field) => decodePassword(field, reveal));
    if (userName === undefined && password === undefined) continue;
    own[kind] = {
      ...(userName === undefined ? {} : { userName }),
      ...(password === undefined ? {} : { password }),
    };
  }
  const settings: Partial<Record<SettingName, string>> = {};
  for (const name of settingNames) {
    const field = values.shift();
    if (field !== undefined && field !== "-") settings[name] = textOf(field);
  }
  const unreadable = decodeUnreadable(values.shift() ?? "");
  const path = textOf(location);
  if (path.startsWith("/LM/") && !isLocation(path)) {
    const reason = "Its path holds what no location can hold.";
    return { location: locationInPlaceOf(path), keyType: textOf(keyType), own, settings, unreadable: reason };
  }
  return {
    location: locationOf(location),
    keyType: textOf(keyType),
    own,
    settings,
    ...(unreadable === undefined ? {} : { unreadable }),
  };
}

/** @throws IdentityError E_PROTOCOL */
export function textOf(field: string): string {
  const text = decodeText(field);
  if (text === undefined) throw broken();
  return text;
}

/** @throws IdentityError E_PROTOCOL */
export function locationOf(field: string): Location {
  const text = textOf(field);
  try {
    return parseLocation(text);
  } catch {
    throw broken();
  }
}

function isLocation(path: string): boolean {
  try {
    parseLocation(path);
    return true;
  } catch {
    return false;
  }
}

function decodeOwn<Value>(
  field: string | undefined,
  valueOf: (field: string) => Value,
): Own<Value> | undefined {
  if (field === "-") return undefined;
  if (field?.startsWith("i") !== true && field?.startsWith("o") !== true) throw broken();
  return { value: valueOf(field.slice(1)), inheritable: field.startsWith("i") };
}

function decodePassword(field: string, reveal: boolean): AgentPassword {
  if (field === "empty") return { state: "empty" };
  const [, state, fingerprint, text] = /^([a-z-]+):([0-9a-f]{64})(=.*)?$/.exec(field) ?? [];
  if (state === undefined || fingerprint === undefined) throw broken();
  if (state === "plain") {
    if ((text !== undefined) !== reveal) throw broken();
    return {
      state: "comparable",
      fingerprint,
      ...(text === undefined ? {} : { text: new Secret(textOf(text)) }),
    };
  }
  const reason = opaqueReasons.find((each) => each === state);
  if (reason === undefined || text !== undefined) throw broken();
  return { state: "opaque", reason, fingerprint };
}

function decodeUnreadable(field: string): string | undefined {
  if (field === "-") return undefined;
  const [, what, hresult] = /^(key|[A-Za-z\d]+):([0-9a-f]{8})$/.exec(field) ?? [];
  if (what === undefined || hresult === undefined) throw broken();
  return `${what === "key" ? "The key" : what} can't be read there (0x${hresult}).`;
}

function broken(): Error {
  return protocolError("A frame of the agent is not of the form that its version has.");
}
