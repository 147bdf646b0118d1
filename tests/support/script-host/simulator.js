// @ts-nocheck
/*
 * An IIS for tests, in the JScript of the script host: it shadows GetObject, WScript and the few COM objects that Wine
 * lacks, and is written from what Microsoft documents of ADSI's IIS provider. What documentation does not promise fails
 * loudly: it is noted as a violation, which fails the test. The launcher puts this file, CONFIG and the agent into one script.
 */

var hostFiles = new HostActiveXObject("Scripting.FileSystemObject");
var journalStream = null;

// Written through at once, so that a killed process leaves what it did.
function journal(line) {
  if (journalStream === null) journalStream = hostFiles.OpenTextFile(CONFIG.journal, 8, true);
  journalStream.WriteLine(line);
}

function simulatedError(hresult) {
  return new Error(hresult | 0, "simulated");
}

function violation(text) {
  journal("violation " + simEscape(text));
  throw simulatedError(0x8000ffff);
}

function simEscape(text) {
  return text.replace(/[^0-9A-Za-z_.\/-]/g, function (unit) {
    var digits = unit.charCodeAt(0).toString(16);
    while (digits.length < 4) digits = "0" + digits;
    return "%" + digits;
  });
}

function simUnescape(text) {
  return text.replace(/%([0-9a-f]{4})/g, function (whole, digits) {
    return String.fromCharCode(parseInt(digits, 16));
  });
}

function realArray(items) {
  var dictionary = new HostActiveXObject("Scripting.Dictionary");
  for (var index = 0; index < items.length; index += 1) dictionary.Add("k" + index, items[index]);
  return dictionary.Items();
}

// ---- The schema

var ANONYMOUS =
  " IIsWebService IIsWebServer IIsWebVirtualDir IIsWebDirectory IIsWebFile IIsFtpService IIsFtpServer" +
  " IIsNntpService IIsNntpServer IIsSmtpService ";
var WAM = " IIsWebService IIsApplicationPools IIsApplicationPool ";
var UNC =
  " IIsWebVirtualDir IIsFtpVirtualDir IIsNntpVirtualDir IIsSmtpVirtualDir IIsPop3VirtualDir IIsImapVirtualDir ";

// Which key types may hold it ("" for any), the type of its values, its default.
var SCHEMA = {
  AnonymousUserName: { keyTypes: ANONYMOUS + "IIsSmtpServer ", type: "string" },
  AnonymousUserPass: { keyTypes: ANONYMOUS, type: "string" },
  WAMUserName: { keyTypes: WAM, type: "string" },
  WAMUserPass: { keyTypes: WAM, type: "string" },
  UNCUserName: { keyTypes: UNC, type: "string" },
  UNCPassword: { keyTypes: UNC, type: "string" },
  KeyType: { keyTypes: "", type: "string" },
  AnonymousPasswordSync: { keyTypes: "", type: "boolean" },
  AppPoolIdentityType: { keyTypes: "", type: "number" },
  LogonMethod: { keyTypes: "", type: "number" },
  IIs5IsolationModeEnabled: { keyTypes: "", type: "boolean" },
  AuthFlags: { keyTypes: "", type: "flags" },
  AllowAnonymous: { keyTypes: "", type: "boolean" },
  Path: { keyTypes: "", type: "string" },
  AppPoolId: { keyTypes: "", type: "string" },
  AppIsolated: { keyTypes: "", type: "number" },
  ServerComment: { keyTypes: "", type: "string" },
  ServerBindings: { keyTypes: "", type: "list" },
  SecureBindings: { keyTypes: "", type: "list" },
  MajorIIsVersionNumber: { keyTypes: "", type: "number" },
  AppPoolState: { keyTypes: "", type: "number" }
};

function schemaOf(name) {
  var schema = typeof name === "string" ? SCHEMA[name] : undefined;
  if (schema === undefined) violation("no such property: " + name);
  return schema;
}

