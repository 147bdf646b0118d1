// ---- The conversation

function greet() {
  var files = new ActiveXObject("Scripting.FileSystemObject");
  var stream = files.OpenTextFile(WScript.ScriptFullName, 1, false, 0);
  var text = stream.ReadAll();
  stream.Close();
  say("hello " + PROTOCOL + " " + text.length + " " + crc32(text));
}

// Requests of the store for metabases, then of the store for IIS 7 and later; the last two serve both.
var ANSWERS = {
  snapshot: answerSnapshot,
  observe: answerObserve,
  backup: answerBackup,
  apply: answerApply,
  save: answerSave,
  pools: answerPools,
  configuration: answerConfiguration,
  copy: answerCopy,
  set: answerSet,
  inspect: answerInspect,
  examine: answerExamine,
  echo: answerEcho
};

function isChange(type) {
  return type === "apply" || type === "set";
}

function answer(number, request) {
  var fields;
  forgetKeys();
  try {
    fields = ANSWERS[request.type](number, request);
  } catch (error) {
    fields = hex(hresultOf(error), 8) + (isChange(request.type) ? " unverified" : "");
  }
  say("answer " + number + " " + request.type + " " + fields);
}

var batch = null;

// The major version of IIS. A server that is asked for its configuration may have no metabase.
function versionOfIis() {
  for (var index = 0; index < batch.requests.length; index += 1) {
    var type = batch.requests[index].type;
    if (type === "configuration" || type === "inspect" || type === "set") return readIisVersion();
  }
  return readMajorVersion();
}

function converse() {
  greet();
  try {
    batch = readBatch();
  } catch (error) {
    batch = null;
  }
  if (batch === null) {
    say("fault");
    return;
  }
  server = batch.server;
  setKey(batch.key);
  majorVersion = versionOfIis();
  say(
    "server " +
      batch.nonce +
      " " +
      escaped(machineName()) +
      " " +
      (majorVersion === null ? "-" : majorVersion)
  );
  for (var index = 0; index < batch.requests.length; index += 1) answer(index, batch.requests[index]);
  say("done " + batch.requests.length);
}

try {
  // In batch mode (//B) the script host has neither input nor output.
  WScript.Interactive = true;
} catch (error) {
  // Then it is not in batch mode, or there is no way to report that it is.
}
converse();
