// @ts-nocheck
/*
 * What a writable manager holds in memory, and its commit. One line of the journal tells what a commit changes; the
 * launcher brings it into the file.
 */

var AH_LOCKED = 0x80070021;
var AH_INVALID_DATA = 0x8007000d;
var AH_PENDING = 0x800700dd;

// ---- Changes in memory

function ahChangeOf(owner, name) {
  var manager = owner.manager;
  ahUseElement(owner);
  if (manager.pending === undefined) violation("put into an object that only reads: " + owner.label);
  if (owner.node !== null && owner.node.attributes.configSource !== undefined)
    violation("not simulated: a section that another file holds: " + owner.label);
  for (var around = owner; around !== undefined; around = around.inside)
    if (around.section !== undefined && around.node && around.node.attributes.configSource !== undefined)
      violation("not simulated: a section that another file holds: " + owner.label);
  if (CONFIG.ahadmin.variant.lockTold === "at once" && ahIsLocked(owner, name)) ahFail(AH_LOCKED);
  return { owner: owner, name: name, text: null, schema: owner.schema.attributes[name] };
}

function ahKeep(change) {
  var manager = change.owner.manager;
  var key = change.owner.key + " " + change.name;
  if (manager.pending[key] === undefined) manager.order[manager.order.length] = key;
  manager.pending[key] = change;
}

// An element that was made and not added counts for nothing.
function ahCounts(owner) {
  for (var each = owner; each !== undefined; each = each.inside)
    if (each.isNew && !each.isAdded) return false;
  return true;
}

function ahAdd(owner, item, position) {
  ahUseElement(owner);
  ahUseElement(item);
  var manager = owner.manager;
  if (position !== undefined && position !== -1 && position !== 0)
    violation("not simulated: a place among others");
  if (!item.isNew || item.isAdded || item.inside !== owner)
    violation("an element of another collection: " + item.label);
  item.isAdded = true;
  manager.added[owner.key] = (manager.added[owner.key] || []).concat([item]);
  manager.additions[manager.additions.length] = item;
}

function ahWritten(schema, value) {
  if (schema.names !== undefined) {
    if (typeof value === "number" && schema.names[value] !== undefined) return schema.names[value];
    for (var index = 0; index < schema.names.length; index += 1)
      if (schema.names[index] === value) return value;
    return ahFail(AH_INVALID_DATA);
  }
  if (schema.type === "bool") {
    if (typeof value === "boolean") return String(value);
    return value === "true" || value === "false" ? value : ahFail(AH_INVALID_DATA);
  }
  if (schema.type === "uint") return /^\d+$/.test(String(value)) ? String(value) : ahFail(AH_INVALID_DATA);
  ahText(value, "Value");
  // What no XML can hold.
  var whole = value.replace(/[\ud800-\udbff][\udc00-\udfff]/g, "");
  for (var at = 0; at < whole.length; at += 1) {
    var unit = whole.charCodeAt(at);
    var isControl = unit < 32 && unit !== 9 && unit !== 10 && unit !== 13;
    if (isControl || unit > 0xfffd || (unit >= 0xd800 && unit < 0xe000)) ahFail(AH_INVALID_DATA);
  }
  return value;
}

function ahPut(owner, name, schema, value) {
  failWherePlanted("Value put", owner.place, name);
  var change = ahChangeOf(owner, name);
  change.text = ahWritten(schema, value);
  change.isPut = true;
  ahKeep(change);
}

function ahClear(owner, name) {
  failWherePlanted("Clear", owner.place, name);
  ahKeep(ahChangeOf(owner, name));
}

function ahPutProvider(owner, name, schema, value) {
  ahText(value, "SetMetadata");
  failWherePlanted("SetMetadata encryptionProvider", owner.place, name);
  if (!schema.encrypted) violation("no document says what a provider is to what is not encrypted: " + name);
  // It is for what is put, before or after; the change itself is Value's.
  ahChangeOf(owner, name);
  owner.manager.providers[owner.key + " " + name] = value;
}

// ---- Sealing

function ahProviders(document) {
  var data = ahFirst(document, "configProtectedData");
  var listed = ahChildren(data === null ? null : ahFirst(data, "providers"), "add");
  var names = [];
  for (var index = 0; index < listed.length; index += 1) names[index] = listed[index].attributes.name;
  return names;
}

function ahDefaultProvider(document, section) {
  var pools = section === "system.applicationHost/applicationPools";
  var names = " " + ahProviders(document).join(" ") + " ";
  var isNew = names.indexOf(" AesProvider ") < 0 && names.indexOf(" IISCngProvider ") >= 0;
  if (isNew) return pools ? "IISWASOnlyCngProvider" : "IISCngProvider";
  return pools ? "IISWASOnlyAesProvider" : "AesProvider";
}

