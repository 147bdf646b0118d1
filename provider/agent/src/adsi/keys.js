// ---- Keys and their lists, through ADSI

var NOTHING_FOUND = 0x800cc801;
// The provider's schema on this machine, or the object, does not have the property.
var PROPERTY_NOT_SUPPORTED = 0x80005006;
var PROPERTY_NOT_FOUND = 0x8000500d;
// Not implemented, not supported, a wrong parameter (of Windows, of ADSI), no such member or no such way to call it; then
// the script engine's own numbers for these.
var NOT_SUPPORTED = [
  0x80004001, 0x80070032, 0x80070057, 0x80005008, 0x80020003, 0x80020006, 0x8002000e, 0x800a0005,
  0x800a01b6, 0x800a01bd, 0x800a01c2
];

// GetDataPaths
var ANY_PROPERTY = 0;
var INHERITABLE_ONLY = 1;

// Names for which an ADSI path may lead to another key: with a blank or a dot at either end, or with a character that
// has a meaning in such paths.
var ODD_NAME = /[ .](?:\/|$)|\/[ .]|[,;=+<>#"\\]/;

// A fresh object, whose cache is filled now if it was not yet.
function get(location) {
  if (unreachable) throw failure(SERVER_UNAVAILABLE);
  var object = persistently(function () {
    return GetObject("IIS://" + server + location.substring(3));
  });
  var opened = toLocation(String(object.ADsPath));
  if (opened !== location && folded(opened) !== folded(location)) throw failure(PATH_NOT_FOUND);
  return object;
}

// The same, but certainly of this key, even if the provider reads its name in another way. The path that an object
// reports may only repeat the one asked for; its lists show where it really is.
function open(location) {
  var object = get(location);
  if (ODD_NAME.test(location) && !listsItself(object, location)) throw failure(PATH_NOT_FOUND);
  return object;
}

function listsItself(object, location) {
  for (var index = 0; index < LISTED.length; index += 1) {
    var spelled = spelledIn(dataPaths(object, LISTED[index], ANY_PROPERTY), location);
    if (spelled !== null) return folded(spelled) === folded(location);
  }
  return false;
}

// An expression for the whole path took Wine's script host longer than all else of a snapshot.
function toLocation(path) {
  var start = /^IIS:\/\/[^\/]+/i.exec(path);
  if (start === null) throw failure(FAILED);
  var end = path.length;
  if (path.substring(end - 1) === "/") end -= 1;
  return "/LM" + path.substring(start[0].length, end);
}

// The paths of what sets a property itself, at and beneath an object, as IIS writes them.
function pathsOf(object, property, flag) {
  var found;
  try {
    found = persistently(function () {
      return object.GetDataPaths(property, flag);
    });
  } catch (error) {
    var hresult = hresultOf(error);
    if (hresult !== NOTHING_FOUND && hresult !== PROPERTY_NOT_SUPPORTED && hresult !== PROPERTY_NOT_FOUND)
      throw error;
    return [];
  }
  if (found === null || found === undefined) return [];
  found = new VBArray(found);
  return found.ubound(1) < found.lbound(1) ? [] : found.toArray();
}

function locationsOf(paths) {
  var locations = [];
  for (var index = 0; index < paths.length; index += 1) {
    locations[index] = toLocation(String(paths[index]));
  }
  return locations;
}

// The locations at and beneath an object that set a property themselves.
function dataPaths(object, property, flag) {
  return locationsOf(pathsOf(object, property, flag));
}

// Those of the paths that set a property and let keys beneath inherit it: what only flag 0 lists was stored without
// INHERIT. If the provider does not know the narrower question, all of them count as inherited.
function inheritablePaths(object, property, all) {
  if (all.length === 0) return all;
  try {
    return pathsOf(object, property, INHERITABLE_ONLY);
  } catch (error) {
    var hresult = hresultOf(error);
    for (var index = 0; index < NOT_SUPPORTED.length; index += 1) {
      if (hresult === NOT_SUPPORTED[index]) return all;
    }
    throw error;
  }
}

function depthOf(location) {
  return location.split("/").length;
}

// How a list that was asked for at a key spells the key itself, or null if the key is not in it. All others in the list
// are deeper, so this needs no rule about which letters are equal.
function spelledIn(locations, location) {
  var depth = depthOf(location);
  for (var index = 0; index < locations.length; index += 1) {
    if (depthOf(locations[index]) === depth) return locations[index];
  }
  return null;
}

function holds(locations, location) {
  return spelledIn(locations, location) !== null;
}