// A file writes flags as words, IIS gives their sum.
var FLAGS = { AuthAnonymous: 1, AuthBasic: 2, AuthNTLM: 4, AuthMD5: 16, AuthPassport: 64 };

function flagsOf(text) {
  var words = text.split(/[\s|]+/);
  var sum = 0;
  for (var index = 0; index < words.length; index += 1)
    sum += FLAGS[words[index]] || Number(words[index]) || 0;
  return sum;
}

function typed(schema, text) {
  if (schema.type === "number") return Number(text);
  if (schema.type === "flags") return flagsOf(text);
  if (schema.type === "list") return realArray(text === "" ? [] : text.split(/\s+/));
  if (schema.type === "boolean") return /^(?:true|-?1)$/i.test(text);
  return text;
}

// ---- The metabase, in memory as IIS has it

var simKeys = {};
var simSetters = {};

function simFold(path) {
  return path.toUpperCase();
}

function addSetter(name, folded) {
  if (simSetters[name] === undefined) simSetters[name] = [];
  simSetters[name][simSetters[name].length] = folded;
}

function addKey(path, type) {
  var folded = simFold(path);
  if (simKeys[folded] !== undefined) return simKeys[folded];
  var key = {
    path: path,
    folded: folded,
    type: type,
    values: {},
    parent: null,
    isLeaf: true,
    opened: 0,
    asked: 0
  };
  simKeys[folded] = key;
  var cut = path.lastIndexOf("/");
  if (cut > 0) {
    key.parent = addKey(path.substring(0, cut), "IIsConfigObject");
    key.parent.isLeaf = false;
  }
  return key;
}

// Values are replaced and never changed, so that an object that was got keeps what it was filled with.
function setValue(key, name, value) {
  var values = {};
  var had = key.values[name] !== undefined;
  for (var each in key.values) if (each !== name) values[each] = key.values[each];
  if (value !== null) values[name] = value;
  key.values = values;
  if (value !== null && !had) addSetter(name, key.folded);
  if (value === null && had) {
    var left = [];
    for (var index = 0; index < simSetters[name].length; index += 1) {
      if (simSetters[name][index] !== key.folded) left[left.length] = simSetters[name][index];
    }
    simSetters[name] = left;
  }
}

// A write that counts: noted before anything else can happen.
function store(key, name, text) {
  var old = key.values[name];
  var line = simEscape(key.path) + " " + name;
  if (text === null) {
    journal("remove " + line);
    setValue(key, name, null);
  } else {
    journal("set " + line + " =" + simEscape(text));
    setValue(key, name, { text: text, inherit: old === undefined ? true : old.inherit });
  }
}

function loadListing() {
  var stream = hostFiles.OpenTextFile(CONFIG.listing, 1, false, 0);
  var lines = stream.ReadAll().split("\n");
  stream.Close();
  var key = null;
  var index, fields;
  for (index = 0; index < lines.length; index += 1) {
    fields = lines[index].split(" ");
    if (fields[0] === "key") {
      key = addKey(simUnescape(fields[1]), fields[2]);
      key.type = fields[2];
      if (key.type !== "IIsConfigObject") {
        key.values.KeyType = { text: key.type, inherit: false };
        addSetter("KeyType", key.folded);
      }
    } else if (fields[0] === "value") {
      setValue(key, fields[1], {
        text: simUnescape(fields[3].substring(1)),
        inherit: fields[2] !== "own",
        unreadable: fields[2] === "unreadable"
      });
    }
  }
}

// ---- What tests plant

function isPlace(planted, key) {
  return planted.location === undefined || (key !== null && simFold(planted.location) === key.folded);
}

function planted(call, key, name) {
  // Where the engine that runs this counts calls.
  if (typeof HostCalled === "function") HostCalled(call, name);
  for (var index = 0; index < CONFIG.failures.length; index += 1) {
    var failure = CONFIG.failures[index];
    if (failure.call !== call || !isPlace(failure, key)) continue;
    if (failure.property !== undefined && failure.property !== name) continue;
    if (failure.times !== undefined) {
      if (failure.times === 0) continue;
      failure.times -= 1;
    }
    return failure;
  }
  return null;
}

