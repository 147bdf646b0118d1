// ---- What elements set themselves

// A file has names for these values, and IIS returns them as numbers.
var ENUMERATIONS = {
  identityType: [
    "LocalSystem",
    "LocalService",
    "NetworkService",
    "SpecificUser",
    "ApplicationPoolIdentity"
  ],
  logonMethod: ["Interactive", "Batch", "Network", "ClearText"]
};

var LOCKS = ["lockItem", "lockAttributes", "lockAllAttributesExcept"];

// A flag of a property; anything but a boolean is an error.
function flagOfProperty(property, name) {
  var flag = property.GetMetadata(name);
  if (typeof flag !== "boolean") throw failure(TYPE_MISMATCH);
  return flag;
}

// A property that the element sets itself, or null: a value from defaults or the schema is not its own, even if it is
// equal.
function ownProperty(element, name) {
  var property = element.GetPropertyByName(name);
  if (flagOfProperty(property, "isDefaultValue")) return null;
  return flagOfProperty(property, "isInheritedFromDefault") ? null : property;
}

// What an element sets itself, as a file writes it; null if it sets nothing.
function ownText(element, name) {
  var property = ownProperty(element, name);
  if (property === null) return null;
  var value = property.Value;
  var text =
    ENUMERATIONS[name] !== undefined && typeof value === "number" ? ENUMERATIONS[name][value] : value;
  if (name === "id" || name === "enabled") text = textOf(value);
  if (typeof text !== "string") throw failure(TYPE_MISMATCH);
  return text;
}

// A field that says why it is not known whether something is set.
function unknownField(name, error) {
  if (unreachable) throw error;
  return " " + name + ":?" + hex(hresultOf(error), 8);
}

function userNameField(element) {
  try {
    var text = ownText(element, "userName");
    return text === null ? "" : " userName:" + escaped(text);
  } catch (error) {
    return unknownField("userName", error);
  }
}

// Null for a password that is set and can't be read: IIS may fail to decrypt it, or return it as it is stored.
function valueOfPassword(property) {
  try {
    var value = property.Value;
    return typeof value === "string" && classified(value) !== "sealed" ? value : null;
  } catch (error) {
    return null;
  }
}

function configSourceField(element) {
  try {
    var source = element.GetMetadata("configSource");
    return typeof source === "string" && source !== "" ? " configSource:" + escaped(source) : "";
  } catch (error) {
    return unknownField("configSource", error);
  }
}

// What a section locks for the levels beneath it.
function lockFields(element) {
  var fields = "";
  for (var index = 0; index < LOCKS.length; index += 1) {
    var text = textOf(metadataOf(element, LOCKS[index]));
    if (text !== null && text !== "" && text !== "false")
      fields += " " + LOCKS[index] + ":" + escaped(text);
  }
  return fields;
}

// Undefined if IIS does not say.
function metadataOf(object, name) {
  try {
    return object.GetMetadata(name);
  } catch (error) {
    if (unreachable) throw error;
    return undefined;
  }
}

// Notes an element, with those of the named texts that it sets itself.
function noteElement(notes, depth, name, element, texts) {
  var noted = { depth: depth, name: name, fields: "", password: undefined };
  for (var index = 0; index < texts.length; index += 1) {
    var text = ownText(element, texts[index]);
    if (text !== null) noted.fields += " " + texts[index] + ":" + escaped(text);
  }
  notes[notes.length] = noted;
  giveSign();
  return noted;
}

// The same, with a credential.
function noteHolder(notes, depth, name, element, texts) {
  var noted = noteElement(notes, depth, name, element, texts);
  noted.fields += userNameField(element);
  try {
    var property = ownProperty(element, "password");
    if (property !== null) noted.password = valueOfPassword(property);
  } catch (error) {
    noted.fields += unknownField("password", error);
  }
  return noted;
}

function eachOf(collection, action) {
  var count = Number(collection.Count);
  for (var index = 0; index < count; index += 1) action(collection.Item(index));
}
