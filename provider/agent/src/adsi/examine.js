// ---- What the provider and the metabase are like

function examineMetabase(find) {
  find("provider", function () {
    return open("/LM").Class;
  });
  find("MajorIIsVersionNumber", function () {
    if (majorVersion !== null) return majorVersion;
    return open("/LM/W3SVC/Info").Get("MajorIIsVersionNumber");
  });
  find("IIs5IsolationModeEnabled", function () {
    return open("/LM/W3SVC").Get("IIs5IsolationModeEnabled");
  });

  function count(property) {
    find("keys that set " + property, function () {
      return dataPaths(open("/LM"), property, ANY_PROPERTY).length;
    });
    find("keys that set " + property + " for keys beneath", function () {
      return dataPaths(open("/LM"), property, INHERITABLE_ONLY).length;
    });
  }

  for (var index = 0; index < PAIRS.length; index += 1) {
    count(PAIRS[index].userName);
    count(PAIRS[index].password);
  }
  // A key that sets no UNC user name, with no key beneath it that sets one.
  find("GetDataPaths that finds nothing", function () {
    var found = open("/LM/W3SVC/Info").GetDataPaths("UNCUserName", ANY_PROPERTY);
    return new VBArray(found).ubound(1) < 0 ? "an empty array" : "something is found";
  });
  find("Get of a property that is not set", function () {
    return typeof open("/LM/W3SVC/Info").Get("UNCUserName") === "string" ? "a text" : "no text";
  });
  find("Inherit", function () {
    return typeof open("/LM/W3SVC").GetPropertyAttribObj("AnonymousUserName").Inherit;
  });
  find("IsInherit", function () {
    return typeof open("/LM/W3SVC").GetPropertyAttribObj("AnonymousUserName").IsInherit;
  });
  find("IsInherited", function () {
    return typeof open("/LM/W3SVC").GetPropertyAttribObj("AnonymousUserName").IsInherited;
  });
}
