import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { metabaseFile } from "./metabase-xml";
import { unescapeUnits } from "./script-host/metabase-text.cjs";
import { withoutStart } from "./script-host/apphost-text.cjs";
import { appHostTree, type Node } from "./script-host/apphost-tree.cjs";
import { adminVariants, ScriptHost, type AdminVariant, type Planted } from "./script-host/script-host";

/** What every probe of the administration objects begins with, in the JScript of an administrator. */
const prelude = `
var ANONYMOUS = "system.webServer/security/authentication/anonymousAuthentication";
var POOLS = "system.applicationHost/applicationPools", SITES = "system.applicationHost/sites";
var APPHOST = "MACHINE/WEBROOT/APPHOST";
function show(name, action) {
  var result;
  try { result = String(action()); }
  catch (error) { result = "0x" + (error.number >>> 0).toString(16); }
  WScript.Echo(name + ": " + result);
}
function writable() {
  var manager = new ActiveXObject("Microsoft.ApplicationHost.WritableAdminManager");
  manager.SetMetadata("ignoreInvalidDecryption", true);
  manager.SetMetadata("hideExceptionPhysicalPath", true);
  manager.CommitPath = APPHOST;
  return manager;
}
function reading() {
  var manager = new ActiveXObject("Microsoft.ApplicationHost.AdminManager");
  manager.SetMetadata("ignoreInvalidDecryption", true);
  return manager;
}
function file() { return reading().ConfigManager.GetConfigFile(APPHOST); }
function modelOf(manager, index) {
  return manager.GetAdminSection(POOLS, APPHOST).Collection.Item(index).GetElementByName("processModel");
}
function anonymous(manager, path) { return manager.GetAdminSection(ANONYMOUS, APPHOST + path); }
function put(element, name, value) { element.GetPropertyByName(name).Value = value; }
function told(element, name) {
  var found = element.GetPropertyByName(name);
  return found.Value + (found.GetMetadata("isDefaultValue") ? " default" : "") +
    (found.GetMetadata("isInheritedFromDefault") ? " of defaults" : "");
}
`;

export interface Probed {
  /** What the script printed, one element a line. */
  readonly said: readonly string[];
  readonly host: ScriptHost;
}

/** Runs scripts on the simulated administration objects, each on a server of its own. */
export class Probes {
  readonly #hosts: ScriptHost[] = [];
  readonly #folder = mkdtempSync(join(tmpdir(), "iis-identity-probe-"));

  async run(config: string, script: string, variant?: AdminVariant, planted: Planted = {}): Promise<Probed> {
    const configuration = {
      bytes: Buffer.from(config),
      variant: variant ?? Object.values(adminVariants)[0]!,
      ...planted.configuration,
    };
    const host = await ScriptHost.create(metabaseFile([]), { majorVersion: 10, ...planted, configuration });
    this.#hosts.push(host);
    return { host, said: await this.again(host, script) };
  }

  /** One script more on the same server. */
  async again(host: ScriptHost, script: string): Promise<readonly string[]> {
    const path = join(this.#folder, "probe.js");
    writeFileSync(path, prelude + script);
    const { stdout } = await promisify(execFile)(host.path, ["//nologo", path]);
    return stdout.split("\r\n").slice(0, -1);
  }

  remove(): void {
    for (const host of this.#hosts.splice(0)) host.remove();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** What a file holds, each sealed value as the simulated IIS opens it, whatever its start. */
export function openedTree(bytes: Uint8Array): Node {
  const opened = ({ name, attributes, children }: Node): Node => ({
    name,
    attributes: Object.fromEntries(
      Object.entries(attributes).map(([each, value]) => [each, unescapeUnits(withoutStart(value))]),
    ),
    children: children.map(opened),
  });
  return opened(appHostTree(Buffer.from(bytes)));
}
