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
