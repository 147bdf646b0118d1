// @ts-nocheck
/*
 * What a commit makes of the document in memory, and its line in the journal: what was opened before keeps what it was.
 */

var ahStamp = 0;

// A copy, once a commit: what was opened before keeps what it was.
function ahFresh(node) {
  if (node.stamp === ahStamp) return node;
  var attributes = {};
  for (var name in node.attributes) attributes[name] = node.attributes[name];
  return { name: node.name, attributes: attributes, children: node.children.slice(0), stamp: ahStamp };
}

function ahFreshAt(root, address) {
  var node = root;
  for (var depth = 0; depth < address.length; depth += 1) {
    node.children[address[depth]] = ahFresh(node.children[address[depth]]);
    node = node.children[address[depth]];
  }
  return node;
}

// Where the elements of the owners stand, in one walk: their numbers among the children of each element around them.
function ahFindAddresses(document, owners) {
  var index;
  for (index = 0; index < owners.length; index += 1)
    for (var owner = owners[index]; owner.inside !== undefined; owner = owner.inside)
      if (owner.node) owner.node.soughtBy = true;

  function walk(node, address) {
    if (node.soughtBy === true) {
      node.soughtBy = undefined;
      node.address = address;
    }
    for (var child = 0; child < node.children.length; child += 1)
      walk(node.children[child], address.concat([child]));
  }

  walk(document, []);
}

function ahCommit(manager, changes, additions) {
  var document = ahDocumentOf(manager);
  var owners = [];
  var index;
  for (index = 0; index < changes.length; index += 1) owners[index] = changes[index].owner;
  owners = owners.concat(additions);
  ahFindAddresses(document, owners);
  ahStamp += 1;
  var root = ahFresh(document);
  var made = {};
  var line = "commit";

  function addressOf(owner) {
    if (owner.inside === undefined) return [];
    if (owner.node) return owner.node.address;
    if (made[owner.key] !== undefined) return made[owner.key];
    var outer = addressOf(owner.inside);
    var around = ahFreshAt(root, outer);
    var attributes = {};
    for (var name in owner.attributes || {}) attributes[name] = owner.attributes[name];
    line += " add:" + outer.join("/") + ":" + owner.name + ":" + simEscape(attributes.path || "");
    around.children[around.children.length] = {
      name: owner.name,
      attributes: attributes,
      children: [],
      stamp: ahStamp
    };
    made[owner.key] = outer.concat([around.children.length - 1]);
    return made[owner.key];
  }

  function set(address, label, name, text) {
    var node = ahFreshAt(root, address);
    line +=
      " " + (text === null ? "remove:" : "set:") + address.join("/") + ":" + simEscape(label) + ":" + name;
    if (text === null) delete node.attributes[name];
    else {
      node.attributes[name] = text;
      line += ":" + simEscape(text);
    }
  }

  for (index = 0; index < changes.length; index += 1) {
    var change = changes[index];
    if (change.stored === null && !change.owner.node) continue;
    set(addressOf(change.owner), change.owner.label.substring(1), change.name, change.stored);
  }
  for (index = 0; index < additions.length; index += 1) addressOf(additions[index]);
  ahSealOthers(root, changes, set);
  journal(line);
  CONFIG.ahadmin.document = root;
  manager.document = root;
}

// Plain values that nobody put, which a commit may seal on its way.
function ahSealOthers(root, changes, set) {
  var which = CONFIG.ahadmin.variant.plainOthers;
  if (which === "left" || changes.length === 0) return;

  function walk(section, schema, node, address, label) {
    var name, index, child;
    for (name in schema.attributes) {
      var text = node.attributes[name];
      if (!schema.attributes[name].encrypted || text === undefined || ahSealed.exec(text) !== null) continue;
      set(address, label, name, ahSeal(root, ahDefaultProvider(root, section), text));
    }
    for (index = 0; index < node.children.length; index += 1) {
      child = node.children[index];
      var inner = (schema.children || {})[child.name] || (schema.collection || {})[child.name];
      if (inner !== undefined) walk(section, inner, child, address.concat([index]), label + "/" + child.name);
    }
  }

  function find(name, names, node, address, label) {
    for (var index = 0; index < node.children.length; index += 1) {
      if (node.children[index].name !== names[0]) continue;
      var inside = address.concat([index]);
      if (names.length > 1) find(name, names.slice(1), node.children[index], inside, label);
      else walk(name, AH_SECTIONS[name], ahFreshAt(root, inside), inside, label + names[0]);
    }
  }

  for (var name in AH_SECTIONS) {
    var isTouched = false;
    for (var index = 0; index < changes.length; index += 1)
      if (changes[index].owner.section === name) isTouched = true;
    if (which === "sealed in the section" && !isTouched) continue;
    find(name, name.split("/"), root, [], "");
    for (var tag = 0; tag < root.children.length; tag += 1)
      if (root.children[tag].name === "location")
        find(
          name,
          name.split("/"),
          root.children[tag],
          [tag],
          "location[" + ahTagPath(root.children[tag]) + "]/"
        );
  }
}
