// @ts-nocheck
/*
 * The administration objects of IIS 7 and later, for tests: over the elements of an applicationHost.config, written from
 * Microsoft's protocol specification (MC-IISA) and configuration reference. Where those leave something open, tests run
 * once for each answer (the variant); what they do not promise is a violation.
 */

var AH_APPHOST = "MACHINE/WEBROOT/APPHOST";
var AH_INVALID_INDEX = 0x80070585;
var AH_INVALID_PARAMETER = 0x80070057;
var AH_NOT_SUPPORTED = 0x80070032;
var AH_PATH_NOT_FOUND = 0x80070003;
var AH_NO_KEYSET = 0x80090016;

function ahFail(hresult) {
  throw simulatedError(hresult);
}

function ahText(value, what) {
  if (typeof value !== "string") violation(what + " was given no text");
  return value;
}

// By number or by name; a number that is none, or too high, and a name that is not there, are an invalid index.
function ahAt(index, items, nameOf) {
  if (typeof index === "number") {
    if (index < 0 || index >= items.length || index % 1 !== 0) ahFail(AH_INVALID_INDEX);
    return items[index];
  }
  ahText(index, "Item");
  for (var place = 0; nameOf !== null && place < items.length; place += 1)
    if (nameOf(items[place]) === index) return items[place];
  return ahFail(AH_INVALID_INDEX);
}

// ---- The document: elements as { name, attributes, children }

function ahChildren(node, name) {
  var found = [];
  for (var index = 0; node !== null && index < node.children.length; index += 1)
    if (name === null || node.children[index].name === name) found[found.length] = node.children[index];
  return found;
}

function ahFirst(node, name) {
  return ahChildren(node, name)[0] || null;
}

// The last of a path's elements that stand one in the other, over every group of the same name.
function ahSectionIn(node, path) {
  var names = path.split("/");
  var around = [node];
  for (var depth = 0; depth < names.length; depth += 1) {
    var inside = [];
    for (var index = 0; index < around.length; index += 1)
      inside = inside.concat(ahChildren(around[index], names[depth]));
    around = inside;
  }
  if (around.length > 1) violation("the document has a section twice at one place: " + path);
  return around[0] || null;
}

function ahIsServerPath(path) {
  return path === "" || path === ".";
}

function ahTags(document) {
  return ahChildren(document, "location");
}

function ahTagPath(tag) {
  return tag.attributes.path === undefined ? "" : tag.attributes.path;
}

// ---- Values

var ahSealed = /^\[enc:([^:]*):([\s\S]*):enc\]$/;

function ahIsUnknownKey(text) {
  var parts = ahSealed.exec(text);
  if (parts === null || parts[2] === "") return false;
  for (var index = 0; index < CONFIG.ahadmin.keys.length; index += 1)
    if (CONFIG.ahadmin.keys[index] === parts[1]) return false;
  return true;
}

// Behind the start with which equal texts are sealed differently.
function ahOpened(text) {
  var parts = ahSealed.exec(text);
  return parts === null ? text : simUnescape(parts[2].replace(/^~[0-9a-f]*~/, ""));
}

function ahTyped(schema, text) {
  if (schema.names !== undefined) {
    for (var number = 0; number < schema.names.length; number += 1)
      if (schema.names[number] === text) return CONFIG.ahadmin.variant.enumValue === "name" ? text : number;
    return ahFail(0x8007000d);
  }
  if (schema.type === "uint") return Number(text);
  if (schema.type === "bool") return text === "true";
  return text;
}

// ---- Objects

// What tags of one path hold may be one location or several.
function ahLocations(document) {
  var found = [];
  var places = {};
  var tags = ahTags(document);
  for (var index = 0; index < tags.length; index += 1) {
    var tag = tags[index];
    var key = simFold(ahTagPath(tag));
    var together = CONFIG.ahadmin.variant.sameTags === "together" && places["=" + key] !== undefined;
    if (!together) {
      places["=" + key] = found.length;
      found[found.length] = { path: ahTagPath(tag), sections: [] };
    }
    var location = found[places["=" + key]];
    for (var name in AH_SECTIONS) {
      var section = ahSectionIn(tag, name);
      if (section !== null) location.sections[location.sections.length] = { name: name, node: section };
    }
  }
  return found;
}

function ahLocation(manager, location) {
  return comObject("AppHostConfigLocation", {
    getPath: function () {
      return location.path;
    },
    getCount: function () {
      return location.sections.length;
    },
    Item: function (index) {
      ahUse(manager);
      failWherePlanted("Item", null, location.path);
      var section = ahAt(index, location.sections, function (each) {
        return each.name;
      });
      return ahSection(manager, section.name, section.node);
    }
  });
}

