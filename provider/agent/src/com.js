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
