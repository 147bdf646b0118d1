// ---- Writing the configuration

var LOCKED = 0x80070021;
var INVALID_DATA = 0x8007000d;

// A lock above an element makes IIS refuse what is set beneath it, even if it is equal.
function isLockedAt(element, change) {
  if (metadataOf(element, "allowCommit") === false) return true;
  var names = ["userName", "password", "identityType"];
  for (var index = 0; index < names.length; index += 1) {
    var name = names[index];
    if (change[name] === ".") continue;
    if (metadataOf(element.GetPropertyByName(name), "isLocked") === true) return true;
  }
  return false;
}

function elementToWrite(writer, change) {
  if (change.place.element !== "anonymousAuthentication") return holderIn(writer, change.place);
  var path = change.own.path;
  return writer.file.GetAdminSection(
    ANONYMOUS_SECTION,
    path === "" || path === "." ? APPHOST : APPHOST + "/" + path
  );
}

function putHalf(element, name, field, own) {
  if (isAsAsked(own, field)) return;
  var property = element.GetPropertyByName(name);
  if (field === "-") property.Clear();
  else property.Value = unescaped(field);
}

// Puts what a change asks for and what is not so already. Only IIS encrypts, with the provider that encrypted the value
// before. Returns whether anything was put; false if it is locked.
function putChange(writer, change) {
  var own = change.own;
  var element = elementToWrite(writer, change);
  if (isLockedAt(element, change)) return false;
  putHalf(element, "userName", change.userName, own.userName);
  if (!isPasswordAsAsked(own.password, change.password)) {
    var property = element.GetPropertyByName("password");
    if (change.password === "-") {
      property.Clear();
    } else {
      if (own.provider !== null && own.provider !== "")
        property.SetMetadata("encryptionProvider", own.provider);
      property.Value = unescaped(change.password);
    }
  }
  if (change.identityType !== ".") putHalf(element, "identityType", change.identityType, own.identityType);
  return true;
}

// One commit of all that is still to be written, compared right before and read back right behind it. Returns the number
// with which the commit failed; 0 if a new try may follow at once, because a change was taken out of it or answered.
function tryCommit(changes) {
  var hresult = 0;
  var made = [];
  var index, change;
  // What it writes is refused if the file is no longer what it was now, so it is opened before anything is compared.
  var writer = openForWriting();
  sectionOf(writer, POOLS_SECTION);
  changes = compare(openConfiguration(true), changes);
  if (changes.length === 0) return 0;
  if (copyToMake !== null) {
    makeCopies();
    if (copyFailure !== 0) answerFailed(changes, copyFailure);
    return 0;
  }
  for (index = 0; index < changes.length; index += 1) {
    change = changes[index];
    try {
      if (putChange(writer, change)) made[made.length] = change;
      else change.answer = hex(LOCKED, 8) + " locked";
    } catch (error) {
      // What of it was put may not be committed, so all is put again without it.
      hresult = hresultOf(error);
      if (hresult === SHARING_VIOLATION) throw error;
      if (hresult === LOCKED) change.answer = hex(LOCKED, 8) + " locked";
      else answerFailed([change], hresult);
      return 0;
    }
    giveSign();
  }
  if (made.length === 0) return 0;
  try {
    writer.file.CommitChanges();
  } catch (error) {
    hresult = hresultOf(error);
  }
  giveSign();
  for (index = 0; index < made.length; index += 1) {
    made[index].isTried = true;
    made[index].failed = hresult;
  }
  // What counts is what a fresh object holds, not what the calls returned.
  changes = compare(openConfiguration(true), made);
  if (hresult === 0) answerFailed(changes, 0);
  // As if it had not been tried: everything is as it was before.
  for (index = 0; index < changes.length; index += 1) changes[index].isTried = false;
  return hresult;
}

// Somebody else's commit was faster. The number with which IIS reports that the file has changed is nowhere documented, so
// it is any number that does not mean something else.
function wasSlower(hresult) {
  if (hresult === ACCESS_DENIED || hresult === INVALID_DATA || hresult === PATH_NOT_FOUND) return false;
  // Encryption: the key is missing, or is of another value.
  return (hresult & 0xffff0000) >>> 0 !== 0x80090000;
}

function commitAll(changes, mostTries) {
  var tries = 0;
  var hresult;
  while (true) {
    try {
      hresult = tryCommit(changes);
    } catch (error) {
      hresult = hresultOf(error);
      if (hresult !== SHARING_VIOLATION) {
        answerFailed(changes, hresult);
        return;
      }
    }
    changes = withoutAnswer(changes);
    if (changes.length === 0) return;
    if (hresult === 0) continue;
    tries += 1;
    if (tries >= mostTries || !wasSlower(hresult)) break;
    WScript.Sleep(BUSY_WAIT * tries);
  }
  // One of them alone may be the cause, and keeps no other from being written: also a lock that IIS did not tell of.
  var isOfOne = hresult === LOCKED || (!wasSlower(hresult) && hresult !== ACCESS_DENIED);
  if (isOfOne && changes.length > 1) {
    var each = hresult === LOCKED ? 1 : mostTries;
    for (var index = 0; index < changes.length; index += 1) commitAll([changes[index]], each);
    return;
  }
  answerFailed(changes, hresult);
}

function answerSet(number, request) {
  var changes = settingsOf(batch);
  if (isOtherBitness()) answerFailed(changes, OTHER_BITNESS);
  if (copyFailure !== 0) answerFailed(changes, copyFailure);
  if (withoutAnswer(changes).length > 0) commitAll(withoutAnswer(changes), BUSY_TRIES);
  return request.change.answer;
}
