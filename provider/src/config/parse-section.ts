import { credentialKey, resolveLocation, type Snapshot } from "../domain";
import { storeOf, type MetabaseSettings } from "../stores";
import { type AccountDeclaration, readAccount } from "./account-declaration";
import { AccountClaims } from "./account-claims";
import { claimedCredential, type IdentityDeclaration, readIdentity } from "./identity-declaration";
import { metabaseSettings } from "./metabase-settings";
import { type Mistake, readWith } from "./mistake";
import type { ClearPassword, ItemContext } from "./password-source";
import { accountsSetting, identitiesSetting, metabaseSetting, type SettingLookup } from "./setting";

/** The stack's configuration as Pulumi passes it. */
export interface SectionInput {
  /** The value of `iis-identity:metabase`, `undefined` where it is not set. */
  readonly metabase: unknown;
  /** The value of `iis-identity:identities`, `undefined` where it is not set. */
  readonly identities?: unknown;
  /** The value of `iis-identity:accounts`, `undefined` where it is not set. */
  readonly accounts?: unknown;
  /** Looks up the settings that `passwordFrom` names. */
  readonly setting: SettingLookup;
  /** Whether the password of that item of that list stands in clear in the stack's file. */
  readonly clearPassword: (list: string, index: number) => ClearPassword;
}

/** What a stack declares. */
export interface Section {
  readonly metabase: MetabaseSettings;
  readonly identities: readonly IdentityDeclaration[];
  readonly accounts: readonly AccountDeclaration[];
}

export type SectionResult =
  | { readonly section: Section; readonly mistakes: readonly [] }
  | { readonly section: undefined; readonly mistakes: readonly Mistake[] };

type Located = Pick<Section, "identities" | "accounts">;

/** The same section with the locations that are meant in a reading. @throws IdentityError E_LOCATION for one that can be two */
export function locateSection({ identities, accounts }: Located, snapshot: Snapshot): Located {
  if (snapshot.locate === undefined) return { identities, accounts };
  return {
    identities: identities.map((each) => ({
      ...each,
      location: resolveLocation(snapshot, each.written ?? each.location, each.kind),
    })),
    accounts: accounts.map((each) => ({
      ...each,
      under: resolveLocation(snapshot, each.written ?? each.under ?? "/LM"),
    })),
  };
}

/** Validates a stack's configuration as a whole: all of it, or every mistake in it. */
export function parseSection(input: SectionInput): SectionResult {
  const metabase = readMetabase(input.metabase);
  const identities = readIdentities(input);
  const accounts = readAccounts(input, metabase.value && storeOf(metabase.value).machine(metabase.value));
  const mistakes = [...metabase.mistakes, ...identities.mistakes, ...accounts.mistakes];
  if (metabase.value === undefined || mistakes.length > 0) return { section: undefined, mistakes };
  return {
    section: { metabase: metabase.value, identities: identities.value, accounts: accounts.value },
    mistakes: [],
  };
}

function readMetabase(value: unknown): ReturnType<typeof readWith<typeof metabaseSettings>> {
  if (isSet(value)) return readWith(metabaseSettings, value, metabaseSetting);
  const problem = "is missing; write it like { path: 'D:\\Copies\\MetaBase.xml' }";
  return { value: undefined, mistakes: [{ path: metabaseSetting, problem }] };
}

const identitiesShape =
  "a list like [{ location: W3SVC/1/ROOT, userName: IUSR_WEB01, passwordFrom: web-user }]";
const accountsShape = "a list like [{ userName: FARM\\svc-web, passwordFrom: web-user }]";

function readIdentities(input: SectionInput): ListResult<IdentityDeclaration> {
  if (!isSet(input.identities) && !isSet(input.accounts)) {
    const problem = `is missing, and so is ${accountsSetting}; write ${identitiesShape}, or [] for none`;
    return { value: [], mistakes: [{ path: identitiesSetting, problem }] };
  }
  const claimedBy = new Map<string, string>();
  const claim = (item: unknown, path: string): readonly Mistake[] => {
    const claimed = claimedCredential(item);
    if (claimed === undefined) return [];
    const other = claimedBy.get(credentialKey(claimed));
    claimedBy.set(credentialKey(claimed), other ?? path);
    if (other === undefined) return [];
    return [{ path: `${path}.location`, problem: `is the same key as ${other}.location, for the same kind` }];
  };
  const list = { name: identitiesSetting, items: input.identities, shape: identitiesShape };
  return readList(input, list, readIdentity, claim);
}

function readAccounts(input: SectionInput, machine: string | undefined): ListResult<AccountDeclaration> {
  const claims = new AccountClaims(machine);
  const list = { name: accountsSetting, items: input.accounts, shape: accountsShape };
  return readList(input, list, readAccount, (item, path) => claims.add(item, path));
}

interface ListResult<Declaration> {
  readonly value: readonly Declaration[];
  readonly mistakes: readonly Mistake[];
}

/** Reads every item, and checks it against those before it. A list that is not set declares nothing. */
function readList<Declaration>(
  { setting, clearPassword }: SectionInput,
  { name, items, shape }: { readonly name: string; readonly items: unknown; readonly shape: string },
  read: (
    item: unknown,
    path: string,
    around: ItemContext,
  ) => { readonly declaration: Declaration | undefined; readonly mistakes: readonly Mistake[] },
  claim: (item: unknown, path: string) => readonly Mistake[],
): ListResult<Declaration> {
  if (!isSet(items)) return { value: [], mistakes: [] };
  if (!Array.isArray(items)) return { value: [], mistakes: [{ path: name, problem: `must be ${shape}` }] };
  const value: Declaration[] = [];
  const mistakes: Mistake[] = [];
  for (const [index, item] of Array.from<unknown>(items).entries()) {
    const path = `${name}[${String(index)}]`;
    const found = read(item, path, { setting, clearPassword: clearPassword(name, index) });
    if (found.declaration !== undefined) value.push(found.declaration);
    mistakes.push(...found.mistakes, ...claim(item, path));
  }
  return { value, mistakes };
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null;
}
