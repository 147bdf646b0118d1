import { runCommand } from "../support/command";
import { metabaseText, type KeyElement } from "../support/metabase-folder";
import { ScriptHost, variants } from "../support/script-host/script-host";

const keys: readonly KeyElement[] = [
  {
    location: "/LM/W3SVC",
    type: "IIsWebService",
    attributes: { AnonymousUserName: "IUSR_WEB", AnonymousUserPass: "Canary", AuthFlags: "AuthNTLM" },
  },
  {
    location: "/LM/W3SVC/1",
    type: "IIsWebServer",
    attributes: {
      SecureBindings: ":443:",
      ServerBindings: ":80:\r\n\t\t\t:8080:www.example.com",
      ServerComment: "Grün &amp; Blau",
    },
  },
  { location: "/LM/W3SVC/1/ROOT", attributes: { AuthFlags: "AuthAnonymous | AuthNTLM", Path: "D:\\www" } },
  { location: "/LM/W3SVC/1/ROOT/shop", attributes: { AppPoolId: "Shop Pool" } },
  {
    location: "/LM/W3SVC/AppPools/Shop Pool",
    type: "IIsApplicationPool",
    attributes: { AppPoolIdentityType: "3", WAMUserName: "FARM\\pool", WAMUserPass: "Canary" },
  },
];

test.each(Object.entries(variants))(
  "an address leads through a running IIS as through a file (%s)",
  async (_, variant) => {
    const host = await ScriptHost.create(metabaseText(keys), { variant });
    const { code, stdout } = await runCommand([
      "explain",
      "http://www.example.com:8080/SHOP/cart",
      "--json",
      "--script-host",
      host.path,
    ]);
    const { violations } = host;
    host.remove();
    expect([code, violations]).toEqual([0, []]);
    expect(stdout).not.toContain("Canary");
    const [{ place }] = JSON.parse(stdout) as [{ place: Readonly<Record<string, unknown>> }];
    expect(place).toMatchObject({
      location: "/LM/W3SVC/1/ROOT/shop",
      site: 'W3SVC/1 "Grün & Blau"',
      credentials: [
        { kind: "anonymous", userName: "IUSR_WEB", userNameFrom: "/LM/W3SVC", used: true },
        { kind: "wam", location: "/LM/W3SVC/AppPools/Shop Pool", userName: "FARM\\pool", used: true },
        { kind: "unc", used: false },
      ],
    });
  },
);
