import { parseLocation, type Kind } from "../../provider/src/domain";
import { changesByHand } from "../../provider/src/explain/place/by-hand";
import { explainPlace } from "../../provider/src/explain/place/explain-place";
import {
  anonymousOf,
  applicationOf,
  configOf,
  directoryOf,
  hostOf,
  siteOf,
  snapshotOfConfig,
  tagOf,
} from "../support/iis7-config";

const pair = 'userName="D\\u" password="p"';

/** The options behind -PSPath, and the user, of the commands for one kind of credential at a location. */
function commandsAt(text: string, location: string, kind: Kind): readonly string[] {
  const snapshot = snapshotOfConfig(text);
  const key = snapshot.key(parseLocation(location))!;
  const found = changesByHand(snapshot, explainPlace(snapshot, key).credentials);
  return found.find(({ credential }) => credential === kind)?.commands ?? [];
}

const configNamed = (site: string, app = "/app", user = pair): string =>
  configOf(
    hostOf(
      `<sites>${siteOf(site, 1, applicationOf("/", directoryOf("/")), applicationOf(app, directoryOf("/dir", user)))}</sites>`,
    ),
    tagOf(`${site}${app}`, anonymousOf(user)),
  );

const root = "/LM/W3SVC/1/ROOT";

test.each<readonly [site: string, written: string | undefined]>([
  ["Shop", "'Shop/app'"],
  ["Bob's shop", "'Bob''s shop/app'"],
  ["Bob\u2019s shop", "'Bob\u2019\u2019s shop/app'"],
  ["$(whoami); %x% & `y", undefined],
  ["$(whoami); %x% &amp; y", "'$(whoami); %x% & y/app'"],
  ["a[1]", undefined],
  ["a*", undefined],
  ["a\u202eb", undefined],
])(
  "the commands for anonymous access of the site %s name it so that PowerShell takes it as it is",
  (site, written) => {
    const text = configNamed(site.replace(" & ", " &amp; "));
    expect(commandsAt(text, `${root}/app`, "anonymous")).toEqual(
      written === undefined
        ? []
        : [
            "$c = Get-Credential 'D\\u'",
            `Set-WebConfigurationProperty -PSPath MACHINE/WEBROOT/APPHOST -Location ${written} -Filter system.webServer/security/authentication/anonymousAuthentication -Name userName -Value 'D\\u'`,
            `Set-WebConfigurationProperty -PSPath MACHINE/WEBROOT/APPHOST -Location ${written} -Filter system.webServer/security/authentication/anonymousAuthentication -Name password -Value $c.GetNetworkCredential().Password`,
          ],
    );
  },
);

test.each<readonly [site: string, app: string, written: string | undefined]>([
  ["Shop", "/app", "site[@name=''Shop'']/application[@path=''/app'']"],
  ["Bob's", "/app", "site[@name=\"Bob''s\"]/application[@path=''/app'']"],
  ["a&quot;b", "/x/y", "site[@name=''a\"b'']/application[@path=''/x/y'']"],
  ["a&quot;b'c", "/app", undefined],
])("the commands for a virtual directory of the site %s lead to its element", (site, app, written) => {
  const [, first = ""] = commandsAt(configNamed(site, app), `${root}${app}/dir`, "unc");
  expect(first).toBe(
    written === undefined
      ? ""
      : `Set-WebConfigurationProperty -PSPath MACHINE/WEBROOT/APPHOST -Filter 'system.applicationHost/sites/${written}/virtualDirectory[@path=''/dir'']' -Name userName -Value 'D\\u'`,
  );
});

const defaults = configOf(
  hostOf(
    `<applicationPools><add name="P"><processModel identityType="SpecificUser"/></add><applicationPoolDefaults><processModel ${pair}/></applicationPoolDefaults></applicationPools>`,
    "<sites>",
    siteOf(
      "S",
      1,
      applicationOf("/", directoryOf("/")),
      applicationOf("/a", directoryOf("/"), `<virtualDirectoryDefaults ${pair}/>`),
    ),
    siteOf("T", 2, applicationOf("/", directoryOf("/")), '<virtualDirectoryDefaults password="half"/>'),
    `<virtualDirectoryDefaults ${pair}/></sites>`,
  ),
  anonymousOf(pair),
);

test.each<readonly [location: string, kind: Kind, filter: string]>([
  [
    "/LM/W3SVC/AppPools/P",
    "wam",
    "'system.applicationHost/applicationPools/applicationPoolDefaults/processModel'",
  ],
  [root, "unc", "'system.applicationHost/sites/virtualDirectoryDefaults'"],
  [
    `${root}/a`,
    "unc",
    "'system.applicationHost/sites/site[@name=''S'']/application[@path=''/a'']/virtualDirectoryDefaults'",
  ],
  // Of two that give a half each, the one that is asked first.
  ["/LM/W3SVC/2/ROOT", "unc", "'system.applicationHost/sites/site[@name=''T'']/virtualDirectoryDefaults'"],
  [root, "anonymous", "system.webServer/security/authentication/anonymousAuthentication"],
])("what %s inherits as %s is changed where it is set", (location, kind, filter) => {
  expect(commandsAt(defaults, location, kind)[2]).toBe(
    `Set-WebConfigurationProperty -PSPath MACHINE/WEBROOT/APPHOST -Filter ${filter} -Name password -Value $c.GetNetworkCredential().Password`,
  );
});

test.each(["D\\o'brien", "u@d", "D\\$x"])("the user %s is written as it is", (user) => {
  const [first, second] = commandsAt(
    configNamed("S", "/app", `userName="${user}" password="p"`),
    `${root}/app`,
    "anonymous",
  );
  const quoted = `'${user.replace("'", "''")}'`;
  expect([first, second?.endsWith(`-Value ${quoted}`)]).toEqual([`$c = Get-Credential ${quoted}`, true]);
});
