// ---- What one key sets

function readText(object, property) {
  var value = persistently(function () {
    return object.Get(property);
  });
  if (typeof value !== "string") throw failure(TYPE_MISMATCH);
  return value;
}

// A setting as text, or null if it has no value; a list becomes one line for each of its texts.
function readSetting(object, name) {
  var value = persistently(function () {
    return object.Get(name);
  });
  if (name !== "ServerBindings" && name !== "SecureBindings") return textOf(value);
  var list, lines;
  try {
    list = new VBArray(value).toArray();
  } catch (error) {
    return textOf(value);
  }
  lines = [];
  for (var index = 0; index < list.length; index += 1) {
    if (textOf(list[index]) !== null) lines[lines.length] = textOf(list[index]);
  }
  return lines.join("\r\n");
}

// A setting that decides whether a credential counts: only a number or a boolean, because nothing may be guessed here.
function readDecidingSetting(object, name) {
  var text = readSetting(object, name);
  if (text === null || !/^(?:-?\d+|true|false)$/i.test(text)) throw failure(TYPE_MISMATCH);
  return text;
}

// A password, or null if it can't be read. That IIS is busy or gone says nothing about the password.
function readPassword(object, property) {
  try {
    return readText(object, property);
  } catch (error) {
    if (unreachable || isBusy(hresultOf(error))) throw error;
    return null;
  }
}

function classOf(object) {
  try {
    return textOf(object.Class) || "IIsConfigObject";
  } catch (error) {
    return "IIsConfigObject";
  }
}

// Lists may follow the schema's flags. The stored value's own flag decides, if it can be read.
function settledFlag(object, property, flag) {
  var inherit;
  try {
    inherit = persistently(function () {
      return object.GetPropertyAttribObj(property).Inherit;
    });
  } catch (error) {
    if (unreachable || isBusy(hresultOf(error))) throw error;
    return flag;
  }
  if (typeof inherit !== "boolean") return flag;
  return (inherit ? "i" : "o") + flag.substring(1);
}

function pairOf(kind) {
  for (var index = 0; index < PAIRS.length; index += 1) {
    if (PAIRS[index].kind === kind) return PAIRS[index];
  }
  throw failure(FAILED);
}
