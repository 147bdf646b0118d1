// ---- Backups

// Backup
var NEXT_VERSION = -1;
var SAVE_FIRST = 2;

// IIS names its backups NAME.MD plus a version number. EnumBackups returns the numbers through output parameters, which
// JScript can't receive, so they are read from the names of the files.
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
    // IIS makes the folder with its first backup, and it may be out of reach.
    before = "";
  }
  persistently(function () {
    machine.Backup(name, NEXT_VERSION, SAVE_FIRST);
  });
  try {
    versions = namesIn(files, folder, pattern).sort(descending);
  } catch (error) {
    // Success is proof only on a version of IIS that really makes backups.
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

// From IIS 7 on, Backup succeeds and does nothing. So the backup consists of copies: of applicationHost.config for the
// web, and of MetaBase.xml, if there is one, for every other service. A file that the batch changes must be copied.
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

  // All copies go beside applicationHost.config, so that only those who may read that folder can read a password.
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
    // The file may be a minute older than what IIS holds in memory.
    copyFile(folder, "MetaBase.xml", needsOther, saveData);
  }
  return "00000000 " + escaped(where.join(", ")) + " " + (unlisted ? "-" : notRemoved);
}

// Whether any change is still to be made. A key that can't be compared counts as none: its change is refused later.
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

// No path is reported if everything turns out to be as asked already.
function answerBackup(number, request) {
  var changes = changesOf(batch);
  if (changes.length === 0 || isAnythingToWrite(changes)) return makeBackup(request);
  backupToMake = request;
  return "00000000 = 0";
}
