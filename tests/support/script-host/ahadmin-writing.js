// @ts-nocheck
/*
 * The writing half of the simulated administration objects: what a manager holds in memory, the locks, and the commit.
 * Locks are those of MC-IISA and of Microsoft's page about locking. Of what a commit changes, one line of the journal
 * tells; the launcher brings it into the file.
 */

var AH_LOCKED = 0x80070021;
var AH_INVALID_DATA = 0x8007000d;
var AH_PENDING = 0x800700dd;
var AH_ROOT = { key: "", label: "" };

// ---- Sections as managers show them

function ahPathOf(path) {
  ahText(path, "GetAdminSection");
  if (path === AH_APPHOST) return "";
  if (path.substring(0, AH_APPHOST.length + 1) !== AH_APPHOST + "/") ahFail(AH_PATH_NOT_FOUND);
  var place = path.substring(AH_APPHOST.length + 1);
  if (/^\/|\/\/|\/$/.test(place)) violation("IIS never writes such a path: " + path);
  return place;
}

function ahFullPath(place) {
  return place === "" ? AH_APPHOST : AH_APPHOST + "/" + place;
}

function ahHasSite(document, name) {
  var section = ahSectionIn(document, "system.applicationHost/sites");
  var sites = ahChildren(section, "site");
  for (var index = 0; index < sites.length; index += 1)
    if (simFold(sites[index].attributes.name || "") === simFold(name)) return true;
  return false;
}

// Of one path: the section, the tag that it stands in or may be put into, and what tags of that path say of overriding.
function ahLevel(document, name, path) {
  var level = { section: null, tag: null, override: "Inherit" };
  if (path === "") level.section = ahSectionIn(document, name);
  var tags = ahTags(document);
  for (var index = 0; index < tags.length; index += 1) {
    var tag = tags[index];
    var isServer = ahIsServerPath(ahTagPath(tag));
    if (path === "" ? !isServer : isServer || simFold(ahTagPath(tag)) !== simFold(path)) continue;
    var section = ahSectionIn(tag, name);
    if (section !== null) {
      if (level.section !== null) violation("the document has a section twice at one place: " + name);
      level.section = section;
      level.tag = tag;
      level.override = ahOverrideOf(tag);
    } else if (path !== "" && level.tag === null && ahIsPlain(tag)) level.tag = tag;
  }
  return level;
}

function ahOverrideOf(tag) {
  if (tag.attributes.overrideMode !== undefined) return tag.attributes.overrideMode;
  if (tag.attributes.allowOverride === undefined) return "Inherit";
  return tag.attributes.allowOverride === "true" ? "Allow" : "Deny";
}

// A tag that says something of its sections would say it of one more.
function ahIsPlain(tag) {
  for (var name in tag.attributes) if (name !== "path") return false;
  return true;
}

function ahDefaultOverride(document, name) {
  var names = name.split("/");
  var around = ahFirst(document, "configSections");
  for (var depth = 0; depth < names.length && around !== null; depth += 1) {
    var inside = ahChildren(around, depth === names.length - 1 ? "section" : "sectionGroup");
    around = null;
    for (var index = 0; index < inside.length; index += 1)
      if (inside[index].attributes.name === names[depth]) around = inside[index];
  }
  return around === null ? "Allow" : around.attributes.overrideModeDefault || "Allow";
}

/*
 * A section at a path, with the levels above it. A manager's section is not the file's: it can be changed (where the
 * manager is the writable one) and asked for its locks.
 */
function ahMergedSection(manager, name, path) {
  ahUse(manager);
  ahText(name, "GetAdminSection");
  if (AH_SECTIONS[name] === undefined) ahFail(AH_PATH_NOT_FOUND);
  var document = ahDocumentOf(manager);
  var place = ahPathOf(path);
  var segments = place.split("/");
  if (place !== "") {
    if (AH_SECTIONS[name].collection !== undefined)
      violation("pools and sites are the server's own: " + name);
    if (!ahHasSite(document, segments[0])) ahFail(AH_PATH_NOT_FOUND);
  }
  var level = ahLevel(document, name, place);
  var inside = AH_ROOT;
  if (level.tag !== null || place !== "")
    inside = {
      key: "/location#" + simFold(place),
      label: place === "" ? "" : "/location[" + place + "]",
      node: level.tag,
      name: "location",
      attributes: { path: place },
      inside: AH_ROOT
    };
  var names = name.split("/");
  for (var depth = 0; depth < names.length - 1; depth += 1) {
    var outer = inside.node === undefined ? document : inside.node;
    inside = {
      key: inside.key + "/" + names[depth],
      label: inside.label,
      node: outer === null ? null : ahFirst(outer, names[depth]),
      name: names[depth],
      inside: inside
    };
  }
  var owner = ahOwner(manager, names[names.length - 1], AH_SECTIONS[name], level.section, [], inside);
  owner.section = name;
  owner.path = place;
  owner.override = level.override;
  owner.levels = [];
  for (var count = place === "" ? -1 : segments.length - 1; count >= 0; count -= 1) {
    var above = ahLevel(document, name, segments.slice(0, count).join("/"));
    above.isServer = count === 0;
    owner.levels[owner.levels.length] = above;
  }
  var isShown = manager.pending === undefined || CONFIG.ahadmin.variant.inherited !== "hidden";
  for (var index = 0; isShown && index < owner.levels.length; index += 1)
    if (owner.levels[index].section !== null) owner.above[owner.above.length] = owner.levels[index].section;
  return ahElement(owner, []);
}

