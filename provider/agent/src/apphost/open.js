// ---- The configuration of IIS 7 and later, through its administration objects

var APPHOST = "MACHINE/WEBROOT/APPHOST";
var ANONYMOUS_SECTION = "system.webServer/security/authentication/anonymousAuthentication";
var POOLS_SECTION = "system.applicationHost/applicationPools";
var SITES_SECTION = "system.applicationHost/sites";

var INVALID_INDEX = 0x80070585;
// This agent's own number (bit 29 is set): the script host is a 32-bit program, to which Windows shows another folder.
var OTHER_BITNESS = 0xa0040002;

var ADMIN_MANAGER = "Microsoft.ApplicationHost.AdminManager";
var WRITABLE_MANAGER = "Microsoft.ApplicationHost.WritableAdminManager";

// A value that this machine can't decrypt hides all values around it, unless such values are ignored.
function newManager(name, ignoresDecryption) {
  var manager = isThisMachine() ? new ActiveXObject(name) : new ActiveXObject(name, server);
  manager.SetMetadata("ignoreInvalidDecryption", ignoresDecryption);
  manager.SetMetadata("hideExceptionPhysicalPath", true);
  return manager;
}

function viewOf(file, locations) {
  return {
    file: file,
    locations: locations,
    sections: {},
    indexes: {},
    tags: null,
    empties: [],
    strict: null
  };
}

// The file itself, without what any web.config adds.
function openConfiguration(ignoresDecryption) {
  return persistently(function () {
    var file = newManager(ADMIN_MANAGER, ignoresDecryption).ConfigManager.GetConfigFile(APPHOST);
    return viewOf(file, file.Locations);
  });
}

// For one commit. All that is put is for the file itself, whatever it is of: nothing may get into a web.config.
function openForWriting() {
  var manager = newManager(WRITABLE_MANAGER, true);
  manager.CommitPath = APPHOST;
  return viewOf(manager, null);
}

function isOtherBitness() {
  if (!isThisMachine()) return false;
  return (
    textOf(new ActiveXObject("WScript.Shell").Environment("PROCESS").Item("PROCESSOR_ARCHITEW6432")) > ""
  );
}

// Setup records here which version of IIS it installed.
function readIisVersion() {
  if (!isThisMachine()) return null;
  try {
    return wholeNumber(
      new ActiveXObject("WScript.Shell").RegRead("HKLM\\SOFTWARE\\Microsoft\\InetStp\\MajorVersion")
    );
  } catch (error) {
    return null;
  }
}

// A path of the server as this machine reaches it.
function reachable(path) {
  path = path.replace(/^\\\\\?\\UNC\\/i, "\\\\").replace(/^\\\\\?\\/, "");
  return isThisMachine() ? path : path.replace(/^([A-Za-z]):\\/, "\\\\" + server + "\\$1$$\\");
}

// Whether a location tag keeps what it sets from the applications beneath it. No administration object shows that, so the
// file is read; true if it can't be read.
function keepsApart(path) {
  var text;
  try {
    var stream = new ActiveXObject("Scripting.FileSystemObject").OpenTextFile(reachable(path), 1, false, 0);
    text = stream.AtEndOfStream ? "" : stream.ReadAll();
    stream.Close();
  } catch (error) {
    return true;
  }
  // In UTF-16 an ASCII character has a zero byte beside it.
  text = text.replace(/\0/g, "").replace(/<!--[\s\S]*?-->/g, "");
  return /\binheritInChildApplications\s*=\s*["'](?!\s*true\s*["'])/i.test(text);
}
