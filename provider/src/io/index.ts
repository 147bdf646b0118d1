export { modeAndOwner, accessControl } from "./access-control";
export type { AccessControl } from "./access-control";
export {
  backupTime,
  defaultBackupPolicy,
  expiredBackups,
  makeBackup,
  pruneBackups,
  removeBackups,
} from "./backup";
export type { BackupPolicy } from "./backup";
export { fileError } from "./file-error";
export { identify, sameContent, sameFile } from "./file-identity";
export type { FileIdentity } from "./file-identity";
export { realFileSystem } from "./file-system";
export type { FileSystem } from "./file-system";
export { icaclsAccess } from "./icacls-access";
export type { Icacls } from "./icacls-access";
export { withLock } from "./lock";
export { alsoSaying } from "./lock-holder";
export type { LockOptions } from "./lock";
export { listBackups } from "./list-backups";
export type { Backup, Backups } from "./list-backups";
export { readWhole } from "./read-file";
export type { FileReading } from "./read-file";
export { replaceFile } from "./replace-file";
export type { Replaced, Replacement } from "./replace-file";