function ahSeal(document, provider, text) {
  var listed = ahProviders(document);
  var has = false;
  var index;
  for (index = 0; index < listed.length; index += 1) if (listed[index] === provider) has = true;
  if (listed.length > 0 && !has) violation("the file lists no such provider: " + provider);
  has = false;
  for (index = 0; index < CONFIG.ahadmin.keys.length; index += 1)
    if (CONFIG.ahadmin.keys[index] === provider) has = true;
  if (!has) ahFail(AH_NO_KEYSET);
  var start = Math.floor(Math.random() * 0xfffffff).toString(16);
  return "[enc:" + provider + ":~" + start + "~" + simEscape(text) + ":enc]";
}

function ahStored(document, manager, change) {
  var text = change.text;
  if (text === null) return null;
  for (var place = 0; place < CONFIG.distorted.length; place += 1) {
    var distorted = CONFIG.distorted[place];
    if (isPlace(distorted, change.owner.place) && distorted.property === change.name) text = distorted.value;
  }
  if (!change.schema.encrypted) return text;
  var old =
    change.owner.node === null ? null : ahSealed.exec(change.owner.node.attributes[change.name] || "");
  var provider = manager.providers[change.owner.key + " " + change.name];
  if (provider === undefined && old !== null && CONFIG.ahadmin.variant.provider !== "kept if set")
    provider = old[1];
  if (provider === undefined) provider = ahDefaultProvider(document, change.owner.section);
  return ahSeal(document, provider, text);
}

// ---- Another administrator

var ahReplaceCounts = {};

function ahReplaceWherePlanted(when) {
  ahReplaceCounts[when] = (ahReplaceCounts[when] || 0) + 1;
  var replacements = CONFIG.ahadmin.replacements;
  for (var index = 0; index < replacements.length; index += 1) {
    var replacement = replacements[index];
    if (replacement.when !== when || replacement.count !== ahReplaceCounts[when] || replacement.isDone)
      continue;
    replacement.isDone = true;
    journal("replaced " + index);
    CONFIG.ahadmin.document = replacement.document;
  }
}

// ---- The manager

function ahCommitChanges(manager) {
  ahUse(manager);
  ahReplaceWherePlanted("before CommitChanges");
  endWherePlanted("before CommitChanges");
  var failure = planted("CommitChanges", null, undefined);
  manager.isSpent = true;
  var changes = [];
  var additions = [];
  var index;
  for (index = 0; index < manager.order.length; index += 1) {
    var each = manager.pending[manager.order[index]];
    if (ahCounts(each.owner)) changes[changes.length] = each;
  }
  for (index = 0; index < manager.additions.length; index += 1)
    if (ahCounts(manager.additions[index])) additions[additions.length] = manager.additions[index];
  if (failure !== null) {
    if (failure.writes === undefined) ahFail(failure.hresult);
    if (failure.writes === "half") changes = changes.slice(0, 1);
  }
  var document = ahDocumentOf(manager);
  if (CONFIG.ahadmin.document !== document) ahFail(CONFIG.ahadmin.variant.changedFile);
  for (index = 0; index < changes.length; index += 1) {
    var change = changes[index];
    var path = manager.commitPath === null ? ahFullPath(change.owner.path) : manager.commitPath;
    if (path !== AH_APPHOST) violation("this would be written into a web.config: " + path);
    if (ahIsLocked(change.owner, change.name)) ahFail(AH_LOCKED);
    change.stored = ahStored(document, manager, change);
  }
  ahCommit(manager, changes, additions);
  ahReplaceWherePlanted("after CommitChanges");
  endWherePlanted("after CommitChanges");
  if (failure !== null) ahFail(failure.hresult);
  // It goes on with what it wrote, for elements that are got anew.
  manager.isSpent = false;
  manager.commits += 1;
  ahBegin(manager);
}

function ahBegin(manager) {
  manager.pending = {};
  manager.order = [];
  manager.providers = {};
  manager.added = {};
  manager.additions = [];
  manager.made = 0;
}

function writableAdminManager() {
  if (CONFIG.ahadmin === null) ahFail(0x800a01ad);
  failWherePlanted("WritableAdminManager", null, undefined);
  var manager = ahManager();
  manager.isMerged = true;
  manager.commitPath = null;
  ahBegin(manager);
  return comObject("AppHostWritableAdminManager", {
    GetMetadata: function (which) {
      return ahGetManagerMetadata(manager, which);
    },
    SetMetadata: function (which, value) {
      ahSetManagerMetadata(manager, which, value);
    },
    getConfigManager: function () {
      return ahConfigManager(manager);
    },
    getCommitPath: function () {
      ahUse(manager);
      return manager.commitPath === null
        ? violation("no document says what CommitPath is before it is set")
        : manager.commitPath;
    },
    putCommitPath: function (path) {
      ahUse(manager);
      failWherePlanted("CommitPath", null, undefined);
      ahText(path, "CommitPath");
      if (path.substring(0, 7) !== "MACHINE") ahFail(AH_INVALID_PARAMETER);
      if (manager.order.length + manager.additions.length > 0) ahFail(AH_PENDING);
      manager.commitPath = path;
    },
    GetAdminSection: function (name, path) {
      failWherePlanted("writable GetAdminSection", null, name);
      return ahMergedSection(manager, name, path);
    },
    CommitChanges: function () {
      ahCommitChanges(manager);
    }
  });
}
