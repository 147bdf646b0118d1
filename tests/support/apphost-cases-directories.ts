import {
  anonymousAt,
  application,
  configuration,
  directory,
  directoryDefaults,
  host,
  row,
  site,
  sites,
  unclear,
  type ApphostCase,
} from "./apphost-case";

const folder = "/LM/W3SVC/AppPools";
const root = "/LM/W3SVC/1/ROOT";
const pair = 'userName="u" password="p"';

/** Documents about virtual directories and the three levels of their defaults. */
export const directoryCases: readonly ApphostCase[] = [
  {
    rule: "a directory is found at its application's path and its own [schema; deep-dive]",
    document: configuration(
      host(
        sites(
          `<site name="S" id="1">${application("/", directory("/", pair), directory("/d/e", pair))}${application("/a/b", directory("/", pair), directory("/c", pair))}</site>`,
        ),
      ),
    ),
    rows: ["", "/d/e", "/a/b", "/a/b/c"].map((path) =>
      row("virtualDirectory", root + path, `S${path}`, "u", "set"),
    ),
  },
  {
    rule: "a directory takes nothing from one above it, nor from a tag [vdirs; schema: by absence]",
    document: configuration(
      host(
        sites(
          site(
            "S",
            1,
            application("/a", directory("/", pair), directory("/b"), directory("/c", 'userName="v"')),
          ),
        ),
      ),
      anonymousAt("S/a", 'password="p"'),
    ),
    rows: [
      row("virtualDirectory", `${root}/a`, "S/a", "u", "set"),
      row("virtualDirectory", `${root}/a/c`, "S/a/c", "v"),
      row("anonymousAuthentication", `${root}/a`, "S/a", ["IUSR", "default"], "set"),
    ],
  },
  {
    rule: "application, site, all sites: the lowest defaults count, half by half [vdirs: default elements]",
    document: configuration(
      host(
        sites(
          site(
            "S",
            1,
            application(
              "/a",
              directory("/", 'password="p"'),
              directory("/b", 'userName="v"'),
              directoryDefaults('userName="app"'),
            ),
            application("/f", directoryDefaults('password="q"')),
            application("/c", directory("/", 'password="p"'), directory("/d", 'userName=""')),
            directoryDefaults('userName="site"'),
          ),
          site("T", 2, application("/e", directory("/", 'userName="w"'))),
          directoryDefaults('userName="all" password="p"'),
        ),
      ),
    ),
    rows: [
      row("virtualDirectoryDefaults", "/LM/W3SVC", "", "all", "set"),
      row("virtualDirectoryDefaults", "/LM/W3SVC/1", "S", "site", ["set", "/LM/W3SVC"]),
      row("virtualDirectoryDefaults", `${root}/a/*`, "S/a", "app", ["set", "/LM/W3SVC"]),
      row("virtualDirectoryDefaults", `${root}/f/*`, "S/f", ["site", "/LM/W3SVC/1"], "set"),
      row("virtualDirectory", `${root}/a`, "S/a", ["app", `${root}/a/*`], "set"),
      row("virtualDirectory", `${root}/a/b`, "S/a/b", "v", ["set", "/LM/W3SVC"]),
      row("virtualDirectory", `${root}/c`, "S/c", ["site", "/LM/W3SVC/1"], "set"),
      row("virtualDirectory", "/LM/W3SVC/2/ROOT/e", "T/e", "w", ["set", "/LM/W3SVC"]),
    ],
  },
  {
    rule: "the root application's defaults are at ROOT/*; siteDefaults and applicationDefaults have none [schema]",
    document: configuration(
      host(
        sites(
          `<site name="S" id="1">${application("/", directory("/", 'password="p"'), directoryDefaults('userName="u"'))}<applicationDefaults>${directoryDefaults(pair)}</applicationDefaults></site>`,
          `<siteDefaults>${directoryDefaults(pair)}</siteDefaults>`,
        ),
      ),
    ),
    rows: [
      row("virtualDirectoryDefaults", `${root}/*`, "S", "u"),
      row("virtualDirectory", root, "S", ["u", `${root}/*`], "set"),
    ],
  },
  {
    rule: "two pairs of application and directory at one address are ambiguous [the rows of find --json]",
    document: configuration(
      host(
        sites(
          site(
            "S",
            1,
            application("/a", directory("/b", pair), directory("/c", pair)),
            application("/A/B", directory("/")),
          ),
        ),
      ),
    ),
    rows: [
      unclear("virtualDirectory", `${root}/a/b`, "S/a/b"),
      row("virtualDirectory", `${root}/a/c`, "S/a/c", "u", "set"),
    ],
  },
  {
    rule: "an application that is there twice is ambiguous with all its directories [schema: keys; our reading]",
    document: configuration(
      host(
        sites(
          site(
            "S",
            1,
            application("/a", directory("/x", pair)),
            application("/A", directory("/y", pair)),
            application("/b", directory("/", pair)),
          ),
        ),
      ),
    ),
    rows: [
      unclear("virtualDirectory", `${root}/a/x`, "S/a/x"),
      unclear("virtualDirectory", `${root}/A/y`, "S/A/y"),
      row("virtualDirectory", `${root}/b`, "S/b", "u", "set"),
    ],
  },
  {
    rule: "sites of one id are ambiguous, each with all that belongs to it [the rows of find --json]",
    document: configuration(
      host(
        sites(
          site("S", 1, application("/a", directory("/", pair))),
          site("T", 1),
          site("U", 2, application("/a", directory("/", pair))),
        ),
      ),
      anonymousAt("T/x", pair),
      anonymousAt("U/x", pair),
    ),
    rows: [
      unclear("virtualDirectory", `${root}/a`, "S/a"),
      unclear("anonymousAuthentication", `${root}/x`, "T/x"),
      row("virtualDirectory", "/LM/W3SVC/2/ROOT/a", "U/a", "u", "set"),
      row("anonymousAuthentication", "/LM/W3SVC/2/ROOT/x", "U/x", "u", "set"),
    ],
  },
  {
    rule: "sites of one name ignoring case are ambiguous; their tag may mean either [the rows of find --json]",
    document: configuration(
      host(sites(site("S", 1, application("/a", directory("/", pair))), site("s", 2))),
      anonymousAt("S", pair),
    ),
    rows: [
      unclear("virtualDirectory", `${root}/a`, "S/a"),
      unclear("anonymousAuthentication", root, "S"),
      unclear("anonymousAuthentication", "/LM/W3SVC/2/ROOT", "s"),
    ],
  },
  {
    rule: "a section of sites that is there twice is illegal: all that belongs to its sites is ambiguous [deep-dive]",
    document: configuration(
      host(sites(site("S", 1, application("/a", directory("/", pair))))),
      host(sites(directoryDefaults(pair))),
      anonymousAt("S", pair),
    ),
    rows: [
      unclear("virtualDirectory", `${root}/a`, "S/a"),
      unclear("virtualDirectoryDefaults", "/LM/W3SVC", ""),
      unclear("anonymousAuthentication", root, "S"),
    ],
  },
  {
    rule: "pools and sites in another file are listed at the level of their defaults [config: configSource; MC-IISA: childSource; our reading]",
    document: configuration(
      host('<applicationPools configSource="a\\pools.config" />', '<sites childSource="a\\sites.config" />'),
    ),
    rows: [
      unclear("applicationPoolDefaults", folder, ""),
      unclear("virtualDirectoryDefaults", "/LM/W3SVC", ""),
    ],
  },
];
