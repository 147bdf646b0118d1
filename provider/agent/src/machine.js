// ---- The machine

var server = "localhost";

function isThisMachine() {
  var name = server.toLowerCase();
  if (name === "localhost" || name === "127.0.0.1") return true;
  try {
    return name === String(new ActiveXObject("WScript.Network").ComputerName).toLowerCase();
  } catch (error) {
    return false;
  }
}

// WMI reports a machine's name, and whether it is a domain controller, also for other machines.
function operatingSystem() {
  var machine = isThisMachine() ? "." : server;
  return GetObject("winmgmts:\\\\" + machine + "\\root\\cimv2:Win32_OperatingSystem=@");
}

function machineName() {
  try {
    if (isThisMachine()) return textOf(new ActiveXObject("WScript.Network").ComputerName) || "";
    return unreachable ? "" : textOf(operatingSystem().CSName) || "";
  } catch (error) {
    return "";
  }
}

function digits(number, count) {
  var text = String(number);
  while (text.length < count) text = "0" + text;
  return text;
}

function timestamp() {
  var now = new Date();
  return (
    digits(now.getUTCFullYear(), 4) +
    digits(now.getUTCMonth() + 1, 2) +
    digits(now.getUTCDate(), 2) +
    digits(now.getUTCHours(), 2) +
    digits(now.getUTCMinutes(), 2) +
    digits(now.getUTCSeconds(), 2) +
    digits(now.getUTCMilliseconds(), 3)
  );
}
