import {
  classifyPassword,
  kinds,
  type Half,
  type Kind,
  type Location,
  type SettingName,
  type Settings,
} from "../domain";
import type { Attribute, ConfigElement } from "./apphost-document";
import type { Mutable } from "./mutable";

/** The elements that hold a credential, by the name that people know. */
type CredentialElement =
  | "anonymousAuthentication"
  | "processModel"
  | "applicationPoolDefaults"
  | "virtualDirectory"
  | "virtualDirectoryDefaults";

export type LevelType =
  | "IIsWebService"
  | "IIsApplicationPools"
  | "IIsApplicationPool"
  | "IIsWebServer"
  | "IIsWebVirtualDir"
  | "IIsWebDirectory"
  /** The defaults of an application's virtual directories, which a metabase does not have. */
  | "";

/** Where an element belongs that is not in the file. */
export interface Home {
  /** An element around it that is in the file. */
  readonly element: ConfigElement;
  /** The names of the elements from there on, its own the last; those before it may be in the file. */
  readonly inside: readonly string[];
}

export const bothHalves: readonly Half[] = ["userName", "password"];

/** What the elements of a level hold of a credential; there should be one at the most. Values are read when somebody asks. */
export class LevelCredential {
  #first: ConfigElement | undefined;
  #more: ConfigElement[] | undefined;
  #nameText: string | undefined;

  /** @param home left out for an anonymous credential without a location tag that could take it: it needs a tag of its own */
  constructor(
    public name: CredentialElement,
    public home?: Home,
  ) {}

  /** `undefined` where it is not in the file. */
  get element(): ConfigElement | undefined {
    return this.#first;
  }

  get userName(): Attribute | undefined {
    return this.#nameText === undefined ? undefined : this.#value("userName");
  }

  get password(): Attribute | undefined {
    return this.#value("password");
  }

  /** What `userName` says: it is kept, since it decides whether anybody asks for more. */
  get nameText(): string | undefined {
    return this.#nameText;
  }

  get setsPassword(): boolean {
    return this.#elements().some(({ attributes }) => attributes.has("password"));
  }

  /** What they set beside it. */
  setting(attribute: string): string | undefined {
    let least: string | undefined;
    for (const { attributes } of this.#elements()) {
      const text = attributes.text(attribute);
      if (text !== undefined && (least === undefined || text < least)) least = text;
    }
    return least;
  }

  add(element: ConfigElement, userName: Attribute | undefined): void {
    if (this.#first === undefined) this.#first = element;
    else (this.#more ??= []).push(element);
    if (userName === undefined || userName.unreadable !== undefined) return;
    const { text } = userName;
    if (this.#nameText === undefined || text < this.#nameText) this.#nameText = text;
  }

  /** Of what several elements set, the same one for any order of them. */
  #value(half: Half): Attribute | undefined {
    let least: Attribute | undefined;
    for (const { attributes } of this.#elements()) {
      const found = attributes.get(half);
      if (found === undefined || found.unreadable !== undefined) continue;
      if (least === undefined || found.text < least.text) least = found;
    }
    return least;
  }

  #elements(): readonly ConfigElement[] {
    return this.#first === undefined ? [] : [this.#first, ...(this.#more ?? [])];
  }
}

/** What else an element sets that decides whether, and how, its credential is used. */
const settingsIn: Readonly<Record<Kind, readonly (readonly [attribute: string, setting: SettingName])[]>> = {
  anonymous: [
    ["enabled", "AllowAnonymous"],
    ["logonMethod", "LogonMethod"],
  ],
  wam: [["identityType", "AppPoolIdentityType"]],
  unc: [
    ["physicalPath", "Path"],
    ["logonMethod", "DirectoryLogonMethod"],
  ],
};

const decisiveForPools = [...bothHalves, "identityType"] as const;

type Fill = (settings: Mutable<Settings>) => void;

/** One location of the file: a level at which credentials are, or can be, set. */
export class Level {
  anonymous: LevelCredential | undefined;
  wam: LevelCredential | undefined;
  unc: LevelCredential | undefined;
  ambiguous: string | undefined;
  #aboveAnonymous: Level | undefined;
  #aboveOther: Level | undefined;
  #unclear: Partial<Record<Kind, Half[]>> | undefined;
  #location: Location | undefined;
  #written: Mutable<Settings> | undefined;
  #fill: Fill | undefined;
  #settings: Settings | undefined;

