import type { AgentAttribute, AgentElement, AgentPassword } from "../../agent";
import {
  childRole,
  ContentBuilder,
  GivenAttributes,
  isServer,
  type AppHostContent,
  type Role,
} from "../../apphost";
import { IdentityError } from "../../domain";

/** What a running IIS has open, in the form in which levels are found, and the passwords behind its texts. */
export interface LiveContent {
  readonly content: AppHostContent;
  /** By the text that replaces a password there. */
  readonly passwords: ReadonlyMap<string, AgentPassword>;
}

type Attributes = AgentElement["attributes"];

/** Elements that the agent reports by themselves, and those that are around them in a file. */
const around: Readonly<Record<string, Role>> = {
  location: "configuration",
  applicationPools: "applicationHost",
  sites: "applicationHost",
  anonymousAuthentication: "authentication",
};

/**
 * Puts together what the agent read as if it had been read from a file.
 *
 * @param tagsMayKeepApart some location tag has inheritInChildApplications="false", and it is not known which
 * @throws IdentityError E_PROTOCOL for an element where IIS's schema has none
 */
export function liveContent(tagsMayKeepApart: boolean, elements: readonly AgentElement[]): LiveContent {
  const builder = new ContentBuilder();
  const passwords = new Map<string, AgentPassword>();
  const add = ({ name, attributes, children }: AgentElement, parent: Role): void => {
    const role = builder.roleOf(parent, name);
    if (role === "other") throw foreign();
    const texts = new GivenAttributes(
      [...attributes].map(([each, value]) => [each, attributeOf(each, value, passwords)] as const),
    );
    builder.enter(role, parent, { name, span: noPlace, attributes: texts });
    for (const child of children) add(child, childParent(role, child));
    builder.leave(role);
  };
  for (const element of withoutRepeated(elements)) {
    const parent = Object.hasOwn(around, element.name) ? around[element.name] : undefined;
    if (parent === undefined) throw foreign();
    add(element, parent);
  }
  const { scopes, sites, pools, unmanaged, leftovers, providers } = builder;
  return { content: { scopes, sites, pools, unmanaged, leftovers, providers, tagsMayKeepApart }, passwords };
}

const noPlace = { start: 0, end: 0 } as const;

function placed(text: string): { text: string; nameStart: number; valueStart: number; valueEnd: number } {
  return { text, nameStart: 0, valueStart: 0, valueEnd: 0 };
}

/** In a file, a section in a location tag is inside its section groups. */
function childParent(role: Role, { name }: AgentElement): Role {
  return role === "location" && childRole("authentication", name) !== "other" ? "authentication" : role;
}

function attributeOf(
  name: string,
  value: AgentAttribute,
  passwords: Map<string, AgentPassword>,
): ReturnType<typeof placed> & { readonly unreadable?: string } {
  switch (value.state) {
    case "text":
      return placed(value.text);
    case "password": {
      const text = tokenOf(value.password);
      passwords.set(text, value.password);
      return placed(text);
    }
    case "unknown": {
      const code = value.hresult.toString(16).padStart(8, "0");
      return { ...placed(""), unreadable: `IIS does not say whether ${name} is set there (0x${code}).` };
    }
  }
}

/** The same text for equal passwords; for an empty one the empty text, as in a file. */
function tokenOf(password: AgentPassword): string {
  return password.state === "empty" ? "" : `${password.state}:${password.fingerprint}`;
}

/**
 * IIS may report a section in a location tag of the server's own level as the file's own section, too, and an empty section
 * where the file has none. So two sections with equal values count as one: IIS would not start with a file that really
 * holds the section twice.
 */
function withoutRepeated(elements: readonly AgentElement[]): readonly AgentElement[] {
  const inTags = elements
    .filter(({ name, attributes }) => name === "location" && isServer(pathOf(attributes)))
    .flatMap(({ children }) => children.map(({ attributes }) => attributes));
  return elements.filter(
    ({ name, attributes }) =>
      name !== "anonymousAuthentication" ||
      (attributes.size > 0 && !inTags.some((other) => equal(attributes, other))),
  );
}

function pathOf(attributes: Attributes): string {
  const path = attributes.get("path");
  return path?.state === "text" ? path.text : "";
}

const none: AgentAttribute = { state: "unknown", hresult: 0 };

function equal(left: Attributes, right: Attributes): boolean {
  const token = (value: AgentAttribute): string =>
    value.state === "password" ? tokenOf(value.password) : JSON.stringify(value);
  return (
    left.size === right.size &&
    [...left].every(([name, value]) => {
      const other = right.get(name) ?? none;
      return other.state === value.state && token(other) === token(value);
    })
  );
}

function foreign(): IdentityError {
  return new IdentityError({
    code: "E_PROTOCOL",
    message: "The agent reported an element in a place where IIS's schema has none.",
    hint: "Run the same command again; if it stays so, report it.",
  });
}
