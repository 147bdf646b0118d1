/**
 * Settings beside the credentials that decide whether a stored one counts, by their metabase names. All are inherited
 * per property.
 */
export const settingTable = {
  /** DWORD: 0 LocalSystem, 1 LocalService, 2 NetworkService (the default), 3 a specific user. */
  AppPoolIdentityType: 9021,
  /** BOOL: IIS sets the anonymous password itself where subauthentication is registered. */
  AnonymousPasswordSync: 6022,
  /** BOOL: the service runs as IIS 5 did, and COM+ packages hold a third copy of the WAM identity. */
  IIs5IsolationModeEnabled: 9203,
} as const;

export type SettingName = keyof typeof settingTable;

/** What a key itself sets, as text. */
export type Settings = Readonly<Partial<Record<SettingName, string>>>;

/** True for what a BOOL reads as in a metabase file or through ADSI. */
export function isTrue(text: string | undefined): boolean {
  return text !== undefined && /^(?:true|-?1)$/i.test(text.trim());
}