// ---- Locks

function ahIsListed(text, name) {
  var names = (text || "").split(/[\s,]+/);
  for (var index = 0; index < names.length; index += 1)
    if (names[index] === name || names[index] === "*") return true;
  return false;
}

// An element's own locks are for what lies deeper: only those of levels above count here. Without a name: whether nothing
// of the element can be set.
function ahIsLocked(owner, name) {
  var levels = owner.levels || [];
  for (var index = 0; index < levels.length; index += 1) {
    var level = levels[index];
    if (level.section === null) continue;
    var locks = level.section.attributes;
    if (locks.lockItem === "true") return true;
    if (name !== null && ahIsListed(locks.lockAttributes, name)) return true;
    var others = locks.lockAllAttributesExcept;
    if (name !== null && others !== undefined && !ahIsListed(others, name)) return true;
    // Whether one tag of a file denies another tag of the same file is nowhere said.
    if (CONFIG.ahadmin.variant.denyingTag === "locks" && !level.isServer && level.override === "Deny")
      return true;
  }
  return false;
}

function ahLockMetadata(owner, which) {
  var own = owner.node === null ? {} : owner.node.attributes;
  if (which === "lockItem") return own.lockItem === "true";
  if (which === "lockAttributes" || which === "lockAllAttributesExcept") return own[which] || "";
  if (!owner.manager.isMerged)
    violation("no document says what it is of an element that is not merged: " + which);
  if (which === "allowCommit") return owner.manager.pending !== undefined && !ahIsLocked(owner, null);
  if (owner.levels === undefined || (which !== "overrideMode" && which !== "effectiveOverrideMode"))
    return violation("not simulated: metadata " + which + " of " + owner.label);
  if (which === "overrideMode" || owner.override !== "Inherit") return owner.override;
  for (var index = 0; index < owner.levels.length; index += 1)
    if (owner.levels[index].override !== "Inherit") return owner.levels[index].override;
  return ahDefaultOverride(ahDocumentOf(owner.manager), owner.section);
}

function ahProviderShown(owner, text) {
  var manager = owner.manager;
  if (manager.pending !== undefined && CONFIG.ahadmin.variant.provider === "kept unsaid") return "";
  var parts = ahSealed.exec(text);
  return parts === null ? "" : parts[1];
}

// ---- Changes in memory

