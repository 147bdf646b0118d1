// ---- Reading

// ---- Requests: each says what it found and returns the fields of its answer, of which the first is an HRESULT.

// What was listed in this request beneath keys above one that does not open, by the folded location of such a key above.
var listings = {};

// What was told and listed is of one request alone.
function forgetKeys() {
  told = {};
  listings = {};
}

// How a key that does not open under its own name sets properties, as a key above it lists it; undefined where none does.
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

// Opens a key, and says why not; null where there is nothing more to say of it.
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
    var all = dataPaths(object, property, ANY_PROPERTY);
    var found = spelledIn(all, location);
    flags[property] = "";
    if (found === null) return;
    spelled = found;
    var inheritable = !asksInheritance || holds(inheritablePaths(object, property, all), location);
    flags[property] = inheritable ? "i" : "o";
  }

  function flagOf(property) {
    return flags[property];
  }

  try {
    // Asked before the first word is said, so that a key is said whole or not at all.
    for (var index = 0; index < PAIRS.length; index += 1) {
      noteFlag(PAIRS[index].userName, true);
      noteFlag(PAIRS[index].password, true);
    }
    for (index = 0; index < SETTINGS.length; index += 1) noteFlag(SETTINGS[index], false);
    noteFlag("KeyType", false);
  } catch (error) {
    if (unreachable) throw error;
    // What was not asked any more may be set as well.
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
  var index;

  function note(property, locations) {
    for (var place = 0; place < locations.length; place += 1) {
      var name = folded(locations[place]);
      if (keys[name] === undefined) keys[name] = { location: locations[place], flags: {} };
      keys[name].flags[property] = "o" + place;
    }
  }

  function noteCredential(property) {
    var all = dataPaths(object, property, ANY_PROPERTY);
    var inheritable = inheritablePaths(object, property, all);
    var key;
    note(property, all);
    for (var place = 0; place < inheritable.length; place += 1) {
      key = keys[folded(inheritable[place])];
      // One that came between the two questions is for the next reading.
      if (key !== undefined && key.flags[property] !== undefined)
        key.flags[property] = "i" + key.flags[property].substring(1);
    }
  }

  for (index = 0; index < PAIRS.length; index += 1) {
    noteCredential(PAIRS[index].userName);
    noteCredential(PAIRS[index].password);
  }
  for (index = 0; index < SETTINGS.length; index += 1) {
    note(SETTINGS[index], dataPaths(object, SETTINGS[index], ANY_PROPERTY));
  }
  note("KeyType", dataPaths(object, "KeyType", ANY_PROPERTY));
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

// Opens a key that was listed, and says why not.
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
  // Gone since it was listed: missing only where somebody asked for it.
  else if (isAsked) sayMissing(number, key.location);
  return null;
}

// Whether a list that was asked for at a key tells for sure that another one is not in it: of letters beyond ASCII
// nobody knows for sure which of them are equal.
function isListedBy(location, under) {
  var name = folded(location);
  var above = folded(under);
  var isBeneath = name === above || name.substring(0, above.length + 1) === above + "/";
  return isBeneath && !/[\x80-\uffff]/.test(location);
}

// A key that no list names: it sets nothing, or is not there.
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
