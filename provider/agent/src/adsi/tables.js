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
