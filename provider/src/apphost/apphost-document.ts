import type { ElementSpan, EncodedText } from "../document";

/** One attribute of a start tag; all numbers are indexes into `EncodedText.units`, and 0 where there is no file's text. */
export interface Attribute {
  /** References resolved, raw line breaks and tabs as the blanks that XML 1.0 (3.3.3) makes of them. */
  readonly text: string;
  /** Why it is not known what it holds; its text then means nothing. */
  readonly unreadable?: string;
  readonly nameStart: number;
  readonly valueStart: number;
  /** The closing quote's place. */
  readonly valueEnd: number;
}

/** The attributes of a start tag, by their exact names: IIS compares them with their case. */
export interface Attributes {
  get(name: string): Attribute | undefined;
  /** What `get` says of its text. */
  text(name: string): string | undefined;
  has(name: string): boolean;
  /** What `get` says of that. */
  whyUnreadable(name: string): string | undefined;
  /** True where there is an attribute of this name in another case. */
  hasInOtherCase(name: string): boolean;
  keys(): Iterable<string>;
  values(): Iterable<Attribute>;
  [Symbol.iterator](): Iterator<[name: string, attribute: Attribute]>;
}

/** An element with the attributes of its start tag. */
export interface ConfigElement {
  readonly name: string;
  readonly span: ElementSpan;
  readonly attributes: Attributes;
}

/** What holds for one level: the file's own (the server), or a site, application, folder or file. */
export interface Scope {
  /** `undefined` outside of location tags. */
  readonly tag: ConfigElement | undefined;
  /** The tag's path as it is spelled; empty for the server. */
  readonly path: string;
  /** The sections found in it; more than one is illegal. */
  readonly anonymous: readonly ConfigElement[];
}

/** A section with the elements it holds. More than one at the server's level is illegal. */
export interface SitesSection {
  readonly element: ConfigElement;
  readonly sites: readonly Site[];
  readonly applicationDefaults: readonly ConfigElement[];
  readonly virtualDirectoryDefaults: readonly ConfigElement[];
}

export interface Site {
  readonly element: ConfigElement;
  readonly bindings: readonly ConfigElement[];
  readonly applications: readonly Application[];
  readonly applicationDefaults: readonly ConfigElement[];
  readonly virtualDirectoryDefaults: readonly ConfigElement[];
}

export interface Application {
  readonly element: ConfigElement;
  readonly virtualDirectories: readonly ConfigElement[];
  readonly virtualDirectoryDefaults: readonly ConfigElement[];
}

export interface PoolsSection {
  readonly element: ConfigElement;
  readonly pools: readonly Pool[];
  readonly defaults: readonly Pool[];
}

/** An `add`, or the `applicationPoolDefaults`. */
export interface Pool {
  readonly element: ConfigElement;
  readonly processModels: readonly ConfigElement[];
}

/** An element outside of the three kinds that names an account together with a password, or holds a sealed value. */
export interface UnmanagedElement {
  /** The path of the location tag, or the name of the site, that it is in; empty for the server. */
  readonly place: string;
  /** True if it is in a `site` element, whose name `place` is. */
  readonly isSite: boolean;
  /** Its name after the names of the elements around it, from the section group on: `system.webServer/odbcLogging`. */
  readonly path: string;
  readonly userName: string | undefined;
  /** The attribute that holds the password or the sealed value, never what it holds. */
  readonly attribute: string;
  readonly state: "set" | "sealed" | "sealed-empty";
  readonly span: ElementSpan;
}

/** One of the six properties of a metabase, left over in customMetadata. */
export interface LeftoverProperty {
  /** As it is written there: `LM/W3SVC/1/ROOT`. */
  readonly path: string;
  /** The metabase's name of the property. */
  readonly property: string;
}

/** What a configuration sets that concerns credentials, from a file or from a running IIS. */
export interface AppHostContent {
  /** The text in which its places are; left out where it was read in another way. */
  readonly encoded?: EncodedText;
  /** The server's first, then the location tags in the file's order. */
  readonly scopes: readonly Scope[];
  /** True where any location tag may have inheritInChildApplications="false", as the tags' attributes are not known. */
  readonly tagsMayKeepApart?: boolean;
  readonly sites: readonly SitesSection[];
  readonly pools: readonly PoolsSection[];
  readonly unmanaged: readonly UnmanagedElement[];
  readonly leftovers: readonly LeftoverProperty[];
  /** The names of the providers of configProtectedData. */
  readonly providers: readonly string[];
}

/** An applicationHost.config, read. It keeps the bytes, which must not change while the document is in use. */
export interface AppHostDocument extends AppHostContent {
  readonly bytes: Uint8Array;
  readonly encoded: EncodedText;
  readonly root: ElementSpan;
}