function ahConfigFile(manager) {
  var document = ahDocumentOf(manager);
  return comObject("AppHostConfigFile", {
    getConfigPath: function () {
      return AH_APPHOST;
    },
    getFilePath: function () {
      return CONFIG.ahadmin.filePath || CONFIG.root + "\\System32\\inetsrv\\config\\applicationHost.config";
    },
    getLocations: function () {
      var locations = ahLocations(document);
      return comObject("AppHostConfigLocationCollection", {
        getCount: function () {
          return locations.length;
        },
        Item: function (index) {
          return ahLocation(
            manager,
            ahAt(index, locations, function (each) {
              return each.path;
            })
          );
        }
      });
    },
    GetAdminSection: function (name, path) {
      ahText(name, "GetAdminSection");
      failWherePlanted("GetAdminSection", null, name);
      if (path !== AH_APPHOST) violation("sections of the file are asked for at its own level");
      if (AH_SECTIONS[name] === undefined) ahFail(AH_PATH_NOT_FOUND);
      var node = ahSectionIn(document, name);
      var tags = ahTags(document);
      for (var index = 0; node === null && index < tags.length; index += 1) {
        // Sites and pools count at the server's level, wherever they stand.
        var isShown = CONFIG.ahadmin.variant.serverTag === "shown twice" || AH_SECTIONS[name].isServerOnly;
        if (isShown && ahIsServerPath(ahTagPath(tags[index]))) node = ahSectionIn(tags[index], name);
      }
      // A server always has those of pools and sites.
      var isOptional = !AH_SECTIONS[name].isServerOnly;
      if (node === null && isOptional && CONFIG.ahadmin.variant.absentSection === "raises")
        ahFail(AH_PATH_NOT_FOUND);
      return ahSection(manager, name, node);
    }
  });
}

function ahGetManagerMetadata(manager, which) {
  ahUse(manager);
  if (AH_MANAGER_METADATA.indexOf(" " + ahText(which, "GetMetadata") + " ") < 0) ahFail(AH_NOT_SUPPORTED);
  return manager.metadata[which];
}

function ahSetManagerMetadata(manager, which, value) {
  ahUse(manager);
  if (AH_MANAGER_METADATA.indexOf(" " + ahText(which, "SetMetadata") + " ") < 0) ahFail(AH_NOT_SUPPORTED);
  if (which === "pathMapper") violation("not simulated: another file than applicationHost.config");
  if (typeof value !== "boolean") ahFail(AH_INVALID_PARAMETER);
  failWherePlanted("SetMetadata", null, which);
  manager.metadata[which] = value;
  if (which === "ignoreInvalidDecryption") manager.ignoresDecryption = value;
}

function ahConfigManager(manager) {
  ahUse(manager);
  return comObject("AppHostConfigManager", {
    GetConfigFile: function (path) {
      ahUse(manager);
      if (path !== AH_APPHOST) ahFail(AH_PATH_NOT_FOUND);
      failWherePlanted("GetConfigFile", null, undefined);
      // Its elements are the file's own, and nobody says what a commit makes of changes to them.
      var view = ahManager();
      view.ignoresDecryption = manager.ignoresDecryption;
      view.document = ahDocumentOf(manager);
      var file = ahConfigFile(view);
      ahReplaceWherePlanted("after GetConfigFile");
      return file;
    }
  });
}

function ahManager() {
  return {
    metadata: {},
    ignoresDecryption: false,
    document: null,
    isMerged: false,
    isSpent: false,
    commits: 0,
    pending: undefined
  };
}

// The file as it was when a manager first looked at it.
function ahDocumentOf(manager) {
  if (manager.document === null) manager.document = CONFIG.ahadmin.document;
  return manager.document;
}

function ahUse(manager) {
  if (manager.isSpent) violation("no document says what a manager holds behind a CommitChanges that failed");
}

function ahUseElement(owner) {
  ahUse(owner.manager);
  if (owner.commits !== owner.manager.commits)
    violation("no document says what elements are worth behind CommitChanges: " + owner.label);
}

function adminManager() {
  if (CONFIG.ahadmin === null) ahFail(0x800a01ad);
  var manager = ahManager();
  manager.isMerged = true;
  return comObject("AppHostAdminManager", {
    GetMetadata: function (which) {
      return ahGetManagerMetadata(manager, which);
    },
    SetMetadata: function (which, value) {
      ahSetManagerMetadata(manager, which, value);
    },
    getConfigManager: function () {
      return ahConfigManager(manager);
    },
    GetAdminSection: function (name, path) {
      failWherePlanted("merged GetAdminSection", null, name);
      return ahMergedSection(manager, name, path);
    }
  });
}
