// ---- The configuration of IIS 7 and later, through its administration objects

var APPHOST = "MACHINE/WEBROOT/APPHOST";
var ANONYMOUS_SECTION = "system.webServer/security/authentication/anonymousAuthentication";
var POOLS_SECTION = "system.applicationHost/applicationPools";
var SITES_SECTION = "system.applicationHost/sites";

var INVALID_INDEX = 0x80070585;
// This agent's own number (bit 29 is set): the script host is a 32-bit program, to which Windows shows another folder.
var OTHER_BITNESS = 0xa0040002;

// The file itself, without what any web.config adds. A value that this machine can't decrypt hides all values around it,
// unless such values are ignored.
function openConfiguration(ignoresDecryption) {
  return persistently(function () {
    var name = "Microsoft.ApplicationHost.AdminManager";
    var manager = isThisMachine() ? new ActiveXObject(name) : new ActiveXObject(name, server);
    manager.SetMetadata("ignoreInvalidDecryption", ignoresDecryption);
    manager.SetMetadata("hideExceptionPhysicalPath", true);
    var file = manager.ConfigManager.GetConfigFile(APPHOST);
    return { file: file, locations: file.Locations };
  });
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

// Whether a location tag keeps what it sets from the applications beneath it. No administration object shows that, so the
// file is read; true if it can't be read.
function keepsApart(path) {
  var text;
  path = path.replace(/^\\\\\?\\/, "");
  if (!isThisMachine()) path = path.replace(/^([A-Za-z]):\\/, "\\\\" + server + "\\$1$$\\");
  try {
    var stream = new ActiveXObject("Scripting.FileSystemObject").OpenTextFile(path, 1, false, 0);
    text = stream.AtEndOfStream ? "" : stream.ReadAll();
    stream.Close();
  } catch (error) {
    return true;
  }
  // In UTF-16 an ASCII character has a zero byte beside it.
  text = text.replace(/\0/g, "").replace(/<!--[\s\S]*?-->/g, "");
  return /\binheritInChildApplications\s*=\s*["'](?!\s*true\s*["'])/i.test(text);
}
