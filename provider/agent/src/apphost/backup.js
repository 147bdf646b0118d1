// ---- Copies of the configuration

// Copies that are made only when something really has to be written.
var copyToMake = null;
var copyFailure = 0;

// The files that a section or a location tag's section is kept in, where it is not in the file itself.
function otherFiles(view) {
  var names = [];

  function add(section) {
    var source = section === null ? undefined : metadataOf(section, "configSource");
    if (typeof source === "string" && source !== "") names[names.length] = source;
  }

  function addAnonymous(place) {
    var standing = anonymousIn(view, place);
    if (standing !== null) add(standing.element);
  }

  add(sectionOf(view, POOLS_SECTION));
  add(sectionOf(view, SITES_SECTION));
  addAnonymous({ element: "anonymousAuthentication", site: null, path: null, directory: null });
  var changes = settingsOf(batch);
  for (var index = 0; index < changes.length; index += 1)
    if (changes[index].place.element === "anonymousAuthentication") addAnonymous(changes[index].place);
  return names;
}

// Each copy is beside its original, so that only those who may read that folder can read a password.
function copyConfiguration(name, keep) {
  var files = new ActiveXObject("Scripting.FileSystemObject");
  var view = openConfiguration(true);
  var path = reachable(String(view.file.FilePath));
  var folder = path.substring(0, path.lastIndexOf("\\") + 1);
  var redirection = folderOfIis(files) + "config\\redirection.config";
  var paths = [path];
  var done = {};
  var where = [];
  var notRemoved = 0;
  var isUnlisted = false;
  var others = otherFiles(view);
  var index;
  for (index = 0; index < others.length; index += 1) paths[paths.length] = folder + others[index];
  if (files.FileExists(redirection)) paths[paths.length] = redirection;
  for (index = 0; index < paths.length; index += 1) {
    var each = paths[index];
    if (done["=" + folded(each)] === true) continue;
    done["=" + folded(each)] = true;
    var cut = each.lastIndexOf("\\");
    var made = copyOf(files, each, each.substring(0, cut), each.substring(cut + 1), name, keep);
    where[where.length] = made.where;
    if (made.notRemoved === null) isUnlisted = true;
    else notRemoved += made.notRemoved;
    giveSign();
  }
  return "00000000 " + escaped(where.join(", ")) + " " + (isUnlisted ? "-" : notRemoved);
}

function makeCopies() {
  var request = copyToMake;
  copyToMake = null;
  try {
    return copyConfiguration(unescaped(request.fields[1]), Number(request.fields[2]));
  } catch (error) {
    copyFailure = hresultOf(error);
    return hex(copyFailure, 8) + " = 0";
  }
}

// Whether any change is still to be made. What can't be compared counts as none: it is refused later.
function isAnythingToSet(changes) {
  var view, own;
  for (var index = 0; index < changes.length; index += 1) {
    var change = changes[index];
    try {
      if (index === 0) view = openConfiguration(true);
      own = ownOf(view, change);
      if (own !== null && !isSettled(change, own) && isChangeExpected(change, own)) return true;
    } catch (error) {
      if (view === undefined) return false;
    }
    giveSign();
  }
  return false;
}

// No path is reported if everything turns out to be as asked already.
function answerCopy(number, request) {
  copyToMake = request;
  if (isOtherBitness() || !isAnythingToSet(settingsOf(batch))) return "00000000 = 0";
  return makeCopies();
}
