// @ts-nocheck
/*
 * COM objects with exactly the members of Microsoft's published interfaces (ahadmin-surface.json): what a property answers
 * may fail, as it may in COM, so no plain object of JScript will do. In a script host VBScript's classes are such objects;
 * in Node, where a member that does not exist can also be noticed, proxies are.
 */

var ahForms = {};

// How a member may be reached: its forms by kind, with how many arguments each takes and whether it gives an object.
function formsOf(type, name) {
  var key = type + "." + name;
  if (ahForms[key] !== undefined) return ahForms[key];
  var forms = null;
  for (var each = type; each !== undefined && forms === null; each = CONFIG.surface[each]["extends"]) {
    var said = CONFIG.surface[each][name];
    if (said === undefined || name === "extends") continue;
    forms = {};
    said = typeof said === "string" ? [said] : said;
    for (var index = 0; index < said.length; index += 1) {
      var words = said[index].split(" ");
      var counts = words[1].split("-");
      forms[words[0]] = {
        least: Number(counts[0]),
        most: Number(counts[counts.length - 1]),
        isObject: words.length === 3 && words[2].charAt(0) === "I",
        gives: words.length >= 3,
        outward: words.length > 3
      };
    }
  }
  ahForms[key] = forms;
  return forms;
}

function namesOf(type) {
  var names = [];
  for (var each = type; each !== undefined; each = CONFIG.surface[each]["extends"])
    for (var name in CONFIG.surface[each]) if (name !== "extends") names[names.length] = name;
  return names;
}

function ahCall(type, simulated, key, given) {
  if (typeof simulated[key] !== "function") violation("not simulated: " + type + "." + key);
  return simulated[key].apply(simulated, given);
}

/*
 * An object of an interface. What stands behind it answers `getName` for what is read, `putName` for what is assigned, and
 * the name itself for what takes arguments or is called.
 */
function comObject(type, simulated, owner) {
  simulated.owner = owner;
  return typeof Proxy === "function" ? proxyOf(type, simulated) : classOfScript(type, simulated);
}

// Of an element that a script hands in.
function ahOwnerBehind(element) {
  var simulated = typeof Proxy === "function" ? element.simulated : element.Simulated.simulated;
  return simulated.owner;
}

function proxyOf(type, simulated) {
  return new Proxy(
    {},
    {
      get: function (target, name) {
        if (typeof name !== "string") return undefined;
        if (name === "simulated") return simulated;
        var forms = formsOf(type, name);
        if (forms === null) violation("no such member: " + type + "." + name);
        if (forms.get !== undefined && forms.get.most === 0) return ahCall(type, simulated, "get" + name, []);
        var form = forms.method || forms.get;
        if (form === undefined || form.outward) violation("not for JScript: " + type + "." + name);
        return function () {
          if (arguments.length < form.least || arguments.length > form.most)
            violation(type + "." + name + " does not take " + arguments.length + " arguments");
          return ahCall(type, simulated, name, arguments);
        };
      },
      set: function (target, name, value) {
        var forms = formsOf(type, name);
        if (forms === null || forms.put === undefined) violation("can't be assigned: " + type + "." + name);
        ahCall(type, simulated, "put" + name, [value]);
        return true;
      }
    }
  );
}

var ahScript = null;
var ahClasses = {};

function classOfScript(type, simulated) {
  if (ahScript === null) {
    ahScript = new HostActiveXObject("MSScriptControl.ScriptControl");
    ahScript.Language = "VBScript";
  }
  if (ahClasses[type] === undefined) {
    ahScript.AddCode(classText(type));
    ahClasses[type] = true;
  }
  return ahScript.Run("Make" + type, {
    call0: function (key) {
      return ahCall(type, simulated, key, []);
    },
    call1: function (key, first) {
      return ahCall(type, simulated, key, [first]);
    },
    call2: function (key, first, second) {
      return ahCall(type, simulated, key, [first, second]);
    },
    simulated: simulated
  });
}

function classText(type) {
  var names = namesOf(type);
  var lines = ["Class " + type, "Public Simulated"];
  var parameters = ["", "first", "first, second"];

  function member(kind, name, count, gives, isObject, key) {
    var call = "Simulated.call" + count;
    var given = ['"' + key + '"'];
    if (count > 0) given[1] = parameters[count];
    lines[lines.length] = "Public " + kind + " " + name + "(" + parameters[count] + ")";
    if (gives)
      lines[lines.length] = (isObject ? "Set " : "") + name + " = " + call + "(" + given.join(", ") + ")";
    else lines[lines.length] = call + " " + given.join(", ");
    lines[lines.length] = "End " + kind.replace(/^Default /, "").split(" ")[0];
  }

  for (var index = 0; index < names.length; index += 1) {
    var name = names[index];
    var forms = formsOf(type, name);
    var get = forms.get;
    if (get !== undefined) {
      var key = get.most === 0 ? "get" + name : name;
      member(
        name === "Item" ? "Default Property Get" : "Property Get",
        name,
        get.most,
        true,
        get.isObject,
        key
      );
    }
    if (forms.put !== undefined) member("Property Let", name, 1, false, false, "put" + name);
    if (forms.method !== undefined && !forms.method.outward) {
      var method = forms.method;
      // VBScript knows no optional arguments: scripts give the first, and leave out what may follow.
      var count = method.least === method.most ? method.most : 1;
      member(method.gives ? "Function" : "Sub", name, count, method.gives, method.isObject, name);
    }
  }
  return lines
    .concat(
      "End Class",
      "Function Make" + type + "(given)",
      "Dim made",
      "Set made = New " + type,
      "Set made.Simulated = given",
      "Set Make" + type + " = made",
      "End Function",
      ""
    )
    .join("\n");
}
