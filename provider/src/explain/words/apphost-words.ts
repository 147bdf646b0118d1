import {
  printable,
  schemaDefault,
  type Kind,
  type Location,
  type ObservedKey,
  type Snapshot,
} from "../../domain";
import { changedByHand, managerPage, virtualDirectoryNote } from "./powershell";
import { servingOf } from "./serving";
import type { Words } from "./words";

/** IIS 7 and later: sites by their names, elements and attributes, PowerShell, and the pages of IIS Manager 7. */
export const appHostWords: Words = {
  reading: "the configuration",
  readingOf: () => "The configuration",
  place: "place",
  world: "pools-7",
  roles: {
    anonymous: "as anonymous user",
    wam: "as identity of application pools",
    unc: "as user of virtual directories",
  },
  settings: {
    AllowAnonymous: "enabled of anonymousAuthentication",
    AppPoolId: "applicationPool",
    AppPoolIdentityType: "identityType",
    DirectoryLogonMethod: "logonMethod",
    LogonMethod: "logonMethod",
    Path: "physicalPath",
  },
  localFolder: { says: "a local folder: a user that is set for it counts there as well", usesUser: true },
  passedOn:
    "the visitor's own account, or the anonymous user's, opens the files (pass-through authentication)",
  better: {
    anonymous:
      "Better than a stored password: an empty user name, with which anonymous requests run as the pool's identity (AnonymousIdentity with poolIdentity: true).",
    wam: "Better than a stored password: ApplicationPoolIdentity, or a managed account (name$), for which IIS stores none (WamIdentity with identityType and passwordless: true).",
    unc: "Better than a stored password, where all visitors are anonymous: no user here, and rights on the folder for the identity that their requests run as.",
  },
  nameOf,
  typeOf,
  served: (snapshot, key, path) => {
    const { application, directory } = servingOf(snapshot, key) ?? {};
    if (application === undefined) return `no application serves ${path}.`;
    const pool = application.settings?.AppPoolId ?? "";
    const of = pool === "" ? "" : ` in the application pool ${printable(pool)}`;
    const from =
      directory === undefined || directory === application
        ? ""
        : `, from the virtual directory ${nameOf(snapshot, directory.location)}`;
    return `${path} is served by the application ${nameOf(snapshot, application.location)}${of}${from}.`;
  },
  ftpNote:
    "FTP has an anonymous user of its own, which no resource manages (iis-identity find --all); the user of the virtual directory counts for FTP as well.",
  hand: {
    warning:
      "In Windows PowerShell 5.1, as administrator: Get-Credential asks for the password, so that it stands on no command line. appcmd would put it there. Where PowerShell's module logging is on, the log may hold it nevertheless; IIS Manager does none of that.",
    commands: changedByHand,
    manager: managerPage,
    notes: { unc: virtualDirectoryNote },
  },
};

function nameOf(snapshot: Snapshot, location: Location, kind?: Kind): string {
  if (location === schemaDefault) return "IIS's schema";
  const key = snapshot.key(location);
  const name = printable(key?.name ?? location).replace(/\/\*$/, "");
  const isServer = key?.keyType === "IIsWebService";
  if (key?.elements?.wam === "applicationPoolDefaults") return key.elements.wam;
  const element = kind === undefined ? undefined : key?.elements?.[kind];
  // A site often has a pool of the same name.
  if (element === "processModel") return `pool ${name}`;
  if (element === "virtualDirectoryDefaults") return `${element} of ${isServer ? "all sites" : name}`;
  return isServer ? "the server" : name;
}

function typeOf({ name = "", keyType, elements, settings }: ObservedKey): string {
  if (elements?.wam === "applicationPoolDefaults" || keyType === "IIsWebService") return name;
  if (elements?.wam !== undefined) return "application pool";
  if (elements?.unc === "virtualDirectoryDefaults") return elements.unc;
  if (settings?.AppPoolId !== undefined) return "application";
  return elements?.unc === undefined ? "folder or file" : "virtual directory";
}
