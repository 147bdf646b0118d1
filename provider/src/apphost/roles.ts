/** What an element is by its place, as far as credentials go. */
export type Role =
  | "configuration"
  | "location"
  | "webServer"
  | "security"
  | "authentication"
  | "anonymous"
  | "applicationHost"
  | "sites"
  | "site"
  | "bindings"
  | "binding"
  | "application"
  | "applicationDefaults"
  | "virtualDirectory"
  | "virtualDirectoryDefaults"
  | "pools"
  | "pool"
  | "poolDefaults"
  | "processModel"
  | "metadata"
  | "metadataKey"
  | "metadataProperty"
  | "protectedData"
  | "providers"
  | "provider"
  | "other";

/** What is only on the way to elements that count: nobody asks for them, nor for their attributes. */
const onTheWay: ReadonlySet<Role> = new Set([
  "webServer",
  "security",
  "authentication",
  "applicationHost",
  "bindings",
  "metadata",
  "protectedData",
  "providers",
  "other",
]);

/** False for elements of which nothing has to be kept. */
export function counts(role: Role): boolean {
  return !onTheWay.has(role);
}

const groups = { "system.webServer": "webServer", "system.applicationHost": "applicationHost" } as const;

/** The elements of IIS's schema on the way to a credential; all others are `other`, and so is all that they hold. */
const children: Readonly<Partial<Record<Role, Readonly<Record<string, Role>>>>> = {
  configuration: { ...groups, location: "location", configProtectedData: "protectedData" },
  location: groups,
  webServer: { security: "security" },
  security: { authentication: "authentication" },
  authentication: { anonymousAuthentication: "anonymous" },
  applicationHost: { applicationPools: "pools", sites: "sites", customMetadata: "metadata" },
  sites: {
    site: "site",
    applicationDefaults: "applicationDefaults",
    virtualDirectoryDefaults: "virtualDirectoryDefaults",
  },
  site: {
    application: "application",
    bindings: "bindings",
    applicationDefaults: "applicationDefaults",
    virtualDirectoryDefaults: "virtualDirectoryDefaults",
  },
  bindings: { binding: "binding" },
  application: {
    virtualDirectory: "virtualDirectory",
    virtualDirectoryDefaults: "virtualDirectoryDefaults",
  },
  pools: { add: "pool", applicationPoolDefaults: "poolDefaults" },
  pool: { processModel: "processModel" },
  poolDefaults: { processModel: "processModel" },
  metadata: { key: "metadataKey" },
  metadataKey: { property: "metadataProperty" },
  protectedData: { providers: "providers" },
  providers: { add: "provider" },
};

/** Names compare with their case, as IIS compares them. */
export function childRole(parent: Role, name: string): Role {
  const known = children[parent];
  return known !== undefined && Object.hasOwn(known, name) ? (known[name] ?? "other") : "other";
}
