/**
 * Settings beside the credentials, by their metabase names: those that decide whether a stored credential counts, and
 * those that say which key a site's name, an address or a path means. Identifiers as in Microsoft's iiscnfg.h.
 */
export const settingTable = {
  /** DWORD: 0 LocalSystem, 1 LocalService, 2 NetworkService (the default), 3 a specific user. */
  AppPoolIdentityType: 9021,
  /** BOOL: IIS sets the anonymous password itself where subauthentication is registered. */
  AnonymousPasswordSync: 6022,
  /** BOOL: the service runs as IIS 5 did, and COM+ packages hold a third copy of the WAM identity. */
  IIs5IsolationModeEnabled: 9203,
  /** Which ways to log on are allowed: flags, as words or as a number. */
  AuthFlags: 6000,
  /**
   * BOOL: the same for FTP, which has no AuthFlags: whether the anonymous user is let in. Of an applicationHost.config it is
   * `enabled` of anonymousAuthentication, of web sites.
   */
  AllowAnonymous: 5005,
  /** DWORD: 0 interactive, 1 batch, 2 network, 3 network with the password in clear. */
  LogonMethod: 6013,
  /** STRING: the folder that a key shows; a UNC user counts only where it is a share. */
  Path: 3001,
  /** STRING: the application pool that serves a key, a name beneath /LM/W3SVC/AppPools. */
  AppPoolId: 9101,
  /** DWORD: 0 in IIS's own process, 1 out of it, 2 out of it with others (the default); in IIS 5 isolation mode alone. */
  AppIsolated: 2104,
  /** STRING: a site's name for people; not unique. */
  ServerComment: 1015,
  /** MULTISZ, a line each: `IP:port:host`; an empty IP means all. */
  ServerBindings: 1023,
  /** MULTISZ: the same for https. */
  SecureBindings: 2021,
} as const;

/**
 * What an applicationHost.config sets apart, and a metabase has no property for: how the user of a virtual directory is logged
 * on, since LogonMethod is the anonymous user's; and the bindings for FTP of a site that has others as well.
 */
type LaterSetting = "DirectoryLogonMethod" | "FtpBindings";

export type SettingName = keyof typeof settingTable | LaterSetting;

const ofOneKey: ReadonlySet<string> = new Set<SettingName>([
  "ServerComment",
  "ServerBindings",
  "SecureBindings",
  "FtpBindings",
]);

/** True for a setting that counts at its own key and nowhere beneath; all others are inherited per property, as credentials are. */
export function isOfOneKey(name: string): boolean {
  return ofOneKey.has(name);
}

/** What a key itself sets, as text; a MULTISZ keeps its line breaks. */
export type Settings = Readonly<Partial<Record<SettingName, string>>>;

/** True for what a BOOL reads as in a metabase file or through ADSI. */
export function isTrue(text: string | undefined): boolean {
  return text !== undefined && /^(?:true|-?1)$/i.test(text.trim());
}
