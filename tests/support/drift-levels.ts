import { readAppHost } from "../../provider/src/apphost";
import { parseLocation, type Kind, type Location, type Snapshot } from "../../provider/src/domain";
import { appHostSnapshot } from "../../provider/src/stores/apphost-snapshot";
import { storedPassword } from "../../provider/src/stores/stored-password";
import { sealed, sealedEmpty, type DriftRow, type PairText } from "./drift-table";
import { anonymousOf, bytesOf, configOf, hostOf, tagOf } from "./iis7-config";

/** One level of a chain of an applicationHost.config: where it is, and what it is called. */
export interface ChainLevel {
  readonly location: Location;
  readonly place: string;
  readonly element: string;
}

const level = (path: string, place: string, element: string): ChainLevel => ({
  location: parseLocation(path),
  place,
  element,
});

const server = "MACHINE/WEBROOT/APPHOST";

/** Each kind's own element, and behind it those that it inherits from, the nearest first. */
export const chains: Readonly<Record<Kind, readonly [own: ChainLevel, ...above: ChainLevel[]]>> = {
  anonymous: [
    level("W3SVC/1/ROOT/app/dir", "Site/app/dir", "anonymousAuthentication"),
    level("W3SVC/1/ROOT/app", "Site/app", "anonymousAuthentication"),
    level("W3SVC/1/ROOT", "Site", "anonymousAuthentication"),
    level("W3SVC", server, "anonymousAuthentication"),
  ],
  wam: [
    level("W3SVC/AppPools/Shop Pool", "Shop Pool", "processModel"),
    level("W3SVC/AppPools", server, "applicationPoolDefaults"),
  ],
  unc: [
    level("W3SVC/1/ROOT/app/dir", "Site/app/dir", "virtualDirectory"),
    level("W3SVC/1/ROOT/app/*", "Site/app/*", "virtualDirectoryDefaults"),
    level("W3SVC/1", "Site", "virtualDirectoryDefaults"),
    level("W3SVC", server, "virtualDirectoryDefaults"),
  ],
};

/** An applicationHost.config that sets these pairs of one kind, by the level's number in its chain. */
export function levelsText(kind: Kind, pairs: Readonly<Record<number, PairText | undefined>>): string {
  const at = (index: number, of: Kind): string => (of === kind ? attributesOf(pairs[index]) : "");
  const defaults = (index: number): string => `<virtualDirectoryDefaults ${at(index, "unc")}/>`;
  return configOf(
    anonymousOf(at(3, "anonymous")),
    hostOf(
      "<applicationPools>",
      `<add name="Shop Pool"><processModel identityType="SpecificUser" ${at(0, "wam")}/></add>`,
      `<applicationPoolDefaults><processModel ${at(1, "wam")}/></applicationPoolDefaults>`,
      "</applicationPools><sites>",
      '<site name="Site" id="1"><application path="/"><virtualDirectory path="/" physicalPath="C:\\x"/></application>',
      `<application path="/app"><virtualDirectory path="/dir" physicalPath="C:\\x" ${at(0, "unc")}/>`,
      `${defaults(1)}</application>${defaults(2)}</site>${defaults(3)}</sites>`,
    ),
    tagOf("Site", anonymousOf(at(2, "anonymous"))),
    tagOf("Site/app", anonymousOf(at(1, "anonymous"))),
    tagOf("Site/app/dir", anonymousOf(at(0, "anonymous"))),
  );
}

export function appHostOf(text: string | Uint8Array, machine?: string): Snapshot {
  const bytes = typeof text === "string" ? bytesOf(text) : text;
  return appHostSnapshot(readAppHost(bytes), machine, (stored) => storedPassword(stored, true));
}

function attributesOf([userName, password]: PairText = []): string {
  const attribute = (name: string, half: PairText[number]): string =>
    half === undefined ? "" : typeof half === "string" ? `${name}="${half}" ` : never();
  return attribute("userName", userName) + attribute("password", password);
}

function never(): never {
  throw new Error("A file of this format holds no value that can't be read.");
}

export const account = "FARM\\app";

/** The rows of a metabase in the words of the other format: another account than the schema's, and its own seals. */
const inThisFormat = (text: string): string =>
  text
    .replaceAll("IUSR", account)
    .replaceAll("iusr", account.toLowerCase())
    .replaceAll(sealedEmpty, "[enc:AesProvider::enc]")
    .replaceAll(sealed, "[enc:AesProvider:jAAWTnTuJ9sGAT:enc]");

export function rewritten(pair: PairText | undefined): PairText | undefined {
  return pair?.map((half) => (typeof half === "string" ? inThisFormat(half) : half)) as PairText | undefined;
}

/** No value of a file is unreadable: it is plain, or sealed. */
export const isPossible = ({ own = [], above = [] }: DriftRow): boolean =>
  [...own, ...above].every((half) => half === undefined || typeof half === "string");

/** What a row says of a metabase, said of a level of a chain; what nobody sets comes from the schema, or is nobody's. */
export function saidOf(kind: Kind, row: DriftRow, aboveIndex: number): string {
  const [own] = chains[kind];
  const above = chains[kind][aboveIndex] ?? own;
  // Under the schema's name a password is a credential, and one that is sealed can't be compared, empty or not.
  const isOfSchema = kind === "anonymous" && row.own?.[0] === undefined && row.own?.[1] === sealedEmpty;
  const says = isOfSchema ? "E_NOT_COMPARABLE AT" : row.says;
  const isNameless = row.own?.[0] === undefined && row.above?.[0] === undefined;
  const name =
    kind === "anonymous"
      ? `NAME: differs, found "IUSR" (declared "${account}"), inherited from IIS's schema`
      : "NAME: absent";
  const nobodys = kind === "anonymous" || !isNameless ? says : says.replace(/PASS: \w+/, "PASS: absent");
  return inThisFormat(nobodys)
    .replace("NAME: absent", name)
    .replace(/in sync from ABOVE/, `in sync from ${above.location}`)
    .replace(/\bABOVE\b/g, above.place)
    .replace(/\bAT\b/g, own.location)
    .replace(/\bNAME\b/g, `${own.element} userName`)
    .replace(/\bPASS\b/g, `${own.element} password`);
}
