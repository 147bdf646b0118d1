import { element, grouped, type Markup } from "./apphost-markup";

const certificateMappings = grouped(
  "system.webServer/security/authentication",
  element(
    "iisClientCertificateMappingAuthentication",
    { enabled: "true" },
    element(
      "oneToOneMappings",
      {},
      element("add", {
        enabled: "true",
        userName: "FARM\\partner",
        password: "[enc:AesProvider:AAAAAAAAAAAAAAAAAAAAAA==:enc]",
        certificate: "MIIB",
      }),
    ),
    element(
      "manyToOneMappings",
      {},
      element("add", { name: "staff", userName: "FARM\\staff", password: "mapped" }),
    ),
  ),
);

const customMetadata = grouped(
  "system.applicationHost",
  element(
    "customMetadata",
    {},
    element(
      "key",
      { path: "LM/W3SVC/1/ROOT" },
      element("property", {
        id: "6020",
        dataType: "String",
        userType: "2",
        attributes: "Inherit",
        value: "IUSR_OLD",
      }),
      element("property", {
        id: "2102",
        dataType: "String",
        userType: "1",
        attributes: "None",
        value: "a\nb",
      }),
    ),
  ),
);

/** FTP's own security of a site: its anonymous user is of no kind of ours. */
export const ftpServer: Markup = element(
  "ftpServer",
  {},
  element(
    "security",
    {},
    element(
      "authentication",
      {},
      element("anonymousAuthentication", { enabled: "true", userName: "ftpuser", password: "ftp-password" }),
      element("basicAuthentication", { enabled: "true", defaultLogonDomain: "FARM" }),
    ),
  ),
  element(
    "userIsolation",
    { mode: "ActiveDirectory" },
    element("activeDirectory", { adUserName: "FARM\\ftp-ad", adPassword: "[enc:AesProvider:AAAA:enc]" }),
  ),
);

/** Sections that name accounts or look like ours, and are not: nothing of them is a row of `find --json`. */
export const unrelated: readonly Markup[] = [
  certificateMappings,
  customMetadata,
  grouped(
    "configProtectedData/providers",
    element("add", { name: "IISWASOnlyRsaProvider", type: "", keyContainerName: "iisWasKey" }),
    element("add", {
      name: "AesProvider",
      type: "Microsoft.ApplicationHost.AesProtectedConfigurationProvider",
    }),
  ),
  grouped(
    "system.ftpServer/security/authentication",
    element("anonymousAuthentication", { enabled: "true", userName: "ftpuser", password: "ftp-password" }),
  ),
  grouped(
    "system.webServer",
    element("odbcLogging", { dataSource: "logs", userName: "sa", password: "odbc" }),
  ),
  grouped(
    "system.webServer/rewrite/providers",
    element(
      "provider",
      { name: "Db", type: "DbProvider" },
      element("settings", {}, element("add", { key: "c", encryptedValue: "[enc:AesProvider::enc]" })),
    ),
  ),
  grouped(
    "system.webServer",
    element(
      "globalModules",
      {},
      element("add", { name: "AnonymousAuthenticationModule", image: "%windir%\\a.dll" }),
    ),
    element("caching", { enabled: "true" }),
    element("cgi"),
  ),
  grouped(
    "webFarms",
    element("webFarm", { name: "farm" }, element("server", { address: "web02", password: "secret" })),
  ),
  grouped("system.applicationHost", element("log"), element("webLimits")),
];

/** What declares the sections, first in every file of a server. */
export const configSections: Markup = element(
  "configSections",
  {},
  element(
    "sectionGroup",
    { name: "system.applicationHost" },
    element("section", {
      name: "applicationPools",
      allowDefinition: "AppHostOnly",
      overrideModeDefault: "Deny",
    }),
    element("section", { name: "sites", allowDefinition: "AppHostOnly", overrideModeDefault: "Deny" }),
  ),
  element(
    "sectionGroup",
    { name: "system.webServer" },
    element(
      "sectionGroup",
      { name: "security" },
      element(
        "sectionGroup",
        { name: "authentication" },
        element("section", { name: "anonymousAuthentication", overrideModeDefault: "Deny" }),
      ),
    ),
  ),
);
