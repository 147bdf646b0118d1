import { type LocationKey, locationKey } from "../domain";
import { claimedLocation, type IdentityDeclaration, readIdentity } from "./identity-declaration";
import { type MetabaseSettings, metabaseSettings } from "./metabase-settings";
import { type Mistake, readWith } from "./mistake";
import { identitiesSetting, metabaseSetting, type SettingLookup } from "./setting";

/** What the stack's configuration says, as Pulumi hands it over. */
export interface SectionInput {
  /** The value of `iis-identity:metabase`, `undefined` where it is not set. */
  readonly metabase: unknown;
  /** The value of `iis-identity:identities`, `undefined` where it is not set. */
  readonly identities: unknown;
  /** Looks up the settings that `passwordFrom` names. */
  readonly setting: SettingLookup;
  /** True where the password of that item of the list stands in clear in the stack's file. */
  readonly clearPassword: (index: number) => boolean;
}

/** What a stack declares. */
export interface Section {
  readonly metabase: MetabaseSettings;
  readonly identities: readonly IdentityDeclaration[];
}

export type SectionResult =
  | { readonly section: Section; readonly mistakes: readonly [] }
  | { readonly section: undefined; readonly mistakes: readonly Mistake[] };

/** Validates a stack's configuration as a whole: all of it, or every mistake in it. */
export function parseSection(input: SectionInput): SectionResult {
  const metabase = readMetabase(input.metabase);
  const identities = readIdentities(input);
  const mistakes = [...metabase.mistakes, ...identities.mistakes];
  if (metabase.value === undefined || mistakes.length > 0) return { section: undefined, mistakes };
  return { section: { metabase: metabase.value, identities: identities.value }, mistakes: [] };
}

function readMetabase(value: unknown): ReturnType<typeof readWith<typeof metabaseSettings>> {
  if (value !== undefined && value !== null) return readWith(metabaseSettings, value, metabaseSetting);
  const problem = "is missing; write it like { path: 'D:\\Copies\\MetaBase.xml' }";
  return { value: undefined, mistakes: [{ path: metabaseSetting, problem }] };
}

function readIdentities({ identities, setting, clearPassword }: SectionInput): {
  readonly value: readonly IdentityDeclaration[];
  readonly mistakes: readonly Mistake[];
} {
  const shape = "a list like [{ location: W3SVC/1/ROOT, userName: IUSR_WEB01, passwordFrom: web-user }]";
  if (!Array.isArray(identities)) {
    const missing = identities === undefined || identities === null;
    const problem = missing ? `is missing; write ${shape}, or [] for none` : `must be ${shape}`;
    return { value: [], mistakes: [{ path: identitiesSetting, problem }] };
  }
  const value: IdentityDeclaration[] = [];
  const mistakes: Mistake[] = [];
  const claimedBy = new Map<LocationKey, string>();
  for (const [index, item] of Array.from<unknown>(identities).entries()) {
    const path = `${identitiesSetting}[${String(index)}]`;
    const read = readIdentity(item, path, { setting, clearPassword: clearPassword(index) });
    if (read.declaration !== undefined) value.push(read.declaration);
    mistakes.push(...read.mistakes);

    const location = claimedLocation(item);
    if (location === undefined) continue;
    const other = claimedBy.get(locationKey(location));
    if (other === undefined) claimedBy.set(locationKey(location), path);
    else mistakes.push({ path: `${path}.location`, problem: `is the same key as ${other}.location` });
  }
  return { value, mistakes };
}
