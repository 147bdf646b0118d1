// ---- What is there

// What says one finding of a request.
function finderOf(number) {
  return function (name, action) {
    var value;
    try {
      value = textOf(action());
      if (value === null) value = "no value";
    } catch (error) {
      value = "0x" + hex(hresultOf(error), 8);
    }
    collect("finding " + number + " " + escaped(name) + " " + escaped(value));
    giveSign();
  };
}

function answerExamine(number) {
  var find = finderOf(number);
  examineMachine(find);
  examineMetabase(find);
  return "00000000";
}

function examineMachine(find) {
  find("script engine", function () {
    return (
      ScriptEngine() +
      " " +
      ScriptEngineMajorVersion() +
      "." +
      ScriptEngineMinorVersion() +
      "." +
      ScriptEngineBuildVersion()
    );
  });
  find("script host", function () {
    return WScript.Version;
  });
  find("VBArray", function () {
    var array = new VBArray(safeArray("a b"));
    return array.toArray().join("") === "a b" ? "works" : "broken";
  });
  find("processor", function () {
    return new ActiveXObject("WScript.Shell").Environment("PROCESS").Item("PROCESSOR_ARCHITECTURE");
  });
  // Only an elevated administrator may look into the local service's own settings.
  find("elevated", function () {
    try {
      new ActiveXObject("WScript.Shell").RegRead("HKEY_USERS\\S-1-5-19\\Environment\\TEMP");
      return "yes";
    } catch (error) {
      return "no, or not to be told";
    }
  });
  // Setup records here which parts of IIS 7 and later are installed.
  find("Metabase Compatibility", function () {
    return new ActiveXObject("WScript.Shell").RegRead(
      "HKLM\\SOFTWARE\\Microsoft\\InetStp\\Components\\Metabase"
    );
  });
  find("time (UTC)", timestamp);
  find("machine", function () {
    return isThisMachine() ? new ActiveXObject("WScript.Network").ComputerName : operatingSystem().CSName;
  });
  find("domain controller", function () {
    return operatingSystem().ProductType === 2 ? "yes" : "no";
  });
}

function answerEcho(number, request) {
  var text = unescaped(request.fields[1]);
  return "00000000 " + escaped(text) + " " + fingerprint(text);
}
