import { explainPlace } from "../../provider/src/explain/place/explain-place";
import {
  keyTree,
  parseLocation,
  type ObservedKey,
  type SettingName,
  type Snapshot,
} from "../../provider/src/domain";
import { snapshotOf } from "../support/keys";

/** A metabase of which one setting of one key can't be read, as a running IIS answers at times. */
async function without(path: string, name: SettingName): Promise<Snapshot> {
  const snapshot = await snapshotOf({
    W3SVC: {
      type: "IIsWebService",
      settings: { AppPoolId: "P" },
      anonymous: ["IUSR", "a"],
      wam: ["IWAM", "b"],
    },
    "W3SVC/1/ROOT": {},
    "W3SVC/AppPools/P": { type: "IIsApplicationPool" },
  });
  const unclear = new Set([name]);
  const keys = snapshot.keys.map((key): ObservedKey =>
    key.location === `/LM/${path}` ? { ...key, unclearSettings: unclear } : key,
  );
  return { ...snapshot, ...keyTree(keys) };
}

test.each<readonly [path: string, name: SettingName, kind: string]>([
  ["W3SVC/AppPools/P", "AppPoolIdentityType", "wam"],
  ["W3SVC", "IIs5IsolationModeEnabled", "wam"],
  ["W3SVC", "AppPoolId", "wam"],
  ["W3SVC", "AuthFlags", "anonymous"],
  ["W3SVC", "Path", "unc"],
])(
  "where %s has a value of %s that can't be read, what depends on it can't be told",
  async (path, name, kind) => {
    const snapshot = await without(path, name);
    const { credentials } = explainPlace(snapshot, snapshot.key(parseLocation("W3SVC/1/ROOT"))!);
    const found = credentials.find((one) => one.kind === kind);
    expect([found?.used, found?.says[0]]).toEqual([null, expect.stringContaining(name)]);
    expect(found?.says[0]).toContain(`/LM/${path}`);
  },
);
