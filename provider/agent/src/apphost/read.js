// ---- Reading the configuration, section by section

// Null if it is set nowhere, or IIS has no such section.
function serverAnonymous(view) {
  try {
    return view.file.GetAdminSection(ANONYMOUS_SECTION, APPHOST);
  } catch (error) {
    var hresult = hresultOf(error);
    if (hresult === PATH_NOT_FOUND || hresult === FILE_NOT_FOUND) return null;
    throw error;
  }
}

function readServerAnonymous(view) {
  var notes = [];
  var section = serverAnonymous(view);
  if (section !== null) noteSection(notes, 0, section);
  return notes;
}

function noteSection(notes, depth, section) {
  var noted = noteHolder(notes, depth, "anonymousAuthentication", section, ["enabled", "logonMethod"]);
  noted.fields += configSourceField(section) + lockFields(section);
}

function readLocation(index) {
  return function (view) {
    var notes = [];
    var location = view.locations.Item(index);
    notes[0] = { depth: 0, name: "location", fields: " path:" + escaped(String(location.Path)) };
    var section;
    try {
      section = location.Item(ANONYMOUS_SECTION);
    } catch (error) {
      if (hresultOf(error) === INVALID_INDEX) return notes;
      notes[0].fields += unknownField("anonymousAuthentication", error);
      return notes;
    }
    noteSection(notes, 1, section);
    return notes;
  };
}

function readPools(view) {
  var notes = [];
  var section = view.file.GetAdminSection(POOLS_SECTION, APPHOST);

  function notePool(name, pool, texts) {
    noteElement(notes, 1, name, pool, texts);
    noteHolder(notes, 2, "processModel", pool.GetElementByName("processModel"), ["identityType"]);
  }

  noteElement(notes, 0, "applicationPools", section, []).fields += configSourceField(section);
  notePool("applicationPoolDefaults", section.GetElementByName("applicationPoolDefaults"), []);
  eachOf(section.Collection, function (pool) {
    notePool("add", pool, ["name"]);
  });
  return notes;
}

function readSites(view) {
  var notes = [];
  var section = view.file.GetAdminSection(SITES_SECTION, APPHOST);

  function noteDefaults(depth, element) {
    var name = "virtualDirectoryDefaults";
    noteHolder(notes, depth, name, element.GetElementByName(name), ["physicalPath", "logonMethod"]);
  }

  function noteApplicationDefaults(depth, element) {
    var name = "applicationDefaults";
    noteElement(notes, depth, name, element.GetElementByName(name), ["applicationPool"]);
  }

  function noteApplication(application) {
    noteElement(notes, 2, "application", application, ["path", "applicationPool"]);
    noteDefaults(3, application);
    eachOf(application.Collection, function (directory) {
      noteHolder(notes, 3, "virtualDirectory", directory, ["path", "physicalPath", "logonMethod"]);
    });
  }

  noteElement(notes, 0, "sites", section, []).fields += configSourceField(section);
  noteApplicationDefaults(1, section);
  noteDefaults(1, section);
  eachOf(section.Collection, function (site) {
    noteElement(notes, 1, "site", site, ["name", "id"]);
    var bindings = site.GetElementByName("bindings");
    noteElement(notes, 2, "bindings", bindings, []);
    eachOf(bindings.Collection, function (binding) {
      noteElement(notes, 3, "binding", binding, ["protocol", "bindingInformation"]);
    });
    noteApplicationDefaults(2, site);
    noteDefaults(2, site);
    eachOf(site.Collection, noteApplication);
  });
  return notes;
}

// Whether every password that reads as empty is really empty: a second reading fails if one can't be decrypted.
function areReallyEmpty(notes, read, strictView) {
  var again;
  try {
    again = read(strictView());
  } catch (error) {
    if (unreachable) throw error;
    return false;
  }
  if (again.length !== notes.length) return false;
  for (var index = 0; index < notes.length; index += 1) {
    if (notes[index].password === "" && again[index].password !== "") return false;
  }
  return true;
}

function answerConfiguration(number, request) {
  var reveal = request.fields[1] === "1";
  if (isOtherBitness()) throw failure(OTHER_BITNESS);
  var view = openConfiguration(true);
  var strict = null;

  function strictView() {
    if (strict === null) strict = openConfiguration(false);
    return strict;
  }

  function sayRead(read) {
    var notes = read(view);
    var isEmptyKnown = null;
    for (var index = 0; index < notes.length; index += 1) {
      var noted = notes[index];
      var fields = noted.fields;
      if (noted.password === "") {
        if (isEmptyKnown === null) isEmptyKnown = areReallyEmpty(notes, read, strictView);
        if (!isEmptyKnown) noted.password = null;
      }
      if (noted.password !== undefined) fields += " password:" + passwordField(noted.password, reveal);
      collect("element " + number + " " + noted.depth + " " + noted.name + fields);
    }
  }

  var path = String(view.file.FilePath);
  collect("opened " + number + " " + escaped(path) + " " + (keepsApart(path) ? "apart" : "-"));
  sayRead(readServerAnonymous);
  sayRead(readPools);
  sayRead(readSites);
  var count = Number(view.locations.Count);
  for (var index = 0; index < count; index += 1) sayRead(readLocation(index));
  return "00000000";
}
