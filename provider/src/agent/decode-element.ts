import type { AgentAttribute, AgentElement } from "./agent-messages";
import { decodePassword, textOf } from "./decode-key";
import { protocolError } from "./frame";

/** Elements of IIS's schema with the attributes that the agent reports of them. */
const attributesOf: Readonly<Record<string, readonly string[]>> = {
  location: ["path", "anonymousAuthentication"],
  anonymousAuthentication: [
    "enabled",
    "logonMethod",
    "userName",
    "password",
    "configSource",
    "lockItem",
    "lockAttributes",
    "lockAllAttributesExcept",
  ],
  applicationPools: ["configSource"],
  applicationPoolDefaults: [],
  add: ["name"],
  processModel: ["identityType", "userName", "password"],
  sites: ["configSource"],
  site: ["name", "id"],
  bindings: [],
  binding: ["protocol", "bindingInformation"],
  application: ["path", "applicationPool"],
  applicationDefaults: ["applicationPool"],
  virtualDirectory: ["path", "physicalPath", "logonMethod", "userName", "password"],
  virtualDirectoryDefaults: ["physicalPath", "logonMethod", "userName", "password"],
};

/** Puts together the elements that the agent reports one by one, each with its depth. */
export class ElementDecoder {
  readonly elements: AgentElement[] = [];
  /** The lists that elements go to, from the outermost to that of the element that came last. */
  #lists: AgentElement[][] = [this.elements];

  /**
   * One element: its depth, its name, and each attribute that it sets as `name:value`. A value is a text, a password, or
   * `?` with the HRESULT with which reading it failed.
   *
   * @throws IdentityError E_PROTOCOL
   */
  add([depth = "", name = "", ...fields]: readonly string[], reveal: boolean): void {
    const known = Object.hasOwn(attributesOf, name) ? attributesOf[name] : undefined;
    const list = /^\d$/.test(depth) ? this.#lists[Number(depth)] : undefined;
    if (known === undefined || list === undefined) throw broken();
    const attributes = new Map<string, AgentAttribute>();
    for (const field of fields) {
      const [, attribute = "", value = ""] = /^(\w+):(.+)$/.exec(field) ?? [];
      if (!known.includes(attribute) || attributes.has(attribute)) throw broken();
      attributes.set(attribute, decodeAttribute(attribute, value, reveal));
    }
    const children: AgentElement[] = [];
    list.push({ name, attributes, children });
    this.#lists = [...this.#lists.slice(0, Number(depth) + 1), children];
  }
}

function decodeAttribute(name: string, value: string, reveal: boolean): AgentAttribute {
  const hresult = /^\?([0-9a-f]{8})$/.exec(value)?.[1];
  if (hresult !== undefined) return { state: "unknown", hresult: parseInt(hresult, 16) };
  return name === "password"
    ? { state: "password", password: decodePassword(value, reveal) }
    : { state: "text", text: textOf(value) };
}

function broken(): Error {
  return protocolError("A frame of the agent does not have the form of its version.");
}
