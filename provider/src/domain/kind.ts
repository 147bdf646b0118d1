import { foldCase } from "./fold-case";
import { locationKey, type Location } from "./location";

/** Which pair of properties: the anonymous user, the WAM (application pool) identity or the UNC user. */
export const kinds = ["anonymous", "wam", "unc"] as const;

export type Kind = (typeof kinds)[number];

/** Something of its own for each kind. */
export function ofKinds<Value>(make: () => Value): Readonly<Record<Kind, Value>> {
  return { anonymous: make(), wam: make(), unc: make() };
}

/** One of the two halves of a credential. */
export type Half = "userName" | "password";

/** What can be declared of a credential: a half, or, of an application pool of IIS 7 or later, its type. */
export type Part = Half | "identityType";

export interface Property {
  /** As the metabase names it, for example `AnonymousUserName`. */
  readonly name: string;
  /** The metabase's numeric identifier. */
  readonly id: number;
  /** Key types that may hold it. `IIsConfigObject` may hold anything, and is in no list. */
  readonly keyTypes: readonly string[];
}

const anonymousUserName = [
  "IIsWebService",
  "IIsWebServer",
  "IIsWebVirtualDir",
  "IIsWebDirectory",
  "IIsWebFile",
  "IIsFtpService",
  "IIsFtpServer",
  "IIsNntpService",
  "IIsNntpServer",
  "IIsSmtpService",
  "IIsSmtpServer",
];
const wam = ["IIsWebService", "IIsApplicationPools", "IIsApplicationPool"];
const unc = [
  "IIsWebVirtualDir",
  "IIsFtpVirtualDir",
  "IIsNntpVirtualDir",
  "IIsSmtpVirtualDir",
  "IIsPop3VirtualDir",
  "IIsImapVirtualDir",
];

/** The six properties, from Microsoft's metabase property reference and MBSchema.xml of IIS 6. */
export const propertyTable: Readonly<Record<Kind, Readonly<Record<Half, Property>>>> = {
  anonymous: {
    userName: { name: "AnonymousUserName", id: 6020, keyTypes: anonymousUserName },
    password: {
      name: "AnonymousUserPass",
      id: 6021,
      keyTypes: anonymousUserName.filter((type) => type !== "IIsSmtpServer"),
    },
  },
  wam: {
    userName: { name: "WAMUserName", id: 7501, keyTypes: wam },
    password: { name: "WAMUserPass", id: 7502, keyTypes: wam },
  },
  unc: {
    userName: { name: "UNCUserName", id: 3002, keyTypes: unc },
    password: { name: "UNCPassword", id: 3003, keyTypes: unc },
  },
};

/** The elements of an applicationHost.config that hold the three kinds, where nothing says which of several is meant. */
export const sectionTable: Readonly<Record<Kind, string>> = {
  anonymous: "anonymousAuthentication",
  wam: "processModel",
  unc: "virtualDirectory",
};

/** True where a key of this type may hold the property. Types compare ignoring case. */
export function mayHold(keyType: string, property: Property): boolean {
  // As IIS spells it, nothing need be folded.
  if (property.keyTypes.includes(keyType)) return true;
  const folded = foldCase(keyType);
  return folded === "IISCONFIGOBJECT" || property.keyTypes.some((type) => foldCase(type) === folded);
}

/** Where one credential of a metabase is. */
export interface Credential {
  readonly kind: Kind;
  readonly location: Location;
}

/** One credential as a map's key: equal for two exactly if they are of one kind at one metabase key. */
export function credentialKey({ kind, location }: Credential): string {
  return `${kind} ${locationKey(location)}`;
}
