import {
  classifyPassword,
  locationKey,
  type Half,
  type Kind,
  type Location,
  type LocationKey,
  type SettingName,
} from "../domain";
import type { Attribute, ConfigElement } from "./apphost-document";

/** The elements that hold a credential, by the name that people know. */
type CredentialElement =
  | "anonymousAuthentication"
  | "processModel"
  | "applicationPoolDefaults"
  | "virtualDirectory"
  | "virtualDirectoryDefaults";

type LevelType =
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

/** What one element holds of a credential, with the places of its halves. */
export interface LevelCredential {
  readonly name: CredentialElement;
  /** `undefined` where it is not in the file. */
  readonly element: ConfigElement | undefined;
  /** Left out for an anonymous credential without a location tag that could take it: it needs a tag of its own. */
  readonly home?: Home;
  readonly userName: Attribute | undefined;
  readonly password: Attribute | undefined;
}

/** One location of the file: a level at which credentials are, or can be, set. */
export interface Level {
  readonly location: Location;
  /** As IIS names it: `Default Web Site/app`, or a pool's name. */
  readonly name: string;
  /** The type of a metabase's key in this place: what it is, not what it may hold. */
  readonly type: LevelType;
  readonly credentials: Readonly<Partial<Record<Kind, LevelCredential>>>;
  /** The level that a credential of this kind inherits from next; none if the schema's default comes next. */
  readonly above: Readonly<Partial<Record<Kind, Location>>>;
  readonly settings: Readonly<Partial<Record<SettingName, string>>>;
  readonly ambiguous: string | undefined;
  readonly unclear: Readonly<Partial<Record<Kind, readonly Half[]>>>;
}

type Growing<Type> = { -readonly [Key in keyof Type]: Type[Key] };

export interface GrowingLevel extends Growing<Omit<Level, "credentials" | "above" | "settings" | "unclear">> {
  readonly key: LocationKey;
  readonly credentials: Growing<Level["credentials"]>;
  readonly above: Growing<Level["above"]>;
  readonly settings: Growing<Level["settings"]>;
  unclear: Partial<Record<Kind, Half[]>>;
}

export const bothHalves: readonly Half[] = ["userName", "password"];

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

/** Of nearly all levels. */
const allClear: GrowingLevel["unclear"] = Object.freeze({});

const nothing = { element: undefined, userName: undefined, password: undefined };

/** Gathers levels by their locations; the first spelling of one stays. */
export class Tree {
  readonly #levels = new Map<LocationKey, GrowingLevel>();

