import fc from "fast-check";
import { element, type Markup } from "./apphost-markup";
import { ftpServer } from "./apphost-unrelated";

export const siteNames = [
  "Default Web Site",
  "AppPools",
  "W3SVC",
  "1",
  "2",
  "a\\b",
  'A & "B"',
  "Bücher 😀",
  "defaults",
  "ROOT",
  "LM",
];
const poolNames = ["DefaultAppPool", ".NET v4.5", "AppPools", "1", "Grün", "App Pool (old)", "O'Neil"];
export const paths = ["/app", "/app/dir", "/a b", "/grün", "/ROOT", "/w3svc/1", "/app.v2"];
const userNames = [
  "",
  "IUSR",
  "FARM\\svc",
  "WEB01\\app",
  ".\\local",
  "user@farm.example",
  "FARM\\gmsa$",
  'O\'Neil & "Co" <x>',
];
const passwords = [
  "",
  "plain",
  " \t&<>\"'\n ",
  "[enc:",
  "[enc:AesProvider:AAAA",
  "[enc:AesProvider:q83vEjRWeJCrze8SNFZ4kA==:enc]",
  "[enc:IISWASOnlyCngProvider:q83vEjRWeJA=:enc]",
  "[enc:Rsa_own 1:AAAA:enc]",
  "[enc:5768617420:enc]",
  "[enc:AesProvider::enc]",
];
const types = ["LocalSystem", "LocalService", "NetworkService", "SpecificUser", "ApplicationPoolIdentity"];

export const upper = (text: string): string => text.replace(/[a-zü]/g, (letter) => letter.toUpperCase());

export const maybe = (values: readonly string[]): fc.Arbitrary<string | undefined> =>
  fc.option(fc.constantFrom(...values), { nil: undefined });

/** A user name and a password, each there or not, as attributes. */
export const pair = fc.record({ userName: maybe(userNames), password: maybe(passwords) });
export const flag = fc.boolean();

/** Different ones ignoring case, or any where doubles are wanted. */
export type Several = <Value>(
  of: fc.Arbitrary<Value>,
  key: (value: Value) => string,
  maxLength: number,
) => fc.Arbitrary<Value[]>;

export const several =
  (doubles: boolean): Several =>
  (of, key, maxLength) =>
    doubles
      ? fc.array(of, { maxLength })
      : fc.uniqueArray(of, { maxLength, selector: (value) => upper(key(value)) });

const directory = fc
  .tuple(fc.constantFrom(...paths), pair)
  .map(([path, own]) => element("virtualDirectory", { path, physicalPath: "D:\\web", ...own }));

const defaults = fc
  .option(pair)
  .map((own) =>
    own === null ? [] : [element("virtualDirectoryDefaults", { allowSubDirConfig: "true", ...own })],
  );

const pathOf = ({ attributes }: Markup): string => attributes.find(([name]) => name === "path")?.[1] ?? "";

function applications(some: Several, doubles: boolean): fc.Arbitrary<readonly Markup[]> {
  const below = some(directory, pathOf, 2);
  const application = fc.tuple(fc.constantFrom(...paths), pair, below, defaults);
  const root = fc.tuple(fc.constant("/"), pair, below, defaults);
  return fc
    .tuple(
      root,
      some(application, ([path]) => path, 2),
    )
    .map(([first, others]) => {
      const taken = new Set<string>();
      // One address has one application and directory, unless doubles are wanted.
      const isFree = (application: string, own: string): boolean => {
        const address = upper(application === "/" ? own : application + own);
        if (taken.has(address)) return doubles;
        taken.add(address);
        return true;
      };
      const all = [first, ...others];
      const open = all.filter(([path]) => path === "/" || isFree(path, ""));
      return open.map(([path, own, directories, inherited]) =>
        element(
          "application",
          { path, applicationPool: "DefaultAppPool" },
          element("virtualDirectory", { path: "/", physicalPath: "C:\\web", ...own }),
          ...directories.filter((other) => isFree(path, pathOf(other))),
          ...inherited,
        ),
      );
    });
}

/** A section of sites, one for each name; with doubles some ids are there twice. */
export function sitesSection(
  some: Several,
  names: readonly string[],
  doubles: boolean,
): fc.Arbitrary<Markup> {
  const site = (name: string, index: number): fc.Arbitrary<Markup> =>
    fc
      .tuple(applications(some, doubles), defaults, flag, doubles ? flag : fc.constant(false))
      .map(([inside, inherited, ftp, one]) =>
        element(
          "site",
          { name, id: String(one ? 1 : [2, 1, 10, 738291][index]) },
          ...inside,
          element(
            "bindings",
            {},
            element("binding", { protocol: ftp ? "ftp" : "http", bindingInformation: "*:80:" }),
          ),
          ...(ftp ? [ftpServer] : []),
          ...inherited,
        ),
      );
  return fc
    .tuple(fc.tuple(...names.map(site)), defaults, flag)
    .map(([all, inherited, ftp]) =>
      element("sites", {}, ...all, ...(ftp ? [element("siteDefaults", {}, ftpServer)] : []), ...inherited),
    );
}

/** A section of pools of every identity type, with their defaults. */
export function poolsSection(some: Several): fc.Arbitrary<Markup> {
  const model = fc
    .option(fc.tuple(maybe(types), pair))
    .map((own) => (own === null ? [] : [element("processModel", { identityType: own[0], ...own[1] })]));
  const pool = fc.tuple(fc.constantFrom(...poolNames), model);
  return fc
    .tuple(
      some(pool, ([name]) => name, 5),
      model,
    )
    .map(([pools, inherited]) =>
      element(
        "applicationPools",
        {},
        ...pools.map(([name, own]) =>
          element("add", { name, autoStart: "true" }, ...own, element("recycling")),
        ),
        ...inherited.map((own) => element("applicationPoolDefaults", { managedRuntimeVersion: "v4.0" }, own)),
      ),
    );
}
