import {
  locate,
  NameResolver,
  placeFindings,
  type AppHostContent,
  type Level,
  type LevelCredential,
} from "../apphost";
import {
  classifyPassword,
  keyTree,
  kinds,
  locationOf,
  once,
  schemaDefault,
  type Half,
  type Inherited,
  type Kind,
  type Location,
  type ObservedKey,
  type OwnPair,
  type Settings,
  type Snapshot,
  type StoredPassword,
  type ValueChange,
} from "../domain";

/**
 * What IIS's schema gives where no level sets anything: an anonymous user, who is let in, without a password; and the identity
 * of pools from IIS 7.5 on. In 7.0 that was NetworkService, which does not use a stored account either.
 */
const schema: ObservedKey = {
  location: schemaDefault,
  keyType: "",
  elements: {},
  own: { anonymous: { userName: { value: "IUSR", inheritable: true }, password: undefined } },
  settings: { AllowAnonymous: "true", AppPoolIdentityType: "ApplicationPoolIdentity" },
};

const givenBySchema: ReadonlySet<Inherited> = new Set(["anonymous", "AllowAnonymous", "AppPoolIdentityType"]);

/** What was written since the levels were read: the pair that a key sets itself now, and what became of a pool's type. */
export interface WrittenPair {
  readonly pair: OwnPair;
  readonly identityType?: ValueChange<string> | undefined;
}

/** `undefined` where nothing was written. */
type WrittenAt = (location: Location, kind: Kind) => WrittenPair | undefined;

/** How what is written in a level is to be understood. */
interface Understanding {
  readonly passwordOf: (text: string) => StoredPassword;
  readonly writtenAt: WrittenAt | undefined;
}

/**
 * Tells what the levels of an applicationHost.config hold, in the words that drift is decided in. Anonymous credentials
 * inherit along the tree, pools from their defaults, virtual directories from theirs.
 *
 * @param beside what else is known of the file
 * @throws IdentityError E_AMBIGUOUS where sites or pools are kept in another file
 */
export function appHostSnapshot(
  content: AppHostContent,
  machine: string | undefined,
  passwordOf: (text: string) => StoredPassword,
  writtenAt?: WrittenAt,
  beside: Pick<Snapshot, "warnings" | "unmanaged"> = {},
): Snapshot {
  const located = locate(content);
  let names: NameResolver | undefined;
  let all: readonly ObservedKey[] | undefined;
  let paths: ReturnType<typeof keyTree> | undefined;
  const understanding = { passwordOf, writtenAt };
  const known = new Map<Level, KeyOfLevel>();
  const keyOf = (level: Level): KeyOfLevel => {
    const key = known.get(level) ?? new KeyOfLevel(level, understanding);
    known.set(level, key);
    return key;
  };
  const keyAt = (location: Location): KeyOfLevel | undefined => {
    const level = located.find(location);
    return level && keyOf(level);
  };
  const everyKey = (): readonly ObservedKey[] => (all ??= located.levels.map(keyOf));

  /** Of a location that is no level: from the nearest level above it that holds one. */
  const anonymousAbove = (location: Location): ObservedKey | undefined => {
    const key = (paths ??= keyTree(everyKey())).keyAbove(location, "anonymous");
    return key === undefined || key.elements?.anonymous !== undefined ? key : everyKey()[0];
  };

  return {
    get keys() {
      return everyKey();
    },
    keysOf: (isAccount) => (writtenAt === undefined ? located.levelsOf(isAccount).map(keyOf) : everyKey()),
    key: keyAt,
    keyAbove: (place, what) => {
      const kind = chainOf(what);
      const location = locationOf(place);
      if (kind === undefined || location === schemaDefault) return undefined;
      const level = located.find(location);
      if (level === undefined) return kind === "anonymous" ? anonymousAbove(location) : undefined;
      const above = level.above(kind);
      if (above !== undefined) return keyOf(above);
      const isTop = level.type === (kind === "wam" ? "IIsApplicationPools" : "IIsWebService");
      return isTop && givenBySchema.has(what) ? schema : undefined;
    },
    locate: (written, kind) => (names ??= new NameResolver(located)).resolve(written, kind),
    ...beside,
    unmanaged: [...located.unmanaged, ...(beside.unmanaged ?? [])],
    findings: () => placeFindings(content, located),
    complete: true,
    withoutName: { anonymous: "pool identity", wam: "nothing", unc: "nothing" },
    machine,
    get seals() {
      return holdsSealed(content);
    },
  };
}

