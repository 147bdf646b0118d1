import {
  classifyPassword,
  foldCase,
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
  readonly credentials: Growing<Level["credentials"]>;
  readonly above: Growing<Level["above"]>;
  readonly settings: Growing<Level["settings"]>;
  readonly unclear: Partial<Record<Kind, Half[]>>;
}

export const bothHalves: readonly Half[] = ["userName", "password"];

/** What else an element sets that decides whether, and how, its credential is used. */
const settingsIn: Readonly<Record<Kind, Readonly<Record<string, SettingName>>>> = {
  anonymous: { enabled: "AllowAnonymous", logonMethod: "LogonMethod" },
  wam: { identityType: "AppPoolIdentityType" },
  unc: { physicalPath: "Path", logonMethod: "DirectoryLogonMethod" },
};

/** Gathers levels by their locations; the first spelling of one stays. */
export class Tree {
  readonly #levels = new Map<LocationKey, GrowingLevel>();

  /** What is above comes before what is beneath it, sites by their numbers. */
  sorted(): readonly GrowingLevel[] {
    return [...this.#levels.values()]
      .map((level) => [treeKey(level.location), level] as const)
      .sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0))
      .map(([, level]) => level);
  }

  /** @param type what it is where it is not known yet */
  at(location: Location, name: string, type: LevelType = "IIsWebDirectory"): GrowingLevel {
    const key = locationKey(location);
    let level = this.#levels.get(key);
    if (level === undefined) {
      level = {
        location,
        name,
        type,
        credentials: {},
        above: {},
        settings: {},
        ambiguous: undefined,
        unclear: {},
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
    const [element] = elements;
    const known = level.credentials[kind];
    const half = (which: Half): Attribute | undefined =>
      firstByText([known?.[which], ...elements.map(({ attributes }) => readable(attributes.get(which)))]);
    level.credentials[kind] = {
      name,
      element: known?.element ?? element,
      ...(home === undefined ? {} : { home }),
      userName: half("userName"),
      password: half("password"),
    };
    for (const [attribute, setting] of Object.entries(settingsIn[kind])) {
      const texts = elements.flatMap(({ attributes }) => attributes.get(attribute)?.text ?? []);
      // The same value for any order of several.
      const [first] = [level.settings[setting] ?? [], texts].flat().sort();
      if (first !== undefined) level.settings[setting] = first;
    }
    if (doubt !== undefined) this.doubt(level, kind, bothHalves, doubt);
    if (elements.length > 1 || (known?.element !== undefined && element !== undefined))
      this.doubt(level, kind, bothHalves, `${name} occurs there more than once.`);
    for (const each of elements) this.#doubtOddities(level, kind, each);
  }

  doubt(level: GrowingLevel, kind: Kind, halves: readonly Half[], why: string): void {
    // The same reason for any order in which several are found.
    if (level.ambiguous === undefined || why < level.ambiguous) level.ambiguous = why;
    const unclear = (level.unclear[kind] ??= []);
    for (const half of halves) if (!unclear.includes(half)) unclear.push(half);
  }

  #doubtOddities(level: GrowingLevel, kind: Kind, { name, attributes }: ConfigElement): void {
    if (attributes.has("configSource"))
      this.doubt(level, kind, bothHalves, `${name} is kept in another file there (configSource).`);
    for (const decisive of kind === "wam" ? [...bothHalves, "identityType"] : bothHalves) {
      const halves = bothHalves.filter((half) => half === decisive);
      const unreadable = attributes.get(decisive)?.unreadable;
      if (unreadable !== undefined) this.doubt(level, kind, halves, unreadable);
      if ([...attributes.keys()].some((each) => each !== decisive && foldCase(each) === foldCase(decisive)))
        this.doubt(
          level,
          kind,
          halves,
          `${name} has an attribute there that is ${decisive} in another case.`,
        );
    }
    const userName = attributes.get("userName")?.text ?? "";
    if (userName.startsWith("[enc:") && classifyPassword(userName).state === "opaque")
      this.doubt(level, kind, ["userName"], `The userName of ${name} is stored encrypted there.`);
  }
}

function readable(attribute: Attribute | undefined): Attribute | undefined {
  return attribute?.unreadable === undefined ? attribute : undefined;
}

/** Of what several elements set, the same one for any order of them. */
function firstByText(attributes: readonly (Attribute | undefined)[]): Attribute | undefined {
  return attributes.reduce(
    (first, each) => (first === undefined || (each !== undefined && each.text < first.text) ? each : first),
    undefined,
  );
}

/** A text that sorts as the tree does. */
function treeKey(location: Location): string {
  return locationKey(location)
    .replace(/^\/LM\/W3SVC\/(\d+)/, (_, id: string) => `/LM/W3SVC/${id.padStart(10, "0")}`)
    .replaceAll("/", "\u0000");
}
