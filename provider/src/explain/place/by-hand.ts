import { needsNoPassword, schemaDefault, type Location, type Snapshot } from "../../domain";
import { complusStep, viewWith } from "../../drift";
import { tokenCache } from "../status/next-step";
import { wordsOf } from "../words/words";
import { worldOf } from "../words/world";
import type { ExplainedCredential } from "./explain-place";

/** How to change a place's credentials without Pulumi: lines for people. */
export interface ByHand {
  readonly credential: ExplainedCredential["kind"];
  /** The key where both halves are to be set. */
  readonly location: Location;
  /** For the server, without the password; none where it would change the names. */
  readonly commands: readonly string[];
  /** Where IIS Manager has the same. */
  readonly manager: string;
  readonly after: readonly string[];
}

/** The change by hand for each credential that IIS uses there and that has a password. */
export function changesByHand(
  snapshot: Snapshot,
  credentials: readonly ExplainedCredential[],
): readonly ByHand[] {
  const { hand } = wordsOf(snapshot);
  return credentials.flatMap((credential) => {
    const { kind, userName, used } = credential;
    if (used === false || userName === null || userName === "" || needsNoPassword(userName)) return [];
    const location = decidingKey(snapshot, credential);
    const change = { kind, userName, location };
    const note = hand.notes[kind];
    return [
      {
        credential: kind,
        location,
        commands: hand.commands(snapshot, change),
        manager: hand.manager(snapshot, change),
        after: [...(note === undefined ? [] : [note]), ...afterwards(snapshot, credential, location)],
      },
    ];
  });
}

/** Of two keys that give a half each, the one that is asked first: there both have to be set. */
function decidingKey(
  snapshot: Snapshot,
  { kind, location, userNameFrom, passwordFrom }: ExplainedCredential,
): Location {
  const from = [userNameFrom, passwordFrom].filter((each) => each !== null && each !== schemaDefault);
  if (from.length === 0 || from.includes("own")) return location;
  for (let key = snapshot.keyAbove(location, kind); key !== undefined;) {
    if (from.includes(key.location)) return key.location;
    key = snapshot.keyAbove(key, kind);
  }
  return location;
}

function afterwards(
  snapshot: Snapshot,
  { kind, location }: ExplainedCredential,
  changed: Location,
): readonly string[] {
  const { place, nameOf } = wordsOf(snapshot);
  const inherited =
    changed === location
      ? []
      : [`This also changes every ${place} that inherits from ${nameOf(snapshot, changed, kind)}.`];
  const world = worldOf(viewWith(snapshot, []), location);
  if (kind !== "wam") return [...inherited, tokenCache(world)];
  return [
    ...inherited,
    world === "pools" || world === "pools-7"
      ? "The change recycles the pools that use it at once. A pool that IIS stopped stays stopped until you start it."
      : complusStep,
  ];
}
