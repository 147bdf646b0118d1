// @ts-nocheck
/*
 * Properties, elements and collections of the simulated administration objects: of a file, where they are its own, and of
 * a manager, where they are merged, can be asked for their locks and, with the writable one, changed.
 */

function ahProperty(owner, name) {
  var schema = owner.schema.attributes[name];

  function own() {
    var change =
      owner.manager.pending === undefined ? undefined : owner.manager.pending[owner.key + " " + name];
    if (change !== undefined) return change.text === null ? undefined : change.text;
    return owner.node === null ? undefined : owner.node.attributes[name];
  }

  // What levels around the section's own set, where they are shown.
  function inherited() {
    for (var index = 0; index < owner.above.length; index += 1) {
      var value = owner.above[index].attributes[name];
      if (value !== undefined) return value;
    }
    return undefined;
  }

  function fromDefaults() {
    if (CONFIG.ahadmin.variant.defaults === "unfilled") return undefined;
    for (var index = 0; index < owner.defaults.length; index += 1) {
      var value = owner.defaults[index].attributes[name];
      if (value !== undefined) return value;
    }
    return undefined;
  }

  function text() {
    var value = own();
    if (value === undefined) value = inherited();
    if (value === undefined) value = fromDefaults();
    return value === undefined ? schema.value : value;
  }

  return comObject("AppHostProperty", {
    getName: function () {
      return name;
    },
    getValue: function () {
      ahUseElement(owner);
      failWherePlanted("Value", owner.place, name);
      var stored = text();
      if (!schema.encrypted) return ahTyped(schema, stored);
      if (!ahIsUnknownKey(stored)) return ahOpened(stored);
      if (CONFIG.ahadmin.variant.undecryptable === "raises") ahFail(AH_NO_KEYSET);
      return CONFIG.ahadmin.variant.undecryptable === "raw" ? stored : "";
    },
    putValue: function (value) {
      ahPut(owner, name, schema, value);
    },
    Clear: function () {
      ahClear(owner, name);
    },
    getStringValue: function () {
      return violation("StringValue: no document says what it gives of a sealed value");
    },
    SetMetadata: function (which, value) {
      if (which !== "encryptionProvider") ahFail(AH_INVALID_INDEX);
      ahPutProvider(owner, name, schema, value);
    },
    GetMetadata: function (which) {
      ahText(which, "GetMetadata");
      ahUseElement(owner);
      failWherePlanted("GetMetadata " + which, owner.place, name);
      if (which === "isPropertyEncrypted") return schema.encrypted === true;
      if (which === "isLocked") return owner.manager.isMerged === true && ahIsLocked(owner, name);
      if (which === "isInheritedFromDefault")
        return own() === undefined && inherited() === undefined && fromDefaults() !== undefined;
      if (which === "isDefaultValue") {
        if (own() !== undefined) return false;
        if (inherited() !== undefined)
          return owner.manager.pending !== undefined && CONFIG.ahadmin.variant.inherited === "as defaults";
        return CONFIG.ahadmin.variant.defaults !== "inherited" || fromDefaults() === undefined;
      }
      if (which === "encryptionProvider") return ahProviderShown(owner, text());
      return ahFail(AH_NOT_SUPPORTED);
    }
  });
}

// Whether an element holds a value that can't be decrypted, at any depth.
function ahIsBroken(schema, node, deep) {
  for (var name in schema.attributes) {
    var text = node === null ? undefined : node.attributes[name];
    if (schema.attributes[name].encrypted && text !== undefined && ahIsUnknownKey(text)) return true;
  }
  if (!deep || node === null) return false;
  for (var child in schema.children || {})
    if (ahIsBroken(schema.children[child], ahFirst(node, child), true)) return true;
  for (var item in schema.collection || {}) {
    var nodes = ahChildren(node, item);
    for (var index = 0; index < nodes.length; index += 1)
      if (ahIsBroken(schema.collection[item], nodes[index], true)) return true;
  }
  return false;
}

/*
 * An element: its schema, its place in the document (null where it is not there), and what stands in for what it does not
 * set, the nearest first. `around` are the elements around it, the nearest first; `inside` is the owner that it stands in,
 * of an item with its number.
 */
function ahOwner(manager, name, schema, node, defaults, inside, number) {
  var key = node === null ? undefined : node.attributes.name || node.attributes.path;
  var label = inside.label + "/" + name + (number === undefined || key === undefined ? "" : "[" + key + "]");
  return {
    manager: manager,
    commits: manager.commits,
    name: name,
    schema: schema,
    node: node,
    defaults: defaults,
    above: [],
    inside: inside,
    section: inside.section,
    path: inside.path || "",
    key: inside.key + "/" + name + (number === undefined ? "" : "#" + number),
    label: label,
    place: { folded: simFold(label.substring(1)) }
  };
}