function ahChangeOf(owner, name) {
  var manager = owner.manager;
  ahUse(manager);
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
  for (var at = 0; at < value.length; at += 1) {
    var unit = value.charCodeAt(at);
    // What no XML can hold.
    if ((unit < 32 && unit !== 9 && unit !== 10 && unit !== 13) || unit > 0xfffd) ahFail(AH_INVALID_DATA);
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

// ---- The commit

var ahStamp = 0;

// A copy, once a commit: what was opened before keeps what it was.
function ahFresh(node) {
  if (node.stamp === ahStamp) return node;
  var attributes = {};
  for (var name in node.attributes) attributes[name] = node.attributes[name];
  return { name: node.name, attributes: attributes, children: node.children.slice(0), stamp: ahStamp };
}

function ahFreshAt(root, address) {
  var node = root;
  for (var depth = 0; depth < address.length; depth += 1) {
    node.children[address[depth]] = ahFresh(node.children[address[depth]]);
    node = node.children[address[depth]];
  }
  return node;
}

// Where the elements of the owners stand, in one walk: their numbers among the children of each element around them.
function ahFindAddresses(document, owners) {
  var index;
  for (index = 0; index < owners.length; index += 1)
    for (var owner = owners[index]; owner.inside !== undefined; owner = owner.inside)
      if (owner.node) owner.node.soughtBy = true;

  function walk(node, address) {
    if (node.soughtBy === true) {
      node.soughtBy = undefined;
      node.address = address;
    }
    for (var child = 0; child < node.children.length; child += 1)
      walk(node.children[child], address.concat([child]));
  }

  walk(document, []);
}

function ahCommit(manager, changes) {
  var document = ahDocumentOf(manager);
  var owners = [];
  var index;
  for (index = 0; index < changes.length; index += 1) owners[index] = changes[index].owner;
  ahFindAddresses(document, owners);
  ahStamp += 1;
  var root = ahFresh(document);
  var made = {};
  var line = "commit";

  function addressOf(owner) {
    if (owner.inside === undefined) return [];
    if (owner.node) return owner.node.address;
    if (made[owner.key] !== undefined) return made[owner.key];
    var outer = addressOf(owner.inside);
    var around = ahFreshAt(root, outer);
    var attributes = {};
    for (var name in owner.attributes || {}) attributes[name] = owner.attributes[name];
    line += " add:" + outer.join("/") + ":" + owner.name + ":" + simEscape(attributes.path || "");
    around.children[around.children.length] = {
      name: owner.name,
      attributes: attributes,
      children: [],
      stamp: ahStamp
    };
    made[owner.key] = outer.concat([around.children.length - 1]);
    return made[owner.key];
  }

  function set(address, label, name, text) {
    var node = ahFreshAt(root, address);
    line +=
      " " + (text === null ? "remove:" : "set:") + address.join("/") + ":" + simEscape(label) + ":" + name;
    if (text === null) delete node.attributes[name];
    else {
      node.attributes[name] = text;
      line += ":" + simEscape(text);
    }
  }

  for (index = 0; index < changes.length; index += 1) {
    var change = changes[index];
    if (change.stored === null && !change.owner.node) continue;
    set(addressOf(change.owner), change.owner.label.substring(1), change.name, change.stored);
  }
  ahSealOthers(root, changes, set);
  journal(line);
  CONFIG.ahadmin.document = root;
}

// Plain values that nobody put, which a commit may seal on its way.
function ahSealOthers(root, changes, set) {
  var which = CONFIG.ahadmin.variant.plainOthers;
  if (which === "left" || changes.length === 0) return;

  function walk(section, schema, node, address, label) {
    var name, index, child;
    for (name in schema.attributes) {
      var text = node.attributes[name];
      if (!schema.attributes[name].encrypted || text === undefined || ahSealed.exec(text) !== null) continue;
      set(address, label, name, ahSeal(root, ahDefaultProvider(root, section), text));
    }
    for (index = 0; index < node.children.length; index += 1) {
      child = node.children[index];
      var inner = (schema.children || {})[child.name] || (schema.collection || {})[child.name];
      if (inner !== undefined) walk(section, inner, child, address.concat([index]), label + "/" + child.name);
    }
  }

  function find(name, names, node, address, label) {
    for (var index = 0; index < node.children.length; index += 1) {
      if (node.children[index].name !== names[0]) continue;
      var inside = address.concat([index]);
      if (names.length > 1) find(name, names.slice(1), node.children[index], inside, label);
      else walk(name, AH_SECTIONS[name], ahFreshAt(root, inside), inside, label + names[0]);
    }
  }

  for (var name in AH_SECTIONS) {
    var isTouched = false;
    for (var index = 0; index < changes.length; index += 1)
      if (changes[index].owner.section === name) isTouched = true;
    if (which === "sealed in the section" && !isTouched) continue;
    find(name, name.split("/"), root, [], "");
    for (var tag = 0; tag < root.children.length; tag += 1)
      if (root.children[tag].name === "location")
        find(
          name,
          name.split("/"),
          root.children[tag],
          [tag],
          "location[" + ahTagPath(root.children[tag]) + "]/"
        );
  }
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
  var index;
  for (index = 0; index < manager.order.length; index += 1)
    changes[index] = manager.pending[manager.order[index]];
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
  ahCommit(manager, changes);
  ahReplaceWherePlanted("after CommitChanges");
  endWherePlanted("after CommitChanges");
  if (failure !== null) ahFail(failure.hresult);
}

function writableAdminManager() {
  if (CONFIG.ahadmin === null) ahFail(0x800a01ad);
  failWherePlanted("WritableAdminManager", null, undefined);
  var manager = ahManager();
  manager.isMerged = true;
  manager.commitPath = null;
  manager.pending = {};
  manager.order = [];
  manager.providers = {};
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
      if (manager.order.length > 0) ahFail(AH_PENDING);
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
