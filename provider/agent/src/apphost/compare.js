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