function failWherePlanted(call, key, name) {
  var failure = planted(call, key, name);
  if (failure !== null) throw simulatedError(failure.hresult);
}

// A schema on the client that lacks a property: nothing can be asked of it there.
function failWhereUnknown(name) {
  for (var index = 0; index < CONFIG.unknown.length; index += 1) {
    if (CONFIG.unknown[index].property === name) throw simulatedError(CONFIG.unknown[index].hresult);
  }
}

// What Get gives instead of a value of the property's own type.
function givenInstead(key, name) {
  for (var index = 0; index < CONFIG.given.length; index += 1) {
    if (isPlace(CONFIG.given[index], key) && CONFIG.given[index].property === name)
      return CONFIG.given[index];
  }
  return null;
}

function oddValue(as) {
  // VT_EMPTY and VT_NULL, as a script sees them.
  if (as === "empty") return undefined;
  if (as === "null") return null;
  if (as === "object") return new HostActiveXObject("Scripting.Dictionary");
  if (as === "array") return realArray(["a", "b"]);
  if (as === "date") return new Date(0);
  if (as === "fraction") return 1.5;
  if (as === "true") return true;
  return String(as);
}

// Waits for input that never comes.
function hang() {
  while (true) {
    try {
      readInputLine();
    } catch (error) {
      continue;
    }
  }
}

function endWherePlanted(when) {
  if (CONFIG.end === null || CONFIG.end.when !== when) return;
  CONFIG.end.count -= 1;
  if (CONFIG.end.count > 0) return;
  if (CONFIG.end.how === "hang") hang();
  HostWScript.Quit(CONFIG.end.code);
}

// Another administrator's change, right after the n-th object of a key was got, or the n-th list was asked there.
function changeWherePlanted(call, key, count) {
  for (var index = 0; index < CONFIG.changes.length; index += 1) {
    var change = CONFIG.changes[index];
    if (!isPlace(change, key) || change.after !== count || (change.call || "GetObject") !== call) continue;
    store(change.at === undefined ? key : simKeys[simFold(change.at)], change.property, change.value);
  }
}

// ---- ADSI objects

function IisObject(key, asked) {
  this.Class = key.type;
  // Documented as the path of the object; whether as it is stored or as it was asked for, nobody writes.
  this.ADsPath = CONFIG.echoesPaths ? asked : CONFIG.pathPrefix + key.path.substring(3);
  this.simKey = key;
  this.simCache = [];
  this.simPending = {};
  this.simNames = [];
  for (var each = key; each !== null; each = each.parent) this.simCache[this.simCache.length] = each.values;
}

IisObject.prototype.simValue = function (name) {
  if (this.simPending[name] !== undefined) return this.simPending[name];
  for (var index = 0; index < this.simCache.length; index += 1) {
    var value = this.simCache[index][name];
    if (value !== undefined && (index === 0 || value.inherit)) return value;
  }
  return null;
};

IisObject.prototype.Get = function (name) {
  var schema = schemaOf(name);
  if (arguments.length !== 1) violation("Get takes one argument");
  failWhereUnknown(name);
  failWherePlanted("Get", this.simKey, name);
  var instead = givenInstead(this.simKey, name);
  if (instead !== null) return oddValue(instead.as);
  if (name === "AppPoolState" && this.simKey.type === "IIsApplicationPool") return CONFIG.poolState;
  if (name === "MajorIIsVersionNumber" && CONFIG.majorVersion !== null) {
    for (var info = 0; info < CONFIG.infos.length; info += 1) {
      if (this.simKey.folded === "/LM/" + CONFIG.infos[info] + "/INFO") return CONFIG.majorVersion;
    }
  }
  var value = this.simValue(name);
  if (value === null) {
    if (CONFIG.variant.unset === "error") throw simulatedError(0x80005006);
    return typed(schema, schema.type === "string" ? "" : "0");
  }
  if (value.unreadable) throw simulatedError(0x80090005);
  for (var index = 0; index < CONFIG.masked.length; index += 1) {
    if (isPlace(CONFIG.masked[index], this.simKey) && CONFIG.masked[index].property === name)
      return "**********";
  }
  return typed(schema, value.text);
};

