import {
  application,
  configuration,
  directory,
  host,
  pool,
  poolDefaults,
  pools,
  row,
  site,
  sites,
  tag,
  unclear,
  type ApphostCase,
} from "./apphost-case";

const folder = "/LM/W3SVC/AppPools";
const root = "/LM/W3SVC/1/ROOT";
const pair = 'userName="u" password="p"';
const sealed = "[enc:IISWASOnlyCngProvider:AAAAAAAAAAAAAAAAAAAAAA==:enc]";

/** Documents about application pools and their defaults. */
export const poolCases: readonly ApphostCase[] = [
  {
    rule: "a pool without a user name is not listed, whatever its type [the rows of find --json]",
    document: configuration(
      host(
        pools(
          '<add name="A" />',
          pool("B", 'identityType="SpecificUser"'),
          pool("C", 'userName="" password="p"'),
        ),
      ),
    ),
    rows: [],
  },
  {
    rule: "a pool's pair is listed whatever identity type counts [reference: processModel]",
    document: configuration(
      host(
        pools(
          pool("A", `identityType="NetworkService" ${pair}`),
          pool("B", `identityType="SpecificUser" userName="D\\gmsa$"`),
          poolDefaults('identityType="ApplicationPoolIdentity"'),
        ),
      ),
    ),
    rows: [
      row("processModel", `${folder}/A`, "A", "u", "set"),
      row("processModel", `${folder}/B`, "B", "D\\gmsa$"),
    ],
  },
  {
    rule: "a pool takes each half that it lacks from the defaults [reference: applicationPoolDefaults]",
    document: configuration(
      host(
        pools(
          pool("A", 'userName="v"'),
          pool("B", 'password="q"'),
          pool("C", 'identityType="SpecificUser"'),
          pool("D", 'userName=""'),
          poolDefaults(pair),
        ),
      ),
    ),
    rows: [
      row("applicationPoolDefaults", folder, "", "u", "set"),
      row("processModel", `${folder}/A`, "A", "v", ["set", folder]),
      row("processModel", `${folder}/B`, "B", ["u", folder], "set"),
    ],
  },
  {
    rule: "defaults without a user name are not listed, and what they pass on counts [our reading]",
    document: configuration(host(pools(poolDefaults('password="p"'), pool("A", 'userName="u"')))),
    rows: [row("processModel", `${folder}/A`, "A", "u", ["set", folder])],
  },
  {
    rule: "sealed is told by its form, with or without a provider; under an empty user it is nothing [real files]",
    document: configuration(
      host(
        pools(
          pool("A", `userName="u" password="${sealed}"`),
          pool("B", 'userName="u" password="[enc:Rsa_own1:AAAA:enc]"'),
          pool("C", 'userName="u" password="[enc:57686f:enc]"'),
          pool("D", 'userName="u" password="[enc:AesProvider::enc]"'),
          pool("I", 'userName="u" password="[enc::enc]"'),
          pool("E", 'userName="u" password="[enc:AesProvider:AAAA"'),
          pool("F", 'userName="u" password=""'),
          pool("G", `userName="" password="${sealed}"`),
          pool("H", `password="${sealed}"`),
        ),
      ),
    ),
    rows: [
      row("processModel", `${folder}/A`, "A", "u", "sealed"),
      row("processModel", `${folder}/B`, "B", "u", "sealed"),
      row("processModel", `${folder}/C`, "C", "u", "sealed"),
      row("processModel", `${folder}/D`, "D", "u", "sealed-empty"),
      row("processModel", `${folder}/I`, "I", "u", "sealed-empty"),
      row("processModel", `${folder}/E`, "E", "u", "set"),
      row("processModel", `${folder}/F`, "F", "u", "empty"),
    ],
  },
  {
    rule: "pools of one name ignoring case are ambiguous, and so are two process models of one [schema: keys]",
    document: configuration(
      host(
        pools(
          pool("A", pair),
          '<add name="a" />',
          `<add name="B"><processModel ${pair} /><processModel /></add>`,
          pool("C", pair),
        ),
      ),
    ),
    rows: [
      unclear("processModel", `${folder}/A`, "A"),
      unclear("processModel", `${folder}/B`, "B"),
      row("processModel", `${folder}/C`, "C", "u", "set"),
    ],
  },
  {
    rule: "defaults that are there twice are ambiguous, with the pools that need them [our reading]",
    document: configuration(
      host(pools(poolDefaults(pair), poolDefaults(""), pool("A", 'userName="u"'), pool("B", pair))),
    ),
    rows: [
      unclear("applicationPoolDefaults", folder, ""),
      unclear("processModel", `${folder}/A`, "A"),
      row("processModel", `${folder}/B`, "B", "u", "set"),
    ],
  },
  {
    rule: "a section of pools that is there twice is illegal: all of it is ambiguous [deep-dive]",
    document: configuration(host(pools(pool("A", pair))), tag("", host(pools(poolDefaults(pair))))),
    rows: [unclear("processModel", `${folder}/A`, "A"), unclear("applicationPoolDefaults", folder, "")],
  },
  {
    rule: "sections of the host may be in a tag of the server's level, and not in a site's [deep-dive]",
    document: configuration(
      tag('path=""', host(pools(pool("A", pair)))),
      tag("", host(sites(site("S", 1, application("/a", directory("/", pair)))))),
      tag('path="S"', host(pools(pool("B", pair)))),
    ),
    rows: [
      row("processModel", `${folder}/A`, "A", "u", "set"),
      row("virtualDirectory", `${root}/a`, "S/a", "u", "set"),
    ],
  },
];
