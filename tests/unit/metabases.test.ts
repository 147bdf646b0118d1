import { metabaseSettings } from "../../provider/src/config";
import { openMetabase } from "../../provider/src/resources/host/metabases";

const opened = (settings: object) => openMetabase(metabaseSettings.parse(settings));
const winrs = (host: string): object => ({
  store: "adsi",
  transport: {
    type: "command",
    command: ["winrs", `-r:${host}`, "cscript", "//nologo", "{agent}"],
    agentPath: "C:/agent.js",
  },
});
const ssh = (configFile: string): object => ({
  store: "adsi",
  transport: { type: "ssh", host: "web", configFile },
});

test.each<readonly [what: string, one: object, other: object, shared: boolean]>([
  ["one file, spelled in two ways", { path: "a.xml" }, { path: "./x/../a.xml" }, true],
  ["two files", { path: "a.xml" }, { path: "b.xml" }, false],
  [
    "one server, asked with two patiences",
    { store: "adsi", server: "WEB1" },
    { store: "adsi", server: "web1", timeoutSeconds: 5 },
    true,
  ],
  ["two servers", { store: "adsi", server: "WEB1" }, { store: "adsi", server: "WEB2" }, false],
  ["two servers behind one program", winrs("web01"), winrs("web02"), false],
  ["two servers of one alias in two configurations", ssh("/a"), ssh("/b"), false],
])(
  "%s: what resources claim is shared where it is one metabase, and nowhere else",
  (_, one, other, shared) => {
    expect(opened(one).claims === opened(other).claims).toBe(shared);
  },
);