IisObject.prototype.simCheckPut = function (name) {
  var schema = schemaOf(name);
  failWhereUnknown(name);
  failWherePlanted("Put", this.simKey, name);
  var type = this.simKey.type;
  var may = schema.keyTypes === "" || type === "IIsConfigObject";
  if (!may && schema.keyTypes.indexOf(" " + type + " ") < 0) throw simulatedError(0x80005006);
  this.simNames[this.simNames.length] = name;
};

IisObject.prototype.Put = function (name, value) {
  if (arguments.length !== 2) violation("Put takes two arguments");
  if (typeof value !== "string") violation("Put was given no text");
  this.simCheckPut(name);
  this.simPending[name] = { text: value, inherit: true };
};

IisObject.prototype.PutEx = function (control, name, value) {
  if (arguments.length !== 3 || control !== 1) violation("PutEx is known with 1, ADS_PROPERTY_CLEAR");
  try {
    new VBArray(value).toArray();
  } catch (error) {
    violation("PutEx was given no SAFEARRAY");
  }
  this.simCheckPut(name);
  // No page says when a value is removed, and one public script never calls SetInfo behind it.
  if (CONFIG.variant.clears === "at once") store(this.simKey, name, null);
  else this.simPending[name] = null;
};

IisObject.prototype.SetInfo = function () {
  if (arguments.length !== 0) violation("SetInfo takes no arguments");
  endWherePlanted("before SetInfo");
  var failure = planted("SetInfo", this.simKey, undefined);
  var names = this.simNames;
  var count = names.length;
  if (failure !== null) count = failure.writes === "all" ? count : failure.writes === "half" ? 1 : 0;
  for (var index = 0; index < count; index += 1) {
    var name = names[index];
    var value = this.simPending[name];
    if (value === undefined) continue;
    var text = value === null ? null : value.text;
    for (var place = 0; place < CONFIG.distorted.length; place += 1) {
      var distorted = CONFIG.distorted[place];
      if (isPlace(distorted, this.simKey) && distorted.property === name) text = distorted.value;
    }
    store(this.simKey, name, text);
  }
  if (failure === null || count > 0) journal("setinfo " + simEscape(this.simKey.path));
  endWherePlanted("after SetInfo");
  if (failure !== null) throw simulatedError(failure.hresult);
  this.simPending = {};
  this.simNames = [];
};

IisObject.prototype.GetDataPaths = function (name, flag) {
  schemaOf(name);
  if (arguments.length !== 2 || (flag !== 0 && flag !== 1)) violation("GetDataPaths takes a name and 0 or 1");
  failWhereUnknown(name);
  failWherePlanted(flag === 0 ? "GetDataPaths" : "GetDataPaths inheritable", this.simKey, name);
  var setters = simSetters[name] === undefined ? [] : simSetters[name];
  var top = this.simKey.folded;
  if (this.simKey.isLeaf) setters = this.simKey.values[name] === undefined ? [] : [top];
  var beneath = top + "/";
  var paths = [];
  for (var index = 0; index < setters.length; index += 1) {
    var folded = setters[index];
    if (folded !== top && folded.substring(0, beneath.length) !== beneath) continue;
    // Pages ask whether "the property is inheritable": of the schema, where all six are, or of the value that is stored.
    if (flag === 1 && CONFIG.variant.inheritableFlag === "value" && !simKeys[folded].values[name].inherit)
      continue;
    paths[paths.length] = CONFIG.pathPrefix + simKeys[folded].path.substring(3);
  }
  if (CONFIG.backwards === name) paths.reverse();
  this.simKey.asked += 1;
  changeWherePlanted("GetDataPaths", this.simKey, this.simKey.asked);
  if (paths.length === 0 && CONFIG.variant.nothingFound === "error") throw simulatedError(0x800cc801);
  return realArray(paths);
};

