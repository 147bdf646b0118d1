// The agent of the npm package pulumi-iis-identity, for the Windows Script Host: cscript //nologo this-file
//
// It reads and writes the account credentials that IIS stores, through IIS's own ADSI provider, as adsutil.vbs does, and from
// IIS 7 on through IIS's administration objects, as appcmd does.
// It gets its requests on standard input, passwords included, and only after it has printed its version. It prints ASCII
// lines, each with a number, a length and a checksum. It prints passwords only if a request asks for them, and otherwise
// keyed fingerprints; it prints error numbers and no error texts. It never restores a backup, starts no program, and
// connects to no machine but the server that the request names.
//
// The language is JScript as every Windows since Server 2003 has it: ECMAScript 3, and nothing later.
//
// Its parts are in provider/agent/src of the project's repository, where npm run agent joins them.

(function () {
  // ---- Lines: ~number length checksum payload

  var PROTOCOL = 1;
  // In milliseconds.
  var SIGN_AFTER = 1000;

  var crcTable = [];
  (function () {
    var index, bit, value;
    for (index = 0; index < 256; index += 1) {
      value = index;
      for (bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
      crcTable[index] = value;
    }
  })();

  function hex(number, digits) {
    var text = (number >>> 0).toString(16).toLowerCase();
    while (text.length < digits) text = "0" + text;
    return text;
  }

  function crc32(text) {
    var table = crcTable;
    // An object, because an engine may make one of a text anew for each call of its methods.
    var units = new String(text);
    var crc = -1;
    var length = text.length;
    for (var index = 0; index < length; index += 1) {
      crc = table[(crc ^ units.charCodeAt(index)) & 255] ^ (crc >>> 8);
    }
    return hex(crc ^ -1, 8);
  }

  // Per UTF-16 unit: encodeURIComponent fails on halves of surrogate pairs.
  function escaped(text) {
    return (
      "=" +
      text.replace(/[^0-9A-Za-z_.\/\\-]/g, function (unit) {
        return "%" + hex(unit.charCodeAt(0), 4);
      })
    );
  }

  function unescaped(field) {
    return field.substring(1).replace(/%([0-9a-f]{4})/g, function (whole, digits) {
      return String.fromCharCode(parseInt(digits, 16));
    });
  }

  var sent = 0;
  var waiting = "";
  var spokeAt = 0;

  function now() {
    return new Date().getTime();
  }

  function flush() {
    if (waiting !== "") WScript.Echo(waiting);
    waiting = "";
    spokeAt = now();
  }

  function collect(payload) {
    var checked = sent + " " + payload;
    var line = "~" + sent + " " + payload.length + " " + crc32(checked) + " " + payload;
    sent += 1;
    waiting = waiting === "" ? line : waiting + "\r\n" + line;
    if (waiting.length > 3000) flush();
  }

  function say(payload) {
    collect(payload);
    flush();
  }

  // The other side takes a long silence for a hang, so a slow server needs signs of life. A clock may be set back.
  function giveSign() {
    var passed = now() - spokeAt;
    if (passed < 0 || passed >= SIGN_AFTER) say("alive");
  }

  // ---- The batch

  // The payload of the next line, or null if its length or checksum is wrong.
  function nextPayload(number) {
    var line = WScript.StdIn.ReadLine().replace(/\r$/, "");
    var parts = /^~(\d+) (\d+) ([0-9a-f]{8}) ([ -~]*)$/.exec(line);
    if (parts === null || parts[1] !== String(number) || Number(parts[2]) !== parts[4].length) return null;
    return crc32(parts[1] + " " + parts[4]) === parts[3] ? parts[4] : null;
  }

  // All requests, or null: if a batch did not arrive whole, nothing of it is done.
  function readBatch() {
    var batch = null;
    var requests = [];
    var number = 0;
    var payload, fields, last;
    while (true) {
      payload = nextPayload(number);
      if (payload === null) return null;
      fields = payload.split(" ");
      last = requests[requests.length - 1];
      if (number === 0) {
        if (fields[0] !== "batch" || Number(fields[1]) !== PROTOCOL) return null;
        batch = { server: unescaped(fields[2]), key: fields[3], nonce: fields[4], requests: requests };
      } else if (fields[0] === "end") {
        return Number(fields[1]) === requests.length ? batch : null;
      } else if (fields[0] === "location") {
        last.locations[last.locations.length] = unescaped(fields[1]);
      } else {
        requests[requests.length] = { type: fields[0], fields: fields, locations: [] };
      }
      number += 1;
    }
  }

  // ---- HMAC-SHA256

  var SHA_CONSTANTS = [
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2
  ];
  var SHA_START = [
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19
  ];

  // The state after one block of sixteen words that begins at `from`.
  function shaBlock(state, words, from) {
    var schedule = [];
    var a = state[0];
    var b = state[1];
    var c = state[2];
    var d = state[3];
    var e = state[4];
    var f = state[5];
    var g = state[6];
    var h = state[7];
    var index, x, y, first, second;
    for (index = 0; index < 64; index += 1) {
      if (index < 16) {
        schedule[index] = words[from + index] | 0;
      } else {
        x = schedule[index - 15];
        y = schedule[index - 2];
        schedule[index] =
          (schedule[index - 16] +
            schedule[index - 7] +
            (((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3)) +
            (((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10))) |
          0;
      }
      first =
        h +
        (((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))) +
        ((e & f) ^ (~e & g)) +
        SHA_CONSTANTS[index] +
        schedule[index];
      second =
        (((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))) +
        ((a & b) ^ (a & c) ^ (b & c));
      h = g;
      g = f;
      f = e;
      e = (d + first) | 0;
      d = c;
      c = b;
      b = a;
      a = (first + second) | 0;
    }
    return [
      (state[0] + a) | 0,
      (state[1] + b) | 0,
      (state[2] + c) | 0,
      (state[3] + d) | 0,
      (state[4] + e) | 0,
      (state[5] + f) | 0,
      (state[6] + g) | 0,
      (state[7] + h) | 0
    ];
  }

  // Pads and hashes the rest of a message of `bytes` bytes, whose first block is in `state` already.
  function shaRest(state, words, bytes) {
    var position = bytes >>> 2;
    words[position] = words[position] | 0 | (0x80 << (24 - (bytes & 3) * 8));
    var length = ((bytes + 8) >>> 6) * 16 + 16;
    for (var index = position + 1; index < length; index += 1) words[index] = 0;
    words[length - 1] = (bytes + 64) * 8;
    for (var from = 0; from < length; from += 16) state = shaBlock(state, words, from);
    return state;
  }

  var innerState = null;
  var outerState = null;

  function setKey(digits) {
    var inner = [];
    var outer = [];
    var index, word;
    for (index = 0; index < 16; index += 1) {
      word = digits.substr(index * 8, 8);
      while (word.length < 8) word += "0";
      word = parseInt(word, 16);
      inner[index] = word ^ 0x36363636;
      outer[index] = word ^ 0x5c5c5c5c;
    }
    innerState = shaBlock(SHA_START, inner, 0);
    outerState = shaBlock(SHA_START, outer, 0);
  }

  var fingerprints = {};

  function fingerprint(text) {
    var known = fingerprints["=" + text];
    if (known !== undefined) return known;
    var words = [];
    var index, unit;
    for (index = 0; index < text.length; index += 1) {
      unit = text.charCodeAt(index);
      unit = ((unit & 255) << 8) | (unit >>> 8);
      words[index >>> 1] = index & 1 ? words[index >>> 1] | unit : unit << 16;
    }
    var state = shaRest(outerState, shaRest(innerState, words, text.length * 2), 32);
    known = "";
    for (index = 0; index < 8; index += 1) known += hex(state[index], 8);
    fingerprints["=" + text] = known;
    return known;
  }

  // ---- What COM answers

  var PATH_NOT_FOUND = 0x80070003;
  var ACCESS_DENIED = 0x80070005;
  var SHARING_VIOLATION = 0x80070020;
  var SERVER_UNAVAILABLE = 0x800706ba;
  var BUSY = 0x80070094;
  var CANNOT_ACCEPT_CONTROL = 0x80070425;
  var FILE_NOT_FOUND = 0x80070002;
  var FAILED = 0x80004005;
  var TYPE_MISMATCH = 0x80020005;
  // The script engine's own numbers for: access is denied; no server answers.
  var PERMISSION_DENIED = 0x800a0046;
  var NO_REMOTE_MACHINE = 0x800a01ce;

  var BUSY_TRIES = 5;
  // In milliseconds.
  var BUSY_WAIT = 400;

  // True once the server did not answer: it is not waited for again.
  var unreachable = false;

  function hresultOf(error) {
    var number = error === null || error === undefined ? undefined : error.number;
    var hresult = typeof number === "number" && (number | 0) !== 0 ? number >>> 0 : FAILED;
    if (hresult === PERMISSION_DENIED) return ACCESS_DENIED;
    return hresult === NO_REMOTE_MACHINE ? SERVER_UNAVAILABLE : hresult;
  }

  function isBusy(hresult) {
    return hresult === BUSY || hresult === CANNOT_ACCEPT_CONTROL || hresult === SHARING_VIOLATION;
  }

  function failure(hresult) {
    return new Error(hresult | 0, "");
  }

  // While other programs write, IIS may refuse any call for a moment.
  function persistently(action) {
    var tries = 0;
    var failed, answer, hresult;
    while (true) {
      failed = null;
      try {
        answer = action();
      } catch (error) {
        failed = error;
      }
      giveSign();
      if (failed === null) return answer;
      tries += 1;
      hresult = hresultOf(failed);
      if (hresult === SERVER_UNAVAILABLE) unreachable = true;
      if (tries >= BUSY_TRIES || !isBusy(hresult)) throw failed;
      WScript.Sleep(BUSY_WAIT * tries);
    }
  }

  // An argument that is an array: JScript's own arrays can't cross the COM border.
  function safeArray(text) {
    var dictionary = new ActiveXObject("Scripting.Dictionary");
    dictionary.Add(0, text);
    return dictionary.Items();
  }

  // A whole number, also if it comes as text; null for anything else.
  function wholeNumber(value) {
    if (typeof value === "string") return /^\d{1,9}$/.test(value) ? Number(value) : null;
    return typeof value === "number" && value >= 0 && value < 1000000000 && value % 1 === 0 ? value : null;
  }

  // Null for a missing value (VT_EMPTY, VT_NULL), and for what is not a text, a number or a boolean.
  function textOf(value) {
    var type = typeof value;
    return type === "string" || type === "number" || type === "boolean" ? String(value) : null;
  }

  // ---- What is stored

  // Names are compared as Windows compares them: unit by unit, and no other letter becomes an ASCII letter.
  function folded(name) {
    if (!/[\x80-\uffff]/.test(name)) return name.toUpperCase();
    return name.replace(/[\x80-\uffff]|[a-z]+/g, function (part) {
      var upper = part.toUpperCase();
      var becomesAscii = part > "\x7f" && upper <= "\x7f";
      return upper.length === part.length && !becomesAscii ? upper : part;
    });
  }

  var UNREADABLE = "0000000000000000000000000000000000000000000000000000000000000000";

  function classified(text) {
    if (text === "") return "empty";
    if (text.substring(0, 8) === "49634462") {
      return text.substring(16, 24) === "06000000" ? "sealed-empty" : "sealed";
    }
    if (text.substring(0, 5) === "[enc:" && text.length >= 9 && text.substring(text.length - 5) === ":enc]") {
      return /^\[enc:(?:[^:]*:)?:enc\]$/.test(text) ? "sealed-empty" : "sealed";
    }
    if (text.substring(0, 13) === "NOLONGERVALID") return "exported";
    return text === "**********" ? "masked" : "plain";
  }

  function passwordField(text, reveal) {
    if (text === null) return "unreadable:" + UNREADABLE;
    var state = classified(text);
    if (state === "empty") return state;
    if (state !== "plain") return state + ":" + fingerprint(text);
    return state + ":" + fingerprint(text) + (reveal ? escaped(text) : "");
  }

  // How a password is written among the values on which a change was decided.
  function passwordToken(text) {
    if (text === null) return UNREADABLE;
    return text === "" ? "" : fingerprint(text);
  }

  // ---- Comparing before a change is made

  // A field of a change: "." leaves it, "-" removes it, and anything else is the text to set.
  function isAsAsked(own, field) {
    if (field === ".") return true;
    if (field === "-") return own === undefined;
    return own !== undefined && own !== null && own === unescaped(field);
  }

  // A password that reads as sealed or masked proves nothing.
  function isPasswordAsAsked(own, field) {
    if (field === "." || field === "-") return isAsAsked(own, field);
    return isAsAsked(own, field) && classified(own) === "plain";
  }

  function isNameAsExpected(own, field) {
    return field === (own.userName === undefined ? "-" : escaped(own.userName));
  }

  function isPasswordAsExpected(own, field) {
    return field === (own.password === undefined ? "-" : "=" + passwordToken(own.password));
  }

  function isAsExpected(change, own) {
    return isNameAsExpected(own, change.expectedName) && isPasswordAsExpected(own, change.expectedPassword);
  }

  // If a half that was to stay has changed since it was compared, writing the other half would make a pair that was never
  // asked for.
  function isDone(change, own) {
    return (
      isAsAsked(own.userName, change.userName) &&
      isPasswordAsAsked(own.password, change.password) &&
      (change.userName !== "." || isNameAsExpected(own, change.expectedName)) &&
      (change.password !== "." || isPasswordAsExpected(own, change.expectedPassword))
    );
  }

  // ---- The machine

  var server = "localhost";

  function isThisMachine() {
    var name = server.toLowerCase();
    if (name === "localhost" || name === "127.0.0.1") return true;
    try {
      return name === String(new ActiveXObject("WScript.Network").ComputerName).toLowerCase();
    } catch (error) {
      return false;
    }
  }

  // WMI reports a machine's name, and whether it is a domain controller, also for other machines.
  function operatingSystem() {
    var machine = isThisMachine() ? "." : server;
    return GetObject("winmgmts:\\\\" + machine + "\\root\\cimv2:Win32_OperatingSystem=@");
  }

  function machineName() {
    try {
      if (isThisMachine()) return textOf(new ActiveXObject("WScript.Network").ComputerName) || "";
      return unreachable ? "" : textOf(operatingSystem().CSName) || "";
    } catch (error) {
      return "";
    }
  }

  function digits(number, count) {
    var text = String(number);
    while (text.length < count) text = "0" + text;
    return text;
  }

  function timestamp() {
    var now = new Date();
    return (
      digits(now.getUTCFullYear(), 4) +
      digits(now.getUTCMonth() + 1, 2) +
      digits(now.getUTCDate(), 2) +
      digits(now.getUTCHours(), 2) +
      digits(now.getUTCMinutes(), 2) +
      digits(now.getUTCSeconds(), 2) +
      digits(now.getUTCMilliseconds(), 3)
    );
  }

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

  // ---- The properties of a metabase

  var PAIRS = [
    { kind: "anonymous", userName: "AnonymousUserName", password: "AnonymousUserPass" },
    { kind: "wam", userName: "WAMUserName", password: "WAMUserPass" },
    { kind: "unc", userName: "UNCUserName", password: "UNCPassword" }
  ];
  // The properties by which a key is of interest.
  var LISTED = [
    "KeyType",
    "AnonymousUserName",
    "AnonymousUserPass",
    "WAMUserName",
    "WAMUserPass",
    "UNCUserName",
    "UNCPassword"
  ];
  // Settings that decide whether a credential counts, then those that show which key a name or an address means.
  var SETTINGS = [
    "AppPoolIdentityType",
    "AnonymousPasswordSync",
    "IIs5IsolationModeEnabled",
    "AuthFlags",
    "AllowAnonymous",
    "LogonMethod",
    "Path",
    "AppPoolId",
    "AppIsolated",
    "ServerComment",
    "ServerBindings",
    "SecureBindings"
  ];
  var DECIDING_SETTINGS = 3;

  // ---- Keys and their lists, through ADSI

  var NOTHING_FOUND = 0x800cc801;
  // The provider's schema on this machine, or the object, does not have the property.
  var PROPERTY_NOT_SUPPORTED = 0x80005006;
  var PROPERTY_NOT_FOUND = 0x8000500d;
  // Not implemented, not supported, a wrong parameter (of Windows, of ADSI), no such member or no such way to call it; then
  // the script engine's own numbers for these.
  var NOT_SUPPORTED = [
    0x80004001, 0x80070032, 0x80070057, 0x80005008, 0x80020003, 0x80020006, 0x8002000e, 0x800a0005,
    0x800a01b6, 0x800a01bd, 0x800a01c2
  ];

  // GetDataPaths
  var ANY_PROPERTY = 0;
  var INHERITABLE_ONLY = 1;

  // Names for which an ADSI path may lead to another key: with a blank or a dot at either end, or with a character that
  // has a meaning in such paths.
  var ODD_NAME = /[ .](?:\/|$)|\/[ .]|[,;=+<>#"\\]/;

  // A fresh object, whose cache is filled now if it was not yet.
  function get(location) {
    if (unreachable) throw failure(SERVER_UNAVAILABLE);
    var object = persistently(function () {
      return GetObject("IIS://" + server + location.substring(3));
    });
    var opened = toLocation(String(object.ADsPath));
    if (opened !== location && folded(opened) !== folded(location)) throw failure(PATH_NOT_FOUND);
    return object;
  }

  // The same, but certainly of this key, even if the provider reads its name in another way. The path that an object
  // reports may only repeat the one asked for; its lists show where it really is.
  function open(location) {
    var object = get(location);
    if (ODD_NAME.test(location) && !listsItself(object, location)) throw failure(PATH_NOT_FOUND);
    return object;
  }

  function listsItself(object, location) {
    for (var index = 0; index < LISTED.length; index += 1) {
      var spelled = spelledIn(dataPaths(object, LISTED[index], ANY_PROPERTY), location);
      if (spelled !== null) return folded(spelled) === folded(location);
    }
    return false;
  }

  // An expression for the whole path took Wine's script host longer than all else of a snapshot.
  function toLocation(path) {
    var start = /^IIS:\/\/[^\/]+/i.exec(path);
    if (start === null) throw failure(FAILED);
    var end = path.length;
    if (path.substring(end - 1) === "/") end -= 1;
    return "/LM" + path.substring(start[0].length, end);
  }

  // The paths of what sets a property itself, at and beneath an object, as IIS writes them.
  function pathsOf(object, property, flag) {
    var found;
    try {
      found = persistently(function () {
        return object.GetDataPaths(property, flag);
      });
    } catch (error) {
      var hresult = hresultOf(error);
      if (hresult !== NOTHING_FOUND && hresult !== PROPERTY_NOT_SUPPORTED && hresult !== PROPERTY_NOT_FOUND)
        throw error;
      return [];
    }
    if (found === null || found === undefined) return [];
    found = new VBArray(found);
    return found.ubound(1) < found.lbound(1) ? [] : found.toArray();
  }

  function locationsOf(paths) {
    var locations = [];
    for (var index = 0; index < paths.length; index += 1) {
      locations[index] = toLocation(String(paths[index]));
    }
    return locations;
  }

  // The locations at and beneath an object that set a property themselves.
  function dataPaths(object, property, flag) {
    return locationsOf(pathsOf(object, property, flag));
  }

  // Those of the paths that set a property and let keys beneath inherit it: what only flag 0 lists was stored without
  // INHERIT. If the provider does not know the narrower question, all of them count as inherited.
  function inheritablePaths(object, property, all) {
    if (all.length === 0) return all;
    try {
      return pathsOf(object, property, INHERITABLE_ONLY);
    } catch (error) {
      var hresult = hresultOf(error);
      for (var index = 0; index < NOT_SUPPORTED.length; index += 1) {
        if (hresult === NOT_SUPPORTED[index]) return all;
      }
      throw error;
    }
  }

  function depthOf(location) {
    return location.split("/").length;
  }

  // How a list that was asked for at a key spells the key itself, or null if the key is not in it. All others in the list
  // are deeper, so this needs no rule about which letters are equal.
  function spelledIn(locations, location) {
    var depth = depthOf(location);
    for (var index = 0; index < locations.length; index += 1) {
      if (depthOf(locations[index]) === depth) return locations[index];
    }
    return null;
  }

  function holds(locations, location) {
    return spelledIn(locations, location) !== null;
  }

  // ---- What one key sets

  function readText(object, property) {
    var value = persistently(function () {
      return object.Get(property);
    });
    if (typeof value !== "string") throw failure(TYPE_MISMATCH);
    return value;
  }

  // A setting as text, or null if it has no value; a list becomes one line for each of its texts.
  function readSetting(object, name) {
    var value = persistently(function () {
      return object.Get(name);
    });
    if (name !== "ServerBindings" && name !== "SecureBindings") return textOf(value);
    var list, lines;
    try {
      list = new VBArray(value).toArray();
    } catch (error) {
      return textOf(value);
    }
    lines = [];
    for (var index = 0; index < list.length; index += 1) {
      if (textOf(list[index]) !== null) lines[lines.length] = textOf(list[index]);
    }
    return lines.join("\r\n");
  }

  // A setting that decides whether a credential counts: only a number or a boolean, because nothing may be guessed here.
  function readDecidingSetting(object, name) {
    var text = readSetting(object, name);
    if (text === null || !/^(?:-?\d+|true|false)$/i.test(text)) throw failure(TYPE_MISMATCH);
    return text;
  }

  // A password, or null if it can't be read. That IIS is busy or gone says nothing about the password.
  function readPassword(object, property) {
    try {
      return readText(object, property);
    } catch (error) {
      if (unreachable || isBusy(hresultOf(error))) throw error;
      return null;
    }
  }

  function classOf(object) {
    try {
      return textOf(object.Class) || "IIsConfigObject";
    } catch (error) {
      return "IIsConfigObject";
    }
  }

  // Lists may follow the schema's flags. The stored value's own flag decides, if it can be read.
  function settledFlag(object, property, flag) {
    var inherit;
    try {
      inherit = persistently(function () {
        return object.GetPropertyAttribObj(property).Inherit;
      });
    } catch (error) {
      if (unreachable || isBusy(hresultOf(error))) throw error;
      return flag;
    }
    if (typeof inherit !== "boolean") return flag;
    return (inherit ? "i" : "o") + flag.substring(1);
  }

  function pairOf(kind) {
    for (var index = 0; index < PAIRS.length; index += 1) {
      if (PAIRS[index].kind === kind) return PAIRS[index];
    }
    throw failure(FAILED);
  }

  // ---- Reporting a key

  // The locations that the current request has reported, as they were spelled.
  var told = {};

  // Reports what one key holds. `flagOf` says how the key itself sets a property: "" not at all, "i" so that keys beneath
  // inherit it, "o" for itself only, each followed by its place in the property's list; "?" is set and can't be read.
  function sayKey(number, location, object, flagOf, reveal) {
    var unreadable = "-";
    var fields = "";
    var keyType = "";
    var index;

    function field(property, read) {
      var flag = flagOf(property);
      if (flag === "") return " -";
      try {
        return " " + settledFlag(object, property, flag) + read(object, property);
      } catch (error) {
        unreadable = property + ":" + hex(hresultOf(error), 8);
        return " " + flag + "?";
      }
    }

    function nameField(key, property) {
      return escaped(readText(key, property));
    }

    function secretField(key, property) {
      return passwordField(readPassword(key, property), reveal);
    }

    function settingField(name, decides) {
      var text;
      if (flagOf(name) === "") return " -";
      try {
        text = decides ? readDecidingSetting(object, name) : readSetting(object, name);
        return text === null ? " -" : " " + escaped(text);
      } catch (error) {
        if (!decides) return " -";
        unreadable = name + ":" + hex(hresultOf(error), 8);
        return " ?";
      }
    }

    try {
      if (flagOf("KeyType") !== "") keyType = readText(object, "KeyType");
    } catch (error) {
      keyType = "";
    }
    if (keyType === "") keyType = classOf(object);
    for (index = 0; index < PAIRS.length; index += 1) {
      fields += field(PAIRS[index].userName, nameField) + field(PAIRS[index].password, secretField);
    }
    for (index = 0; index < SETTINGS.length; index += 1) {
      fields += settingField(SETTINGS[index], index < DECIDING_SETTINGS);
    }
    told[location] = true;
    collect("key " + number + " " + escaped(location) + " " + escaped(keyType) + fields + " " + unreadable);
  }

  // All that is known of a key that exists and can't be opened is what lists say that it sets.
  function sayClosed(number, location, flagOf, hresult) {
    var fields = "";
    var index;

    function field(property) {
      var flag = flagOf(property);
      return flag === "" ? " -" : " " + flag + "?";
    }

    told[location] = true;
    for (index = 0; index < PAIRS.length; index += 1) {
      fields += field(PAIRS[index].userName) + field(PAIRS[index].password);
    }
    for (index = 0; index < SETTINGS.length; index += 1) {
      fields += index < DECIDING_SETTINGS && flagOf(SETTINGS[index]) !== "" ? " ?" : " -";
    }
    collect("key " + number + " " + escaped(location) + " =" + fields + " key:" + hex(hresult, 8));
  }

  // What a list shows that the key sets; undefined, a key in no list, sets nothing; of null, which was not listed, any
  // property may be set.
  function flagsOf(key) {
    return function (property) {
      var flag = key === null ? "o" : key === undefined ? "" : key.flags[property];
      return flag === undefined ? "" : flag;
    };
  }

  function sayMissing(number, location) {
    collect("missing " + number + " " + escaped(location));
  }

  // ---- Reading

  // ---- Requests: each reports what it found, and returns the fields of its answer; the first is an HRESULT.

  // What this request listed beneath ancestors of a key that does not open, by the folded location of the ancestor.
  var listings = {};

  // What was reported and listed belongs to one request only.
  function forgetKeys() {
    told = {};
    listings = {};
  }

  // How a key that does not open under its own name sets properties, according to the list of a key above it; undefined if
  // no key above lists it.
  function listedAt(location) {
    var above = location;
    var last = null;
    while (above.lastIndexOf("/") > 0) {
      above = above.substring(0, above.lastIndexOf("/"));
      if (listings[folded(above)] !== undefined) return listings[folded(above)][folded(location)];
      try {
        listings[folded(above)] = ownFlagsBeneath(open(above));
        return listings[folded(above)][folded(location)];
      } catch (error) {
        last = error;
        if (unreachable || isBusy(hresultOf(error))) throw error;
      }
    }
    if (last !== null && hresultOf(last) !== PATH_NOT_FOUND) throw last;
    return undefined;
  }

  // Opens a key, or reports why it does not open; null if there is nothing more to report about it.
  function openOrSay(number, location) {
    var hresult;
    try {
      return open(location);
    } catch (error) {
      hresult = hresultOf(error);
      if (unreachable) throw error;
    }
    var key = null;
    try {
      key = listedAt(location);
    } catch (error) {
      if (unreachable || hresult === PATH_NOT_FOUND) throw error;
    }
    if (hresult !== PATH_NOT_FOUND || key) sayClosed(number, location, flagsOf(key), hresult);
    else sayMissing(number, location);
    return null;
  }

  function observeKey(number, location, reveal) {
    var object = openOrSay(number, location);
    if (object === null) return;
    var flags = {};
    var spelled = location;

    function noteFlag(property, asksInheritance) {
      var all = pathsOf(object, property, ANY_PROPERTY);
      var found = spelledIn(locationsOf(all), location);
      flags[property] = "";
      if (found === null) return;
      spelled = found;
      var inheritable =
        !asksInheritance || holds(locationsOf(inheritablePaths(object, property, all)), location);
      flags[property] = inheritable ? "i" : "o";
    }

    function flagOf(property) {
      return flags[property];
    }

    try {
      // Asked before anything is sent, so that a key is reported whole or not at all.
      for (var index = 0; index < PAIRS.length; index += 1) {
        noteFlag(PAIRS[index].userName, true);
        noteFlag(PAIRS[index].password, true);
      }
      for (index = 0; index < SETTINGS.length; index += 1) noteFlag(SETTINGS[index], false);
      noteFlag("KeyType", false);
    } catch (error) {
      if (unreachable) throw error;
      // Properties that were no longer asked for may be set as well.
      sayClosed(number, location, flagsOf(null), hresultOf(error));
      return;
    }
    if (told[spelled] !== true) sayKey(number, spelled, object, flagOf, reveal);
  }

  function answerObserve(number, request) {
    var reveal = request.fields[1] === "1";
    for (var index = 0; index < request.locations.length; index += 1) {
      observeKey(number, request.locations[index], reveal);
    }
    return "00000000";
  }

  // How every key beneath an object sets properties: by folded location, by property.
  function ownFlagsBeneath(object) {
    var keys = {};
    // A key is in several lists, most often spelled alike: each path is looked into once.
    var names = {};
    var index;

    function nameOf(path) {
      var name = names[path];
      if (name === undefined) name = names[path] = folded(toLocation(String(path)));
      return name;
    }

    function note(property, paths) {
      var name, key;
      for (var place = 0; place < paths.length; place += 1) {
        name = nameOf(paths[place]);
        key = keys[name];
        if (key === undefined) key = keys[name] = { location: toLocation(String(paths[place])), flags: {} };
        key.flags[property] = "o" + place;
      }
    }

    function noteCredential(property) {
      var all = pathsOf(object, property, ANY_PROPERTY);
      var inheritable = inheritablePaths(object, property, all);
      var key;
      note(property, all);
      for (var place = 0; place < inheritable.length; place += 1) {
        key = keys[nameOf(inheritable[place])];
        // A key that appeared between the two questions is left to the next reading.
        if (key !== undefined && key.flags[property] !== undefined)
          key.flags[property] = "i" + key.flags[property].substring(1);
      }
    }

    for (index = 0; index < PAIRS.length; index += 1) {
      noteCredential(PAIRS[index].userName);
      noteCredential(PAIRS[index].password);
    }
    for (index = 0; index < SETTINGS.length; index += 1) {
      note(SETTINGS[index], pathsOf(object, SETTINGS[index], ANY_PROPERTY));
    }
    note("KeyType", pathsOf(object, "KeyType", ANY_PROPERTY));
    return keys;
  }

  function answerSnapshot(number, request) {
    var under = unescaped(request.fields[1]);
    var reveal = request.fields[2] === "1";
    var keys = ownFlagsBeneath(open(under));
    var names = [];
    var index, location, key, object, name;
    for (name in keys) names[names.length] = name;
    names.sort();

    var asked = {};
    for (index = 0; index < request.locations.length; index += 1) {
      asked[folded(request.locations[index])] = true;
    }
    for (index = 0; index < names.length; index += 1) {
      key = keys[names[index]];
      object = openListed(number, key, asked[names[index]] === true);
      if (object !== null) sayKey(number, key.location, object, flagsOf(key), reveal);
    }
    for (index = 0; index < request.locations.length; index += 1) {
      location = request.locations[index];
      name = folded(location);
      if (keys[name] !== undefined || asked[name] !== true) continue;
      asked[name] = false;
      if (isListedBy(location, under)) observeUnset(number, location, reveal);
      else observeKey(number, location, reveal);
    }
    return "00000000";
  }

  // Opens a listed key, or reports why it does not open.
  function openListed(number, key, isAsked) {
    var hresult, listed;
    try {
      return open(key.location);
    } catch (error) {
      if (unreachable) throw error;
      hresult = hresultOf(error);
    }
    listed = hresult !== PATH_NOT_FOUND || listedAt(key.location) !== undefined;
    if (listed) sayClosed(number, key.location, flagsOf(key), hresult);
    // Gone since it was listed: reported as missing only if the request named it.
    else if (isAsked) sayMissing(number, key.location);
    return null;
  }

  // Whether a list that was asked for at a key proves that another key is not in it. For letters beyond ASCII it is not
  // known for sure which of them are equal.
  function isListedBy(location, under) {
    var name = folded(location);
    var above = folded(under);
    var isBeneath = name === above || name.substring(0, above.length + 1) === above + "/";
    return isBeneath && !/[\x80-\uffff]/.test(location);
  }

  // For a key that is in no list: it sets nothing, or does not exist.
  function observeUnset(number, location, reveal) {
    var object;
    try {
      object = open(location);
    } catch (error) {
      if (unreachable) throw error;
      if (hresultOf(error) === PATH_NOT_FOUND) sayMissing(number, location);
      else sayClosed(number, location, flagsOf(undefined), hresultOf(error));
      return;
    }
    sayKey(number, location, object, flagsOf(undefined), reveal);
  }

  // ---- Writing

  // PutEx
  var CLEAR = 1;

  // What a key itself holds of a kind now; undefined for what it does not set. A password that can't be read is null.
  function readPair(location, pair) {
    var own = { userName: undefined, password: undefined, object: open(location) };
    var setsName = holds(dataPaths(own.object, pair.userName, ANY_PROPERTY), location);
    var setsPassword = holds(dataPaths(own.object, pair.password, ANY_PROPERTY), location);
    // An object keeps the values of the moment when it was opened, so it is opened right before they are compared.
    own.object = get(location);
    if (setsName) own.userName = readText(own.object, pair.userName);
    if (setsPassword) own.password = readPassword(own.object, pair.password);
    return own;
  }

  function changeOf(request) {
    return {
      location: unescaped(request.fields[1]),
      pair: pairOf(request.fields[2]),
      expectedName: request.fields[3],
      expectedPassword: request.fields[4],
      userName: request.fields[5],
      password: request.fields[6]
    };
  }

  // Puts both halves, then calls SetInfo once. Returns the number with which a call failed, or 0. A half that is as asked
  // already is not put: a provider may refuse to clear what is not there. Values are set before others are removed,
  // because a removal may take effect at once.
  function putPair(change, own) {
    var object = own.object;
    var setsName = change.userName !== "-" && !isAsAsked(own.userName, change.userName);
    var setsPassword = change.password !== "-" && !isPasswordAsAsked(own.password, change.password);
    written = true;
    try {
      if (setsName) object.Put(change.pair.userName, unescaped(change.userName));
      if (setsPassword) object.Put(change.pair.password, unescaped(change.password));
      if (change.userName === "-" && own.userName !== undefined)
        object.PutEx(CLEAR, change.pair.userName, safeArray(""));
      if (change.password === "-" && own.password !== undefined)
        object.PutEx(CLEAR, change.pair.password, safeArray(""));
      object.SetInfo();
    } catch (error) {
      return hresultOf(error);
    }
    return 0;
  }

  // True once anything was put into IIS.
  var written = false;
  // A backup that is made only when something really has to be written.
  var backupToMake = null;
  var backupFailure = 0;

  function answerApply(number, request) {
    var change = changeOf(request);
    var tries = 0;
    var own, hresult;

    if (backupFailure !== 0) return hex(backupFailure, 8) + " refused";
    // A busy metabase is being written by others, so each try compares again.
    while (true) {
      try {
        own = readPair(change.location, change.pair);
      } catch (error) {
        hresult = hresultOf(error);
        if (tries > 0) return hex(hresult, 8) + " unverified";
        return hresult === PATH_NOT_FOUND ? "00000000 missing" : hex(hresult, 8) + " refused";
      }
      if (isDone(change, own)) return tries > 0 ? "00000000 written" : "00000000 unchanged";
      // After a failed try this may be somebody else's change or a part of our own.
      if (!isAsExpected(change, own)) return tries > 0 ? hex(hresult, 8) + " unverified" : "00000000 changed";
      if (backupToMake !== null) {
        makeBackup(backupToMake);
        if (backupFailure !== 0) return hex(backupFailure, 8) + " refused";
        continue;
      }
      hresult = putPair(change, own);
      giveSign();
      tries += 1;
      if (tries >= BUSY_TRIES || !isBusy(hresult)) break;
      WScript.Sleep(BUSY_WAIT * tries);
    }
    // What counts is what a fresh object holds, not what the calls returned.
    try {
      own = readPair(change.location, change.pair);
    } catch (error) {
      return hex(hresult === 0 ? hresultOf(error) : hresult, 8) + " unverified";
    }
    if (isDone(change, own)) return "00000000 written";
    if (hresult !== 0 && isAsExpected(change, own)) return hex(hresult, 8) + " refused";
    return hex(hresult, 8) + " unverified";
  }

  function saveData() {
    var machine = open("/LM");
    persistently(function () {
      machine.SaveData();
    });
  }

  // If changes were asked for and none had to be made, there is nothing to save.
  function answerSave() {
    if (written || changesOf(batch).length === 0) saveData();
    return "00000000";
  }

  // All changes that a batch asks for.
  function changesOf(asked) {
    var changes = [];
    for (var index = 0; index < asked.requests.length; index += 1) {
      if (asked.requests[index].type === "apply") changes[changes.length] = changeOf(asked.requests[index]);
    }
    return changes;
  }

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

  // ---- The server

  // Services other than the web's that report the version of IIS.
  var OTHER_SERVICES = ["MSFTPSVC", "NNTPSVC", "SMTPSVC"];

  var majorVersion = null;

  // The version number of IIS as a service reports it: null if it reports none, undefined if there is no such service.
  function versionAt(service) {
    var version;
    try {
      version = wholeNumber(open("/LM/" + service + "/Info").Get("MajorIIsVersionNumber"));
      return version > 0 && version < 1000 ? version : null;
    } catch (error) {
      if (hresultOf(error) !== PATH_NOT_FOUND) return null;
    }
    try {
      open("/LM/" + service);
      return null;
    } catch (error) {
      return hresultOf(error) === PATH_NOT_FOUND ? undefined : null;
    }
  }

  // Another service's answer counts only if there is no web service, whose credentials may not be in a metabase at all.
  function readMajorVersion() {
    var version = versionAt("W3SVC");
    for (var index = 0; version === undefined && index < OTHER_SERVICES.length; index += 1) {
      version = versionAt(OTHER_SERVICES[index]);
      if (version === null) version = undefined;
    }
    return version === undefined ? null : version;
  }

  // A number, or null if the pool reports none.
  function stateOf(pool) {
    try {
      return wholeNumber(
        persistently(function () {
          return pool.Get("AppPoolState");
        })
      );
    } catch (error) {
      if (unreachable) throw error;
      return null;
    }
  }

  function answerPools(number) {
    var location = "/LM/W3SVC/AppPools";
    var pools = dataPaths(open(location), "KeyType", ANY_PROPERTY);
    var pool, state;
    for (var index = 0; index < pools.length; index += 1) {
      try {
        pool = open(pools[index]);
        if (folded(readText(pool, "KeyType")) !== "IISAPPLICATIONPOOL") continue;
        state = stateOf(pool);
        collect(
          "pool " + number + " " + escaped(pools[index]) + " " + (state === null ? "-" : String(state))
        );
      } catch (error) {
        // A pool that is gone by now is not reported.
        if (unreachable) throw error;
      }
    }
    return "00000000";
  }

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

  // ---- What elements set themselves

  // A file has names for these values, and IIS returns them as numbers.
  var ENUMERATIONS = {
    identityType: [
      "LocalSystem",
      "LocalService",
      "NetworkService",
      "SpecificUser",
      "ApplicationPoolIdentity"
    ],
    logonMethod: ["Interactive", "Batch", "Network", "ClearText"]
  };

  var LOCKS = ["lockItem", "lockAttributes", "lockAllAttributesExcept"];

  // A flag of a property; anything but a boolean is an error.
  function flagOfProperty(property, name) {
    var flag = property.GetMetadata(name);
    if (typeof flag !== "boolean") throw failure(TYPE_MISMATCH);
    return flag;
  }

  // A property that the element sets itself, or null: a value from defaults or the schema is not its own, even if it is
  // equal.
  function ownProperty(element, name) {
    var property = element.GetPropertyByName(name);
    if (flagOfProperty(property, "isDefaultValue")) return null;
    return flagOfProperty(property, "isInheritedFromDefault") ? null : property;
  }

  // What an element sets itself, as a file writes it; null if it sets nothing.
  function ownText(element, name) {
    var property = ownProperty(element, name);
    if (property === null) return null;
    var value = property.Value;
    var text =
      ENUMERATIONS[name] !== undefined && typeof value === "number" ? ENUMERATIONS[name][value] : value;
    if (name === "id" || name === "enabled") text = textOf(value);
    if (typeof text !== "string") throw failure(TYPE_MISMATCH);
    return text;
  }

  // A field that says why it is not known whether something is set.
  function unknownField(name, error) {
    if (unreachable) throw error;
    return " " + name + ":?" + hex(hresultOf(error), 8);
  }

  function userNameField(element) {
    try {
      var text = ownText(element, "userName");
      return text === null ? "" : " userName:" + escaped(text);
    } catch (error) {
      return unknownField("userName", error);
    }
  }

  // Null for a password that is set and can't be read: IIS may fail to decrypt it, or return it as it is stored.
  function valueOfPassword(property) {
    try {
      var value = property.Value;
      return typeof value === "string" && classified(value) !== "sealed" ? value : null;
    } catch (error) {
      return null;
    }
  }

  function configSourceField(element) {
    try {
      var source = element.GetMetadata("configSource");
      return typeof source === "string" && source !== "" ? " configSource:" + escaped(source) : "";
    } catch (error) {
      return unknownField("configSource", error);
    }
  }

  // What a section locks for the levels beneath it.
  function lockFields(element) {
    var fields = "";
    for (var index = 0; index < LOCKS.length; index += 1) {
      var text = textOf(metadataOf(element, LOCKS[index]));
      if (text !== null && text !== "" && text !== "false")
        fields += " " + LOCKS[index] + ":" + escaped(text);
    }
    return fields;
  }

  // Undefined if IIS does not say.
  function metadataOf(object, name) {
    try {
      return object.GetMetadata(name);
    } catch (error) {
      if (unreachable) throw error;
      return undefined;
    }
  }

  // Notes an element, with those of the named texts that it sets itself.
  function noteElement(notes, depth, name, element, texts) {
    var noted = { depth: depth, name: name, fields: "", password: undefined };
    for (var index = 0; index < texts.length; index += 1) {
      var text = ownText(element, texts[index]);
      if (text !== null) noted.fields += " " + texts[index] + ":" + escaped(text);
    }
    notes[notes.length] = noted;
    giveSign();
    return noted;
  }

  // The same, with a credential.
  function noteHolder(notes, depth, name, element, texts) {
    var noted = noteElement(notes, depth, name, element, texts);
    noted.fields += userNameField(element);
    try {
      var property = ownProperty(element, "password");
      if (property !== null) noted.password = valueOfPassword(property);
    } catch (error) {
      noted.fields += unknownField("password", error);
    }
    return noted;
  }

  function eachOf(collection, action) {
    var count = Number(collection.Count);
    for (var index = 0; index < count; index += 1) action(collection.Item(index));
  }

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

  // ---- The element that a change is of

  // Two elements of one name.
  var NAMED_TWICE = 0x800700b7;

  // Sections, of the file or of a manager that writes, are walked once for each view.
  function sectionOf(view, name) {
    if (view.sections[name] === undefined) view.sections[name] = view.file.GetAdminSection(name, APPHOST);
    return view.sections[name];
  }

  // The element of a collection with that text, as Windows compares names; null if there is none.
  function itemOf(view, key, element, name, text) {
    var index = view.indexes[key];
    var found;
    if (index === undefined) {
      index = {};
      eachOf(element.Collection, function (each) {
        var id = "=" + folded(String(each.GetPropertyByName(name).Value));
        index[id] = index[id] === undefined ? each : null;
        giveSign();
      });
      // Only a whole one: what failed half way would hide elements that are there.
      view.indexes[key] = index;
    }
    found = index["=" + folded(text)];
    if (found === null) throw failure(NAMED_TWICE);
    return found === undefined ? null : found;
  }

  function siteOf(view, place) {
    return itemOf(view, "sites", sectionOf(view, SITES_SECTION), "id", place.site);
  }

  // An application of a site, a site, or all sites.
  function levelOf(view, place) {
    if (place.site === null) return sectionOf(view, SITES_SECTION);
    var site = siteOf(view, place);
    if (site === null || place.path === null) return site;
    return itemOf(view, "applications " + place.site, site, "path", place.path);
  }

  // The element, whether or not it sets anything; null if what it belongs to is not there.
  function holderIn(view, place) {
    var around;
    switch (place.element) {
      case "processModel":
        around = itemOf(view, "pools", sectionOf(view, POOLS_SECTION), "name", place.path);
        break;
      case "applicationPoolDefaults":
        around = sectionOf(view, POOLS_SECTION).GetElementByName("applicationPoolDefaults");
        break;
      default:
        around = levelOf(view, place);
    }
    if (around === null) return null;
    if (place.element === "virtualDirectoryDefaults") return around.GetElementByName(place.element);
    if (place.element !== "virtualDirectory") return around.GetElementByName("processModel");
    var key = "directories " + place.site + " " + folded(place.path);
    return itemOf(view, key, around, "path", place.directory);
  }

  // The path of a location tag, by the name that its site has now; null if the site is not there.
  function tagPathOf(view, place) {
    if (place.site === null) return "";
    var site = siteOf(view, place);
    if (site === null) return null;
    var name = String(site.GetPropertyByName("name").Value);
    return place.path === "" ? name : name + "/" + place.path;
  }

  // The numbers of the location tags of a path.
  function tagsAt(view, path) {
    if (view.tags === null) {
      var tags = {};
      var count = Number(view.locations.Count);
      for (var index = 0; index < count; index += 1) {
        var text = String(view.locations.Item(index).Path);
        var id = "=" + folded(text === "." ? "" : text);
        if (tags[id] === undefined) tags[id] = [];
        tags[id][tags[id].length] = index;
        giveSign();
      }
      view.tags = tags;
    }
    return view.tags["=" + folded(path)] || [];
  }

  // The section in the file itself: where a tag has it, that one. `element` is null if nothing sets it; null if its site is
  // not there.
  function anonymousIn(view, place) {
    var path = tagPathOf(view, place);
    if (path === null) return null;
    var found = { element: null, path: path, read: null };
    var tags = tagsAt(view, path);
    for (var index = 0; index < tags.length; index += 1) {
      var location = view.locations.Item(tags[index]);
      try {
        var section = location.Item(ANONYMOUS_SECTION);
        if (found.element !== null) throw failure(NAMED_TWICE);
        found = { element: section, path: String(location.Path), read: readLocation(tags[index]) };
      } catch (error) {
        if (hresultOf(error) !== INVALID_INDEX) throw error;
      }
    }
    if (place.site === null && found.element === null) {
      found.read = readServerAnonymous;
      found.element = serverAnonymous(view);
    }
    return found;
  }

  // Where a place is in the file itself: its element, and how to read all that can hide an empty password there.
  function standingIn(view, place) {
    if (place.element === "anonymousAuthentication") return anonymousIn(view, place);
    var element = holderIn(view, place);
    var isPool = place.element === "processModel" || place.element === "applicationPoolDefaults";
    return element === null ? null : { element: element, path: null, read: isPool ? readPools : readSites };
  }

  // ---- Comparing changes with the configuration

  function fieldOrNull(field) {
    return field === "-" ? null : unescaped(field);
  }

  // All changes of the batch, which one commit makes. `answer` is null until it is known what became of one.
  var changesToSet = null;

  function settingsOf(asked) {
    if (changesToSet !== null) return changesToSet;
    changesToSet = [];
    for (var index = 0; index < asked.requests.length; index += 1) {
      var request = asked.requests[index];
      if (request.type !== "set") continue;
      request.change = {
        place: {
          element: request.fields[1],
          site: fieldOrNull(request.fields[2]),
          path: fieldOrNull(request.fields[3]),
          directory: fieldOrNull(request.fields[4])
        },
        expectedName: request.fields[5],
        expectedPassword: request.fields[6],
        userName: request.fields[7],
        password: request.fields[8],
        expectedType: request.fields[9],
        identityType: request.fields[10],
        own: null,
        isTried: false,
        failed: 0,
        answer: null
      };
      changesToSet[changesToSet.length] = request.change;
    }
    return changesToSet;
  }

  function withoutAnswer(changes) {
    var rest = [];
    for (var index = 0; index < changes.length; index += 1)
      if (changes[index].answer === null) rest[rest.length] = changes[index];
    return rest;
  }

  // Once a commit was tried, it may have written some of what it failed with.
  function answerFailed(changes, hresult) {
    var rest = withoutAnswer(changes);
    for (var index = 0; index < rest.length; index += 1) {
      var isTried = rest[index].isTried;
      var number = isTried && rest[index].failed !== 0 ? rest[index].failed : hresult;
      rest[index].answer = hex(number, 8) + (isTried ? " unverified" : " refused");
    }
  }

  // What the element of a change sets itself; undefined for what it does not set. A password that can't be read is null.
  // Null if the element is not there.
  function ownOf(view, change) {
    var standing = standingIn(view, change.place);
    if (standing === null) return null;
    var own = { userName: undefined, password: undefined, identityType: undefined, provider: "", path: "" };
    var element = standing.element;
    own.path = standing.path;
    if (element === null) return own;
    var text = ownText(element, "userName");
    if (text !== null) own.userName = text;
    var property = ownProperty(element, "password");
    if (property !== null) {
      own.password = valueOfPassword(property);
      // The file itself reports it, even where a manager that writes does not. One that can't decrypt can't encrypt.
      if (own.password !== null) own.provider = textOf(metadataOf(property, "encryptionProvider"));
    }
    if (own.password === "" && !isReallyEmpty(view, standing)) own.password = null;
    text = change.expectedType === "." ? null : ownText(element, "identityType");
    if (text !== null) own.identityType = text;
    return own;
  }

  // Asked once for all elements that are read together.
  function isReallyEmpty(view, standing) {
    var index, known;
    for (index = 0; index < view.empties.length; index += 1) {
      known = view.empties[index];
      if (known.read === standing.read) return known.isEmpty;
    }
    var isEmpty = areReallyEmpty(standing.read(view), standing.read, function () {
      if (view.strict === null) view.strict = openConfiguration(false);
      return view.strict;
    });
    view.empties[index] = { read: standing.read, isEmpty: isEmpty };
    return isEmpty;
  }

  function isTypeAsExpected(change, own) {
    return isAsAsked(own.identityType, change.expectedType);
  }

  function isChangeExpected(change, own) {
    return isAsExpected(change, own) && isTypeAsExpected(change, own);
  }

  function isSettled(change, own) {
    var isTypeSettled =
      change.identityType === "."
        ? isTypeAsExpected(change, own)
        : isAsAsked(own.identityType, change.identityType);
    return isTypeSettled && isDone(change, own);
  }

  // Whether what an element holds after a commit may come from it. A file is replaced whole, but a number proves nothing: a
  // commit that failed has written nothing only if no half is as asked.
  function isPerhapsOurs(change, own) {
    if (!change.isTried) return false;
    if (change.failed === 0) return true;
    if (own === null) return false;
    return (
      (change.userName !== "." &&
        isAsAsked(own.userName, change.userName) &&
        !isNameAsExpected(own, change.expectedName)) ||
      (change.password !== "." &&
        isAsAsked(own.password, change.password) &&
        !isPasswordAsExpected(own, change.expectedPassword)) ||
      (change.identityType !== "." &&
        isAsAsked(own.identityType, change.identityType) &&
        !isTypeAsExpected(change, own))
    );
  }

  // Compares changes with what the file holds now, and answers those that need not or must not be written. The others keep
  // what their elements set.
  function compare(view, changes) {
    var own;
    for (var index = 0; index < changes.length; index += 1) {
      var change = changes[index];
      change.own = null;
      try {
        own = ownOf(view, change);
      } catch (error) {
        if (hresultOf(error) === SHARING_VIOLATION) throw error;
        answerFailed([change], hresultOf(error));
        continue;
      }
      if (own !== null && isSettled(change, own)) {
        change.answer = "00000000 " + (change.isTried ? "written" : "unchanged");
      } else if (own === null || !isChangeExpected(change, own)) {
        if (isPerhapsOurs(change, own)) answerFailed([change], change.failed);
        else change.answer = "00000000 " + (own === null ? "missing" : "changed");
      } else {
        change.own = own;
      }
      giveSign();
    }
    return withoutAnswer(changes);
  }

  // ---- Writing the configuration

  var LOCKED = 0x80070021;
  var INVALID_DATA = 0x8007000d;

  // A lock above an element makes IIS refuse what is set beneath it, even if it is equal.
  function isLockedAt(element, change) {
    if (metadataOf(element, "allowCommit") === false) return true;
    var names = ["userName", "password", "identityType"];
    for (var index = 0; index < names.length; index += 1) {
      var name = names[index];
      if (change[name] === ".") continue;
      if (metadataOf(element.GetPropertyByName(name), "isLocked") === true) return true;
    }
    return false;
  }

  function elementToWrite(writer, change) {
    if (change.place.element !== "anonymousAuthentication") return holderIn(writer, change.place);
    var path = change.own.path;
    return writer.file.GetAdminSection(
      ANONYMOUS_SECTION,
      path === "" || path === "." ? APPHOST : APPHOST + "/" + path
    );
  }

  function putHalf(element, name, field, own) {
    if (isAsAsked(own, field)) return;
    var property = element.GetPropertyByName(name);
    if (field === "-") property.Clear();
    else property.Value = unescaped(field);
  }

  // Puts what a change asks for and what is not so already. Only IIS encrypts, with the provider that encrypted the value
  // before. Returns whether anything was put; false if it is locked.
  function putChange(writer, change) {
    var own = change.own;
    var element = elementToWrite(writer, change);
    if (isLockedAt(element, change)) return false;
    putHalf(element, "userName", change.userName, own.userName);
    if (!isPasswordAsAsked(own.password, change.password)) {
      var property = element.GetPropertyByName("password");
      if (change.password === "-") {
        property.Clear();
      } else {
        if (own.provider !== null && own.provider !== "")
          property.SetMetadata("encryptionProvider", own.provider);
        property.Value = unescaped(change.password);
      }
    }
    if (change.identityType !== ".") putHalf(element, "identityType", change.identityType, own.identityType);
    return true;
  }

  // One commit of all that is still to be written, compared right before and read back right behind it. Returns the number
  // with which the commit failed; 0 if a new try may follow at once, because a change was taken out of it or answered.
  function tryCommit(changes) {
    var hresult = 0;
    var made = [];
    var index, change;
    // What it writes is refused if the file is no longer what it was now, so it is opened before anything is compared.
    var writer = openForWriting();
    sectionOf(writer, POOLS_SECTION);
    changes = compare(openConfiguration(true), changes);
    if (changes.length === 0) return 0;
    if (copyToMake !== null) {
      makeCopies();
      if (copyFailure !== 0) answerFailed(changes, copyFailure);
      return 0;
    }
    for (index = 0; index < changes.length; index += 1) {
      change = changes[index];
      try {
        if (putChange(writer, change)) made[made.length] = change;
        else change.answer = hex(LOCKED, 8) + " locked";
      } catch (error) {
        // What of it was put may not be committed, so all is put again without it.
        hresult = hresultOf(error);
        if (hresult === SHARING_VIOLATION) throw error;
        if (hresult === LOCKED) change.answer = hex(LOCKED, 8) + " locked";
        else answerFailed([change], hresult);
        return 0;
      }
      giveSign();
    }
    if (made.length === 0) return 0;
    try {
      writer.file.CommitChanges();
    } catch (error) {
      hresult = hresultOf(error);
    }
    giveSign();
    for (index = 0; index < made.length; index += 1) {
      made[index].isTried = true;
      made[index].failed = hresult;
    }
    // What counts is what a fresh object holds, not what the calls returned.
    changes = compare(openConfiguration(true), made);
    if (hresult === 0) answerFailed(changes, 0);
    // As if it had not been tried: everything is as it was before.
    for (index = 0; index < changes.length; index += 1) changes[index].isTried = false;
    return hresult;
  }

  // Somebody else's commit was faster. The number with which IIS reports that the file has changed is nowhere documented, so
  // it is any number that does not mean something else.
  function wasSlower(hresult) {
    if (hresult === ACCESS_DENIED || hresult === INVALID_DATA || hresult === PATH_NOT_FOUND) return false;
    // Encryption: the key is missing, or is of another value.
    return (hresult & 0xffff0000) >>> 0 !== 0x80090000;
  }

  function commitAll(changes, mostTries) {
    var tries = 0;
    var hresult;
    while (true) {
      try {
        hresult = tryCommit(changes);
      } catch (error) {
        hresult = hresultOf(error);
        if (hresult !== SHARING_VIOLATION) {
          answerFailed(changes, hresult);
          return;
        }
      }
      changes = withoutAnswer(changes);
      if (changes.length === 0) return;
      if (hresult === 0) continue;
      tries += 1;
      if (tries >= mostTries || !wasSlower(hresult)) break;
      WScript.Sleep(BUSY_WAIT * tries);
    }
    // One of them alone may be the cause, and keeps no other from being written: also a lock that IIS did not tell of.
    var isOfOne = hresult === LOCKED || (!wasSlower(hresult) && hresult !== ACCESS_DENIED);
    if (isOfOne && changes.length > 1) {
      var each = hresult === LOCKED ? 1 : mostTries;
      for (var index = 0; index < changes.length; index += 1) commitAll([changes[index]], each);
      return;
    }
    answerFailed(changes, hresult);
  }

  function answerSet(number, request) {
    var changes = settingsOf(batch);
    if (isOtherBitness()) answerFailed(changes, OTHER_BITNESS);
    if (copyFailure !== 0) answerFailed(changes, copyFailure);
    if (withoutAnswer(changes).length > 0) commitAll(withoutAnswer(changes), BUSY_TRIES);
    return request.change.answer;
  }

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

  // ---- The conversation

  function greet() {
    var files = new ActiveXObject("Scripting.FileSystemObject");
    var stream = files.OpenTextFile(WScript.ScriptFullName, 1, false, 0);
    var text = stream.ReadAll();
    stream.Close();
    say("hello " + PROTOCOL + " " + text.length + " " + crc32(text));
  }

  // Requests of the store for metabases, then of the store for IIS 7 and later; the last two serve both.
  var ANSWERS = {
    snapshot: answerSnapshot,
    observe: answerObserve,
    backup: answerBackup,
    apply: answerApply,
    save: answerSave,
    pools: answerPools,
    configuration: answerConfiguration,
    copy: answerCopy,
    set: answerSet,
    inspect: answerInspect,
    examine: answerExamine,
    echo: answerEcho
  };

  function isChange(type) {
    return type === "apply" || type === "set";
  }

  function answer(number, request) {
    var fields;
    forgetKeys();
    try {
      fields = ANSWERS[request.type](number, request);
    } catch (error) {
      fields = hex(hresultOf(error), 8) + (isChange(request.type) ? " unverified" : "");
    }
    say("answer " + number + " " + request.type + " " + fields);
  }

  var batch = null;

  // The major version of IIS. A server that is asked for its configuration may have no metabase.
  function versionOfIis() {
    for (var index = 0; index < batch.requests.length; index += 1) {
      var type = batch.requests[index].type;
      if (type === "configuration" || type === "inspect" || type === "set") return readIisVersion();
    }
    return readMajorVersion();
  }

  function converse() {
    greet();
    try {
      batch = readBatch();
    } catch (error) {
      batch = null;
    }
    if (batch === null) {
      say("fault");
      return;
    }
    server = batch.server;
    setKey(batch.key);
    majorVersion = versionOfIis();
    say(
      "server " +
        batch.nonce +
        " " +
        escaped(machineName()) +
        " " +
        (majorVersion === null ? "-" : majorVersion)
    );
    for (var index = 0; index < batch.requests.length; index += 1) answer(index, batch.requests[index]);
    say("done " + batch.requests.length);
  }

  try {
    // In batch mode (//B) the script host has neither input nor output.
    WScript.Interactive = true;
  } catch (error) {
    // Then it is not in batch mode, or there is no way to report that it is.
  }
  converse();
})();
