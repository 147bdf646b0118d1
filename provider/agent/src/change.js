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
