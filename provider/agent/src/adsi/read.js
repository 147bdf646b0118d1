// ---- Reading

// ---- Requests: each reports what it found, and returns the fields of its answer; the first is an HRESULT.

// What this request listed beneath ancestors of a key that does not open, by the folded location of the ancestor.
var listings = {};

// What was reported and listed belongs to one request only.
function forgetKeys() {
  told = {};
  listings = {};
}

// How a key that does not open under its own name sets properties, according to the list of a key above it; undefined if
// no key above lists it.
function listedAt(location) {
  var above = location;
  var last = null;
  while (above.lastIndexOf("/") > 0) {
    above = above.substring(0, above.lastIndexOf("/"));
    if (listings[folded(above)] !== undefined) return listings[folded(above)][folded(location)];
    try {
      listings[folded(above)] = ownFlagsBeneath(open(above));
      return listings[folded(above)][folded(location)];
    } catch (error) {
      last = error;
      if (unreachable || isBusy(hresultOf(error))) throw error;
    }
  }
  if (last !== null && hresultOf(last) !== PATH_NOT_FOUND) throw last;
  return undefined;
}

// Opens a key, or reports why it does not open; null if there is nothing more to report about it.
function openOrSay(number, location) {
  var hresult;
  try {
    return open(location);
  } catch (error) {
    hresult = hresultOf(error);
    if (unreachable) throw error;
  }
  var key = null;
  try {
    key = listedAt(location);
  } catch (error) {
    if (unreachable || hresult === PATH_NOT_FOUND) throw error;
  }
  if (hresult !== PATH_NOT_FOUND || key) sayClosed(number, location, flagsOf(key), hresult);
  else sayMissing(number, location);
  return null;
}

function observeKey(number, location, reveal) {
  var object = openOrSay(number, location);
  if (object === null) return;
  var flags = {};
  var spelled = location;

  function noteFlag(property, asksInheritance) {
    var all = pathsOf(object, property, ANY_PROPERTY);
    var found = spelledIn(locationsOf(all), location);
    flags[property] = "";
    if (found === null) return;
    spelled = found;
    var inheritable =
      !asksInheritance || holds(locationsOf(inheritablePaths(object, property, all)), location);
    flags[property] = inheritable ? "i" : "o";
  }

  function flagOf(property) {
    return flags[property];
  }

  try {
    // Asked before anything is sent, so that a key is reported whole or not at all.
    for (var index = 0; index < PAIRS.length; index += 1) {
      noteFlag(PAIRS[index].userName, true);
      noteFlag(PAIRS[index].password, true);
    }
    for (index = 0; index < SETTINGS.length; index += 1) noteFlag(SETTINGS[index], false);
    noteFlag("KeyType", false);
  } catch (error) {
    if (unreachable) throw error;
    // Properties that were no longer asked for may be set as well.
    sayClosed(number, location, flagsOf(null), hresultOf(error));
    return;
  }
  if (told[spelled] !== true) sayKey(number, spelled, object, flagOf, reveal);
}

function answerObserve(number, request) {
  var reveal = request.fields[1] === "1";
  for (var index = 0; index < request.locations.length; index += 1) {
    observeKey(number, request.locations[index], reveal);
  }
  return "00000000";
}

// How every key beneath an object sets properties: by folded location, by property.
function ownFlagsBeneath(object) {
  var keys = {};
  // A key is in several lists, most often spelled alike: each path is looked into once.
  var names = {};
  var index;

  function nameOf(path) {
    var name = names[path];
    if (name === undefined) name = names[path] = folded(toLocation(String(path)));
    return name;
  }

  function note(property, paths) {
    var name, key;
    for (var place = 0; place < paths.length; place += 1) {
      name = nameOf(paths[place]);
      key = keys[name];
      if (key === undefined) key = keys[name] = { location: toLocation(String(paths[place])), flags: {} };
      key.flags[property] = "o" + place;
    }
  }

  function noteCredential(property) {
    var all = pathsOf(object, property, ANY_PROPERTY);
    var inheritable = inheritablePaths(object, property, all);
    var key;
    note(property, all);
    for (var place = 0; place < inheritable.length; place += 1) {
      key = keys[nameOf(inheritable[place])];
      // A key that appeared between the two questions is left to the next reading.
      if (key !== undefined && key.flags[property] !== undefined)
        key.flags[property] = "i" + key.flags[property].substring(1);
    }
  }

  for (index = 0; index < PAIRS.length; index += 1) {
    noteCredential(PAIRS[index].userName);
    noteCredential(PAIRS[index].password);
  }
  for (index = 0; index < SETTINGS.length; index += 1) {
    note(SETTINGS[index], pathsOf(object, SETTINGS[index], ANY_PROPERTY));
  }
  note("KeyType", pathsOf(object, "KeyType", ANY_PROPERTY));
  return keys;
}

function answerSnapshot(number, request) {
  var under = unescaped(request.fields[1]);
  var reveal = request.fields[2] === "1";
  var keys = ownFlagsBeneath(open(under));
  var names = [];
  var index, location, key, object, name;
  for (name in keys) names[names.length] = name;
  names.sort();

  var asked = {};
  for (index = 0; index < request.locations.length; index += 1) {
    asked[folded(request.locations[index])] = true;
  }
  for (index = 0; index < names.length; index += 1) {
    key = keys[names[index]];
    object = openListed(number, key, asked[names[index]] === true);
    if (object !== null) sayKey(number, key.location, object, flagsOf(key), reveal);
  }
  for (index = 0; index < request.locations.length; index += 1) {
    location = request.locations[index];
    name = folded(location);
    if (keys[name] !== undefined || asked[name] !== true) continue;
    asked[name] = false;
    if (isListedBy(location, under)) observeUnset(number, location, reveal);
    else observeKey(number, location, reveal);
  }
  return "00000000";
}

// Opens a listed key, or reports why it does not open.
function openListed(number, key, isAsked) {
  var hresult, listed;
  try {
    return open(key.location);
  } catch (error) {
    if (unreachable) throw error;
    hresult = hresultOf(error);
  }
  listed = hresult !== PATH_NOT_FOUND || listedAt(key.location) !== undefined;
  if (listed) sayClosed(number, key.location, flagsOf(key), hresult);
  // Gone since it was listed: reported as missing only if the request named it.
  else if (isAsked) sayMissing(number, key.location);
  return null;
}

// Whether a list that was asked for at a key proves that another key is not in it. For letters beyond ASCII it is not
// known for sure which of them are equal.
function isListedBy(location, under) {
  var name = folded(location);
  var above = folded(under);
  var isBeneath = name === above || name.substring(0, above.length + 1) === above + "/";
  return isBeneath && !/[\x80-\uffff]/.test(location);
}

// For a key that is in no list: it sets nothing, or does not exist.
function observeUnset(number, location, reveal) {
  var object;
  try {
    object = open(location);
  } catch (error) {
    if (unreachable) throw error;
    if (hresultOf(error) === PATH_NOT_FOUND) sayMissing(number, location);
    else sayClosed(number, location, flagsOf(undefined), hresultOf(error));
    return;
  }
  sayKey(number, location, object, flagsOf(undefined), reveal);
}
