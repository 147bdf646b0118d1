import type { Kind } from "../../provider/src/domain";
import { parseLocation } from "../../provider/src/domain";
import { account, rewritten, saidOf } from "./drift-levels";
import { keysOf, sealed, sealedEmpty, type DriftRow, type PairText } from "./drift-table";
import {
  anonymousOf,
  applicationOf,
  bytesOf,
  configOf,
  directoryOf,
  hostOf,
  siteOf,
  tagOf,
} from "./iis7-config";
import type { MemoryKey } from "./memory-store";
import type { Format } from "./store-conformance";

/** A value that no key of the simulated server decrypts. */
const lost = "[enc:Gone:AAAA:enc]";

const escaped = (text: string): string =>
  text.replace(/[^ !#-%'-;=?-~]/gu, (each) => `&#${String(each.codePointAt(0))};`);

function attributesOf(key: MemoryKey | undefined, kind: Kind): string {
  const { userName, password } = key?.own[kind] ?? {};
  const text = password?.unreadable === true ? lost : password?.value;
  return [
    ...(userName === undefined ? [] : [`userName="${escaped(userName.value)}"`]),
    ...(text === undefined ? [] : [`password="${escaped(text)}"`]),
  ].join(" ");
}

/** An applicationHost.config with these keys, each at its canonical location; what is ambiguous has a site of its name twice. */
export function configOfKeys(keys: readonly MemoryKey[]): Uint8Array {
  const at = new Map(keys.map((key) => [key.location.slice("/LM/".length), key]));
  const pools: string[] = [];
  const sites = new Map<string, string[]>();
  const twins: string[] = [];
  const tags: string[] = [];
  for (const [path, key] of at) {
    const [, id = "", ...parts] = path.split("/");
    if (id === "AppPools") {
      const model = `<processModel identityType="SpecificUser" ${attributesOf(key, "wam")}/>`;
      if (parts[0] !== undefined) pools.push(`<add name="${parts[0]}">${model}</add>`);
    } else if (id !== "") {
      const directories = sites.get(id) ?? [];
      sites.set(id, directories);
      if (parts.length === 0) continue;
      const inside = parts.slice(1).join("/");
      if (inside !== "") directories.push(directoryOf(`/${inside}`, attributesOf(key, "unc")));
      tags.push(
        tagOf(`Site ${id}${inside === "" ? "" : `/${inside}`}`, anonymousOf(attributesOf(key, "anonymous"))),
      );
      if (key.ambiguous !== undefined) twins.push(siteOf(`Site ${id}`, 1000 + Number(id)));
    }
  }
  const defaults = (key: MemoryKey | undefined): string =>
    `<virtualDirectoryDefaults ${attributesOf(key, "unc")}/>`;
  return bytesOf(
    configOf(
      anonymousOf(attributesOf(at.get("W3SVC"), "anonymous")),
      hostOf(
        `<applicationPools>${pools.join("")}<applicationPoolDefaults>`,
        `<processModel ${attributesOf(at.get("W3SVC/AppPools"), "wam")}/></applicationPoolDefaults></applicationPools><sites>`,
        ...[...sites].map(([id, directories]) =>
          siteOf(`Site ${id}`, id, applicationOf("/", ...directories), defaults(at.get(`W3SVC/${id}`))),
        ),
        ...twins,
        `${defaults(at.get("W3SVC"))}</sites>`,
      ),
      ...tags,
    ),
  );
}

const holds = ({ own = [], above = [] }: DriftRow, text: string): boolean =>
  [...own, ...above].includes(text);

/** A sealed value that the server can't decrypt. */
const unsealed = (pair: PairText | undefined): PairText | undefined =>
  rewritten(pair?.map((half) => (half === sealed ? { unreadable: "00ff" } : half)) as PairText | undefined);

/** An applicationHost.config. Every case has a site or a pool of its own; those of pools share what they inherit from. */
export const ofConfiguration: Format = {
  account,
  // An empty value that is sealed is empty there: the server decrypts it.
  isPossible: (row) => !holds(row, sealedEmpty),
  caseOf: (kind, row, index, declared) => {
    const id = String(index + 1);
    const place = {
      anonymous: [`W3SVC/${id}/ROOT`, `W3SVC/${id}/ROOT/at`],
      wam: ["W3SVC/AppPools", `W3SVC/AppPools/Pool ${id}`],
      unc: [`W3SVC/${id}`, `W3SVC/${id}/ROOT/at`],
    } as const;
    const [above, at] = place[kind];
    const { own, above: aboveText } = row;
    const here: DriftRow = {
      ...row,
      ...(own === undefined ? {} : { own: unsealed(own) ?? [] }),
      ...(aboveText === undefined ? {} : { above: unsealed(aboveText) ?? [] }),
    };
    return {
      title: row.title,
      desired: { kind, location: parseLocation(at), ...declared },
      keys: keysOf(kind, here, { above, aboveType: "", at, type: "" }),
      expected: /^(?:in sync|E_\w+)/.exec(saidOf(kind, row, 1))?.[0] ?? "drifted",
      seals: false,
    };
  },
  apart: (kind, all) => {
    const groups = new Map<string, (typeof all)[number][]>();
    for (const each of all) {
      // Beside a value that can't be decrypted, an empty one may be either.
      const isLost = JSON.stringify(each.keys).includes("unreadable");
      const above = kind === "wam" ? JSON.stringify(each.keys["W3SVC/AppPools"]) : "";
      const id = `${String(isLost)} ${above}`;
      groups.set(id, [...(groups.get(id) ?? []), each]);
    }
    return [...groups.values()];
  },
  site: (id) => `W3SVC/${String(id)}/ROOT`,
  server: { W3SVC: { type: "IIsWebService" } },
  odd: "W3SVC/1/ROOT/Großer Ordner.alt",
};
