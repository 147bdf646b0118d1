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
