import {
  kinds,
  locationInPlaceOf,
  parseLocation,
  Secret,
  settingTable,
  type Half,
  type Kind,
  type Location,
  type OpaqueReason,
  type SettingName,
} from "../domain";
import type { AgentKey, AgentPair, AgentPassword } from "./agent-messages";
import { protocolError } from "./frame";
import { decodeText } from "./wire-text";

const opaqueReasons: readonly OpaqueReason[] = ["sealed", "sealed-empty", "exported", "masked", "unreadable"];
/** What the agent reads beside the credentials, in its order. */
const settingNames = Object.keys(settingTable) as SettingName[];

/** How many fields `decodeKey` takes. */
const keyFields = 2 + 2 * kinds.length + settingNames.length + 1;

/**
 * One key: location, type, user name and password of each kind, settings, and what could not be read. An own value
 * begins with `i` if it is inheritable, with `o` if it counts at its key only, and with its place in the server's list
 * of the property; `?` is a value that is set and could not be read; `-` means that no value is set.
 *
 * @throws IdentityError E_PROTOCOL
 */
export function decodeKey(fields: readonly string[], reveal: boolean): AgentKey {
  if (fields.length !== keyFields) throw broken();
  const [path = "", keyType = "", ...values] = fields;
  const halves = new HalvesOfKey(reveal);
  for (const kind of kinds) {
    halves.add(kind, "userName", values.shift());
    halves.add(kind, "password", values.shift());
  }
  const settings: Partial<Record<SettingName, string>> = {};
  const unclearSettings: SettingName[] = [];
  for (const name of settingNames) {
    const field = values.shift();
    if (field === "?") unclearSettings.push(name);
    else if (field !== undefined && field !== "-") settings[name] = textOf(field);
  }
  const { own, unclear, listed } = halves;
  const unreadable = decodeUnreadable(values.shift() ?? "");
  const isUnclear = unclearSettings.length > 0 || Object.keys(unclear).length > 0;
  if (isUnclear && unreadable === undefined) throw broken();
  const found = {
    keyType: textOf(keyType),
    own,
    settings,
    ...(Object.keys(unclear).length === 0 ? {} : { unclear }),
    ...(unclearSettings.length === 0 ? {} : { unclearSettings }),
    ...(Object.keys(listed).length === 0 ? {} : { listed }),
  };
  const text = textOf(path);
  if (text.startsWith("/LM/") && !isLocation(text)) {
    halves.doubtInheritedNames();
    const reason = "Its path contains something that no location can contain.";
    return { ...found, location: locationInPlaceOf(text), unclear, unreadable: reason };
  }
  return { ...found, location: locationOf(path), ...(unreadable === undefined ? {} : { unreadable }) };
}

/** What one key says about its halves, collected field by field. */
class HalvesOfKey {
  readonly own: Partial<Record<Kind, AgentPair>> = {};
  readonly unclear: Partial<Record<Kind, readonly Half[]>> = {};
  readonly listed: Partial<Record<Kind, Partial<Record<Half, number>>>> = {};

  constructor(private readonly reveal: boolean) {}

  add(kind: Kind, half: Half, field: string | undefined): void {
    if (field === "-") return;
    const [, flag, place = "", value] = /^([io])(\d{0,9})(\D.*)$/.exec(field ?? "") ?? [];
    if (flag === undefined || value === undefined) throw broken();
    if (place !== "") this.listed[kind] = { ...this.listed[kind], [half]: Number(place) };
    if (value === "?") {
      this.#doubt(kind, half);
      return;
    }
    const inheritable = flag === "i";
    const own =
      half === "userName"
        ? { userName: { inheritable, value: textOf(value) } }
        : { password: { inheritable, value: decodePassword(value, this.reveal) } };
    this.own[kind] = { ...this.own[kind], ...own };
  }

  /** Names that would be inherited for own passwords: it is not known which key is above such a path. */
  doubtInheritedNames(): void {
    for (const kind of kinds) {
      const { [kind]: pair } = this.own;
      const isClear = this.unclear[kind]?.includes("userName") !== true;
      if (pair?.userName === undefined && (pair ?? this.unclear[kind]) !== undefined && isClear)
        this.#doubt(kind, "userName");
    }
  }

  #doubt(kind: Kind, half: Half): void {
    this.unclear[kind] = [...(this.unclear[kind] ?? []), half];
  }
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

/** @throws IdentityError E_PROTOCOL */
export function decodePassword(field: string, reveal: boolean): AgentPassword {
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
  return protocolError("A frame of the agent does not have the form of its version.");
}
