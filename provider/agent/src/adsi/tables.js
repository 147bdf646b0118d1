// ---- The properties of a metabase

var PAIRS = [
  { kind: "anonymous", userName: "AnonymousUserName", password: "AnonymousUserPass" },
  { kind: "wam", userName: "WAMUserName", password: "WAMUserPass" },
  { kind: "unc", userName: "UNCUserName", password: "UNCPassword" }
];
// What makes a key one that counts.
var LISTED = [
  "KeyType",
  "AnonymousUserName",
  "AnonymousUserPass",
  "WAMUserName",
  "WAMUserPass",
  "UNCUserName",
  "UNCPassword"
];
// Those that decide whether a credential counts, then those that tell which key a name or an address means.
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
