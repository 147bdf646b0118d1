import { element, grouped, serverText, type Markup } from "./apphost-markup";

/** A whole pair that a farm stores at one place of its own. */
export interface FarmCopy {
  readonly kind: "anonymous" | "wam" | "unc";
  /** Canonical, such as `/LM/W3SVC/7/ROOT/app`. */
  readonly location: string;
  /** As IIS names it, such as `Site 7/app`. */
  readonly name: string;
  readonly userName: string;
}

export interface FarmSize {
  readonly sites: number;
  readonly pools: number;
  /** Location tags with anonymous authentication, at three depths in turn. At most three for each site. */
  readonly tags: number;
  /** What is stored at a place as its password; left out, the one of the account, `farmPassword(userName)`. */
  readonly password?: (copy: FarmCopy) => string;
}

export interface Farm {
  /** As IIS lays it out, CRLF and four blanks. */
  readonly text: string;
  /** Every stored pair, in the order of the file. */
  readonly copies: readonly FarmCopy[];
}

/** The right password of a farm's account. */
export function farmPassword(userName: string): string {
  return `Pw!${userName.replaceAll(/[^\w]/g, "-")}`;
}

const identityTypes = [
  "SpecificUser",
  "ApplicationPoolIdentity",
  "NetworkService",
  "LocalService",
  "LocalSystem",
  undefined,
] as const;

/**
 * A farm's applicationHost.config, the same one for the same size: each site with an application and a directory on a share,
 * pools of every identity type in turn (those of SpecificUser with a pair, every second one of ApplicationPoolIdentity with
 * a pair that is stored and not used), location tags at `Site`, `Site/app` and `Site/app/files` in turn, every fourth of
 * which has the pool's identity and no password. Accounts repeat, so that each has copies at several places.
 */
export function farm({
  sites,
  pools,
  tags,
  password = ({ userName }) => farmPassword(userName),
}: FarmSize): Farm {
  const copies: FarmCopy[] = [];
  const stored = (copy: FarmCopy): Readonly<Record<string, string>> => {
    copies.push(copy);
    return { userName: copy.userName, password: password(copy) };
  };
  const account = (prefix: string, index: number, accounts: number): string =>
    `FARM\\${prefix}-${String(index % accounts)}`;
  const poolName = (index: number): string => `Pool ${String((index % Math.max(pools, 1)) + 1)}`;

  const poolElements = Array.from({ length: pools }, (_, index) => {
    const name = poolName(index);
    const identityType = identityTypes[index % identityTypes.length];
    const unused = identityType === "ApplicationPoolIdentity" && index % 4 === 1;
    const copy = { kind: "wam", location: `/LM/W3SVC/AppPools/${name}`, name } as const;
    const own =
      identityType === "SpecificUser" || unused
        ? stored({ ...copy, userName: account("pool", index, 20) })
        : {};
    return element("add", { name }, element("processModel", { identityType, ...own }));
  });

  const siteElements = Array.from({ length: sites }, (_, index) => {
    const name = `Site ${String(index + 1)}`;
    const address = "/app/files";
    const location = `/LM/W3SVC/${String(index + 1)}/ROOT${address}`;
    const own =
      index % 3 === 0
        ? stored({ kind: "unc", location, name: name + address, userName: account("share", index, 30) })
        : {};
    return element(
      "site",
      { name, id: String(index + 1) },
      element(
        "application",
        { path: "/", applicationPool: poolName(index) },
        element("virtualDirectory", { path: "/", physicalPath: "%SystemDrive%\\inetpub\\wwwroot" }),
      ),
      element(
        "application",
        { path: "/app", applicationPool: poolName(index + 1) },
        element("virtualDirectory", { path: "/", physicalPath: "D:\\app" }),
        element("virtualDirectory", { path: "/files", physicalPath: "\\\\files\\share", ...own }),
      ),
      element(
        "bindings",
        {},
        element("binding", { protocol: "http", bindingInformation: `*:80:site${String(index + 1)}.example` }),
      ),
    );
  });

  const authentication = "system.webServer/security/authentication";
  const tagElements = Array.from({ length: tags }, (_, index): Markup => {
    const site = Math.floor(index / 3) + 1;
    const address = ["", "/app", "/app/files"][index % 3] ?? "";
    const copy = {
      kind: "anonymous",
      location: `/LM/W3SVC/${String(site)}/ROOT${address}`,
      name: `Site ${String(site)}${address}`,
    } as const;
    const own = index % 4 === 3 ? { userName: "" } : stored({ ...copy, userName: account("web", index, 10) });
    return element(
      "location",
      { path: copy.name },
      grouped(authentication, element("anonymousAuthentication", { enabled: "true", ...own })),
    );
  });

  const root = element(
    "configuration",
    {},
    grouped(
      "system.applicationHost",
      element(
        "applicationPools",
        {},
        ...poolElements,
        element(
          "applicationPoolDefaults",
          {},
          element("processModel", { identityType: "ApplicationPoolIdentity" }),
        ),
      ),
      element(
        "sites",
        {},
        ...siteElements,
        element("virtualDirectoryDefaults", { allowSubDirConfig: "true" }),
      ),
    ),
    grouped(authentication, element("anonymousAuthentication", { enabled: "true", userName: "IUSR" })),
    element("location", { path: "", overrideMode: "Allow" }, grouped("system.webServer", element("modules"))),
    ...tagElements,
  );
  return { text: serverText(root), copies };
}