// Flags of the value that counts at this key: Inherit, whether keys beneath get it; IsInherit, whether it comes from above.
IisObject.prototype.GetPropertyAttribObj = function (name) {
  schemaOf(name);
  if (arguments.length !== 1) violation("GetPropertyAttribObj takes a name");
  failWhereUnknown(name);
  failWherePlanted("GetPropertyAttribObj", this.simKey, name);
  var value = this.simValue(name);
  if (value === null) throw simulatedError(0x80005006);
  var attributes = { Inherit: value.inherit, Secure: /Pass/.test(name) };
  attributes[CONFIG.variant.inheritName] = this.simCache[0][name] === undefined;
  return attributes;
};

function onMachine(object, method) {
  if (object.simKey.folded !== "/LM") violation(method + " is the machine's");
}

IisObject.prototype.SaveData = function () {
  onMachine(this, "SaveData");
  failWherePlanted("SaveData", this.simKey, undefined);
  journal("save");
};

IisObject.prototype.Backup = function (name, version, flags) {
  onMachine(this, "Backup");
  if (
    arguments.length !== 3 ||
    typeof name !== "string" ||
    name.length > 100 ||
    version !== -1 ||
    flags !== 2
  ) {
    violation("Backup is known with a name, the next version, and save first");
  }
  failWherePlanted("Backup", this.simKey, undefined);
  if (CONFIG.majorVersion !== null && CONFIG.majorVersion >= 7) return;
  var names = simFolders.metaback.names;
  var next = 0;
  for (var index = 0; index < names.length; index += 1) {
    var parts = /^(.*)\.MD(\d+)$/i.exec(names[index]);
    if (parts !== null && parts[1].toUpperCase() === name.toUpperCase())
      next = Math.max(next, Number(parts[2]) + 1);
  }
  if (next > 9999) throw simulatedError(0x80070057);
  if (CONFIG.backupDoesNothing) return;
  var extensions = ["MD", "SC"];
  for (index = 0; index < 2; index += 1) {
    var file = name + "." + extensions[index] + next;
    hostFiles.CreateTextFile(simFolders.metaback.path + "\\" + file, true).Close();
    names[names.length] = file;
  }
  journal("backup " + simEscape(name) + " " + next);
};

IisObject.prototype.DeleteBackup = function (name, version) {
  onMachine(this, "DeleteBackup");
  if (arguments.length !== 2 || typeof name !== "string" || typeof version !== "number") {
    violation("DeleteBackup takes a name and a version");
  }
  failWherePlanted("DeleteBackup", this.simKey, undefined);
  var extensions = ["MD", "SC"];
  for (var index = 0; index < 2; index += 1) {
    var file = name + "." + extensions[index] + version;
    if (!removeName(simFolders.metaback, file)) throw simulatedError(0x80070002);
    hostFiles.DeleteFile(simFolders.metaback.path + "\\" + file);
  }
};

IisObject.prototype.EnumBackups = function () {
  violation("EnumBackups answers through parameters, which JScript can't receive");
};

IisObject.prototype.Restore = function () {
  violation("Restore stops every site");
};

// ---- What scripts reach by name

