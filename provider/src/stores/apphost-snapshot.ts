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

/**
 * Tells what the levels of an applicationHost.config hold, in the words that drift is decided in. Anonymous credentials
 * inherit along the tree, pools from their defaults, virtual directories from theirs.
 *
 * @throws IdentityError E_AMBIGUOUS where sites or pools are kept in another file
 */
export function appHostSnapshot(
  content: AppHostContent,
  machine: string | undefined,
  passwordOf: (text: string) => StoredPassword,
  writtenAt: WrittenAt = () => undefined,
): Snapshot {
  const located = locate(content);
  const { levels, unmanaged } = located;
  let names: NameResolver | undefined;
  const keys = levels.map((level) => new KeyOfLevel(level, passwordOf, writtenAt));
  const tree = keyTree(keys);
  const [server] = keys;
  const pools = keys.find(({ keyType }) => keyType === "IIsApplicationPools");

  const nearestAnonymous = (key: ObservedKey | undefined): ObservedKey | undefined =>
    key === undefined || key.elements?.anonymous !== undefined ? key : server;

  return {
    ...tree,
    keyAbove: (location, what) => {
      const kind = chainOf(what);
      if (kind === undefined || location === schemaDefault) return undefined;
      const key = tree.key(location);
      if (key === undefined)
        return kind === "anonymous" ? nearestAnonymous(tree.keyAbove(location, kind)) : undefined;
      const above = key instanceof KeyOfLevel ? key.level.above[kind] : undefined;
      if (above !== undefined) return tree.key(above);
      const top = kind === "wam" ? pools : server;
      return key === top && givenBySchema.has(what) ? schema : undefined;
    },
    locate: (written, kind) => (names ??= new NameResolver(located)).resolve(written, kind),
    unmanaged,
    findings: () => placeFindings(content, located),
    complete: true,
    withoutName: { anonymous: "pool identity", wam: "nothing", unc: "nothing" },
    machine,
    seals: levels.some(holdsSealed),
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
  readonly location: Location;
  readonly name: string;
  readonly keyType: string;
  #observed: Observed | undefined;

  constructor(
    readonly level: Level,
    private readonly passwordOf: (text: string) => StoredPassword,
    private readonly writtenAt: WrittenAt,
  ) {
    this.location = level.location;
    this.name = level.name;
    this.keyType = level.type;
  }

  get #read(): Observed {
    return (this.#observed ??= observe(this.level, this.passwordOf, this.writtenAt));
  }

  get own(): ObservedKey["own"] {
    return this.#read.own;
  }

  get elements(): NonNullable<ObservedKey["elements"]> {
    return this.#read.elements;
  }

  get listed(): ObservedKey["listed"] {
    return this.#read.listed;
  }

  get settings(): ObservedKey["settings"] {
    return this.#read.settings;
  }

  get ambiguous(): string | undefined {
    return this.level.ambiguous;
  }

  get unclear(): ObservedKey["unclear"] {
    return this.level.ambiguous === undefined ? undefined : this.level.unclear;
  }
}

type Observed = Required<Pick<ObservedKey, "own" | "elements" | "listed" | "settings">>;

function observe(level: Level, passwordOf: (text: string) => StoredPassword, writtenAt: WrittenAt): Observed {
  const own: Partial<Record<Kind, OwnPair>> = {};
  const elements: Partial<Record<Kind, string>> = {};
  const listed: Partial<Record<Kind, NonNullable<ReturnType<typeof unread>>>> = {};
  let newType: WrittenPair["identityType"];
  for (const kind of kinds) {
    const credential = level.credentials[kind];
    if (credential === undefined) continue;
    const { userName, password, name } = credential;
    elements[kind] = name;
    // What nobody can read makes its place ambiguous.
    const unknown = level.ambiguous === undefined ? undefined : unread(credential);
    if (unknown !== undefined) listed[kind] = unknown;
    const written = writtenAt(level.location, kind);
    if (written !== undefined) {
      own[kind] = written.pair;
      if (written.identityType !== undefined) newType = written.identityType;
      continue;
    }
    if (userName === undefined && password === undefined) continue;
    own[kind] = {
      userName: userName && { value: userName.text, inheritable: true },
      password: password && { value: passwordOf(password.text), inheritable: true },
    };
  }
  const settings = newType === undefined ? level.settings : withType(level.settings, newType);
  return { own, elements, listed, settings };
}

function withType({ AppPoolIdentityType: _, ...others }: Settings, type: ValueChange<string>): Settings {
  return "set" in type ? { ...others, AppPoolIdentityType: type.set } : others;
}

function holdsSealed({ credentials }: Level): boolean {
  return kinds.some((kind) => {
    const text = credentials[kind]?.password?.text;
    return text !== undefined && classifyPassword(text).state === "opaque";
  });
}