/** The kind along whose levels something is inherited; `undefined` for what counts at its own level alone. */
function chainOf(what: Inherited): Kind | undefined {
  switch (what) {
    case "anonymous":
    case "wam":
    case "unc":
      return what;
    case "AppPoolIdentityType":
      return "wam";
    case "AppPoolId":
    case "AllowAnonymous":
    case "LogonMethod":
      return "anonymous";
    case "Path":
    case "DirectoryLogonMethod":
      return "unc";
    default:
      return undefined;
  }
}

/** The halves that an element may set, and nobody can tell: either, if it is kept in another file. */
function unread({ element }: LevelCredential): Readonly<Partial<Record<Half, number>>> | undefined {
  const isElsewhere = element?.attributes.has("configSource") === true;
  const halves = (["userName", "password"] as const).filter(
    (half) => isElsewhere || element?.attributes.get(half)?.unreadable !== undefined,
  );
  return halves.length === 0 ? undefined : Object.fromEntries(halves.map((half) => [half, 0]));
}

/** A level whose values are read when somebody asks for them. */
class KeyOfLevel implements ObservedKey {
  #own: ObservedKey["own"] | undefined;

  constructor(
    readonly level: Level,
    private readonly understanding: Understanding,
  ) {}

  get location(): Location {
    return this.level.location;
  }

  get name(): string {
    return this.level.name;
  }

  get keyType(): string {
    return this.level.type;
  }

  get own(): ObservedKey["own"] {
    return (this.#own ??= ownOf(this.level, this.understanding));
  }

  get elements(): Readonly<Partial<Record<Kind, string>>> {
    return ofEach(this.level, ({ name }) => name);
  }

  get listed(): ObservedKey["listed"] {
    // What nobody can read makes its place ambiguous.
    return this.level.ambiguous === undefined ? undefined : ofEach(this.level, unread);
  }

  get settings(): ObservedKey["settings"] {
    const { settings, location, wam } = this.level;
    const type = wam && this.understanding.writtenAt?.(location, "wam")?.identityType;
    return type === undefined ? settings : withType(settings, type);
  }

  get ambiguous(): string | undefined {
    return this.level.ambiguous;
  }

  get unclear(): ObservedKey["unclear"] {
    return this.level.ambiguous === undefined ? undefined : this.level.unclear;
  }
}

/** Something of each credential that a level can hold; nothing where there is nothing. */
function ofEach<Value>(
  level: Level,
  find: (credential: LevelCredential, kind: Kind) => Value | undefined,
): Readonly<Partial<Record<Kind, Value>>> {
  const found: Partial<Record<Kind, Value>> = {};
  for (const kind of kinds) {
    const credential = level[kind];
    const value = credential && find(credential, kind);
    if (value !== undefined) found[kind] = value;
  }
  return found;
}

function ownOf(level: Level, { passwordOf, writtenAt }: Understanding): ObservedKey["own"] {
  return ofEach(level, ({ userName, password }, kind): OwnPair | undefined => {
    const written = writtenAt?.(level.location, kind);
    if (written !== undefined) return written.pair;
    if (userName === undefined && password === undefined) return undefined;
    return {
      userName: userName && { value: userName.text, inheritable: true },
      password: password && { value: passwordOf(password.text), inheritable: true },
    };
  });
}

function withType({ AppPoolIdentityType: _, ...others }: Settings, type: ValueChange<string>): Settings {
  return "set" in type ? { ...others, AppPoolIdentityType: type.set } : others;
}

/** True where a password is stored sealed. */
const holdsSealed = once((content: AppHostContent) =>
  locate(content).levels.some((level) =>
    kinds.some((kind) => {
      const text = level[kind]?.password?.text;
      return text !== undefined && classifyPassword(text).state === "opaque";
    }),
  ),
);