function GetObject(path) {
  if (arguments.length !== 1 || typeof path !== "string") violation("GetObject is known with a path");
  if (/^winmgmts:\\\\[^\\]+\\root\\cimv2:Win32_OperatingSystem=@$/.test(path)) {
    if (CONFIG.productType === null) throw simulatedError(0x80041003);
    return { CSName: CONFIG.machine, ProductType: CONFIG.productType };
  }
  // An expression for the whole path takes Wine's script host longer than all the rest of this call.
  var slash = path.indexOf("/", 6);
  var server = path.substring(6, slash < 0 ? path.length : slash).toUpperCase();
  if (path.substring(0, 6) !== "IIS://" || server === "") violation("GetObject is known with IIS:// paths");
  if (server !== "LOCALHOST" && server !== CONFIG.machine.toUpperCase()) throw simulatedError(0x800706ba);
  var name = slash < 0 ? "" : path.substring(slash);
  if (name.charAt(name.length - 1) === "/") violation("a path ends with a slash");
  // What stands behind a comma is a class in ADSI's paths.
  if (CONFIG.trimsNames) name = name.replace(/,[^\/]*|[ .]+(?=\/|$)/g, "");
  var key = simKeys[simFold("/LM" + name)];
  failWherePlanted("GetObject", key === undefined ? null : key, undefined);
  if (key === undefined) throw simulatedError(0x80070003);
  var object = new IisObject(key, path);
  key.opened += 1;
  changeWherePlanted("GetObject", key, key.opened);
  return object;
}

var simFolders = {
  metaback: { path: CONFIG.root + "\\System32\\inetsrv\\MetaBack", names: CONFIG.metaback },
  config: { path: CONFIG.root + "\\System32\\inetsrv\\config", names: CONFIG.configuration },
  inetsrv: { path: CONFIG.root + "\\System32\\inetsrv", names: CONFIG.inetsrv }
};

function removeName(folder, name) {
  var left = [];
  for (var index = 0; index < folder.names.length; index += 1) {
    if (folder.names[index].toUpperCase() !== name.toUpperCase()) left[left.length] = folder.names[index];
  }
  var removed = left.length < folder.names.length;
  folder.names = left;
  return removed;
}

function folderAt(path) {
  for (var name in simFolders)
    if (simFolders[name].path.toUpperCase() === path.toUpperCase()) return simFolders[name];
  return null;
}

function folderAndName(path) {
  var cut = path.lastIndexOf("\\");
  return { folder: folderAt(path.substring(0, cut)), name: path.substring(cut + 1) };
}

// The administrative share leads to the same folders.
function real(path) {
  var share = "\\\\" + CONFIG.machine.toUpperCase() + "\\ADMIN$";
  return path.toUpperCase().substring(0, share.length) === share
    ? CONFIG.root + path.substring(share.length)
    : path;
}

// Wine's folders can't be listed from a script, so these keep their own lists.
var simFiles = {
  FolderExists: function (path) {
    return hostFiles.FolderExists(real(path));
  },
  FileExists: function (path) {
    return hostFiles.FileExists(real(path));
  },
  GetFile: function (path) {
    return hostFiles.GetFile(real(path));
  },
  GetFolder: function (path) {
    var folder = folderAt(real(path));
    if (folder === null || CONFIG.foldersClosed) throw simulatedError(0x800a004c);
    return { Files: folder };
  },
  CopyFile: function (from, to, overwrite) {
    failWherePlanted("CopyFile", null, undefined);
    hostFiles.CopyFile(real(from), real(to), overwrite);
    var place = folderAndName(real(to));
    // What is in other folders can't be listed.
    if (place.folder !== null) place.folder.names[place.folder.names.length] = place.name;
  },
  DeleteFile: function (path) {
    failWherePlanted("DeleteFile", null, undefined);
    hostFiles.DeleteFile(real(path));
    var place = folderAndName(real(path));
    removeName(place.folder, place.name);
  },
  OpenTextFile: function (path, mode, create, format) {
    return hostFiles.OpenTextFile(real(path), mode, create, format);
  }
};

function Enumerator(folder) {
  var position = 0;
  var names = folder.names;
  this.atEnd = function () {
    return position >= names.length;
  };
  this.moveNext = function () {
    position += 1;
  };
  this.item = function () {
    return { Name: names[position] };
  };
}

