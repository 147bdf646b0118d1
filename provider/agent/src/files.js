// ---- Files of IIS

// This agent's own number (bit 29 is set): the configuration is on a share, and the copy here is out of date.
var REDIRECTED = 0xa0040001;

// Where IIS keeps its own files. A 32-bit program reaches the real system folder under another name.
function folderOfIis(files) {
  if (!isThisMachine()) return "\\\\" + server + "\\admin$\\System32\\inetsrv\\";
  var root = new ActiveXObject("WScript.Shell").ExpandEnvironmentStrings("%SystemRoot%");
  var real = root + "\\Sysnative\\inetsrv";
  return (files.FolderExists(real) ? real : root + "\\System32\\inetsrv") + "\\";
}

// For each file of a folder whose name matches: what the pattern's first group matched.
function namesIn(files, folder, pattern) {
  var found = [];
  var parts;
  for (var each = new Enumerator(files.GetFolder(folder).Files); !each.atEnd(); each.moveNext()) {
    parts = pattern.exec(String(each.item().Name));
    if (parts !== null) found[found.length] = parts[1];
  }
  return found;
}

function descending(left, right) {
  return Number(right) - Number(left);
}

// Copies a file into a folder, and removes all but the newest copies of that name.
function copyOf(files, source, folder, file, name, keep) {
  var prefix = file + "." + name + "-";
  var pattern = new RegExp("^" + prefix.replace(/\./g, "\\.") + "(\\d{17})$", "i");
  var time = timestamp();
  var copy = folder + "\\" + prefix + time;
  var notRemoved = 0;
  // Never remove the copy just made, even if a clock that was set back makes it the oldest.
  var kept = 1;
  var copies, index;
  files.CopyFile(source, copy, false);
  if (!files.FileExists(copy)) throw failure(FILE_NOT_FOUND);
  if (files.GetFile(copy).Size !== files.GetFile(source).Size) throw failure(FAILED);
  try {
    copies = namesIn(files, folder, pattern).sort();
  } catch (error) {
    return { where: copy, notRemoved: null };
  }
  for (index = copies.length - 1; index >= 0; index -= 1) {
    if (copies[index] === time) continue;
    kept += 1;
    if (kept <= keep) continue;
    try {
      files.DeleteFile(folder + "\\" + prefix + copies[index]);
    } catch (error) {
      notRemoved += 1;
    }
  }
  return { where: copy, notRemoved: notRemoved };
}

// Whether the web's configuration is elsewhere, as on servers that share one configuration.
function isRedirected(files, file) {
  if (!files.FileExists(file)) return false;
  var stream = files.OpenTextFile(file, 1, false, 0);
  var text = stream.AtEndOfStream ? "" : stream.ReadAll();
  stream.Close();
  return /<configurationRedirection\s[^>]*\benabled\s*=\s*["']true["']/i.test(
    text.replace(/<!--[\s\S]*?-->/g, "")
  );
}
