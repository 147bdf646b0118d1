// ---- Reporting a key

// The locations that the current request has reported, as they were spelled.
var told = {};

// Reports what one key holds. `flagOf` says how the key itself sets a property: "" not at all, "i" so that keys beneath
// inherit it, "o" for itself only, each followed by its place in the property's list; "?" is set and can't be read.
function sayKey(number, location, object, flagOf, reveal) {
  var unreadable = "-";
  var fields = "";
  var keyType = "";
  var index;

  function field(property, read) {
    var flag = flagOf(property);
    if (flag === "") return " -";
    try {
      return " " + settledFlag(object, property, flag) + read(object, property);
    } catch (error) {
      unreadable = property + ":" + hex(hresultOf(error), 8);
      return " " + flag + "?";
    }
  }

  function nameField(key, property) {
    return escaped(readText(key, property));
  }

  function secretField(key, property) {
    return passwordField(readPassword(key, property), reveal);
  }

  function settingField(name, decides) {
    var text;
    if (flagOf(name) === "") return " -";
    try {
      text = decides ? readDecidingSetting(object, name) : readSetting(object, name);
      return text === null ? " -" : " " + escaped(text);
    } catch (error) {
      if (!decides) return " -";
      unreadable = name + ":" + hex(hresultOf(error), 8);
      return " ?";
    }
  }

  try {
    if (flagOf("KeyType") !== "") keyType = readText(object, "KeyType");
  } catch (error) {
    keyType = "";
  }
  if (keyType === "") keyType = classOf(object);
  for (index = 0; index < PAIRS.length; index += 1) {
    fields += field(PAIRS[index].userName, nameField) + field(PAIRS[index].password, secretField);
  }
  for (index = 0; index < SETTINGS.length; index += 1) {
    fields += settingField(SETTINGS[index], index < DECIDING_SETTINGS);
  }
  told[location] = true;
  collect("key " + number + " " + escaped(location) + " " + escaped(keyType) + fields + " " + unreadable);
}

// All that is known of a key that exists and can't be opened is what lists say that it sets.
function sayClosed(number, location, flagOf, hresult) {
  var fields = "";
  var index;

  function field(property) {
    var flag = flagOf(property);
    return flag === "" ? " -" : " " + flag + "?";
  }

  told[location] = true;
  for (index = 0; index < PAIRS.length; index += 1) {
    fields += field(PAIRS[index].userName) + field(PAIRS[index].password);
  }
  for (index = 0; index < SETTINGS.length; index += 1) {
    fields += index < DECIDING_SETTINGS && flagOf(SETTINGS[index]) !== "" ? " ?" : " -";
  }
  collect("key " + number + " " + escaped(location) + " =" + fields + " key:" + hex(hresult, 8));
}

// What a list shows that the key sets; undefined, a key in no list, sets nothing; of null, which was not listed, any
// property may be set.
function flagsOf(key) {
  return function (property) {
    var flag = key === null ? "o" : key === undefined ? "" : key.flags[property];
    return flag === undefined ? "" : flag;
  };
}

function sayMissing(number, location) {
  collect("missing " + number + " " + escaped(location));
}
