import type { Row } from "./apphost-oracle";

/** A whole document with the rows that the documents promise for it. */
export interface ApphostCase {
  /** The rule, and in brackets where it is written. */
  readonly rule: string;
  readonly document: string;
  readonly rows: readonly Row[];
}

/** A row in short: a half that nobody set is left out, one without a place is the element's own. */
type Half<Value> = Value | readonly [value: Value, from: string];

const kinds = {
  anonymousAuthentication: "anonymous",
  processModel: "wam",
  applicationPoolDefaults: "wam",
  virtualDirectory: "unc",
  virtualDirectoryDefaults: "unc",
} as const;

export function row(
  keyType: Row["keyType"],
  location: string,
  name: string,
  user: Half<string>,
  password?: Half<Row["passwordState"]>,
): Row {
  const [userName, userNameFrom] = typeof user === "string" ? [user, "own"] : user;
  const [passwordState, passwordFrom] =
    password === undefined
      ? (["absent", null] as const)
      : typeof password === "string"
        ? ([password, "own"] as const)
        : password;
  return {
    location,
    name,
    keyType,
    kind: kinds[keyType],
    userName,
    userNameFrom,
    passwordState,
    passwordFrom,
  };
}

/** What `find --json` shows where nobody can tell what is set. */
export function unclear(keyType: Row["keyType"], location: string, name: string): Row {
  return {
    ...{ location, name, keyType, kind: kinds[keyType] },
    ...{ userName: null, userNameFrom: null, passwordState: "unreadable", passwordFrom: null },
  };
}

export const configuration = (...parts: readonly string[]): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\r\n<configuration>\r\n${parts.join("\r\n")}\r\n</configuration>\r\n`;

export const host = (...sections: readonly string[]): string =>
  `<system.applicationHost>${sections.join("")}</system.applicationHost>`;

export const sites = (...elements: readonly string[]): string => `<sites>${elements.join("")}</sites>`;

/** A site whose root application has a root directory, and whatever else is given. */
export const site = (name: string, id: number, ...elements: readonly string[]): string =>
  `<site name="${name}" id="${String(id)}"><application path="/"><virtualDirectory path="/" /></application>${elements.join("")}</site>`;

export const application = (path: string, ...elements: readonly string[]): string =>
  `<application path="${path}">${elements.join("")}</application>`;

export const directory = (path: string, attributes = ""): string =>
  `<virtualDirectory path="${path}" physicalPath="C:\\web" ${attributes} />`;

export const pools = (...elements: readonly string[]): string =>
  `<applicationPools>${elements.join("")}</applicationPools>`;

export const pool = (name: string, attributes = ""): string =>
  `<add name="${name}"><processModel ${attributes} /></add>`;

export const poolDefaults = (attributes: string): string =>
  `<applicationPoolDefaults><processModel ${attributes} /></applicationPoolDefaults>`;

export const directoryDefaults = (attributes: string): string => `<virtualDirectoryDefaults ${attributes} />`;

/** The section of anonymous authentication in its groups. */
export const anonymous = (attributes: string): string =>
  `<system.webServer><security><authentication><anonymousAuthentication ${attributes} /></authentication></security></system.webServer>`;

export const tag = (attributes: string, ...content: readonly string[]): string =>
  `<location ${attributes}>${content.join("")}</location>`;

/** A location tag with nothing but anonymous authentication. */
export const anonymousAt = (path: string, attributes: string): string =>
  tag(`path="${path}"`, anonymous(attributes));
