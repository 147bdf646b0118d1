import program from "../../index";
import { followHowTo } from "../support/how-to";
import {
  anonymousOf,
  applicationOf,
  configOf,
  directoryOf,
  hostOf,
  siteOf,
  tagOf,
} from "../support/iis7-config";
import { metabaseText } from "../support/metabase-folder";

jest.mock("pulumi-iis-identity", () => jest.requireActual<object>("../../provider/src"));
jest.mock("pulumi-iis-identity/config", () => jest.requireActual<object>("../../provider/src/config/public"));

const run = (): Promise<unknown> => Promise.resolve(program());
const pair = (password: string): string => `userName="WEBFARM\\svc-web" password="${password}"`;

test("a farm in the middle of its migration: one account, rotated once on IIS 6 and on IIS 10", async () => {
  const web01 = (password: string): string =>
    metabaseText([
      {
        location: "/LM/W3SVC",
        type: "IIsWebService",
        attributes: { AnonymousUserName: "IUSR_WEB01", AnonymousUserPass: "own" },
      },
      {
        location: "/LM/W3SVC/1/ROOT",
        attributes: { AnonymousUserName: "WEBFARM\\svc-web", AnonymousUserPass: password },
      },
      {
        location: "/LM/W3SVC/1/ROOT/files",
        attributes: { Path: "\\\\files\\web", UNCUserName: "WEBFARM\\svc-web", UNCPassword: password },
      },
      { location: "/LM/W3SVC/AppPools", type: "IIsApplicationPools" },
      {
        location: "/LM/W3SVC/AppPools/Shop",
        type: "IIsApplicationPool",
        attributes: { AppPoolIdentityType: "3", WAMUserName: "WEBFARM\\svc-web", WAMUserPass: password },
      },
    ]);
  const web10 = (password: string): string =>
    configOf(
      anonymousOf('userName="IUSR"'),
      hostOf(
        `<applicationPools><add name="Shop"><processModel identityType="SpecificUser" ${pair(password)}/></add></applicationPools>`,
        "<sites>",
        siteOf(
          "Default Web Site",
          1,
          applicationOf("/", directoryOf("/"), directoryOf("/files", pair(password))),
        ),
        "</sites>",
      ),
      tagOf("Default Web Site", anonymousOf(pair(password))),
    );
  await using followed = await followHowTo(
    "docs/mixed-farm.md",
    run,
    { "web01/MetaBase.xml": web01("old"), "web10/applicationHost.config": web10("old") },
    ["old", "old", "new", "new"],
  );
  expect(await followed.text("web01", "web01/MetaBase.xml")).toBe(web01("new"));
  expect(await followed.text("web10", "web10/applicationHost.config")).toBe(web10("new"));
  expect(followed.shown).toBe(1);
});

test("towards no stored password: who runs first, then what is left over, and lint finds nothing more", async () => {
  const config = (shop: string, intranet: string, site: string): string =>
    configOf(
      anonymousOf('userName="IUSR"'),
      hostOf(
        `<applicationPools><add name="Shop"><processModel ${shop}/></add><add name="Intranet"><processModel ${intranet}/></add>`,
        '<applicationPoolDefaults><processModel identityType="ApplicationPoolIdentity"/></applicationPoolDefaults></applicationPools>',
        "<sites>",
        siteOf("Default Web Site", 1, applicationOf("/", directoryOf("/"))),
        "</sites>",
      ),
      tagOf("Default Web Site", anonymousOf(site)),
    );
  const sealed = 'userName="WEBFARM\\svc-web" password="[enc:IISCngProvider:jAAWTnTuJ9sGAT:enc]"';
  const before = config(
    `identityType="SpecificUser" ${sealed}`,
    `identityType="SpecificUser" ${sealed}`,
    sealed,
  );
  await using followed = await followHowTo(
    "docs/no-stored-password.md",
    run,
    { "web10/applicationHost.config": before },
    [],
  );
  expect(await followed.text("web10", "web10/applicationHost.config")).toBe(
    config(
      'identityType="ApplicationPoolIdentity"',
      'identityType="SpecificUser" userName="WEBFARM\\gmsa-intranet$"',
      'userName=""',
    ),
  );
  expect(followed.shown).toBe(2);
});
