/** Where the documents leave open what the administration objects of IIS 7 and later answer. */
export interface AdminVariant {
  /** What Value gives of a value that can't be decrypted, once such values are to be ignored. */
  readonly undecryptable: "raises" | "raw" | "empty";
  /** Whether a section in a tag of the server's own level is shown as the section of the file, too. */
  readonly serverTag: "shown twice" | "shown once";
  /** What Value gives of an enumeration. */
  readonly enumValue: "number" | "name";
  /** What a property of a pool or directory is that only the defaults of its collection set. */
  readonly defaults: "unfilled" | "filled" | "inherited";
  /** What GetAdminSection gives of a section that stands nowhere in the file. */
  readonly absentSection: "empty" | "raises";
  /** Whether several tags of one path are one location. */
  readonly sameTags: "apart" | "together";
  /** What the writable manager shows at a location of what only the levels above it set. */
  readonly inherited: "hidden" | "as set" | "as defaults";
  /** Which provider seals a value in the place of another, where none is set; whether the writable manager tells it. */
  readonly provider: "kept if set" | "kept" | "kept unsaid";
  /** When a write to what is locked fails. */
  readonly lockTold: "at once" | "at commit";
  /** Whether a tag with overrideMode="Deny" denies tags of deeper paths in the same file. */
  readonly denyingTag: "free" | "locks";
  /** What a commit makes of plain passwords that it does not concern. */
  readonly plainOthers: "left" | "sealed in the section" | "sealed";
  /** The number of "the file has changed on disk", which is nowhere printed. */
  readonly changedFile: number;
}

/** Variants in which each answer to each question stands at least once. */
export const adminVariants: Readonly<Record<string, AdminVariant>> = {
  "errors for what can't be, everything once": {
    undecryptable: "raises",
    serverTag: "shown once",
    enumValue: "number",
    defaults: "unfilled",
    absentSection: "raises",
    sameTags: "apart",
    inherited: "hidden",
    provider: "kept if set",
    lockTold: "at once",
    denyingTag: "free",
    plainOthers: "left",
    changedFile: 0x80070020,
  },
  "the sealed text for what can't be decrypted, defaults filled in": {
    undecryptable: "raw",
    serverTag: "shown once",
    enumValue: "name",
    defaults: "filled",
    absentSection: "empty",
    sameTags: "together",
    inherited: "as set",
    provider: "kept unsaid",
    lockTold: "at commit",
    denyingTag: "locks",
    plainOthers: "sealed in the section",
    changedFile: 0x80070021,
  },
  "an empty text for what can't be decrypted, defaults that are told as inherited": {
    undecryptable: "empty",
    serverTag: "shown twice",
    enumValue: "number",
    defaults: "inherited",
    absentSection: "empty",
    sameTags: "apart",
    inherited: "as defaults",
    provider: "kept",
    lockTold: "at once",
    denyingTag: "free",
    plainOthers: "sealed",
    changedFile: 0x800703e3,
  },
};