function ahElement(owner, around) {
  var manager = owner.manager;
  var name = owner.name;
  var schema = owner.schema;
  var node = owner.node;

  function readable() {
    ahUseElement(owner);
    if (!manager.ignoresDecryption && ahIsBroken(schema, node, false)) ahFail(AH_NO_KEYSET);
  }

  function child(which) {
    ahUseElement(owner);
    if (schema.children === undefined || schema.children[which] === undefined) ahFail(AH_INVALID_INDEX);
    var standIns = [];
    for (var index = 0; index < owner.defaults.length; index += 1) {
      var standIn = ahFirst(owner.defaults[index], which);
      if (standIn !== null) standIns[standIns.length] = standIn;
    }
    var inner = ahOwner(manager, which, schema.children[which], ahFirst(node, which), standIns, owner);
    return ahElement(inner, [node].concat(around));
  }

  // Those of the document, and behind them those that were added in memory, which are owners.
  function items() {
    var found = [];
    for (var index = 0; node !== null && index < node.children.length; index += 1)
      if (schema.collection[node.children[index].name] !== undefined)
        found[found.length] = node.children[index];
    return found.concat(manager.pending === undefined ? [] : manager.added[owner.key] || []);
  }

  function propertyOf(which) {
    failWherePlanted("GetPropertyByName", owner.place, which);
    readable();
    if (schema.attributes[which] === undefined) ahFail(AH_INVALID_INDEX);
    return ahProperty(owner, which);
  }

  function namesIn(table) {
    var names = [];
    for (var each in table) names[names.length] = each;
    return names;
  }

  return comObject(
    "AppHostElement",
    {
      getName: function () {
        return name;
      },
      GetPropertyByName: function (which) {
        return propertyOf(ahText(which, "GetPropertyByName"));
      },
      getProperties: function () {
        readable();
        var names = namesIn(schema.attributes);
        return comObject("AppHostPropertyCollection", {
          getCount: function () {
            return names.length;
          },
          Item: function (index) {
            return propertyOf(ahAt(index, names, String));
          }
        });
      },
      GetElementByName: function (which) {
        return child(ahText(which, "GetElementByName"));
      },
      getChildElements: function () {
        readable();
        var names = namesIn(schema.children);
        return comObject("AppHostChildElementCollection", {
          getCount: function () {
            return names.length;
          },
          Item: function (index) {
            return child(ahAt(index, names, String));
          }
        });
      },
      getCollection: function () {
        ahUseElement(owner);
        if (schema.collection === undefined) violation("the schema gives " + name + " no collection");
        if (!manager.ignoresDecryption && ahIsBroken(schema, node, true)) ahFail(AH_NO_KEYSET);
        return comObject("AppHostElementCollection", {
          getCount: function () {
            return items().length;
          },
          Item: function (index) {
            var item = ahAt(index, items(), null);
            if (item.inside !== undefined) return ahElement(item, [node].concat(around));
            var levels = [node].concat(around);
            var standIns = [];
            for (var level = 0; level < levels.length; level += 1)
              standIns = standIns.concat(ahChildren(levels[level], AH_DEFAULTS_OF[item.name] || ""));
            return ahElement(
              ahOwner(manager, item.name, schema.collection[item.name], item, standIns, owner, index),
              levels
            );
          },
          CreateNewElement: function (which) {
            ahUseElement(owner);
            if (manager.pending === undefined)
              violation("an element for an object that only reads: " + owner.label);
            if (schema.collection[ahText(which, "CreateNewElement")] === undefined) ahFail(AH_INVALID_INDEX);
            var made = ahOwner(manager, which, schema.collection[which], null, [], owner, manager.made);
            manager.made += 1;
            made.isNew = true;
            return ahElement(made, [node].concat(around));
          },
          AddElement: function (element, position) {
            ahAdd(owner, ahOwnerBehind(element), position);
          }
        });
      },
      GetMetadata: function (which) {
        ahText(which, "GetMetadata");
        ahUseElement(owner);
        failWherePlanted("GetMetadata " + which, owner.place, name);
        if (which === "configSource") return node === null ? "" : node.attributes.configSource || "";
        return ahLockMetadata(owner, which);
      }
    },
    owner
  );
}

function ahSection(manager, name, node, inside) {
  var last = name.substring(name.lastIndexOf("/") + 1);
  var owner = ahOwner(manager, last, AH_SECTIONS[name], node, [], inside || AH_ROOT);
  owner.section = name;
  return ahElement(owner, []);
}
