// @ts-nocheck
/*
 * Sections as managers show them, with the levels above and the locks that those set, as MC-IISA and Microsoft's page
 * about locking have them.
 */

var AH_ROOT = { key: "", label: "" };

// ---- Sections as managers show them

function ahPathOf(path) {
  ahText(path, "GetAdminSection");
  if (path === AH_APPHOST) return "";
  if (/^MACHINE\/(?:WEBROOT|REDIRECTION)$/.test(path))
    violation("not simulated: another file than applicationHost.config");
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
    if (AH_SECTIONS[name].isServerOnly) violation("pools and sites are the server's own: " + name);
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
