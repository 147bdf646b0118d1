import {
  bareName,
  foldCase,
  usesAccount,
  type IdentityType,
  type Kind,
  type ObservedKey,
  type SettingName,
} from "../domain";
import { isTemplate, isUnused } from "./account-targets";
import { credentialAt, isEmpty } from "./difference";
import { isOfPart } from "./missing-above";
import { passwordSync } from "./password-sync";
import { poolType } from "./pool-type";
import type { View } from "./view";

/** A declared credential about which there may be warnings, beyond drift. */
export interface WarnedCredential {
  readonly key: ObservedKey;
  readonly kind: Kind;
  readonly userName: string;
  /** Whether a password is declared for it. */
  readonly password: boolean;
  readonly identityType?: IdentityType | undefined;
}

/** The length that the accounts database (SAM) keeps of a name. */
const samNameLength = 20;

/** The warning for keys beneath Info/Templates; lists that show templates separately leave it out. */
export const templateWarning = "a template: what new sites are made from, and no site itself";

/** Warnings about one declared credential, a sentence each, without the location. `after` is the view with its change laid over. */
export function warningsOf(
  after: View,
  { key, kind, userName, password, identityType: declaredType }: WarnedCredential,
): readonly string[] {
  const { location } = key;
  if (declaredType !== undefined && !usesAccount(declaredType)) {
    const { userName: left, password: leftPassword } = credentialAt(after, key, kind);
    if ((left?.value ?? "") === "" && leftPassword === undefined) return [];
    return [
      `an account is still stored, which ${declaredType} does not use: passwordless: true removes it, its password included`,
    ];
  }
  const stored = key.own[kind]?.password?.value;
  const found: (string | undefined)[] = [
    isUnused(after, { key, kind }) && isKnown(after, key, "AppPoolIdentityType")
      ? poolType(after.setting(key, "AppPoolIdentityType")) === undefined
        ? `stored, and perhaps not used: what the pool's ${identityType(key)} means is not known here`
        : `stored, not used: ${identityType(key)} is not ${key.elements === undefined ? "3 (a specific user)" : "SpecificUser"}, so the pool runs as another identity`
      : undefined,
    kind === "anonymous" &&
    passwordSync(after, key) === "passed-by" &&
    isKnown(after, key, "AnonymousPasswordSync")
      ? "AnonymousPasswordSync is on: where subauthentication is registered, IIS does not use the stored password"
      : undefined,
    kind === "anonymous" && isAdministrator(userName)
      ? "the anonymous user is an administrator by name: every visitor's request runs as one"
      : undefined,
    kind === "unc" && !password && hasNameAlone(after, key)
      ? "a UNC user without a password: the remote server will refuse the logon"
      : undefined,
    isTemplate(location) ? templateWarning : undefined,
    bareName(userName).length > samNameLength
      ? `the account's name is longer than ${String(samNameLength)} characters, and local and older domain names collide beyond`
      : undefined,
    !password &&
    stored?.state === "opaque" &&
    stored.reason !== "sealed-empty" &&
    after.own(key, kind).password !== undefined
      ? `the stored password is ${stored.reason}: only the name is compared`
      : undefined,
    after.snapshot.seals && stored?.state === "comparable"
      ? "the password is stored in plain text in a file that seals others"
      : undefined,
  ];
  return found.filter((warning) => warning !== undefined);
}

const identityType = ({ elements }: ObservedKey): string =>
  elements === undefined ? "AppPoolIdentityType" : "identityType";

function hasNameAlone(view: View, key: ObservedKey): boolean {
  const { userName, password } = view.effective(key, "unc");
  if (userName === undefined) return false;
  // What no key of a part sets may be set above it.
  return password === undefined ? !isOfPart(view.snapshot, key.location) : isEmpty(password.value);
}

/** False if a key that is not in the file may set the setting. */
function isKnown(view: View, key: ObservedKey, name: SettingName): boolean {
  return !isOfPart(view.snapshot, key.location) || view.setting(key, name) !== undefined;
}

function isAdministrator(userName: string): boolean {
  return foldCase(bareName(userName)) === "ADMINISTRATOR";
}
