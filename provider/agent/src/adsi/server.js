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
