export { accountNameFault, accountNameHint, visibleName } from "./account-name";
export {
  bareName,
  canonicalAccount,
  isBuiltIn,
  isManaged,
  namesOfAccount,
  needsNoPassword,
  sameAccount,
} from "./account";
export type { AccountNames } from "./account";
export { classifyPassword, sealedMagic } from "./classify-password";
export {
  emptyPair,
  halfName,
  holdsHalf,
  isUnclear,
  placeName,
  samePair,
  sameStored,
  setsHalf,
} from "./credential";
export type { ObservedKey, OpaqueReason, Own, OwnPair, StoredPassword, UnclearHalves } from "./credential";
export { commandArgument } from "./command-argument";
export { counted } from "./counted";
export { errorCodes, IdentityError, isIdentityError } from "./errors";
export type { ErrorCode } from "./errors";
export { fieldOf } from "./field-of";
export { foldCase } from "./fold-case";
export { grouped } from "./grouped";
export { identityTypes, usesAccount } from "./identity-type";
export type { IdentityType } from "./identity-type";
export { keyTree } from "./key-tree";
export { credentialKey, kinds, mayHold, ofKinds, propertyTable, sectionTable } from "./kind";
export type { Credential, Half, Kind, Part, Property } from "./kind";
export {
  atOrBeneath,
  isAtOrBeneath,
  locationInPlaceOf,
  locationKey,
  parentLocation,
  parseLocation,
  schemaDefault,
} from "./location";
export type { Location, LocationKey } from "./location";
export { LocationTree } from "./location-tree";
export { once } from "./once";
export { storedFormRefusal } from "./stored-form";
export { isPlainText, printable, printableLines, replaceUnseen } from "./printable";
export { publicError } from "./public-error";
export { Secret } from "./secret";
export { isOfOneKey, isTrue, settingTable } from "./setting";
export type { SettingName, Settings } from "./setting";
export { locationOf, ownAfter, placeAt, resolveLocation } from "./snapshot";
export type {
  Change,
  Inherited,
  Place,
  PlaceFinding,
  Snapshot,
  UnmanagedAccount,
  ValueChange,
  WithoutName,
} from "./snapshot";
export type { WrittenSetting, WrittenSettings } from "./written-setting";
