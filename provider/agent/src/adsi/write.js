// ---- Writing

// PutEx
var CLEAR = 1;

// What a key itself holds of a kind now; undefined for what it does not set. A password that can't be read is null.
function readPair(location, pair) {
  var own = { userName: undefined, password: undefined, object: open(location) };
  var setsName = holds(dataPaths(own.object, pair.userName, ANY_PROPERTY), location);
  var setsPassword = holds(dataPaths(own.object, pair.password, ANY_PROPERTY), location);
  // An object keeps the values of the moment when it was opened, so it is opened right before they are compared.
  own.object = get(location);
  if (setsName) own.userName = readText(own.object, pair.userName);
  if (setsPassword) own.password = readPassword(own.object, pair.password);
  return own;
}

function changeOf(request) {
  return {
    location: unescaped(request.fields[1]),
    pair: pairOf(request.fields[2]),
    expectedName: request.fields[3],
    expectedPassword: request.fields[4],
    userName: request.fields[5],
    password: request.fields[6]
  };
}

// Puts both halves, then calls SetInfo once. Returns the number with which a call failed, or 0. A half that is as asked
// already is not put: a provider may refuse to clear what is not there. Values are set before others are removed,
// because a removal may take effect at once.
function putPair(change, own) {
  var object = own.object;
  var setsName = change.userName !== "-" && !isAsAsked(own.userName, change.userName);
  var setsPassword = change.password !== "-" && !isPasswordAsAsked(own.password, change.password);
  written = true;
  try {
    if (setsName) object.Put(change.pair.userName, unescaped(change.userName));
    if (setsPassword) object.Put(change.pair.password, unescaped(change.password));
    if (change.userName === "-" && own.userName !== undefined)
      object.PutEx(CLEAR, change.pair.userName, safeArray(""));
    if (change.password === "-" && own.password !== undefined)
      object.PutEx(CLEAR, change.pair.password, safeArray(""));
    object.SetInfo();
  } catch (error) {
    return hresultOf(error);
  }
  return 0;
}

// True once anything was put into IIS.
var written = false;
// A backup that is made only when something really has to be written.
var backupToMake = null;
var backupFailure = 0;

function answerApply(number, request) {
  var change = changeOf(request);
  var tries = 0;
  var own, hresult;

  if (backupFailure !== 0) return hex(backupFailure, 8) + " refused";
  // A busy metabase is being written by others, so each try compares again.
  while (true) {
    try {
      own = readPair(change.location, change.pair);
    } catch (error) {
      hresult = hresultOf(error);
      if (tries > 0) return hex(hresult, 8) + " unverified";
      return hresult === PATH_NOT_FOUND ? "00000000 missing" : hex(hresult, 8) + " refused";
    }
    if (isDone(change, own)) return tries > 0 ? "00000000 written" : "00000000 unchanged";
    // After a failed try this may be somebody else's change or a part of our own.
    if (!isAsExpected(change, own)) return tries > 0 ? hex(hresult, 8) + " unverified" : "00000000 changed";
    if (backupToMake !== null) {
      makeBackup(backupToMake);
      if (backupFailure !== 0) return hex(backupFailure, 8) + " refused";
      continue;
    }
    hresult = putPair(change, own);
    giveSign();
    tries += 1;
    if (tries >= BUSY_TRIES || !isBusy(hresult)) break;
    WScript.Sleep(BUSY_WAIT * tries);
  }
  // What counts is what a fresh object holds, not what the calls returned.
  try {
    own = readPair(change.location, change.pair);
  } catch (error) {
    return hex(hresult === 0 ? hresultOf(error) : hresult, 8) + " unverified";
  }
  if (isDone(change, own)) return "00000000 written";
  if (hresult !== 0 && isAsExpected(change, own)) return hex(hresult, 8) + " refused";
  return hex(hresult, 8) + " unverified";
}

function saveData() {
  var machine = open("/LM");
  persistently(function () {
    machine.SaveData();
  });
}

// If changes were asked for and none had to be made, there is nothing to save.
function answerSave() {
  if (written || changesOf(batch).length === 0) saveData();
  return "00000000";
}

// All changes that a batch asks for.
function changesOf(asked) {
  var changes = [];
  for (var index = 0; index < asked.requests.length; index += 1) {
    if (asked.requests[index].type === "apply") changes[changes.length] = changeOf(asked.requests[index]);
  }
  return changes;
}