function ActiveXObject(id, machine) {
  if (
    id === "Microsoft.ApplicationHost.AdminManager" ||
    id === "Microsoft.ApplicationHost.WritableAdminManager"
  ) {
    if (arguments.length === 2 && machine.toUpperCase() !== CONFIG.machine.toUpperCase())
      throw simulatedError(0x800706ba);
    return /Writable/.test(id) ? writableAdminManager() : adminManager();
  }
  if (arguments.length !== 1) violation("ActiveXObject is known with one name: " + id);
  if (id === "Scripting.Dictionary") return new HostActiveXObject(id);
  if (id === "Scripting.FileSystemObject") return simFiles;
  if (id === "WScript.Network") return { ComputerName: CONFIG.machine };
  if (id === "WScript.Shell") {
    return {
      ExpandEnvironmentStrings: function (text) {
        if (text === "%SystemRoot%") return CONFIG.root;
        violation("no such variable: " + text);
      },
      RegRead: function (name) {
        var elevated = CONFIG.elevated && name === "HKEY_USERS\\S-1-5-19\\Environment\\TEMP";
        var compatible =
          name === "HKLM\\SOFTWARE\\Microsoft\\InetStp\\Components\\Metabase" && CONFIG.majorVersion >= 7;
        if (elevated) return "C:\\Temp";
        if (name === "HKLM\\SOFTWARE\\Microsoft\\InetStp\\MajorVersion" && CONFIG.majorVersion !== null)
          return CONFIG.majorVersion;
        if (compatible) return 1;
        throw simulatedError(0x80070002);
      },
      Environment: function (which) {
        return {
          Item: function (name) {
            if (name === "PROCESSOR_ARCHITEW6432") return CONFIG.thirtyTwoBit ? "AMD64" : "";
            return new HostActiveXObject("WScript.Shell").Environment(which).Item(name);
          }
        };
      }
    };
  }
  violation("no such COM object: " + id);
}

/*
 * Wine's script host has no StdIn. Standard input comes through a pipe with a name, of which its text streams believe
 * that it has ended whenever it is empty: so it is opened again, and \x01 says where a line really ends, \x04 where all does.
 */
var inputStream = null;

function readInputLine() {
  if (!WScript.Interactive) throw simulatedError(0x80070006);
  var line = "";
  while (true) {
    if (inputStream === null) inputStream = hostFiles.OpenTextFile(CONFIG.input, 1, false, 0);
    try {
      line += inputStream.ReadLine();
    } catch (error) {
      inputStream.Close();
      inputStream = null;
      continue;
    }
    if (line === "\x04\x01") throw simulatedError(0x800a003e);
    if (line.charAt(line.length - 1) === "\x01") return line.substring(0, line.length - 1);
  }
}

var WScript = {
  ScriptFullName: CONFIG.agent,
  Version: HostWScript.Version,
  StdIn: { ReadLine: readInputLine },
  // Batch mode disables all input and output.
  Interactive: !CONFIG.batchMode,
  Echo: function (text) {
    if (!WScript.Interactive) return;
    endWherePlanted("before Echo");
    HostWScript.Echo(text);
  },
  Sleep: function (milliseconds) {
    if (typeof milliseconds !== "number") violation("Sleep takes milliseconds");
    journal("sleep " + milliseconds);
  }
};

addKey("/LM", "IIsComputer");
loadListing();
var simInfoTypes = {
  W3SVC: "IIsWebInfo",
  MSFTPSVC: "IIsFtpInfo",
  NNTPSVC: "IIsNntpInfo",
  SMTPSVC: "IIsSmtpInfo"
};
for (var simInfo = 0; CONFIG.majorVersion !== null && simInfo < CONFIG.infos.length; simInfo += 1) {
  addKey("/LM/" + CONFIG.infos[simInfo] + "/Info", simInfoTypes[CONFIG.infos[simInfo]]);
}
