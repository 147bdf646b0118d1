// ---- Backups

// Backup
var NEXT_VERSION = -1;
var SAVE_FIRST = 2;

// IIS names its backups NAME.MD and a version number. EnumBackups gives the numbers through parameters, which no
// JScript can receive, so the names of the files tell them.
function backupOfIis(name, keep) {
  var files = new ActiveXObject("Scripting.FileSystemObject");
  var folder = folderOfIis(files) + "MetaBack";
  var pattern = new RegExp("^" + name + "\\.MD(\\d{1,4})$", "i");
  var machine = open("/LM");
  var notRemoved = 0;
  var before;
  var versions, index;
  try {
    before = namesIn(files, folder, pattern).sort(descending).join(" ");
  } catch (error) {
    // The folder comes with the first backup, and may be out of reach.
    before = "";
  }
  persistently(function () {
    machine.Backup(name, NEXT_VERSION, SAVE_FIRST);
  });
  try {
    versions = namesIn(files, folder, pattern).sort(descending);
  } catch (error) {
    // Of a version of IIS that makes backups, the success is proof; of any other it is none.
    if (majorVersion === null) throw error;
    return "00000000 " + escaped(name) + " -";
  }
  if (versions.join(" ") === before) throw failure(FILE_NOT_FOUND);
  for (index = keep; index < versions.length; index += 1) {
    try {
      machine.DeleteBackup(name, Number(versions[index]));
    } catch (error) {
      notRemoved += 1;
    }
  }
  return "00000000 " + escaped(folder + "\\" + name + ".MD" + versions[0]) + " " + notRemoved;
}

// From IIS 7 on Backup succeeds and does nothing, so copies of the files are the backup: of applicationHost.config for
// the web, and of MetaBase.xml for every other service, where there is one. What the batch needs must be copied.
function copyOfConfiguration(name, keep) {
  var files = new ActiveXObject("Scripting.FileSystemObject");
  var folder = folderOfIis(files);
  var unlisted = false;
  var needsWeb = false;
  var needsOther = false;
  var where = [];
  var notRemoved = 0;
  var changes = changesOf(batch);
  var index;

  // All copies lie beside applicationHost.config: whoever may not read that folder may not read a password either.
  function copyFile(place, file, needed, prepare) {
    var made;
    try {
      prepare();
      made = copyOf(files, place + file, folder + "config", file, name, keep);
    } catch (error) {
      if (needed) throw error;
      return;
    }
    where[where.length] = made.where;
    if (made.notRemoved === null) unlisted = true;
    else notRemoved += made.notRemoved;
  }

  for (index = 0; index < changes.length; index += 1) {
    if (/^\/LM\/W3SVC(?:\/|$)/.test(folded(changes[index].location))) needsWeb = true;
    else needsOther = true;
  }
  copyFile(folder + "config\\", "applicationHost.config", needsWeb || !needsOther, function () {
    if (isRedirected(files, folder + "config\\redirection.config")) throw failure(REDIRECTED);
  });
  if (needsOther || files.FileExists(folder + "MetaBase.xml")) {
    // The file may lag behind what IIS holds by a minute.
    copyFile(folder, "MetaBase.xml", needsOther, saveData);
  }
  return "00000000 " + escaped(where.join(", ")) + " " + (unlisted ? "-" : notRemoved);
}

// Whether a change is left to be made; what can't be compared now is refused when its turn comes.
function isAnythingToWrite(changes) {
  var own;
  for (var index = 0; index < changes.length; index += 1) {
    try {
      own = readPair(changes[index].location, changes[index].pair);
      if (!isDone(changes[index], own) && isAsExpected(changes[index], own)) return true;
    } catch (error) {
      if (unreachable) return true;
    }
  }
  return false;
}

function makeBackup(request) {
  var name = unescaped(request.fields[1]);
  var keep = Number(request.fields[2]);
  backupToMake = null;
  try {
    if (unreachable) throw failure(SERVER_UNAVAILABLE);
    if (majorVersion !== null && majorVersion >= 7) return copyOfConfiguration(name, keep);
    return backupOfIis(name, keep);
  } catch (error) {
    backupFailure = hresultOf(error);
    return hex(backupFailure, 8) + " = 0";
  }
}

// Nowhere, where everything turns out to be right already.
function answerBackup(number, request) {
  var changes = changesOf(batch);
  if (changes.length === 0 || isAnythingToWrite(changes)) return makeBackup(request);
  backupToMake = request;
  return "00000000 = 0";
}