  /**
   * @param base a location, and `path` what follows it there: nothing, or `/app/dir`
   * @param owner the site's name, and `ownPath` what follows it in the level's own
   * @param type of a metabase's key in this place: what it is, not what it may hold
   */
  constructor(
    private readonly base: string,
    readonly path: string,
    private readonly owner: string,
    private readonly ownPath: string,
    readonly type: LevelType,
  ) {}

  get location(): Location {
    return (this.#location ??= `${this.base}${this.path}` as Location);
  }

  /** As IIS names it: `Default Web Site/app`, or a pool's name. */
  get name(): string {
    return `${this.owner}${this.ownPath}`;
  }

  /** The level that a credential of this kind inherits from next; none if the schema's default comes next. */
  above(kind: Kind): Level | undefined {
    if (kind === "anonymous") return this.#aboveAnonymous;
    return this[kind] === undefined ? undefined : this.#aboveOther;
  }

  inherits(kind: Kind, from: Level | undefined): void {
    if (kind === "anonymous") this.#aboveAnonymous = from;
    else this.#aboveOther = from;
  }

  /** Of an ambiguous level, by kind. */
  get unclear(): Readonly<Partial<Record<Kind, readonly Half[]>>> {
    return this.#unclear ?? {};
  }

  get settings(): Settings {
    return (this.#settings ??= this.#readSettings());
  }

  /** Beside what its credentials say of that, a level has these settings. */
  sets(fill: Fill): void {
    this.#fill?.((this.#written ??= {}));
    this.#fill = fill;
  }

  /**
   * Enters what elements hold; there should be one at the most.
   *
   * @param doubt why they are unclear, for another reason than their number
   * @param home where one would go
   */
  credential(
    kind: Kind,
    name: CredentialElement,
    elements: readonly ConfigElement[],
    doubt?: string,
    home?: Home,
  ): void {
    const credential = (this[kind] ??= new LevelCredential(name, home));
    if (doubt !== undefined) this.doubt(kind, bothHalves, doubt);
    if (elements.length > 1 || (credential.element !== undefined && elements.length > 0))
      this.doubt(kind, bothHalves, `${name} occurs there more than once.`);
    credential.name = name;
    credential.home = home;
    for (const each of elements) {
      const userName = each.attributes.get("userName");
      credential.add(each, userName);
      this.#doubtOddities(kind, each, userName);
    }
  }

  doubt(kind: Kind, halves: readonly Half[], why: string): void {
    // The same reason for any order in which several are found.
    if (this.ambiguous === undefined || why < this.ambiguous) this.ambiguous = why;
    const unclear = ((this.#unclear ??= {})[kind] ??= []);
    for (const half of halves) if (!unclear.includes(half)) unclear.push(half);
  }

  #doubtOddities(kind: Kind, { name, attributes }: ConfigElement, userName: Attribute | undefined): void {
    if (attributes.has("configSource"))
      this.doubt(kind, bothHalves, `${name} is kept in another file there (configSource).`);
    for (const decisive of kind === "wam" ? decisiveForPools : bothHalves) {
      const unreadable = attributes.whyUnreadable(decisive);
      const isInOtherCase = attributes.hasInOtherCase(decisive);
      if (unreadable === undefined && !isInOtherCase) continue;
      const halves = bothHalves.filter((half) => half === decisive);
      if (unreadable !== undefined) this.doubt(kind, halves, unreadable);
      if (isInOtherCase)
        this.doubt(kind, halves, `${name} has an attribute there that is ${decisive} in another case.`);
    }
    const text = userName?.text ?? "";
    if (text.startsWith("[enc:") && classifyPassword(text).state === "opaque")
      this.doubt(kind, ["userName"], `The userName of ${name} is stored encrypted there.`);
  }

  #readSettings(): Settings {
    const settings: Mutable<Settings> = { ...this.#written };
    this.#fill?.(settings);
    for (const kind of kinds) {
      for (const [attribute, setting] of settingsIn[kind]) {
        const text = this[kind]?.setting(attribute);
        if (text !== undefined) settings[setting] = text;
      }
    }
    return settings;
  }
}
