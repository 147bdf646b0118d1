// ---- What the documents leave open about the administration objects

// The first property of a pool's process model that fits; null where there is none.
function firstOfPools(view, name, fits) {
  var found = null;
  eachOf(view.file.GetAdminSection(POOLS_SECTION, APPHOST).Collection, function (pool) {
    if (found !== null) return;
    var property = pool.GetElementByName("processModel").GetPropertyByName(name);
    if (fits(property)) found = property;
    giveSign();
  });
  return found;
}

function modelOfDefaults(view) {
  var section = view.file.GetAdminSection(POOLS_SECTION, APPHOST);
  return section.GetElementByName("applicationPoolDefaults").GetElementByName("processModel");
}

function isSetByDefaultsAlone(view) {
  if (ownText(modelOfDefaults(view), "identityType") === null) return "the defaults set no identityType";
  var property = firstOfPools(view, "identityType", function (each) {
    return flagOfProperty(each, "isDefaultValue") || flagOfProperty(each, "isInheritedFromDefault");
  });
  if (property === null) return "every pool sets it itself";
  return (
    "isDefaultValue " +
    property.GetMetadata("isDefaultValue") +
    ", isInheritedFromDefault " +
    property.GetMetadata("isInheritedFromDefault")
  );
}

function undecryptable(view) {
  var answer = null;
  firstOfPools(view, "password", function (property) {
    if (flagOfProperty(property, "isDefaultValue")) return false;
    try {
      if (classified(String(property.Value)) === "sealed") answer = "the sealed text";
    } catch (error) {
      answer = "0x" + hex(hresultOf(error), 8);
    }
    return answer !== null;
  });
  return answer === null ? "none among the pools, or an empty text" : answer;
}

// How the section of the server's own level is shown that stands in a location tag.
function sectionInServerTag(view) {
  var inTag = null;
  eachOf(view.locations, function (location) {
    var path = String(location.Path);
    if (inTag !== null || (path !== "" && path !== ".")) return;
    try {
      inTag = location.Item(ANONYMOUS_SECTION);
    } catch (error) {
      if (hresultOf(error) !== INVALID_INDEX) throw error;
    }
  });
  if (inTag === null) return "it is in no tag";
  var notes = readServerAnonymous(view);
  return notes.length > 0 && notes[0].fields !== "" ? "as the file's section, too" : "in the tag alone";
}

function tagsOfOnePath(view) {
  var seen = {};
  var answer = "together, or there are none";
  eachOf(view.locations, function (location) {
    var path = "=" + folded(String(location.Path));
    if (seen[path] === true) answer = "apart";
    seen[path] = true;
  });
  return answer;
}

// A site that no location tag is of; null if there is none.
function siteWithoutTag(view) {
  var found = null;
  eachOf(sectionOf(view, SITES_SECTION).Collection, function (site) {
    var name = String(site.GetPropertyByName("name").Value);
    if (found === null && tagsAt(view, name).length === 0) found = name;
    giveSign();
  });
  return found;
}

// What a manager that writes shows is only looked at here: nothing is put, and nothing is committed.
function inheritedWhereWritten(view) {
  var set = ownText(view.file.GetAdminSection(ANONYMOUS_SECTION, APPHOST), "userName");
  if (set === null) return "the server's section sets no user name";
  var site = siteWithoutTag(view);
  if (site === null) return "every site has a tag";
  var section = openForWriting().file.GetAdminSection(ANONYMOUS_SECTION, APPHOST + "/" + site);
  var property = section.GetPropertyByName("userName");
  return (
    "isDefaultValue " +
    property.GetMetadata("isDefaultValue") +
    (String(property.Value) === set ? ", the server's value" : ", another value")
  );
}

function providerWhereWritten(view) {
  function isOwn(property) {
    return !flagOfProperty(property, "isDefaultValue");
  }
  var property = firstOfPools(view, "password", isOwn);
  var kept = property === null ? null : textOf(metadataOf(property, "encryptionProvider"));
  if (kept === null || kept === "") return "no pool to see it at";
  property = firstOfPools(openForWriting(), "password", isOwn);
  return property !== null && textOf(metadataOf(property, "encryptionProvider")) === kept
    ? "told"
    : "not told";
}

function answerInspect(number) {
  var find = finderOf(number);
  var view = null;

  function ask(name, question) {
    find(name, function () {
      if (view === null) view = openConfiguration(true);
      return question(view);
    });
  }

  examineMachine(find);
  find("32-bit script host", function () {
    return isOtherBitness() ? "yes" : "no";
  });
  ask("configuration file", function () {
    return view.file.FilePath;
  });
  ask("tags that keep what they set from applications", function () {
    return keepsApart(String(view.file.FilePath)) ? "there may be some" : "none";
  });
  ask("value of an enumeration", function () {
    return typeof modelOfDefaults(view).GetPropertyByName("identityType").Value;
  });
  ask("a section that stands nowhere, or the server's", function () {
    return view.file.GetAdminSection(ANONYMOUS_SECTION, APPHOST).Name === "" ? "no name" : "an element";
  });
  ask("a section in a tag of the server's level", sectionInServerTag);
  ask("tags of one path", tagsOfOnePath);
  ask("what only the defaults set", isSetByDefaultsAlone);
  ask("a value that can't be decrypted", undecryptable);
  ask("what a site inherits, opened to write", inheritedWhereWritten);
  ask("what encrypted a password, opened to write", providerWhereWritten);
  return "00000000";
}
