// @ts-nocheck
/*
 * What IIS's schema says of the sections that credentials stand in: attributes with their types and defaults, the elements
 * in an element, the elements of its collection. As the configuration reference has it.
 */

var AH_LOGON_METHODS = ["Interactive", "Batch", "Network", "ClearText"];
var AH_PROCESS_MODEL = {
  attributes: {
    identityType: {
      names: ["LocalSystem", "LocalService", "NetworkService", "SpecificUser", "ApplicationPoolIdentity"],
      value: "ApplicationPoolIdentity"
    },
    userName: { value: "" },
    password: { value: "", encrypted: true },
    loadUserProfile: { type: "bool", value: "true" },
    logonType: { names: ["LogonBatch", "LogonService"], value: "LogonBatch" },
    manualGroupMembership: { type: "bool", value: "false" },
    idleTimeout: { value: "00:20:00" },
    maxProcesses: { type: "uint", value: "1" }
  }
};
var AH_POOL = {
  attributes: {
    name: { value: "" },
    queueLength: { type: "uint", value: "1000" },
    autoStart: { type: "bool", value: "true" },
    enable32BitAppOnWin64: { type: "bool", value: "false" },
    managedRuntimeVersion: { value: "v4.0" },
    managedPipelineMode: { names: ["Integrated", "Classic"], value: "Integrated" },
    startMode: { names: ["OnDemand", "AlwaysRunning"], value: "OnDemand" }
  },
  children: { processModel: AH_PROCESS_MODEL }
};
var AH_DIRECTORY_DEFAULTS = {
  attributes: {
    path: { value: "" },
    physicalPath: { value: "" },
    userName: { value: "" },
    password: { value: "", encrypted: true },
    logonMethod: { names: AH_LOGON_METHODS, value: "ClearText" },
    allowSubDirConfig: { type: "bool", value: "true" }
  }
};
var AH_APPLICATION_DEFAULTS = {
  attributes: {
    path: { value: "" },
    applicationPool: { value: "" },
    enabledProtocols: { value: "http" }
  }
};
var AH_APPLICATION = {
  attributes: AH_APPLICATION_DEFAULTS.attributes,
  children: { virtualDirectoryDefaults: AH_DIRECTORY_DEFAULTS },
  collection: { virtualDirectory: AH_DIRECTORY_DEFAULTS }
};
var AH_SITE = {
  attributes: {
    name: { value: "" },
    id: { type: "uint", value: "0" },
    serverAutoStart: { type: "bool", value: "true" }
  },
  children: {
    bindings: {
      attributes: {},
      collection: {
        binding: {
          attributes: {
            protocol: { value: "" },
            bindingInformation: { value: "" },
            sslFlags: { type: "uint", value: "0" }
          }
        }
      }
    },
    applicationDefaults: AH_APPLICATION_DEFAULTS,
    virtualDirectoryDefaults: AH_DIRECTORY_DEFAULTS
  },
  collection: { application: AH_APPLICATION }
};

// Of somebody else's schema, with all that the samples of Microsoft's reference use: elements and collections of any depth.
var AH_CUSTOM = {
  attributes: {
    words: { value: "" },
    flag: { type: "bool", value: "false" },
    number: { type: "uint", value: "0" }
  }
};
AH_CUSTOM.children = { inner: AH_CUSTOM };
AH_CUSTOM.collection = { add: AH_CUSTOM };

var AH_SECTIONS = {
  "contoso/settings": AH_CUSTOM,
  "system.applicationHost/applicationPools": {
    isServerOnly: true,
    attributes: {},
    children: { applicationPoolDefaults: AH_POOL },
    collection: { add: AH_POOL }
  },
  "system.applicationHost/sites": {
    isServerOnly: true,
    attributes: {},
    children: {
      siteDefaults: { attributes: { serverAutoStart: { type: "bool", value: "true" } } },
      applicationDefaults: AH_APPLICATION_DEFAULTS,
      virtualDirectoryDefaults: AH_DIRECTORY_DEFAULTS
    },
    collection: { site: AH_SITE }
  },
  "system.webServer/security/authentication/anonymousAuthentication": {
    attributes: {
      enabled: { type: "bool", value: "true" },
      userName: { value: "IUSR" },
      password: { value: "", encrypted: true },
      logonMethod: { names: AH_LOGON_METHODS, value: "ClearText" }
    }
  }
};

// Which defaults stand in for what an element of a collection does not set, in the order in which they count.
var AH_DEFAULTS_OF = {
  add: "applicationPoolDefaults",
  virtualDirectory: "virtualDirectoryDefaults",
  application: "applicationDefaults"
};

// Metadata, by what it is of. Of an element any other name is kept and given back.
var AH_MANAGER_METADATA =
  " pathMapper pathMapper2 changeHandler ignoreInvalidAttributes ignoreInvalidRanges ignoreInvalidDecryption " +
  "expandEnvironmentStrings disableExtensions availableSections mappingExtension hideExceptionPhysicalPath lockMetadata ";