  /** What is above comes before what is beneath it, sites by their numbers. */
  sorted(): readonly GrowingLevel[] {
    const numbered: { readonly site: number; readonly level: GrowingLevel }[] = [];
    for (const level of this.#levels.values()) numbered.push({ site: siteNumber(level.key), level });
    return numbered
      .sort((left, right) => left.site - right.site || inTreeOrder(left.level.key, right.level.key))
      .map(({ level }) => level);
  }

  /** @param type what it is where it is not known yet */
  at(location: Location, name: string, type: LevelType = "IIsWebDirectory"): GrowingLevel {
    const key = locationKey(location);
    let level = this.#levels.get(key);
    if (level === undefined) {
      level = {
        location,
        key,
        name,
        type,
        credentials: {},
        above: {},
        settings: {},
        ambiguous: undefined,
        unclear: allClear,
      };
      this.#levels.set(key, level);
    }
    return level;
  }

  /**
   * Enters what elements hold at a level; there should be one at the most.
   *
   * @param doubt why they are unclear, for another reason than their number
   * @param home where one would go
   */
  credential(
    level: GrowingLevel,
    kind: Kind,
    name: CredentialElement,
    elements: readonly ConfigElement[],
    doubt?: string,
    home?: Home,
  ): void {
    const known = level.credentials[kind];
    if (doubt !== undefined) this.doubt(level, kind, bothHalves, doubt);
    if (elements.length > 1 || (known?.element !== undefined && elements.length > 0))
      this.doubt(level, kind, bothHalves, `${name} occurs there more than once.`);
    let { element, userName, password } = known ?? nothing;
    for (const each of elements) {
      const own = { userName: each.attributes.get("userName"), password: each.attributes.get("password") };
      element ??= each;
      userName = firstByText(userName, own.userName);
      password = firstByText(password, own.password);
      for (const [attribute, setting] of settingsIn[kind]) {
        const text = each.attributes.text(attribute);
        const other = level.settings[setting];
        // The same value for any order of several.
        if (text !== undefined && (other === undefined || text < other)) level.settings[setting] = text;
      }
      this.#doubtOddities(level, kind, each, own);
    }
    level.credentials[kind] =
      home === undefined
        ? { name, element, userName, password }
        : { name, element, home, userName, password };
  }

  doubt(level: GrowingLevel, kind: Kind, halves: readonly Half[], why: string): void {
    // The same reason for any order in which several are found.
    if (level.ambiguous === undefined || why < level.ambiguous) level.ambiguous = why;
    if (level.unclear === allClear) level.unclear = {};
    const unclear = (level.unclear[kind] ??= []);
    for (const half of halves) if (!unclear.includes(half)) unclear.push(half);
  }

  #doubtOddities(
    level: GrowingLevel,
    kind: Kind,
    { name, attributes }: ConfigElement,
    found: Pick<LevelCredential, Half>,
  ): void {
    if (attributes.has("configSource"))
      this.doubt(level, kind, bothHalves, `${name} is kept in another file there (configSource).`);
    for (const decisive of kind === "wam" ? decisiveForPools : bothHalves) {
      const attribute = decisive === "identityType" ? attributes.get(decisive) : found[decisive];
      const isInOtherCase = attributes.hasInOtherCase(decisive);
      if (attribute?.unreadable === undefined && !isInOtherCase) continue;
      const halves = bothHalves.filter((half) => half === decisive);
      if (attribute?.unreadable !== undefined) this.doubt(level, kind, halves, attribute.unreadable);
      if (isInOtherCase)
        this.doubt(
          level,
          kind,
          halves,
          `${name} has an attribute there that is ${decisive} in another case.`,
        );
    }
    const userName = found.userName?.text ?? "";
    if (userName.startsWith("[enc:") && classifyPassword(userName).state === "opaque")
      this.doubt(level, kind, ["userName"], `The userName of ${name} is stored encrypted there.`);
  }
}

/** Of what several elements set, the same one for any order of them. */
function firstByText(first: Attribute | undefined, other: Attribute | undefined): Attribute | undefined {
  if (other === undefined || other.unreadable !== undefined) return first;
  return first === undefined || other.text < first.text ? other : first;
}

const sites = "/LM/W3SVC/";
const zero = 0x30;
const slash = 0x2f;

/** Of what belongs to no site -1 or, where a name is in the number's place, the largest. */
function siteNumber(key: LocationKey): number {
  if (!key.startsWith(sites)) return -1;
  let number = 0;
  let at = sites.length;
  for (; at < key.length; at += 1) {
    const digit = key.charCodeAt(at) - zero;
    if (digit < 0 || digit > 9) break;
    number = 10 * number + digit;
  }
  return at === sites.length ? Number.MAX_VALUE : number;
}

/** A slash comes before any other character, so that what is beneath a place comes next to it. */
function inTreeOrder(left: LocationKey, right: LocationKey): number {
  const length = Math.min(left.length, right.length);
  let at = 0;
  while (at < length && left.charCodeAt(at) === right.charCodeAt(at)) at += 1;
  if (at === length) return left.length - right.length;
  const [one, other] = [left.charCodeAt(at), right.charCodeAt(at)];
  return one === slash ? -1 : other === slash ? 1 : one - other;
}
