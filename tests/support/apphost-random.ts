import fc from "fast-check";
import { encoded, oddText, randomLayout } from "./apphost-layout";
import { element, grouped, serverText, type Markup } from "./apphost-markup";
import {
  flag,
  maybe,
  pair,
  paths,
  poolsSection,
  several,
  siteNames,
  sitesSection,
  upper,
  type Several,
} from "./apphost-random-host";
import { configSections, unrelated } from "./apphost-unrelated";

/** A configuration as bytes in an odd layout, as the text in these bytes, and as IIS itself would write the same. */
export interface RandomConfiguration {
  readonly bytes: Buffer;
  readonly text: string;
  readonly asServer: string;
}

const addresses = [
  "",
  "",
  "/app",
  "/app/dir",
  ...paths,
  "/app/dir/deep/page.aspx",
  "/appendix",
  "/images/old",
  "/images",
];

const authentication = "system.webServer/security/authentication";
const windows = grouped(authentication, element("windowsAuthentication", { enabled: "false" }));

const anonymous = fc
  .tuple(pair, flag)
  .map(([own, enabled]) =>
    grouped(
      authentication,
      element("anonymousAuthentication", { enabled: enabled ? "true" : undefined, ...own }),
    ),
  );

function tags(some: Several, names: readonly string[]): fc.Arbitrary<readonly Markup[]> {
  const tag = fc.record({
    // Most belong to one site, so that some are above others.
    path: fc
      .tuple(
        fc.oneof(fc.constantFrom(...names.slice(0, 1)), fc.constantFrom(...names, "Gone")),
        fc.constantFrom(...addresses),
      )
      .map((parts) => parts.join("")),
    section: anonymous,
    shouts: flag,
    split: flag,
    overrideMode: maybe(["Allow", "Deny", "Inherit"]),
    inheritInChildApplications: maybe(["true", "false"]),
  });
  return some(tag, ({ path }) => path, 10).map((all) =>
    all.flatMap(({ path, section, shouts, split, ...attributes }) => [
      element(
        "location",
        { path: shouts ? upper(path) : path, ...attributes },
        ...(split ? [] : [windows]),
        section,
      ),
      ...(split ? [element("location", { path }, windows)] : []),
    ]),
  );
}

/**
 * Odd but legal configurations: sites with any name, pools of every identity type, defaults at every level, location tags at
 * all depths, whatever else names an account, in any order and any layout that XML allows.
 *
 * @param doubles lets sites, applications, addresses, pools and tags be there twice, which is not legal any more
 */
export function randomConfiguration({ doubles = false } = {}): fc.Arbitrary<RandomConfiguration> {
  const some = several(doubles);
  const names = doubles
    ? fc.array(fc.constantFrom(...siteNames), { minLength: 1, maxLength: 4 })
    : fc.uniqueArray(fc.constantFrom(...siteNames), { minLength: 1, maxLength: 4 });
  const root = names
    .chain((all) =>
      fc.tuple(
        sitesSection(some, all, doubles),
        poolsSection(some),
        tags(some, all),
        fc.option(anonymous),
        fc.subarray([...unrelated]),
        fc.record({ serversTag: maybe(["", "."]), inTag: flag, together: flag, hostInTag: flag }),
      ),
    )
    .chain(([sites, pools, located, ofServer, others, { serversTag, inTag, together, hostInTag }]) => {
      const group = "system.applicationHost";
      const host = together ? [grouped(group, pools, sites)] : [grouped(group, sites), grouped(group, pools)];
      const server = (content: Markup): Markup =>
        element("location", { path: serversTag, overrideMode: "Allow" }, content);
      const parts = [
        ...(hostInTag ? host.map(server) : host),
        ...located,
        ...(ofServer === null ? [] : [inTag ? server(ofServer) : ofServer]),
        ...others,
        windows,
      ];
      return fc.shuffledSubarray(parts, { minLength: parts.length });
    })
    .map((parts) => element("configuration", {}, configSections, ...parts));
  return fc.tuple(root, randomLayout).map(([document, chosen]) => {
    const text = oddText(document, chosen);
    return { bytes: encoded(text, chosen.encoding), text, asServer: serverText(document) };
  });
}
