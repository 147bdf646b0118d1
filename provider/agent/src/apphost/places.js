// ---- The element that a change is of

// Two elements of one name.
var NAMED_TWICE = 0x800700b7;

// Sections, of the file or of a manager that writes, are walked once for each view.
function sectionOf(view, name) {
  if (view.sections[name] === undefined) view.sections[name] = view.file.GetAdminSection(name, APPHOST);
  return view.sections[name];
}

// The element of a collection with that text, as Windows compares names; null if there is none.
function itemOf(view, key, element, name, text) {
  var index = view.indexes[key];
  var found;
  if (index === undefined) {
    index = {};
    eachOf(element.Collection, function (each) {
      var id = "=" + folded(String(each.GetPropertyByName(name).Value));
      index[id] = index[id] === undefined ? each : null;
      giveSign();
    });
    // Only a whole one: what failed half way would hide elements that are there.
    view.indexes[key] = index;
  }
  found = index["=" + folded(text)];
  if (found === null) throw failure(NAMED_TWICE);
  return found === undefined ? null : found;
}

function siteOf(view, place) {
  return itemOf(view, "sites", sectionOf(view, SITES_SECTION), "id", place.site);
}

// An application of a site, a site, or all sites.
function levelOf(view, place) {
  if (place.site === null) return sectionOf(view, SITES_SECTION);
  var site = siteOf(view, place);
  if (site === null || place.path === null) return site;
  return itemOf(view, "applications " + place.site, site, "path", place.path);
}

// The element, whether or not it sets anything; null if what it belongs to is not there.
function holderIn(view, place) {
  var around;
  switch (place.element) {
    case "processModel":
      around = itemOf(view, "pools", sectionOf(view, POOLS_SECTION), "name", place.path);
      break;
    case "applicationPoolDefaults":
      around = sectionOf(view, POOLS_SECTION).GetElementByName("applicationPoolDefaults");
      break;
    default:
      around = levelOf(view, place);
  }
  if (around === null) return null;
  if (place.element === "virtualDirectoryDefaults") return around.GetElementByName(place.element);
  if (place.element !== "virtualDirectory") return around.GetElementByName("processModel");
  var key = "directories " + place.site + " " + folded(place.path);
  return itemOf(view, key, around, "path", place.directory);
}

// The path of a location tag, by the name that its site has now; null if the site is not there.
function tagPathOf(view, place) {
  if (place.site === null) return "";
  var site = siteOf(view, place);
  if (site === null) return null;
  var name = String(site.GetPropertyByName("name").Value);
  return place.path === "" ? name : name + "/" + place.path;
}

// The numbers of the location tags of a path.
function tagsAt(view, path) {
  if (view.tags === null) {
    var tags = {};
    var count = Number(view.locations.Count);
    for (var index = 0; index < count; index += 1) {
      var text = String(view.locations.Item(index).Path);
      var id = "=" + folded(text === "." ? "" : text);
      if (tags[id] === undefined) tags[id] = [];
      tags[id][tags[id].length] = index;
      giveSign();
    }
    view.tags = tags;
  }
  return view.tags["=" + folded(path)] || [];
}

// The section in the file itself: where a tag has it, that one. `element` is null if nothing sets it; null if its site is
// not there.
function anonymousIn(view, place) {
  var path = tagPathOf(view, place);
  if (path === null) return null;
  var found = { element: null, path: path, read: null };
  var tags = tagsAt(view, path);
  for (var index = 0; index < tags.length; index += 1) {
    var location = view.locations.Item(tags[index]);
    try {
      var section = location.Item(ANONYMOUS_SECTION);
      if (found.element !== null) throw failure(NAMED_TWICE);
      found = { element: section, path: String(location.Path), read: readLocation(tags[index]) };
    } catch (error) {
      if (hresultOf(error) !== INVALID_INDEX) throw error;
    }
  }
  if (place.site === null && found.element === null) {
    found.read = readServerAnonymous;
    found.element = serverAnonymous(view);
  }
  return found;
}

// Where a place is in the file itself: its element, and how to read all that can hide an empty password there.
function standingIn(view, place) {
  if (place.element === "anonymousAuthentication") return anonymousIn(view, place);
  var element = holderIn(view, place);
  var isPool = place.element === "processModel" || place.element === "applicationPoolDefaults";
  return element === null ? null : { element: element, path: null, read: isPool ? readPools : readSites };
}
